#!/usr/bin/env python3
"""An agent who is cut off again and again ends with the same desk as one who never was: desk_equality.py [--changes N] [--seed S]
Conversations begin, are answered, edited, assigned, labelled, moved between teams and statuses. Four desks watch: an administrator's
and a team member's, each once with a steady connection and once with one that is cut at random. At the end each desk is what
its frames say, folded in the order of their coming; the two of a pair must be equal, and equal to what the host says over HTTP."""
import argparse
import copy
import json
import os
import pathlib
import random
import sys
import threading
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/conversations"))
from language.device import Device, make_cmid  # noqa: E402
from language.host import PASSWORD, Host  # noqa: E402

STATUSES = ["open", "pending", "resolved", "snoozed"]
LABELS = ["refund", "vip", "late", "broken"]
TEAMS = ["support", "billing"]
# What frames say of a conversation; the rest (unread, waiting …) is each reader's own or follows from these.
MEMBERS = ["status", "assignee", "team", "labels", "subject", "priority", "merged_into"]


class Cutter(threading.Thread):
    """Pulls the cable of a desk at random moments and plugs it in again."""

    def __init__(self, desk, seed):
        super().__init__(daemon=True)
        self.desk, self.random, self.ends, self.cuts = desk, random.Random(seed), threading.Event(), 0

    def run(self):
        while not self.ends.wait(self.random.uniform(0.02, 0.4)):
            self.desk.pull_cable()
            self.cuts += 1
            self.ends.wait(self.random.uniform(0, 0.3))
            try:
                self.desk.connect()
            except RuntimeError as error:
                print(f"{self.desk.name}: {error}", file=sys.stderr)
                os._exit(1)


class Office:
    """Whoever changes things: customers, and an administrator over HTTP."""

    def __init__(self, host, token, agents, seed):
        self.host, self.token, self.agents, self.random = host, token, agents, random.Random(seed)
        self.customers, self.conversations, self.own, self.done = [], [], [], {}

    def call(self, method, path, body, token=None):
        answer = self.host.request(method, "/api/v1" + path, body, token or self.token)
        # A resolved one cannot be opened beside another, and a team's cannot be given to a stranger: neither changes anything.
        if answer.status >= 400 and not (answer.status in (400, 409) and path.endswith(("/toggle_status", "/assignments"))):
            raise SystemExit(f"{method} {path} {body}: {answer.status} {answer.body.decode()}")
        return answer.json

    def step(self):
        deeds = [self.begin, self.write, self.write, self.answer, self.answer, self.note, self.edit, self.assign, self.assign, self.move,
                 self.set_status, self.set_status, self.label, self.call_it, self.read]
        deed = self.random.choice(deeds) if self.conversations else self.begin
        deed()
        self.done[deed.__name__] = self.done.get(deed.__name__, 0) + 1

    def say(self, token, conversation, **more):
        body = f"word {self.random.randrange(10**9)}"
        return self.call("POST", f"/conversations/{conversation}/messages", {"cmid": make_cmid(), "body": body, **more}, token)

    def begin(self):
        session = self.call("POST", "/widget/session", {"inbox": "default", "locale": "en", "identity": None})
        self.customers.append(session["token"])
        ack = self.say(session["token"], "active")
        self.conversations.append(ack["conversation"])

    def any(self):
        return self.random.choice(self.conversations)

    def write(self):
        ack = self.say(self.random.choice(self.customers), "active")
        if ack["conversation"] not in self.conversations:
            self.conversations.append(ack["conversation"])

    def answer(self):
        ack = self.say(self.token, self.any())
        self.own.append((ack["conversation"], ack["seq"]))

    def note(self):
        self.say(self.token, self.any(), note=True)

    def edit(self):
        if self.own:
            conversation, seq = self.random.choice(self.own)
            self.call("PATCH", f"/conversations/{conversation}/messages/{seq}", {"body": f"changed {self.random.randrange(10**9)}"})

    def assign(self):
        self.call("POST", f"/conversations/{self.any()}/assignments", {"assignee_id": self.random.choice([None, *self.agents])})

    def move(self):
        self.call("POST", f"/conversations/{self.any()}/assignments", {"team": self.random.choice([None, *TEAMS])})

    def set_status(self):
        status = self.random.choice(STATUSES)
        until = {"snoozed_until": "2099-01-01T00:00:00.000Z"} if status == "snoozed" else {}
        self.call("POST", f"/conversations/{self.any()}/toggle_status", {"status": status, **until})

    def label(self):
        self.call("POST", f"/conversations/{self.any()}/labels", {"labels": self.random.sample(LABELS, self.random.randrange(4))})

    def call_it(self):
        self.call("PATCH", f"/conversations/{self.any()}", {"subject": f"about {self.random.randrange(100)}", "priority": self.random.choice(["low", "high"])})

    def read(self):
        conversation = self.any()
        self.call("POST", f"/conversations/{conversation}/seen", {"seq": 1, "state": "read"})


