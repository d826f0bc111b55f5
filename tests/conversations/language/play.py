"""Plays one story on a host of its own."""
import base64
import hashlib
import hmac
import json
import os
import time

from language.device import Device
from language.host import PASSWORD, Host
from language.script import Mistake

PATIENCE = float(os.environ.get("PATCHBAY_PATIENCE", "20"))  # seconds until a promise counts as broken
OVERSEER = "overseer@example.com"  # an admin who looks and never touches
IDENTITY_KEY = "a secret of the shop, 32 bytes long"
WORDS = {"first": 0, "second": 1, "third": 2}


class Person:
    def __init__(self, name, kind="visitor"):
        self.name, self.kind = name, kind  # visitor, employee, agent, admin
        self.email = f"{name.lower()}@example.com"
        self.token = self.cookie = self.contact = self.id = None
        self.devices = {}
        self.locale = "en"
        self.known = {}     # what was said → cmid
        self.refused = None  # the last refusal: status or error code
        self.answer = None   # the last answer to a request of theirs
        self.uploads = {}    # name → upload
        self.conversations = []  # every one there ever was, oldest first
        self.talking_in = None  # the conversation an agent works on

    @property
    def is_agent(self):
        return self.kind in ("agent", "admin")


class Play:
    def __init__(self, story):
        self.story = story
        self.host = Host()
        self.people = {}
        self.teams, self.hours, self.inbox, self.limits = {}, {}, {}, {}
        self.site = {"name": "Lantern & Loom", "locales": ["en", "bg", "vi"], "default_locale": "en", "time_zone": "Europe/Sofia"}
        self.plugins, self.extra = {}, []
        self.overseer = None
        self.started = False

    # ---------- the story ----------

    def run(self):
        try:
            for number, line, function, holes in self.story.steps:
                try:
                    if not line.startswith("given "):
                        self.begin()
                    function(self, **holes)
                    self.look_for_broken_promises()
                except Mistake as mistake:
                    raise Mistake(f"{self.story.path}:{number}: {line}\n  {mistake}") from mistake
                except Exception as error:
                    raise Mistake(f"{self.story.path}:{number}: {line}\n  {type(error).__name__}: {error}") from error
        finally:
            self.end()

    def begin(self):
        if self.started:
            return
        self.started = True
        self.write_config()
        for person in [Person("Overseer", "admin")] + [p for p in self.people.values() if p.is_agent]:
            person.email = OVERSEER if person.name == "Overseer" else person.email
            self.host.command("agent", "add", person.email, "--name", person.name, "--role", person.kind, "--password-stdin", given=PASSWORD + "\n")
            person.token = json.loads(self.host.command("agent", "token", person.email, "--json"))["token"]
            if person.name == "Overseer":
                self.overseer = person
        self.host.start()

    def write_config(self):
        lines = table("site", self.site) + table("limits", self.limits)
        for name, hours in self.hours.items():
            lines += table(f"hours.{name}", hours)
        for name, team in self.teams.items():
            lines += table(f"team.{name}", team)
        lines += table("inbox.default", {"identity_keys": [f"hs256:{IDENTITY_KEY}"], **self.inbox})
        for name, settings in self.plugins.items():
            lines += [f"[plugin.{name}]"] + ([f"config = {inline(settings)}"] if settings else [])
        self.host.write_config("\n".join(lines + self.extra) + "\n")

    def look_for_broken_promises(self):
        for person in self.people.values():
            for device in person.devices.values():
                if device.wrong:
                    raise Mistake(f"{device.name}: " + "; ".join(device.wrong))

    def end(self):
        for person in self.people.values():
            for device in person.devices.values():
                device.pull_cable()
        self.host.remove()

    # ---------- people ----------

    def person(self, name):
        name = name.split("'")[0]
        return self.people.setdefault(name, Person(name))

    def device(self, name):
        """The window of "Ana" or "Ana's phone"; opened, with a session where there is none yet."""
        person = self.person(name)
        if name not in person.devices:
            self.sign_in(person)
            person.devices[name] = Device(self.host, name, person.token, person.is_agent, person.cookie)
            person.devices[name].connect()
            person.id = person.devices[name].id
        return person.devices[name]

    def sign_in(self, person):
        if person.token or person.cookie:
            return
        answer = self.host.request("POST", "/api/v1/widget/session", {"inbox": "default", "locale": person.locale, "identity": None})
        if answer.status != 200:
            raise Mistake(f"no session for {person.name}: {answer.status} {answer.body.decode()}")
        person.token, person.contact = answer.json["token"], answer.json["contact_id"]

    def identity_token(self, claims, key=IDENTITY_KEY, algorithm="HS256", minutes=5):
        """What the shop's own server signs for its customer."""
        now = int(self.host.now())
        claims = {"aud": "default", "iat": now, "exp": now + 60 * minutes, "jti": os.urandom(12).hex(), **claims}
        parts = [base64url(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()), base64url(json.dumps(claims).encode())]
        signed = ".".join(parts).encode()
        mac = hmac.new(key.encode(), signed, hashlib.sha256).digest() if algorithm == "HS256" else b""
        return f"{signed.decode()}.{base64url(mac)}"

    def ask(self, person, method, path, body=None, headers=None):
        """A request in this person's name. Remembers the answer; a refusal is no mistake yet."""
        if not person.token and not person.cookie:
            self.sign_in(person)
        more = dict(headers or {})
        if person.cookie:
            more.update({"Cookie": person.cookie, "Origin": f"http://127.0.0.1:{self.host.port}"})
        answer = self.host.request(method, path, body, person.token, more)
        person.answer = answer
        person.refused = answer.status if answer.status >= 400 else None
        return answer

    def must(self, person, method, path, body=None):
        answer = self.ask(person, method, path, body)
        if answer.status >= 400:
            raise Mistake(f"{method} {path}: {answer.status} {answer.body.decode(errors='replace')}")
        return answer.json

    # ---------- conversations ----------

    def see(self, path):
        answer = self.host.request("GET", path, token=self.overseer.token)
        if answer.status != 200:
            raise Mistake(f"GET {path}: {answer.status} {answer.body.decode(errors='replace')}")
        return answer.json

    def conversations_of(self, name):
        """Oldest first, as the overseer sees them."""
        person = self.person(name)
        items = self.see(f"/api/v1/conversations?status=all&limit=100&contact={person.contact}")["items"]
        items.sort(key=lambda item: item["number"])
        person.conversations += [item["id"] for item in items if item["id"] not in person.conversations]
        return items

    def conversation(self, whose):
        """The newest of somebody, or "Ana's first conversation"."""
        items = self.conversations_of(whose)
        if not items:
            raise Mistake(f"{whose} has no conversation")
        words = whose.split(" ")
        if len(words) > 1 and words[1] in WORDS:
            known, at = self.person(whose).conversations, WORDS[words[1]]  # a merged one is in no list any more
            if at >= len(known):
                raise Mistake(f"{self.person(whose).name} has {len(known)} conversations")
            return self.see(f"/api/v1/conversations/{known[at]}")
        return items[-1]

    def stored(self, conversation):
        """Every message that is kept, notes too."""
        out, after = [], 0
        while True:
            page = self.see(f"/api/v1/conversations/{conversation}/messages?after={after}&limit=200")["items"]
            out += page
            if len(page) < 200:
                return out
            after = page[-1]["seq"]

    def until(self, look, what):
        """look() gives something true within PATIENCE; what() or what says what was hoped for."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > deadline:
                raise Mistake(what() if callable(what) else what)
            time.sleep(0.03)

    def wait_ack(self, device, cmid):
        device.wait(lambda: cmid in device.acks or any(error.get("cmid") == cmid for error in device.errors), PATIENCE)
        if cmid in device.acks:
            return device.acks[cmid]
        refusals = [error for error in device.errors if error.get("cmid") == cmid]
        if refusals:
            self.person(device.name).refused = refusals[-1]["code"]
            return None
        raise Mistake(f"{device.name} waits for an ack; frames: {tail(device)}")


def tail(device):
    return [json.dumps(frame, ensure_ascii=False)[:200] for frame in device.events[-6:]]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def inline(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {inline(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def table(name, values):
    if not values:
        return []
    return [f"[{name}]"] + [f"{key} = {inline(value)}" for key, value in values.items()]
