#!/usr/bin/env python3
"""Visitors and agents with real sockets on a real host: who is asked, who hears of it, and what a killed host remembers."""
import json
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "conversations"))
from language.device import Device  # noqa: E402
from language.host import Host  # noqa: E402

PATIENCE = 60  # seconds; a slow machine is no bug
CONFIG = """
[site]
locales = ["en", "bg"]
[team.support]
members = ["ana@example.com", "ben@example.com"]
[inbox.default]
team = "support"
[pathways]
order = ["search", "livechat"]
reveal = { livechat = "after_attempt" }
[handoff]
order = ["livechat"]
[plugin.livechat.config]
offer_seconds = 5
capacity = 1
return_seconds = 0
greeting = { en = "Hello from the shop", bg = "Здравейте от магазина" }
prechat = [{ id = "name", label = "Name", required = true }, { id = "email", kind = "email", label = "E-mail" }]
"""


class Visitor(Device):
    def __init__(self, host, name, locale="en"):
        session = host.request("POST", "/api/v1/widget/session", {"inbox": "default", "locale": locale, "identity": None}).json
        super().__init__(host, name, session["token"])
        self.connect()
        cmid = self.say(None, f"{name} needs help")
        assert self.wait(lambda: cmid in self.acks, PATIENCE)
        self.conversation = self.acks[cmid]["conversation"]

    def wants_a_person(self):
        answer = self.host.request("POST", f"/api/v1/conversations/{self.conversation}/handoff", {"reason": "asked for a person"}, self.token)
        assert answer.status < 300, answer.body
        return answer.json

    def api(self, method, path, body=None):
        return self.host.request(method, "/api/v1" + path, body, self.token)


class Agent(Device):
    def offers(self, visitor):
        return [frame for frame in self.events if frame["type"] == "offer" and frame["conversation"] == visitor.conversation]

    def is_offered(self, visitor, seconds=PATIENCE):
        return self.wait(lambda: self.offers(visitor), seconds)

    def api(self, method, path, body=None):
        return self.host.request(method, "/api/v1" + path, body, self.token)

    def answer(self, visitor, word):
        return self.api("POST", f"/livechat/offers/{visitor.conversation}/{word}", {})


