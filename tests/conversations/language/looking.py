"""How things stand: what the host says about conversations, contacts and hand-offs."""
import datetime
import json
import re

from language.desk import act, agent_id, iso
from language.play import tail
from language.script import Mistake
from language.sentences import sentence
from language.settings import moment


def stands(play, whose, what, holds):
    """Waits until the conversation is so."""
    def look():
        return holds(play.conversation(whose))
    play.until(look, lambda: f"{what} is not so: {json.dumps(play.conversation(whose), ensure_ascii=False)}")


@sentence("{whose} is {status:state}")
def has_status(play, whose, status):
    stands(play, whose, f"status {status}", lambda conversation: conversation["status"] == status)


@sentence("{whose} is assigned to {to:goal}")
def is_assigned(play, whose, to):
    if to.startswith("team "):
        return stands(play, whose, to, lambda conversation: conversation["team"] == to[5:])
    if to == "nobody":
        return stands(play, whose, to, lambda conversation: conversation["assignee"] is None)
    wanted = agent_id(play, to)
    return stands(play, whose, to, lambda conversation: (conversation["assignee"] or {}).get("id") == wanted)


@sentence("{whose} is assigned to {one:whom} or {other:whom}")
def is_assigned_to_one(play, whose, one, other):
    wanted = [agent_id(play, one), agent_id(play, other)]
    stands(play, whose, f"assigned to {one} or {other}", lambda conversation: (conversation["assignee"] or {}).get("id") in wanted)


@sentence("{whose} has the labels {labels:words}")
def has_labels(play, whose, labels):
    stands(play, whose, labels, lambda conversation: sorted(conversation["labels"]) == sorted(labels.split(", ")))


@sentence("{whose} has no labels")
def has_no_labels(play, whose):
    stands(play, whose, "no labels", lambda conversation: not conversation["labels"])


@sentence("{whose} has the subject {text}")
def has_subject(play, whose, text):
    stands(play, whose, text, lambda conversation: conversation["subject"] == text)


@sentence("{whom} has {count:number} conversation", "{whom} has {count:number} conversations")
def has_conversations(play, whom, count):
    found = play.conversations_of(whom)
    if len(found) != int(count):
        raise Mistake(f"{whom} has {len(found)}: {[(one['number'], one['status']) for one in found]}")


@sentence("{whose} holds {count:number} messages")
def holds_messages(play, whose, count):
    kept = play.stored(play.conversation(whose)["id"])
    if len(kept) != int(count):
        raise Mistake(f"it holds {len(kept)}: {[message['body'][:60] for message in kept]}")


@sentence("{whose} holds {text}")
def holds(play, whose, text):
    kept = [message["body"] for message in play.stored(play.conversation(whose)["id"])]
    if text not in kept:
        raise Mistake(f"it holds {kept}")


@sentence("the desk of {who} shows {whose} as {state:state}")
def desk_shows(play, who, whose, state):
    device, conversation = play.device(who), play.conversation(whose)["id"]
    if not device.wait(lambda: device.values.get(conversation, {}).get("status") == state, 20):
        raise Mistake(f"{who} has {device.values.get(conversation)}; frames: {tail(device)}")


@sentence("the desk of {who} shows {whose} with {to:goal}")
def desk_shows_assignee(play, who, whose, to):
    device, conversation = play.device(who), play.conversation(whose)["id"]

    def holds_so():
        value = device.values.get(conversation)
        return value is not None and ((value["assignee"] or {}).get("name") == to or (to == "nobody" and value["assignee"] is None))
    if not device.wait(holds_so, 20):
        raise Mistake(f"{who} has {device.values.get(conversation)}; frames: {tail(device)}")


# ---------- hand-offs ----------

@sentence("the hand-off of {whose} is {state:handoff}")
def handoff_is(play, whose, state):
    stands(play, whose, f"hand-off {state}", lambda conversation: (conversation["handoff"] or {}).get("state") == state)


@sentence("{whose} has no hand-off under way")
def no_handoff(play, whose):
    stands(play, whose, "no hand-off", lambda conversation: (conversation["handoff"] or {"state": "closed"})["state"] == "closed")


@sentence("the hand-off of {whose} says {text}")
def handoff_says(play, whose, text):
    stands(play, whose, text, lambda conversation: text in json.dumps(conversation["handoff"], ensure_ascii=False))


