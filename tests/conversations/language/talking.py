"""Who says what, and who hears of it."""
import json

from language.device import Device, make_cmid
from language.play import PATIENCE, tail
from language.script import Mistake
from language.sentences import sentence


def target(play, name, whose=None):
    """Where a message of this person goes: a visitor's null is the active conversation."""
    person = play.person(name)
    if whose:
        return play.conversation(whose)["id"]
    if not person.is_agent:
        return None
    if not person.talking_in:
        raise Mistake(f"say whom {name} writes to: {name} sends \"…\" to Ana")
    return person.talking_in


def say(play, name, text, whose=None, wait=True, **more):
    person = play.person(name)
    device = person.devices.get(name)
    if device is None or (device.online and not device.is_connected and play.host.runs):
        device = play.device(name)
    conversation = target(play, name, whose)
    if person.is_agent:
        person.talking_in = conversation
    person.refused = None
    cmid = device.say(conversation, text, **more)
    person.known[text] = cmid
    if wait and device.is_connected:
        return play.wait_ack(device, cmid)
    return None


@sentence("{who} opens the chat")
def opens_the_chat(play, who):
    play.device(who)


@sentence("{who:whom} signs in", "{who:whom} signs in on a {device:word}")
def signs_in(play, who, device=None):
    person = play.person(who)
    if person.kind == "employee":
        employee_signs_in(play, person)
    name = f"{who}'s {device}" if device else who
    play.device(name)
    if person.is_agent:
        play.must(person, "POST", "/api/v1/me/presence", {"presence": "online"})


def employee_signs_in(play, person):
    if person.cookie:
        return
    groups = ["--groups", person.group] if getattr(person, "group", None) else []
    link = json.loads(play.host.command("person", "invite", person.email, "--name", person.name, "--kind", "employee", *groups, "--json"))["link"]
    token = link.split("token=")[1]
    answer = play.host.request("POST", "/signin", f"action=link&token={token}".encode(), headers={
        "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{play.host.port}"})
    cookie = answer.headers.get("Set-Cookie")
    if answer.status >= 400 or not cookie:
        raise Mistake(f"the sign-in link gave {answer.status} {answer.body[:300]!r}")
    person.cookie = cookie.split(";")[0]
    person.contact = play.must(person, "GET", "/api/v1/me")["contact_id"]


@sentence("{who:whom} (goes|is) {presence}")
def presence(play, who, presence):
    play.must(play.person(who), "POST", "/api/v1/me/presence", {"presence": presence})


@sentence("{who} sends {text} [to {whose}]")
def sends(play, who, text, whose=None):
    say(play, who, text, whose)


@sentence("{who} sends {count:number} messages [to {whose}]")
def sends_many(play, who, count, whose=None):
    for number in range(1, int(count) + 1):
        if say(play, who, f"message {number}", whose) is None and play.device(who).is_connected:
            return


@sentence("{who} sends {first:text} and at once {second:text}")
def sends_at_once(play, who, first, second):
    device = play.device(who)
    for text in (first, second):
        say(play, who, text, wait=False)
    for text in (first, second):
        play.wait_ack(device, play.person(who).known[text])


@sentence("{who} writes the note {text} [about {whose}]")
def writes_note(play, who, text, whose=None):
    say(play, who, text, whose, note=True)


@sentence("{who} sends {text} a second time")
def sends_again(play, who, text):
    """The very same frame, as after a cut."""
    device, cmid = play.device(who), play.person(who).known[text]
    before = len([frame for frame in device.events if frame["type"] == "ack" and frame["cmid"] == cmid])
    ack = device.acks.get(cmid)
    conversation = ack["conversation"] if play.person(who).is_agent and ack else None
    device.send_frame({"type": "send", "cmid": cmid, "conversation": conversation, "body": text, "attachments": []})
    if not device.wait(lambda: len([frame for frame in device.events if frame["type"] == "ack" and frame["cmid"] == cmid]) > before, PATIENCE):
        raise Mistake(f"no second ack; frames: {tail(device)}")


@sentence("{who} sends {other:text} under the name of {text}")
def sends_other(play, who, other, text):
    """Another body with a cmid that is taken."""
    device, cmid = play.device(who), play.person(who).known[text]
    device.send_frame({"type": "send", "cmid": cmid, "conversation": None, "body": other, "attachments": []})
    device.wait(lambda: any(error.get("cmid") == cmid for error in device.errors), PATIENCE)
    play.person(who).refused = next((error["code"] for error in reversed(device.errors) if error.get("cmid") == cmid), None)


