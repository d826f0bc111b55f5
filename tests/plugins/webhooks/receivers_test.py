#!/usr/bin/env python3
"""Receivers that fail, hang, repeat and lie, against a real host: what they are sent, how often, and what the log says."""
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "conversations"))
from language.host import Host  # noqa: E402

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes....").decode()
PATIENCE = 60  # seconds; a slow machine is no bug


def signature(identity, timestamp, body, secret=SECRET):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{identity}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()


class Receiver:
    """Answers each path as `manners` says: a list of statuses, the last one for ever; "hang" and "cut" are no statuses."""

    def __init__(self):
        self.got = []  # (path, headers, body, at)
        self.manners = {}
        self.changed = threading.Condition()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.changed:
                    outer.got.append((self.path, self.headers, body, time.monotonic()))
                    manners = outer.manners.get(self.path, [200])
                    manner = manners.pop(0) if len(manners) > 1 else manners[0]
                    outer.changed.notify_all()
                if manner == "hang":
                    self.connection.settimeout(PATIENCE)
                    try:
                        self.connection.recv(1)  # until the host gives up
                    except OSError:
                        pass
                    self.close_connection = True
                    return
                self.send_response(200 if manner == "cut" else manner)
                if manner == 302:
                    self.send_header("Location", "/ok")
                self.send_header("Content-Length", "100" if manner == "cut" else "5")
                self.end_headers()
                self.wfile.write(b"said.")
                self.close_connection = manner == "cut"

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def at(self, path, kind=None):
        return [one for one in self.got if one[0] == path and (kind is None or json.loads(one[2])["type"] == kind)]

    def wait(self, path, count, kind="message.created"):
        with self.changed:
            self.changed.wait_for(lambda: len(self.at(path, kind)) >= count, PATIENCE)
        return self.at(path, kind)


