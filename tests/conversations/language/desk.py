"""What agents do with conversations and contacts."""
import datetime
import threading
import urllib.parse

from language.play import PATIENCE, tail
from language.script import Mistake
from language.sentences import sentence
from language.settings import moment


def act(play, who, method, path, body=None):
    """In the name of an agent or a customer; a refusal is remembered for "… is refused with …"."""
    return play.ask(play.person(who), method, path if path.startswith("/api/") else "/api/v1" + path, body)


def iso(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@sentence("{who} opens {whose}")
def opens(play, who, whose):
    """The conversation, on the desk."""
    conversation = play.conversation(whose)["id"]
    answer = act(play, who, "GET", f"/conversations/{conversation}")
    if answer.status == 200:
        play.person(who).talking_in = conversation


@sentence("{who} assigns {whose} to {to:goal}", "{who} (takes) {whose}")
def assigns(play, who, whose, to=None):
    body = {}
    if to == "nobody":
        body["assignee_id"] = None
    elif to == "no team":
        body["team"] = None
    elif to and to.startswith("team "):
        body["team"] = to[5:]
    else:
        body["assignee_id"] = agent_id(play, to or who)
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/assignments", body)


def agent_id(play, name):
    person = play.person(name)
    if person.id:
        return person.id
    for agent in play.see("/api/v1/agents")["items"]:
        if agent["email"] == person.email:
            person.id = agent["id"]
            return person.id
    raise Mistake(f"there is no agent {name}")


@sentence("{one:whom} and {other:whom} both take {whose} at once")
def both_take(play, one, other, whose):
    conversation = play.conversation(whose)["id"]
    start = threading.Barrier(2)

    def take(name):
        body = {"assignee_id": agent_id(play, name)}
        start.wait()
        act(play, name, "POST", f"/conversations/{conversation}/assignments", body)
    both(take, one, other)


@sentence("{one:whom} and {other:whom} both accept {whose} at once")
def both_accept(play, one, other, whose):
    conversation = play.conversation(whose)["id"]
    start = threading.Barrier(2)

    def accept(name):
        start.wait()
        act(play, name, "POST", f"/conversations/{conversation}/handoff/accept", {})
    both(accept, one, other)


def both(do, *names):
    threads = [threading.Thread(target=do, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@sentence("one of {one:whom} and {other:whom} was refused with {code:number}")
def one_was_refused(play, one, other, code):
    refused = [play.person(name).refused for name in (one, other)]
    if sorted(refused, key=str) != sorted([None, int(code)], key=str):
        raise Mistake(f"{one}: {refused[0]}, {other}: {refused[1]}")


@sentence("{who} accepts {whose}")
def accepts(play, who, whose):
    conversation = play.conversation(whose)["id"]
    if act(play, who, "POST", f"/conversations/{conversation}/handoff/accept", {}).status < 400:
        play.person(who).talking_in = conversation


@sentence("{who} passes {whose} to {to:goal} [with the note {note:text}]")
def passes(play, who, whose, to, note=None):
    if to == "the bot":
        goal = "bot"
    elif to == "anybody":
        goal = None
    elif to.startswith("team "):
        goal = f"team:{to[5:]}"
    else:
        goal = f"agent:{agent_id(play, to)}"
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/handoff/pass", {"to": goal, **({"note": note} if note else {})})


@sentence("{who} closes the hand-off of {whose}")
def closes(play, who, whose):
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/handoff/close", {})


@sentence("{who} asks for a person for {whose} [because {reason:text}]")
def asks_for(play, who, whose, reason=None):
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/handoff", {"reason": reason} if reason else {})


@sentence("{who} {deed} {whose}")
def sets_status(play, who, deed, whose):
    status = {"resolves": "resolved", "reopens": "open", "parks": "pending"}[deed]
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/toggle_status", {"status": status})


@sentence("{who} snoozes {whose} until {day:word} {clock:clock}")
def snoozes(play, who, whose, day, clock):
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/toggle_status", {"status": "snoozed", "snoozed_until": iso(moment(day, clock))})


@sentence("{who} labels {whose} with {labels:words}")
def labels(play, who, whose, labels):
    wanted = [] if labels == "nothing" else labels.split(", ")
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/labels", {"labels": wanted})


@sentence("{who} calls {whose} {subject:text}")
def calls(play, who, whose, subject):
    act(play, who, "PATCH", f"/conversations/{play.conversation(whose)['id']}", {"subject": subject})


@sentence("{who} changes {text} to {other:text}")
def changes(play, who, text, other):
    device = play.device(who)

    def find():
        return next((one for one in device.transcript() if one["body"] == text), None)
    if not device.wait(find, PATIENCE):
        raise Mistake(f"{who} does not see it; frames: {tail(device)}")
    message = find()
    act(play, who, "PATCH", f"/conversations/{message['conversation']}/messages/{message['seq']}", {"body": other})


@sentence("{who} merges the conversation {whose} into {into:whose}")
def merges_conversation(play, who, whose, into):
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/merge", {"into": play.conversation(into)["id"]})


@sentence("{who} undoes the merge of the conversation {whose}")
def unmerges_conversation(play, who, whose):
    act(play, who, "POST", f"/conversations/{play.conversation(whose)['id']}/unmerge", {})


@sentence("{who} splits {whose} at {text}")
def splits(play, who, whose, text):
    conversation = play.conversation(whose)["id"]
    message = next((one for one in play.stored(conversation) if one["body"] == text), None)
    if not message:
        raise Mistake("there is no such message")
    act(play, who, "POST", f"/conversations/{conversation}/split", {"seq": message["seq"]})


@sentence("{who} merges the contact {whom} into {into:whom}")
def merges_contact(play, who, whom, into):
    act(play, who, "POST", f"/contacts/{play.person(whom).contact}/merge", {"into": play.person(into).contact})


@sentence("{who} undoes the merge of the contact {whom}")
def unmerges_contact(play, who, whom):
    act(play, who, "POST", f"/contacts/{play.person(whom).contact}/unmerge", {})


@sentence("{who} blocks {whom} [because {why:text}]")
def blocks(play, who, whom, why="abuse"):
    act(play, who, "POST", f"/contacts/{play.person(whom).contact}/block", {"blocked": True, "why": why})


@sentence("{who} unblocks {whom}")
def unblocks(play, who, whom):
    act(play, who, "POST", f"/contacts/{play.person(whom).contact}/block", {"blocked": False, "why": "a mistake"})


@sentence("{who} gives {whom} the order {number:text} for {amount:text}")
def gives_order(play, who, whom, number, amount):
    value, currency = amount.split(" ")
    act(play, who, "PUT", f"/contacts/{play.person(whom).contact}/orders", [{
        "number": number, "placed_at": "2026-11-20T10:00:00.000Z", "state": "shipped", "total": {"amount": value, "currency": currency},
        "items": [{"sku": "THROW-1", "name": "Wool throw", "quantity": 1}], "tracking_url": None, "url": None}])


@sentence("{who} searches messages for {text} and finds {count:number}")
def searches(play, who, text, count):
    path = f"/api/v1/conversations/search?limit=50&q={urllib.parse.quote(text)}"

    def look():
        found = play.must(play.person(who), "GET", path)["items"]
        return [found] if len(found) == int(count) else None
    play.until(look, lambda: f"found {[item['snippet'] for item in play.must(play.person(who), 'GET', path)['items']]}")
