#!/usr/bin/env python3
"""Delivery measured beside its peer, alternately in the same minutes: run.py [durable] [fanout] [idle] [search] [--pairs N]
The host is that of build/bench (PATCHBAY_BUILD names another), the peer control/server.mjs; limits are off on both sides.
Both keep their data in the same folder (TMPDIR), so both see the same disk. Prints each run, then medians and ratios."""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]
os.environ.setdefault("PATCHBAY_BUILD", str(SOURCE / "build/bench"))
sys.path.insert(0, str(SOURCE / "tests/conversations"))
from language.host import BUILD, PASSWORD, Host  # noqa: E402

LOAD = BUILD / "bin/bench_load"
CONFIG = ("[limits]\n" + "".join(f'{name} = "off"\n' for name in (
    "messages", "websocket_messages", "connections_per_address", "visits", "chat_start", "api", "search")))


def load(address, *arguments, **more):
    ended = subprocess.run([LOAD, address, *map(str, arguments)], capture_output=True, text=True, check=False, **more)
    if ended.returncode != 0:
        raise SystemExit(ended.stderr)
    return json.loads(ended.stdout.splitlines()[-1])


class Ours:
    name = "patchbay"

    def __init__(self, visitors):
        self.host = Host()
        self.host.write_config(CONFIG)
        self.host.command("agent", "add", "watch@example.com", "--name", "Watcher", "--role", "admin", "--password-stdin", given=PASSWORD + "\n")
        self.agent = json.loads(self.host.command("agent", "token", "watch@example.com", "--json"))["token"]
        self.host.start()
        self.address = f"127.0.0.1:{self.host.port}"
        self.visitors = [self.host.request("POST", "/api/v1/widget/session", {"inbox": "default", "locale": "en", "identity": None}).json["token"]
                         for _ in range(visitors)]

    def tokens(self, with_agent):
        file = self.host.folder / "tokens"
        file.write_text("\n".join(self.visitors + ([self.agent] if with_agent else [])) + "\n")
        return file

    @property
    def pid(self):
        return self.host._process.pid

    def end(self):
        self.host.stop()
        self.host.remove()


class Peer:
    """`ws` and better-sqlite3."""

    def __init__(self, visitors, *options):
        self.name = "ws + better-sqlite3" + (" in groups" if options else "")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="patchbay-peer-"))
        self.process = subprocess.Popen(["node", HERE / "control/server.mjs", self.folder, *options], stdout=subprocess.PIPE, text=True)
        self.address = "127.0.0.1:" + self.process.stdout.readline().strip()
        self.visitors = [f"visitor{number}" for number in range(visitors)]

    def tokens(self, with_agent):
        file = self.folder / "tokens"
        file.write_text("\n".join(self.visitors + (["watcher"] if with_agent else [])) + "\n")
        return file

    @property
    def pid(self):
        return self.process.pid

    def end(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def compare(title, pairs, visitors, with_agent, peers, *arguments):
    print(f"## {title}")
    results = {}
    for _ in range(pairs):
        for make in (Ours, *peers):
            side = make(visitors)
            try:
                result = load(side.address, arguments[0], side.tokens(with_agent), *arguments[1:])
            finally:
                side.end()
            results.setdefault(side.name, []).append(result)
            print(f"{side.name:32} {json.dumps(result)}", flush=True)
    figure = "per_second" if arguments[0] == "durable" else "frames_per_second"
    ours = statistics.median(run[figure] for run in results["patchbay"])
    for name, runs in results.items():
        median = statistics.median(run[figure] for run in runs)
        p99 = statistics.median(run["p99_us"] for run in runs)
        print(f"{name:32} median {median:,.0f}/s  p99 {p99 / 1000:.1f} ms  patchbay = {ours / median:.1f} ×")
    print()


def durable(pairs):
    peers = (Peer, lambda visitors: Peer(visitors, "--group"))
    for window in (1, 8):
        compare(f"Durable messages a second, 64 senders, {window} under way each", pairs, 64, False, peers, "durable", 6, window)


def fanout(pairs):
    compare("One sender, 1,000 who watch, as fast as it goes", pairs, 1, True, (Peer,), "fanout", 6, 0, 1000)
    compare("One sender, 1,000 who watch, 20 messages a second", pairs, 1, True, (Peer,), "fanout", 6, 20, 1000)


def rss(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"Rss:\s+(\d+)", text).group(1)) // 1024


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle(_pairs, sockets=10_000, seconds=60):
    print(f"## {sockets:,} sockets that are silent for {seconds} s, then 100 messages a second and an answer to each")
    side = Ours(sockets)
    try:
        before = rss(side.pid)
        client = subprocess.Popen([LOAD, side.address, "idle", side.tokens(True), "20", "100"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        opened = json.loads(client.stdout.readline())
        cpu = cpu_seconds(side.pid)
        time.sleep(seconds)
        used = (cpu_seconds(side.pid) - cpu) / seconds
        resident = rss(side.pid)
        client.stdin.write("\n")
        client.stdin.flush()
        result = json.loads(client.stdout.readline())
        client.wait()
    finally:
        side.end()
    print(json.dumps({**opened, "rss_before_mb": before, "rss_idle_mb": resident, "kb_per_socket": round((resident - before) * 1024 / sockets, 1),
                      "idle_cpu_percent": round(used * 100, 1)}))
    print(json.dumps(result), "\n")


def search(_pairs, messages=1_000_000):
    print(f"## Message search among {messages:,} messages")
    words = sorted({word.lower() for file in (SOURCE / "docs/sample-shop/en").rglob("*.md")
                    for word in re.findall(r"[A-Za-z]{3,}", file.read_text())})
    side = Ours(64)
    try:
        file = side.host.folder / "words"
        file.write_text("\n".join(words) + "\n")
        print(json.dumps(load(side.address, "fill", side.tokens(False), messages, file)), flush=True)
        took = {}
        for kind, questions in (("one word", [word for word in words[:300]]), ("two words", [f"{a} {b}" for a, b in zip(words[:300], words[20:320])]),
                                ("a rare word", words[-300:])):
            for question in questions:
                began = time.perf_counter()
                answer = side.host.request("GET", f"/api/v1/conversations/search?limit=25&q={question.replace(' ', '%20')}", token=side.agent)
                if answer.status != 200:
                    raise SystemExit(f"{question}: {answer.status} {answer.body[:300]}")
                took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        for kind, times in took.items():
            times.sort()
            print(f"{kind:12} p50 {times[len(times) // 2]:.1f} ms  p99 {times[int(len(times) * 0.99)]:.1f} ms  ({len(times)} questions)")
    finally:
        side.end()
    print()


def main():
    parts = {"durable": durable, "fanout": fanout, "idle": idle, "search": search}
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", choices=[*parts, []])
    options.add_argument("--pairs", type=int, default=5)
    chosen = options.parse_args()
    if not LOAD.exists():
        raise SystemExit(f"there is no {LOAD}: cmake --preset bench && ninja -C build/bench patchbay bench_load")
    if not (HERE / "control/node_modules").exists():
        environment = dict(os.environ)
        if pathlib.Path("/usr/include/node/node.h").exists():
            environment["npm_config_nodedir"] = "/usr"  # built against what is installed (libnode-dev), nothing is fetched for it
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=HERE / "control", env=environment, check=True)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, data in {tempfile.gettempdir()}\n")
    for part in chosen.parts or parts:
        parts[part](chosen.pairs)


if __name__ == "__main__":
    main()
