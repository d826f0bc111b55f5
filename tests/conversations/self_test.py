#!/usr/bin/env python3
"""The language itself: what is understood, what is told about what is not, and stories that must fail. Last line `N passed, N failed`."""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BROKEN = {  # a story, and what must be said about it
    "# t\nAna sings \"Hello\"\n": ":2: nobody understands: Ana sings",
    "# t\nAna sends \"Hello\"\ngiven Ben is an agent\n": ":3: \"given\" comes before everything that happens",
    "# t\n": ":1: nothing happens in this story",
    "# t\nAna sends \"Hello\"\nAna sees \"Good bye\"\n": ":3: Ana sees \"Good bye\"",
    "# t\ngiven Ben is an agent\nBen signs in\nAna sends \"Hello\"\nBen sees \"Hello\"\nBen never saw \"Hello\"\n": ":6: Ben never saw",
    "# t\nAna sends \"Hello\"\nAna holds 2 messages\n": "it holds 1",
    "# t\ngiven Ben is an agent\nAna sends \"Hello\"\nAna is resolved\n": "status resolved is not so",
    "# t\ngiven the limit messages is \"many\"\nAna sends \"Hello\"\n": "limits.messages",
}


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (text, expected) in enumerate(BROKEN.items()):
            path = pathlib.Path(folder) / f"broken{number}.txt"
            path.write_text(text, encoding="utf-8")
            ended = subprocess.run([sys.executable, HERE / "run.py", path], capture_output=True, text=True, check=False,
                                   env={**os.environ, "PATCHBAY_PATIENCE": "2"})
            last = ended.stdout.splitlines()[-1] if ended.stdout else ""
            if ended.returncode == 1 and expected in ended.stdout and last == "0 passed, 1 failed":
                passed += 1
            else:
                failed += 1
                print(f"FAIL {text!r} should have been told {expected!r}:\n{ended.stdout}{ended.stderr}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
