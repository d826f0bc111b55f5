"""A WebSocket client of a few lines: text frames, pings answered, and a cable that can be pulled out."""
import base64
import os
import socket
import struct
import threading


class Refused(Exception):
    """The host did not take the connection."""


class WebSocket:
    """frame(text) is called on a thread of its own for each text frame; closed(code) once, 1006 when no close frame came."""

    def __init__(self, address, target, frame, closed, headers=()):
        self._frame, self._closed = frame, closed
        self._sending = threading.Lock()
        self._pulled = False
        self._socket = socket.create_connection(address, timeout=20)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""
        try:
            self._shake_hands(address, target, headers)
        except OSError as error:
            self._socket.close()
            raise Refused(str(error)) from error
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _shake_hands(self, address, target, headers):
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {target} HTTP/1.1", f"Host: {address[0]}:{address[1]}", "Connection: Upgrade", "Upgrade: websocket",
                 "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", *headers, "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self._socket.recv(4096)
            if not piece:
                raise Refused("the host hung up during the handshake")
            head += piece
        head, self._rest = head.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0] + b" ":
            raise Refused(head.split(b"\r\n", 1)[0].decode())

    def send(self, text):
        self._send(0x81, text.encode())

    def _send(self, first, payload):
        mask = os.urandom(4)
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", first, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", first, 0xFE, size)
        else:
            head = struct.pack("!BBQ", first, 0xFF, size)
        # One big exclusive or: a loop over the bytes takes seconds for a large frame.
        padded = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(padded, "big")).to_bytes(size, "big")
        with self._sending:
            try:
                self._socket.sendall(head + mask + masked)
            except OSError:
                pass  # the reader says that it ended

    def _exactly(self, size):
        while len(self._rest) < size:
            piece = self._socket.recv(65536)
            if not piece:
                raise EOFError
            self._rest += piece
        out, self._rest = self._rest[:size], self._rest[size:]
        return out

    def _read(self):
        code = 1006
        try:
            while True:
                first, second = self._exactly(2)
                size = second & 0x7F
                if size == 126:
                    size = struct.unpack("!H", self._exactly(2))[0]
                elif size == 127:
                    size = struct.unpack("!Q", self._exactly(8))[0]
                payload = self._exactly(size)
                opcode = first & 0x0F
                if opcode == 1:
                    self._frame(payload.decode())
                elif opcode == 9:
                    self._send(0x8A, payload)
                elif opcode == 8:
                    code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                    break
        except (EOFError, OSError):
            pass
        if not self._pulled:
            try:
                self._socket.close()
            except OSError:
                pass
        self._closed(code)

    def pull(self):
        """As if the network were gone: no close frame, a reset, and what was on its way is lost."""
        self._pulled = True
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.shutdown(socket.SHUT_RD)
        except OSError:
            pass
        self._socket.close()
        self._reader.join(10)

    def close(self):
        self._send(0x88, struct.pack("!H", 1000))
        self._reader.join(2)
        if self._reader.is_alive():
            self.pull()