class People(unittest.TestCase):
    def setUp(self):
        self.host = Host()
        self.addCleanup(self.host.remove)
        self.host.write_config(CONFIG)
        self.tokens = {}
        for name in ("Ana", "Ben"):
            email = f"{name.lower()}@example.com"
            self.host.command("agent", "add", email, "--name", name, "--role", "agent", "--password-stdin", given="a long enough secret\n")
            self.tokens[name] = json.loads(self.host.command("agent", "token", email, "--json"))["token"]
        self.host.start()
        self.devices = []
        self.addCleanup(lambda: [device.close() for device in self.devices])

    def agent(self, name):
        agent = Agent(self.host, name, self.tokens[name], agent=True)
        agent.connect()
        self.devices.append(agent)
        self.until(lambda: any(one["id"] == agent.id and one["online"] for one in agent.api("GET", "/livechat/duty").json["items"]))
        return agent

    def visitor(self, name, **more):
        visitor = Visitor(self.host, name, **more)
        self.devices.append(visitor)
        return visitor

    def until(self, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), deadline, "it never came to pass\n" + self.host.log())
            time.sleep(0.05)

    def state(self, visitor):
        return visitor.api("GET", f"/conversations/{visitor.conversation}").json["handoff"]["state"]

    def chat_step(self, query=""):
        return [step for step in self.host.request("GET", "/api/v1/pathways" + query).json["steps"] if step["id"] == "livechat"][0]

    def test_one_agent_is_asked_and_takes_it(self):
        ana, ben = self.agent("Ana"), self.agent("Ben")
        mira = self.visitor("Mira")
        handoff = mira.wants_a_person()
        self.assertEqual((handoff["state"], handoff["offered_to"]), ("offered", "livechat"))
        self.until(lambda: ana.offers(mira) or ben.offers(mira))
        asked, other = (ana, ben) if ana.offers(mira) else (ben, ana)
        self.assertFalse(other.offers(mira))
        self.assertTrue(mira.wait(lambda: any(frame["type"] == "queue" and frame["position"] == 1 for frame in mira.events), PATIENCE))
        self.assertEqual(asked.answer(mira, "accept").status, 200)
        self.assertEqual(self.state(mira), "accepted")
        self.assertEqual(asked.api("GET", f"/conversations/{mira.conversation}").json["assignee"]["id"], asked.id)
        self.assertEqual(other.answer(mira, "accept").status, 404)
        cmid = asked.say(mira.conversation, "Hello Mira")
        self.assertTrue(asked.wait(lambda: cmid in asked.acks, PATIENCE))
        self.assertTrue(mira.wait(lambda: "Hello Mira" in [one["body"] for one in mira.transcript()], PATIENCE))

    def test_not_me_asks_the_other_and_then_the_next_way(self):
        ana, ben = self.agent("Ana"), self.agent("Ben")
        mira = self.visitor("Mira")
        mira.wants_a_person()
        self.until(lambda: ana.offers(mira) or ben.offers(mira))
        first, second = (ana, ben) if ana.offers(mira) else (ben, ana)
        self.assertEqual(first.answer(mira, "decline").status, 204)
        self.assertTrue(second.is_offered(mira))
        self.assertEqual(second.answer(mira, "decline").status, 204)
        self.until(lambda: self.state(mira) == "left_message")
        self.assertEqual(mira.transcript()[0]["body"], "Mira needs help", "nothing has to be typed again")

    def test_a_chat_nobody_sees_goes_on(self):
        ana, ben = self.agent("Ana"), self.agent("Ben")
        mira = self.visitor("Mira")
        mira.wants_a_person()
        self.assertTrue(ana.is_offered(mira) and ben.is_offered(mira), "each had five seconds")
        self.until(lambda: self.state(mira) == "left_message")

    def test_nobody_there_leaves_a_message(self):
        mira = self.visitor("Mira")
        self.assertEqual(mira.wants_a_person()["state"], "left_message")
        self.assertEqual(self.chat_step()["reason"], "nobody")

    def test_who_waits_moves_up_when_an_agent_is_free(self):
        ana = self.agent("Ana")
        mira, nora = self.visitor("Mira"), self.visitor("Nora")
        mira.wants_a_person()
        self.assertTrue(ana.is_offered(mira))
        self.assertEqual(nora.wants_a_person()["state"], "offered")
        self.assertEqual(nora.api("GET", f"/livechat/place?conversation={nora.conversation}").json["position"], 2)
        self.assertEqual(ana.answer(mira, "accept").status, 200)
        self.assertEqual(self.chat_step()["reason"], "full")
        self.assertFalse(ana.offers(nora), "one chat at a time")
        ana.api("POST", f"/conversations/{mira.conversation}/toggle_status", {"status": "resolved"})
        self.assertTrue(ana.is_offered(nora))

    def test_a_killed_host_takes_the_offer_up_again(self):
        ana = self.agent("Ana")
        mira = self.visitor("Mira")
        mira.wants_a_person()
        self.assertTrue(ana.is_offered(mira))
        self.host.kill()
        self.host.write_config(CONFIG.replace("return_seconds = 0", "return_seconds = 30"))
        self.host.start()
        ana.events.clear()
        ana.connect()
        self.assertTrue(ana.is_offered(mira))
        self.assertEqual(ana.answer(mira, "accept").status, 200)
        self.assertEqual(self.state(mira), "accepted")

    def test_a_channel_that_is_gone_keeps_nobody_waiting(self):
        ana = self.agent("Ana")
        mira = self.visitor("Mira")
        mira.wants_a_person()
        self.assertTrue(ana.is_offered(mira))
        self.host.kill()
        self.host.write_config(CONFIG[:CONFIG.index("[pathways]")])  # nobody takes hand-offs any more
        self.host.start()
        self.until(lambda: self.state(mira) == "left_message")

    def test_an_agent_gives_a_chat_to_a_colleague_with_a_private_note(self):
        ana = self.agent("Ana")
        mira = self.visitor("Mira")
        mira.wants_a_person()
        self.assertTrue(ana.is_offered(mira))
        ana.answer(mira, "accept")
        ben = self.agent("Ben")
        given = ana.api("POST", f"/livechat/chats/{mira.conversation}/transfer", {"to": f"agent:{ben.id}", "note": "Knows lamps"})
        self.assertEqual(given.status, 200, given.body)
        conversation = ben.api("GET", f"/conversations/{mira.conversation}").json
        self.assertEqual(conversation["assignee"]["id"], ben.id)
        notes = [one for one in ben.api("GET", f"/conversations/{mira.conversation}/messages").json["items"] if one["note"]]
        self.assertEqual([note["body"] for note in notes], ["Knows lamps"])
        self.assertNotIn("Knows lamps", json.dumps(mira.api("GET", f"/conversations/{mira.conversation}/messages").json))

    def test_a_team_is_asked_again(self):
        ana = self.agent("Ana")
        mira = self.visitor("Mira")
        mira.wants_a_person()
        self.assertTrue(ana.is_offered(mira))
        ana.answer(mira, "accept")
        ben = self.agent("Ben")
        ana.api("POST", f"/livechat/chats/{mira.conversation}/transfer", {"to": "team:support"})
        self.assertTrue(ben.is_offered(mira))

    def test_pathways_say_how_it_stands(self):
        self.assertFalse(self.chat_step()["available"])
        self.agent("Ana")
        self.until(lambda: self.chat_step()["available"])
        self.assertFalse(self.chat_step()["revealed"])
        self.assertTrue(self.chat_step("?attempted=1")["revealed"])

    def test_a_visitor_fills_in_the_fields_and_takes_a_copy(self):
        mira = self.visitor("Mira", locale="bg")
        settings = self.host.request("GET", "/api/v1/livechat/settings?inbox=default&locale=bg").json
        self.assertEqual(settings["greeting"], "Здравейте от магазина")
        self.assertEqual(mira.api("POST", "/livechat/prechat", {"answers": {}}).status, 400)
        kept = mira.api("POST", "/livechat/prechat", {"answers": {"name": "Мира", "email": "mira@example.com"}})
        self.assertEqual(kept.status, 204, kept.body)
        ana = self.agent("Ana")
        contact = ana.api("GET", f"/conversations/{mira.conversation}").json["contact"]
        self.assertEqual(contact["name"], "Мира")
        copy = mira.api("POST", "/livechat/transcript", {"conversation": mira.conversation, "utc_offset_minutes": 120})
        self.assertEqual(copy.status, 200)
        self.assertIn("Mira needs help", copy.body.decode())
        other = self.visitor("Nora")
        self.assertEqual(other.api("POST", "/livechat/transcript", {"conversation": mira.conversation}).status, 404)


if __name__ == "__main__":
    unittest.main(verbosity=2)
