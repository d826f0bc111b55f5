#!/usr/bin/env python3
"""A bad cable between two network namespaces: bad_network.py NAMESPACE ADDRESS NAMESPACE ADDRESS [--seed S]
Packets of two TUN devices are carried over by hand: 5 % are lost, the others take 300 ± 100 ms and may overtake each other.
Now and then the cable is dead for a while, in both directions or in one, and now and then a connection is reset in the middle
of a frame. Needs root and /dev/net/tun, and no module of the kernel. Ends on SIGTERM with one line of what it did."""
import argparse
import ctypes
import fcntl
import heapq
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
LOSS, DELAY, JITTER = 0.05, 0.300, 0.100
DEAD_EVERY, DEAD_FOR = (8, 25), (2, 35)      # seconds, uniformly
RESET_EVERY = (2, 6)


def open_cable(namespace, address):
    """A TUN device inside the namespace, held from here."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if libc.setns(there, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"cable", IFF_TUN | IFF_NO_PI))
    for words in (["addr", "add", address + "/24", "dev", "cable"], ["link", "set", "cable", "up", "mtu", "1400"], ["link", "set", "lo", "up"]):
        subprocess.run(["ip", *words], check=True)
    libc.setns(home, CLONE_NEWNET)
    os.close(home)
    os.close(there)
    return tun


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def reset_for(packet):
    """A RST as if the sender of this TCP packet had sent it right after."""
    head = (packet[0] & 15) * 4
    source, target, seq, ack = struct.unpack("!HHII", packet[head:head + 12])
    size = len(packet) - head - (packet[head + 12] >> 4) * 4
    tcp = struct.pack("!HHIIBBHHH", source, target, (seq + size) & 0xFFFFFFFF, ack, 5 << 4, 0x14, 0, 0, 0)
    pseudo = packet[12:20] + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    ip = bytearray(packet[:20])
    ip[0] = 0x45
    ip[2:4] = struct.pack("!H", 20 + len(tcp))
    ip[10:12] = b"\0\0"
    ip[10:12] = struct.pack("!H", checksum(bytes(ip)))
    return bytes(ip) + tcp


def is_data(packet):
    if len(packet) < 40 or packet[0] >> 4 != 4 or packet[9] != 6:
        return False
    head = (packet[0] & 15) * 4
    return len(packet) > head + (packet[head + 12] >> 4) * 4


def main():
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("namespace", "address", "other_namespace", "other_address"):
        options.add_argument(name)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    ends = [open_cable(chosen.namespace, chosen.address), open_cable(chosen.other_namespace, chosen.other_address)]
    print("ready", flush=True)
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    waiting, serial = [], 0
    counts = {"carried": 0, "lost": 0, "dead": 0, "resets": 0}
    dead_until, dead_ways, next_dead = 0.0, (), time.monotonic() + chance.uniform(*DEAD_EVERY)
    next_reset = time.monotonic() + chance.uniform(*RESET_EVERY)
    while not stopped:
        now = time.monotonic()
        timeout = max(0.0, min(waiting[0][0] - now, 0.1)) if waiting else 0.1
        try:
            readable, _, _ = select.select(ends, [], [], timeout)
        except InterruptedError:
            continue
        now = time.monotonic()
        if now > next_dead:
            dead_until = now + chance.uniform(*DEAD_FOR)
            dead_ways = chance.choice([(0, 1), (0,), (1,)])
            next_dead = dead_until + chance.uniform(*DEAD_EVERY)
            counts["dead"] += 1
        for way, end in enumerate(ends):
            if end not in readable:
                continue
            for _ in range(64):
                try:
                    packet = os.read(end, 2048)
                except BlockingIOError:
                    break
                if (now < dead_until and way in dead_ways) or chance.random() < LOSS:
                    counts["lost"] += 1
                    continue
                serial += 1
                heapq.heappush(waiting, (now + DELAY + chance.uniform(-JITTER, JITTER), serial, 1 - way, packet))
                if now > next_reset and is_data(packet):
                    heapq.heappush(waiting, (waiting[0][0], serial, 1 - way, reset_for(packet)))
                    counts["resets"] += 1
                    next_reset = now + chance.uniform(*RESET_EVERY)
        while waiting and waiting[0][0] <= now:
            _, _, way, packet = heapq.heappop(waiting)
            try:
                os.write(ends[way], packet)
                counts["carried"] += 1
            except OSError:
                counts["lost"] += 1
    print("network " + " ".join(f"{name}={count}" for name, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