@sentence("{who} posts {text} [to {whose}] over HTTP")
def posts(play, who, text, whose=None):
    """Where WebSockets are blocked."""
    person = play.person(who)
    conversation = play.conversation(whose)["id"] if whose else "active"
    cmid = person.known.get(text) or make_cmid()
    person.known[text] = cmid
    play.ask(person, "POST", f"/api/v1/conversations/{conversation}/messages", {"cmid": cmid, "body": text})


@sentence("{who} posts {size:number} bytes over HTTP")
def posts_bytes(play, who, size):
    play.ask(play.person(who), "POST", "/api/v1/conversations/active/messages", {"cmid": make_cmid(), "body": "x" * int(size)})


@sentence("{who} sends {size:number} bytes")
def sends_bytes(play, who, size):
    say(play, who, "x" * int(size), wait=False)


@sentence("{who}'s network drops")
def network_drops(play, who):
    play.device(who).pull_cable()


@sentence("{who}'s network comes back")
def network_comes_back(play, who):
    play.person(who).devices[who].connect()


@sentence("the host is killed")
def host_is_killed(play):
    play.host.kill()


@sentence("the host stops")
def host_stops(play):
    play.host.stop()


@sentence("the host comes back")
def host_comes_back(play):
    play.host.start()
    for person in play.people.values():
        for device in person.devices.values():
            if device.online:
                device.connect()


@sentence("{who} sends {text} and the host is killed before it answers")
def sends_into_the_crash(play, who, text):
    say(play, who, text, wait=False)
    play.host.kill()


@sentence("{who} asks for a person [because {reason:text}]")
def asks_for_a_person(play, who, reason=None):
    device = play.device(who)
    before = len([frame for frame in device.events if frame["type"] == "handoff"])
    errors = len(device.errors)
    device.send_frame({"type": "handoff", "conversation": None, **({"reason": reason} if reason else {})})
    device.wait(lambda: len([frame for frame in device.events if frame["type"] == "handoff"]) > before or len(device.errors) > errors, PATIENCE)
    if len(device.errors) > errors:
        play.person(who).refused = device.errors[-1]["code"]


@sentence("{who} types")
def types(play, who):
    device, person = play.device(who), play.person(who)
    conversation = person.talking_in if person.is_agent else play.conversation(person.name)["id"]
    device.send_frame({"type": "typing", "conversation": conversation})


@sentence("{who} sees {whom} typing")
def sees_typing(play, who, whom):
    device, id_of = play.device(who), play.person(whom)
    wanted = id_of.id or id_of.contact
    if not device.wait(lambda: any(frame["type"] == "typing" and wanted in (frame["author"].get("id"), None) for frame in device.events), PATIENCE):
        raise Mistake(f"nobody types; frames: {tail(device)}")


@sentence("{who} has (read|seen) {text}")
def has_read(play, who, text):
    device = play.device(who)

    def find():
        return next((one for one in device.transcript() if one["body"] == text), None)
    if not device.wait(find, PATIENCE):
        raise Mistake(f"{who} has no such message")
    message = find()
    device.send_frame({"type": "seen", "conversation": message["conversation"], "seq": message["seq"], "state": "read"})


@sentence("{who} attaches {name:text} with {content:text} and sends {text} [to {whose}]")
def attaches(play, who, name, content, text, whose=None):
    person = play.person(who)
    play.device(who)
    play.ask(person, "POST", "/api/v1/uploads", content.encode(), {"Content-Type": "text/plain", "Upload-Name": name})
    if person.answer.status >= 400:
        return
    person.uploads[name] = person.answer.json
    say(play, who, text, whose, attachments=[person.answer.json["id"]])


@sentence("the operator switches {who:whom} off")
def switched_off(play, who):
    play.host.command("agent", "disable", play.person(who).email)


@sentence("{who} has lost her notes and asks for everything")
def asks_for_everything(play, who):
    """A window that knows of the conversation and has none of its messages."""
    person = play.person(who)
    device = person.devices[who] = Device(play.host, who, person.token)
    device.loaded = True
    device.messages[play.conversation(person.name)["id"]] = {0: None}
    device.connect()
    for messages in device.messages.values():
        messages.pop(0, None)
