"""A real host of the build tree: its own configuration and data, killed and started again as the story says."""
import http.client
import json
import mmap
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("PATCHBAY_BUILD", SOURCE / "build/dev")).resolve()
PROGRAM = BUILD / "bin/patchbay"
PASSWORD = "a long enough secret"
START_SECONDS = 60


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body) if self.body else None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Host:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="patchbay-story-"))
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        self.config = self.folder / "patchbay.toml"
        self._clock_file = self.folder / "clock"
        self._clock_file.write_bytes(struct.pack("q", 0))
        self._clock = None
        self.port = free_port()
        self.address = ("127.0.0.1", self.port)
        self._process = None
        self._log = open(self.folder / "log", "ab")
        self._environment = dict(os.environ, PATCHBAY_TEST_CLOCK=str(self._clock_file))

    # ---------- its life ----------

    def write_config(self, text):
        self.config.write_text(f'[server]\nlisten = "127.0.0.1:{self.port}"\n[log]\nlevel = "info"\nformat = "text"\n{text}')

    def command(self, *arguments, given=""):
        """Runs `patchbay …` on this host's data."""
        ended = subprocess.run([PROGRAM, *arguments, "--config", self.config, "--data", self.data], input=given, text=True,
                               capture_output=True, env=self._environment, timeout=START_SECONDS, check=False)
        if ended.returncode != 0:
            raise RuntimeError(f"patchbay {' '.join(arguments)} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def start(self):
        self._process = subprocess.Popen([PROGRAM, "serve", "--config", self.config, "--data", self.data], stdin=subprocess.DEVNULL,
                                         stdout=self._log, stderr=self._log, env=self._environment)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                if self.request("GET", "/readyz").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise RuntimeError(f"the host did not start:\n{self.log()}")

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError("the host did not stop when it was asked to") from None
        if code != 0:
            raise RuntimeError(f"the host ended with {code}:\n{self.log()}")

    def reload(self):
        self._process.send_signal(signal.SIGHUP)

    @property
    def runs(self):
        return self._process is not None and self._process.poll() is None

    def remove(self):
        if self.runs:
            self.kill()
        if self._clock:
            self._clock.close()
        self._log.close()
        if os.environ.get("PATCHBAY_KEEP_LOG"):
            print(self.log())
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if "/readyz" not in line)[-4000:]

    # ---------- its clock ----------

    def shift_clock(self, milliseconds):
        """Makes the host's wall clock differ by so much from ours."""
        if not self._clock:
            with open(self._clock_file, "r+b") as file:
                self._clock = mmap.mmap(file.fileno(), 8)
        self._clock[0:8] = struct.pack("q", milliseconds)

    @property
    def clock_shift(self):
        return struct.unpack("q", self._clock[0:8])[0] if self._clock else 0

    def now(self):
        return time.time() + self.clock_shift / 1000

    # ---------- talking to it ----------

    def request(self, method, path, body=None, token=None, headers=None):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