class Receivers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.receiver = Receiver()
        cls.receiver.manners = {"/twice": [500, 500, 200], "/hangs": ["hang"], "/cut": ["cut"], "/moved": [302], "/gone": [410],
                                "/sms": [503, 200]}
        cls.host = Host()
        endpoints = "\n".join(f'[plugin.webhooks.config.endpoints.{name}]\nurl = "{cls.receiver.url("/" + name)}"\nsecret = "{SECRET}"\nevents = ["message.created"]'
                              for name in ("ok", "twice", "hangs", "cut", "moved", "gone"))
        cls.host.write_config(f"""
[plugin.webhooks.config]
hosts = ["127.0.0.1"]
timeout_seconds = 2
{endpoints}
[plugin.webhooks.config.channels.sms]
url = "{cls.receiver.url("/sms")}"
secret = "{SECRET}"
""")
        cls.host.command("agent", "add", "ana@example.com", "--name", "Ana", "--role", "admin", "--password-stdin", given="a long enough secret\n")
        cls.token = json.loads(cls.host.command("agent", "token", "ana@example.com", "--json"))["token"]
        cls.host.start()
        session = cls.host.request("POST", "/api/v1/widget/session", {"inbox": "default", "locale": "en", "identity": None}).json
        cls.visitor = session["token"]
        cls.say("My lamp is broken", "m1")

    @classmethod
    def tearDownClass(cls):
        cls.host.remove()

    @classmethod
    def say(cls, body, cmid):
        answer = cls.host.request("POST", "/api/v1/conversations/active/messages", {"cmid": cmid, "body": body}, cls.visitor)
        assert answer.status in (200, 201), answer.body
        return answer.json

    def api(self, method, path, body=None, expected=200):
        answer = self.host.request(method, "/api/v1/webhooks" + path, body, self.token)
        self.assertEqual(answer.status, expected, answer.body)
        return answer.json

    def newest(self, endpoint, state):
        """The newest delivery of an endpoint, once it is in that state."""
        deadline = time.monotonic() + PATIENCE
        while True:
            items = self.api("GET", f"/deliveries?endpoint=file-{endpoint}")["items"]
            if items and items[0]["state"] == state:
                return self.api("GET", "/deliveries/" + items[0]["id"])
            self.assertLess(time.monotonic(), deadline, f"{endpoint} is not {state}: {items[:1]}")
            time.sleep(0.1)

    def test_signs_what_it_sends(self):
        path, headers, body, _ = self.receiver.wait("/ok", 1)[0]
        self.assertEqual(headers["webhook-signature"], signature(headers["webhook-id"], headers["webhook-timestamp"], body))
        self.assertEqual(json.loads(body)["data"]["message"]["body"], "My lamp is broken")
        self.assertLess(abs(time.time() - int(headers["webhook-timestamp"])), 300)

    def test_tries_again_with_the_same_id(self):
        identity = self.receiver.wait("/twice", 1)[0][1]["webhook-id"]
        tries = lambda: [one for one in self.receiver.at("/twice") if one[1]["webhook-id"] == identity]  # noqa: E731
        with self.receiver.changed:
            self.assertTrue(self.receiver.changed.wait_for(lambda: len(tries()) >= 2, PATIENCE))
        first, second = tries()[:2]
        self.assertEqual(first[2], second[2])
        self.assertGreater(second[3] - first[3], 9)
        delivery = self.api("GET", f"/deliveries/file-twice.{identity}")
        self.assertEqual(delivery["attempts"][0]["status"], 500)

    def test_does_not_wait_for_a_receiver_that_hangs(self):
        waiting = self.newest("hangs", "waiting")
        self.assertIsNone(waiting["attempts"][0]["status"])
        self.assertLess(waiting["attempts"][0]["took_ms"], 30_000)
        self.receiver.wait("/ok", 1)  # nobody else waited either

    def test_takes_a_cut_answer_for_none(self):
        self.assertIsNone(self.newest("cut", "waiting")["attempts"][0]["status"])

    def test_follows_nobody_elsewhere(self):
        self.assertEqual(self.newest("moved", "waiting")["attempts"][0]["status"], 302)

    def test_leaves_a_receiver_that_wants_nothing_more(self):
        self.newest("gone", "dead")
        endpoint = self.api("GET", "/endpoints/file-gone")
        self.assertFalse(endpoint["enabled"])
        self.assertEqual(endpoint["disabled_why"], "gone")

    def test_replays_with_the_same_id(self):
        sent = self.newest("ok", "delivered")
        times = lambda: sum(one[1]["webhook-id"] == sent["message"] for one in self.receiver.at("/ok"))  # noqa: E731
        before = times()
        self.api("POST", f"/deliveries/{sent['id']}/replay", {}, 202)
        with self.receiver.changed:
            self.assertTrue(self.receiver.changed.wait_for(lambda: times() > before, PATIENCE))

    def test_carries_a_channel_both_ways_and_in_order(self):
        message = {"id": "sms-1", "from": {"kind": "phone", "value": "+359881234567", "name": "Ben"}, "text": "Hello from a phone"}
        body = json.dumps(message).encode()
        stamp = str(int(time.time()))
        headers = {"Content-Type": "application/json", "webhook-id": "in-1", "webhook-timestamp": stamp, "webhook-signature": signature("in-1", stamp, body)}
        first = self.host.request("POST", "/api/v1/webhooks/inbox/sms/messages", body, headers=headers)
        self.assertEqual(first.status, 201, first.body)
        again = self.host.request("POST", "/api/v1/webhooks/inbox/sms/messages", body, headers=headers)
        self.assertEqual((again.status, again.json["id"]), (200, first.json["id"]))
        forged = self.host.request("POST", "/api/v1/webhooks/inbox/sms/messages", body.replace(b"Hello", b"HELLO"), headers=headers)
        self.assertEqual(forged.status, 403)
        conversation = first.json["conversation"]
        for number, text in enumerate(("First answer", "Second answer")):
            answer = self.host.request("POST", f"/api/v1/conversations/{conversation}/messages", {"cmid": f"a{number}", "body": text}, self.token)
            self.assertEqual(answer.status, 201, answer.body)
        got = self.receiver.wait("/sms", 3, "message.outbound")
        said = [json.loads(body)["data"]["message"]["body"] for _, _, body, _ in got]
        self.assertEqual(said, ["First answer", "First answer", "Second answer"], "the second waits until the first arrived")
        self.assertEqual(json.loads(got[0][2])["data"]["to"][0]["value"], "+359881234567")
        deadline = time.monotonic() + PATIENCE
        while True:
            items = self.host.request("GET", f"/api/v1/conversations/{conversation}/messages", token=self.token).json["items"]
            states = [item.get("delivery", {}).get("state") for item in items if item["author"]["kind"] == "agent"]
            if states == ["sent", "sent"]:
                break
            self.assertLess(time.monotonic(), deadline, states)
            time.sleep(0.1)

    def test_z_goes_on_after_the_host_was_killed(self):
        """The last: it kills the host while a receiver holds a request."""
        self.receiver.manners["/ok"] = ["hang", 200]
        before = len(self.receiver.at("/ok"))
        self.say("Are you there?", "m2")
        held = self.receiver.wait("/ok", before + 1, None)[-1]
        self.host.kill()
        self.host.start()
        again = self.receiver.wait("/ok", before + 2, None)[-1]
        self.assertEqual(again[1]["webhook-id"], held[1]["webhook-id"])
        self.assertEqual(self.newest("ok", "delivered")["message"], held[1]["webhook-id"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
