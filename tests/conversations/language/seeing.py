"""What people see, and what they must not."""
import re

from language.play import PATIENCE, tail
from language.script import HOLES, Mistake, unquoted
from language.sentences import sentence


def shown(play, who, text, note=None, author=None):
    return [message for message in play.device(who).transcript()
            if message["body"] == text and (note is None or message["note"] == note) and (author is None or is_by(play, message, author))]


def is_by(play, message, author):
    if author in ("the bot", "the system"):
        return message["author"]["kind"] == author[4:]
    person = play.person(author)
    kind = "agent" if person.is_agent else "visitor"
    return message["author"]["kind"] == kind and (not person.is_agent or message["author"]["name"] == person.name)


def expect(play, who, text, note, author):
    device = play.device(who)
    if not device.wait(lambda: shown(play, who, text, note, author), PATIENCE):
        raise Mistake(f"{who} sees {[m['body'][:80] + ' from ' + m['author']['kind'] + ' ' + str(m['author']['name']) for m in device.transcript()]}; frames: {tail(device)}")
    if play.person(who).is_agent:
        play.person(who).talking_in = shown(play, who, text, note, author)[-1]["conversation"]


@sentence("{who} sees {text} [from {author:words}]")
def sees(play, who, text, author=None):
    expect(play, who, text, False, author)


@sentence("{who} sees the note {text} [from {author:words}]")
def sees_note(play, who, text, author=None):
    expect(play, who, text, True, author)


@sentence("{who} sees {text} once")
def sees_once(play, who, text):
    """In the window and in the store."""
    expect(play, who, text, None, None)
    play.device(who).catch_up()
    messages = shown(play, who, text)
    kept = [message for message in play.stored(messages[0]["conversation"]) if message["body"] == text]
    if len(messages) != 1 or len(kept) != 1:
        raise Mistake(f"{who} sees it {len(messages)} times, the store has it {len(kept)} times")


@sentence("{who} does not see {text}", "{who} never saw {text}")
def does_not_see(play, who, text):
    """Neither in the window, nor after catching up, nor over HTTP, nor inside any frame."""
    device = play.device(who)
    if device.is_connected:
        device.catch_up()
    if shown(play, who, text):
        raise Mistake(f"{who} sees it")
    if any(text in str(frame) for frame in device.events):
        raise Mistake(f"it is in a frame: {[frame for frame in device.events if text in str(frame)][0]}")
    if play.person(who).is_agent:
        return
    listed = play.must(play.person(who), "GET", "/api/v1/conversations?status=all&limit=100")
    if text in str(listed):
        raise Mistake("it is in the list of conversations")
    for conversation in listed["items"]:
        for path in (f"/api/v1/conversations/{conversation['id']}", f"/api/v1/conversations/{conversation['id']}/messages?limit=200"):
            if text in str(play.must(play.person(who), "GET", path)):
                raise Mistake(f"it is in {path}")


@sentence("{who} sees {count:number} messages")
def sees_count(play, who, count):
    device = play.device(who)
    device.catch_up()
    if not device.wait(lambda: len(device.transcript()) >= int(count), PATIENCE) or len(device.transcript()) != int(count):
        raise Mistake(f"{who} sees {len(device.transcript())}: {[message['body'][:60] for message in device.transcript()]}")


@sentence("{who} sees in this order {texts:words}")
def sees_in_order(play, who, texts):
    wanted = [unquoted(text) for text in re.findall(HOLES["text"], texts)]
    device = play.device(who)

    def order():
        return [message["body"] for message in device.transcript() if message["body"] in wanted]
    if not device.wait(lambda: len(order()) >= len(wanted), PATIENCE) or order() != wanted:
        raise Mistake(f"{who} sees {order()}")
    play.person(who).talking_in = next(message["conversation"] for message in device.transcript() if message["body"] == wanted[-1])


@sentence("{who} sees something like {text}")
def sees_like(play, who, text):
    device = play.device(who)
    if not device.wait(lambda: any(text in message["body"] for message in device.transcript()), PATIENCE):
        raise Mistake(f"{who} sees {[message['body'][:120] for message in device.transcript()]}")


@sentence("{one:who} and {other:who} show the same conversation")
def show_the_same(play, one, other):
    windows = []
    for who in (one, other):
        play.device(who).catch_up()
        windows.append([(m["conversation"], m["seq"], m["id"], m["body"]) for m in play.device(who).transcript()])
    if windows[0] != windows[1]:
        raise Mistake(f"{windows[0]} and {windows[1]}")


@sentence("{who} is refused with {code:word}", "{who} is told {code:word}")
def is_refused(play, who, code):
    person = play.person(who)

    def refused():
        return str(person.refused) == code
    if not refused():
        device = person.devices.get(who)
        if device and device.wait(lambda: any(error.get("code") == code for error in device.errors), 1):
            person.refused = code
    if not refused():
        raise Mistake(f"{who} was {'refused with ' + str(person.refused) if person.refused else 'not refused'}"
                      + (f": {person.answer.body[:300]!r}" if person.answer else ""))


@sentence("nothing was refused")
def nothing_refused(play):
    for person in play.people.values():
        if person.refused:
            raise Mistake(f"{person.name} was refused with {person.refused}")


@sentence("{who}'s connection is closed with {code:number}")
def is_closed(play, who, code):
    device = play.person(who).devices[who]
    if not device.wait(lambda: int(code) in device.close_codes, PATIENCE):
        raise Mistake(f"close codes: {device.close_codes}")


@sentence("{who} can open the attachment {name:text} [with {content:text}]")
def can_open(play, who, name, content=None):
    url = attachment_url(play, who, name)
    answer = play.host.request("GET", url)
    if answer.status != 200 or (content is not None and answer.body.decode() != content):
        raise Mistake(f"{url}: {answer.status} {answer.body[:200]!r}")


@sentence("nobody can open the attachment {name:text} of {who} with a changed link")
def changed_link(play, name, who):
    url = attachment_url(play, who, name)
    for other in (url.split("?")[0], url[:-1] + ("A" if url[-1] != "A" else "B"), url.replace("exp=", "exp=1")):
        status = play.host.request("GET", other).status
        if status not in (403, 404):
            raise Mistake(f"{other}: {status}")


def attachment_url(play, who, name):
    device = play.device(who)

    def find():
        for message in device.transcript():
            for part in message["parts"]:
                if part["type"] == "file" and part["name"] == name:
                    return part["url"]
        return None
    if not device.wait(find, PATIENCE):
        raise Mistake(f"{who} has no such attachment; frames: {tail(device)}")
    return find()


@sentence("{who} sees that {whom} read {text}", "{who} sees that the desk read {text}")
def sees_read(play, who, text, whom=None):
    device = play.device(who)
    by = "contact" if whom else "agent"
    expect(play, who, text, False, None)
    message = next((one for one in device.transcript() if one["body"] == text), None)

    def read():
        return any(frame["type"] == "seen" and frame["by"] == by and frame["state"] == "read" and frame["seq"] >= message["seq"]
                   and frame["conversation"] == message["conversation"] for frame in device.events)
    if not message or not device.wait(read, PATIENCE):
        raise Mistake(f"frames: {tail(device)}")


@sentence("{whom} read up to {seq:number}")
def read_up_to(play, whom, seq):
    play.until(lambda: play.conversation(whom)["seen"]["contact"]["read"] == int(seq), lambda: str(play.conversation(whom)["seen"]))
