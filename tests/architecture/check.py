#!/usr/bin/env python3
"""Checks the rules of this repository: check.py [ROOT]. One line per problem; exit 1 when there is one."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from rules import RULES  # noqa: E402
from tree import read_tree  # noqa: E402


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    tree = read_tree(root)
    found = 0
    for rule in RULES:
        for problem in rule(tree):
            print(f"{problem}  [{rule.__name__}]")
            found += 1
    print(f"{len(RULES)} rules, {len(tree)} files, {found} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
