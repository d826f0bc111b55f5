#!/usr/bin/env python3
"""Plays the stories of this folder on the host of the build tree: run.py [--jobs N] [STORY…]
The last line is `N passed, N failed`; the exit code is 1 when something failed. PATCHBAY_BUILD names another build tree."""
import argparse
import concurrent.futures
import importlib
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from language.host import PROGRAM  # noqa: E402
from language.play import Play  # noqa: E402
from language.script import Mistake, Story  # noqa: E402
from language.sentences import sentence  # noqa: E402

for module in ("settings", "talking", "seeing", "desk", "looking", "identity"):
    importlib.import_module("language." + module)


def tell(path):
    """Plays one story; what went wrong, or nothing."""
    began = time.monotonic()
    title = path.stem
    try:
        story = Story(path, sentence)
        title = story.title
        Play(story).run()
        return path, title, None, time.monotonic() - began
    except Mistake as mistake:
        return path, title, str(mistake), time.monotonic() - began


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("stories", nargs="*", type=pathlib.Path)
    options.add_argument("--sentences", action="store_true", help="print what is understood")
    chosen = options.parse_args()
    if chosen.sentences:
        print("\n".join(sorted(pattern for _, pattern, _ in sentence.known)))
        return 0
    if not PROGRAM.exists():
        print(f"nothing is built at {PROGRAM}: run scripts/build first", file=sys.stderr)
        return 1
    stories = chosen.stories or sorted(HERE.glob("*.txt"))
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(chosen.jobs) as pool:
        for path, title, wrong, seconds in pool.map(tell, stories):
            if wrong is None:
                passed += 1
                print(f"ok   {path.name}: {title} ({seconds:.1f} s)", flush=True)
            else:
                failed += 1
                print(f"FAIL {path.name}: {title}\n{wrong}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