@sentence("the answer to {whose} is promised for {day:word} {clock:clock}")
def promised_for(play, whose, day, clock):
    wanted = iso(moment(day, clock))
    stands(play, whose, wanted, lambda conversation: (conversation["handoff"] or {}).get("eta") == wanted)


@sentence("{who} hears that the hand-off is {state:handoff}")
def hears_handoff(play, who, state):
    device = play.device(who)
    if not device.wait(lambda: any(frame["type"] == "handoff" and frame["state"] == state for frame in device.events), 20):
        raise Mistake(f"frames: {tail(device)}")


# ---------- people ----------

@sentence("{one:whom} and {other:whom} are one contact")
def one_contact(play, one, other):
    def same():
        return root(play, one) == root(play, other)
    play.until(same, lambda: f"{root(play, one)} and {root(play, other)}")


@sentence("{one:whom} and {other:whom} are two contacts")
def two_contacts(play, one, other):
    if root(play, one) == root(play, other):
        raise Mistake("they are one")


def root(play, name):
    contact = play.see(f"/api/v1/contacts/{play.person(name).contact}")
    while contact["merged_into"]:
        contact = play.see(f"/api/v1/contacts/{contact['merged_into']}")
    return contact["id"]


@sentence("{whom} is known as {value:text}", "{whom} is known as {value:text}, {verified}")
def is_known_as(play, whom, value, verified=None):
    contact = play.see(f"/api/v1/contacts/{root(play, whom)}")
    wanted = {None: (True, False), "verified": (True,), "unverified": (False,)}[verified]
    if not any(one["value"] == value and one["verified"] in wanted for one in contact["identities"]):
        raise Mistake(f"{contact['identities']}")


@sentence("{whom} may be the same as {other:whom}")
def may_be_the_same(play, whom, other):
    contact = play.see(f"/api/v1/contacts/{play.person(whom).contact}")
    if root(play, other) not in contact["duplicates"]:
        raise Mistake(f"duplicates: {contact['duplicates']}")


# ---------- anything else ----------

def filled(play, text):
    """{Ana} is her newest conversation, {Ana.number} its number, {Ana.contact} her contact, {Ana.upload} what she uploaded last,
    {Ben.id} an agent."""

    def value(found):
        name, _, part = found.group(1).partition(".")
        if part == "contact":
            return play.person(name).contact
        if part == "id":
            return agent_id(play, name)
        if part == "upload":
            return list(play.person(name).uploads.values())[-1]["id"]
        return str(play.conversation(name)[part or "id"])
    return re.sub(r"\{([A-Z]\w*(?:\.\w+)?)\}", value, text)


@sentence("{who} asks {method:method} {path} [with {body:json}]")
def asks(play, who, method, path, body=None):
    act(play, who, method, filled(play, path), json.loads(filled_json(play, body)) if body else None)


def filled_json(play, body):
    return re.sub(r'"\{[A-Z][\w.]*\}"', lambda found: filled(play, found.group(0)), body)


@sentence("{who} asks {method:method} {path} [with {body:json}] and gets {status:number}")
def asks_and_gets(play, who, method, path, status, body=None):
    answer = act(play, who, method, filled(play, path), json.loads(filled_json(play, body)) if body else None)
    if answer.status != int(status):
        raise Mistake(f"{answer.status}: {answer.body[:500].decode(errors='replace')}")
    play.person(who).refused = None


@sentence("{who} (is answered|reads) {text}")
def is_answered(play, who, text):
    answer = play.person(who).answer
    if text not in answer.body.decode(errors="replace"):
        raise Mistake(f"the answer is {answer.body[:600].decode(errors='replace')}")


@sentence("{who} is not answered {text}")
def is_not_answered(play, who, text):
    if text in play.person(who).answer.body.decode(errors="replace"):
        raise Mistake("it is in the answer")


@sentence("{who} gets {count:number} items")
def gets_items(play, who, count):
    items = play.person(who).answer.json["items"]
    if len(items) != int(count):
        raise Mistake(f"{len(items)} items: {json.dumps(items)[:600]}")


@sentence("{count:number} days pass")
def days_pass(play, count):
    play.host.shift_clock(play.host.clock_shift + int(datetime.timedelta(days=int(count)).total_seconds() * 1000))


@sentence("{count:number} minutes pass")
def minutes_pass(play, count):
    play.host.shift_clock(play.host.clock_shift + int(count) * 60_000)
