"""What an honest client does: keeps what it wants to say until it is acknowledged, resumes where it was, and holds the host
to its word: messages in the order of their seq, none twice, none left out."""
import json
import os
import threading
import time

from language.web_socket import Refused, WebSocket

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def make_cmid():
    number = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


class Device:
    """One window of one person. Everything a story looks at is guarded by `changed`."""

    def __init__(self, host, name, token=None, agent=False, cookie=None):
        self.host, self.name, self.token, self.agent, self.cookie = host, name, token, agent, cookie
        self.changed = threading.Condition()
        self.id = None             # contact_id or agent_id, from "ready"
        self.messages = {}         # conversation → {seq: message}
        self.values = {}           # conversation → its newest value
        self.handoffs = {}         # conversation → its newest hand-off
        self.events = []           # every frame in order of arrival
        self.outbox = {}           # cmid → the frame to send until it is acknowledged
        self.acks = {}             # cmid → ack
        self.errors = []           # error frames
        self.close_codes = []
        self.event = 0             # how far the change log is known
        self.wrong = []            # broken promises
        self.online = False        # should be connected
        self._socket = None
        self._ready = self._refused = False
        self._marks = {}           # "resumed" and the like: how many came
        self._connection = 0
        self.loaded = False

    # ---------- the cable ----------

    def connect(self, seconds=20):
        """Signs in, catches up, says again what was not acknowledged."""
        self.online = True
        headers = [f"Cookie: {self.cookie}"] if self.cookie else []
        with self.changed:
            self._ready = self._refused = False
            self._connection += 1
            number = self._connection
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._socket = WebSocket(self.host.address, "/ws/v1", lambda text: self._take(number, text), lambda code: self._ended(number, code), headers)
                break
            except (Refused, OSError) as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} cannot connect: {error}") from error
                time.sleep(0.05)
        self._send({"type": "auth", "token": self.token} if self.token else {"type": "auth"})
        if not self.wait(lambda: self._ready or self._refused, seconds):
            raise RuntimeError(f"{self.name} got no \"ready\"")
        if not self._ready:
            return
        if not self.loaded:
            self.load()
        self.catch_up(seconds)
        for frame in list(self.outbox.values()):
            self._send(frame)

    def load(self):
        """What a window begins with: the conversations and their newest messages, over HTTP."""
        self.loaded = True
        cursor = ""
        while cursor is not None:
            page = self._get(f"/conversations?status=all&limit=100{cursor}")
            for value in page["items"]:
                messages = self._get(f"/conversations/{value['id']}/messages?limit=200")["items"]
                with self.changed:
                    self.values[value["id"]] = value
                    self.messages.setdefault(value["id"], {}).update({message["seq"]: message for message in messages})
                    if value.get("handoff"):
                        self.handoffs[value["id"]] = value["handoff"]
            cursor = f"&cursor={page['next']}" if page["next"] else None

    def _get(self, path):
        answer = self.host.request("GET", "/api/v1" + path, token=self.token, headers={"Cookie": self.cookie} if self.cookie else None)
        if answer.status != 200:
            raise RuntimeError(f"{self.name}: GET {path}: {answer.status} {answer.body.decode(errors='replace')}")
        return answer.json

    def catch_up(self, seconds=20):
        """Returns when everything that was committed before the call has arrived."""
        with self.changed:
            if self.agent:
                frame, mark = {"type": "subscribe", "inbox": "all", "after": self.event}, "subscribed"
            else:
                known = {conversation: max(messages) for conversation, messages in self.messages.items() if messages}
                frame, mark = {"type": "resume", "conversations": known, "after": self.event}, "resumed"
            before = self._marks.get(mark, 0)
        self._send(frame)
        if not self.wait(lambda: self._marks.get(mark, 0) > before, seconds):
            raise RuntimeError(f"{self.name} got no \"{mark}\"")
        if not self.loaded:
            self.load()

    def pull_cable(self):
        self.online = False
        if self._socket:
            self._socket.pull()
            self._socket = None

    def close(self):
        self.online = False
        if self._socket:
            self._socket.close()
            self._socket = None

    @property
    def is_connected(self):
        return self._socket is not None and self._ready

    def _send(self, frame):
        if self._socket:
            self._socket.send(json.dumps(frame, ensure_ascii=False))

    def send_frame(self, frame):
        """A frame as it is, right or wrong."""
        self._send(frame)

    def send_text(self, text):
        self._socket.send(text)

    def say(self, conversation, body, **more):
        """Puts a message into the outbox, and on the wire when there is one."""
        frame = {"type": "send", "cmid": make_cmid(), "conversation": conversation, "body": body, "attachments": [], **more}
        with self.changed:
            self.outbox[frame["cmid"]] = frame
        self._send(frame)
        return frame["cmid"]

    # ---------- what arrives ----------

    def wait(self, holds, seconds):
        with self.changed:
            return self.changed.wait_for(holds, seconds)

    def _ended(self, number, code):
        with self.changed:
            if number == self._connection:
                self._ready, self._refused = False, True
                self._socket = None
                self.close_codes.append(code)
            self.changed.notify_all()

    def _take(self, number, text):
        frame = json.loads(text)
        with self.changed:
            if number != self._connection:
                return
            self.events.append(frame)
            take = getattr(self, "_take_" + frame["type"], None)
            if take:
                take(frame)
            if "event" in frame and frame["type"] != "ready":
                self.event = max(self.event, frame["event"])
            self.changed.notify_all()

    def _take_ready(self, frame):
        self.id = frame.get("agent_id") or frame.get("contact_id")
        if self.event == 0:
            self.event = frame["event"]
        self._ready = True

    def _take_reset(self, frame):
        """The log does not reach back so far: everything is loaded again."""
        self.event = frame["event"]
        self.loaded = False

    def _take_resumed(self, frame):
        self._marks["resumed"] = self._marks.get("resumed", 0) + 1

    def _take_subscribed(self, frame):
        self._marks["subscribed"] = self._marks.get("subscribed", 0) + 1

    def _take_ack(self, frame):
        before = self.acks.get(frame["cmid"])
        if before and (before["id"], before["seq"], before["conversation"]) != (frame["id"], frame["seq"], frame["conversation"]):
            self.wrong.append(f"{frame['cmid']} was acknowledged as {before} and as {frame}")
        self.acks[frame["cmid"]] = frame
        self.outbox.pop(frame["cmid"], None)

    def _take_error(self, frame):
        self.errors.append(frame)
        if frame.get("cmid") in self.outbox and frame.get("code") not in ("limit", "unavailable"):
            del self.outbox[frame["cmid"]]

    def _take_message(self, frame):
        mine = self.messages.setdefault(frame["conversation"], {})
        seq = frame["seq"]
        if seq in mine:
            if mine[seq]["id"] != frame["id"]:
                self.wrong.append(f"seq {seq} was {mine[seq]['id']} and is {frame['id']}")
            return
        if frame["note"] and not self.agent:
            self.wrong.append(f"a customer was sent the private note {frame['body']!r}")
        if mine and seq < max(mine):
            self.wrong.append(f"seq {seq} of {frame['conversation']} arrived after {max(mine)}")
        mine[seq] = frame

    def _take_message_updated(self, frame):
        mine = self.messages.setdefault(frame["conversation"], {})
        if frame["seq"] in mine:
            mine[frame["seq"]] = {**mine[frame["seq"]], **frame, "type": "message"}

    def _take_conversation(self, frame):
        self.values[frame["conversation"]] = frame["value"]

    def _take_assignment(self, frame):
        value = self.values.setdefault(frame["conversation"], {})
        value.update({member: frame[member] for member in ("assignee", "team") if member in frame})

    def _take_label(self, frame):
        self.values.setdefault(frame["conversation"], {})["labels"] = frame["labels"]

    def _take_moved(self, frame):
        self.values.setdefault(frame["conversation"], {})["merged_into"] = frame["into"]

    def _take_handoff(self, frame):
        self.handoffs[frame["conversation"]] = frame

    # ---------- what a story asks ----------

    def transcript(self):
        """Every message this window shows, by conversation and seq."""
        with self.changed:
            return [message for conversation in self.messages for _, message in sorted(self.messages[conversation].items())]