def picture(values, messages):
    """What two desks must agree on."""
    out = {}
    for conversation, value in values.items():
        out[conversation] = {member: value[member] for member in MEMBERS}
        out[conversation]["labels"] = sorted(value["labels"])
        out[conversation]["messages"] = {seq: (message["id"], message["body"], message["note"]) for seq, message in messages.get(conversation, {}).items()}
    return out


def over_http(host, token):
    values, messages, cursor = {}, {}, ""
    while True:
        page = host.request("GET", f"/api/v1/conversations?status=all&limit=100{cursor}", token=token).json
        for value in page["items"]:
            values[value["id"]] = value
            after, messages[value["id"]] = 0, {}
            while True:
                got = host.request("GET", f"/api/v1/conversations/{value['id']}/messages?after={after}&limit=200", token=token).json["items"]
                messages[value["id"]].update({message["seq"]: message for message in got})
                if len(got) < 200:
                    break
                after = got[-1]["seq"]
        if not page["next"]:
            return picture(values, messages)
        cursor = f"&cursor={page['next']}"


def folded(desk):
    with desk.changed:
        return picture(copy.deepcopy(desk.values), copy.deepcopy(desk.messages))


def difference(one, other):
    """The first few things two pictures do not agree on."""
    out = []
    for conversation in sorted(set(one) | set(other)):
        a, b = one.get(conversation), other.get(conversation)
        if a == b:
            continue
        if a is None or b is None:
            out.append(f"{conversation}: {'not there' if a is None else 'there'} and {'not there' if b is None else 'there'}")
            continue
        out += [f"{conversation}.{member}: {a[member]!r} and {b[member]!r}"[:400] for member in a if a[member] != b[member]]
    return out


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--changes", type=int, default=1000)
    options.add_argument("--seed", type=int, default=int(time.time()))
    chosen = options.parse_args()
    host = Host()
    failed = []
    try:
        host.write_config('[limits]\nmessages = "off"\nwebsocket_messages = "off"\nconnections_per_address = "off"\nvisits = "off"\nchat_start = "off"\n'
                          'api = "off"\n[team.support]\nmembers = ["member@example.com"]\n[team.billing]\nmembers = []\n')
        tokens = {}
        for name, role in (("admin", "admin"), ("member", "agent")):
            host.command("agent", "add", f"{name}@example.com", "--name", name, "--role", role, "--password-stdin", given=PASSWORD + "\n")
            tokens[name] = json.loads(host.command("agent", "token", f"{name}@example.com", "--json"))["token"]
        host.start()
        desks = {(name, kind): Device(host, f"{name}, {kind}", tokens[name], True) for name in tokens for kind in ("steady", "cut off")}
        for desk in desks.values():
            desk.connect()
        office = Office(host, tokens["admin"], [desks["admin", "steady"].id, desks["member", "steady"].id], chosen.seed)
        cutters = [Cutter(desks[name, "cut off"], chosen.seed + at) for at, name in enumerate(tokens)]
        for cutter in cutters:
            cutter.start()
        for _ in range(chosen.changes):
            office.step()
        for cutter in cutters:
            cutter.ends.set()
            cutter.join()
        for desk in desks.values():
            if not desk.is_connected:
                desk.connect()
            desk.catch_up()
        for name in tokens:
            truth = over_http(host, tokens[name])
            for kind in ("steady", "cut off"):
                failed += [f"{name}, {kind}: frames and HTTP: {what}" for what in difference(folded(desks[name, kind]), truth)]
            failed += [f"{name}: steady and cut off: {what}" for what in difference(folded(desks[name, "steady"]), folded(desks[name, "cut off"]))]
        for desk in desks.values():
            failed += [f"{desk.name}: {what}" for what in desk.wrong]
        for line in failed[:20]:
            print(line, file=sys.stderr)
        print(f"desk equality seed={chosen.seed} changes={chosen.changes} conversations={len(office.conversations)} "
              f"cuts={sum(cutter.cuts for cutter in cutters)} differences={len(failed)}")
    finally:
        for desk in list(locals().get("desks", {}).values()):
            desk.pull_cable()
        host.remove()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
