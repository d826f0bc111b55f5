"""Reads a story: one sentence per line. `given` lines come before the host starts, all others are played in order."""
import pathlib
import re

# Patterns are sentences with holes. {who} and {whose} are people with their windows ("Ana", "Ana's phone"), {text} is between
# quotation marks, {words} is the rest.
HOLES = {
    "who": r"[A-Z]\w*(?:'s (?:phone|laptop|tablet|shop))?",
    "whom": r"[A-Z]\w*",
    "whose": r"[A-Z]\w*(?:'s (?:first|second|third) conversation)?",
    "text": r'"(?:[^"\\]|\\.)*"',
    "json": r"\{.*\}|\[.*\]",
    "path": r"/\S*",
    "word": r"[\w.@/:-]+",
    "number": r"\d+",
    "clock": r"\d\d:\d\d",
    "method": r"GET|POST|PATCH|PUT|DELETE",
    "deed": r"resolves|reopens|parks",
    "presence": r"online|away",
    "state": r"open|pending|snoozed|resolved",
    "handoff": r"requested|offered|accepted|mailed|scheduled|left_message|closed",
    "goal": r"nobody|anybody|the bot|no team|team [\w-]+|[A-Z]\w*",
    "verified": r"verified|unverified",
    "words": r".+",
}
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class Mistake(Exception):
    """A sentence nobody understands, or a promise that was not kept; told with its place."""


def unquoted(text):
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found.group(1), found.group(0)), text[1:-1])


def compile_pattern(pattern):
    """{name:hole}, or {hole} where both are the same; [ in brackets ] may be left out; a|b in parentheses."""
    out = ""
    for piece in re.split(r"(\{\w+(?::\w+)?\})", pattern):
        hole = re.fullmatch(r"\{(\w+)(?::(\w+))?\}", piece)
        if hole:
            out += f"(?P<{hole.group(1)}>{HOLES[hole.group(2) or hole.group(1)]})"
        else:
            out += piece.replace(".", r"\.").replace("(", "(?:").replace(" [", "(?: ").replace("]", ")?")
    return re.compile(out)


class Sentences:
    """The sentences that are understood; decorate a function(play, **holes) with each of its patterns."""

    def __init__(self):
        self.known = []

    def __call__(self, *patterns):
        def add(function):
            for pattern in patterns:
                self.known.append((compile_pattern(pattern), pattern, function))
            return function
        return add

    def find(self, line):
        for pattern, _, function in self.known:
            found = pattern.fullmatch(line)
            if found:
                holes = {}
                for name, value in found.groupdict().items():
                    if value is not None:
                        holes[name] = unquoted(value) if re.fullmatch(HOLES["text"], value) else value
                return function, holes
        return None


class Story:
    def __init__(self, path, sentences):
        self.path = pathlib.Path(path)
        self.title = self.path.stem.replace("_", " ")
        self.steps = []  # (line number, line, function, holes)
        mistakes = []
        began = False
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.strip()
            if line.startswith("#"):
                if number == 1:
                    self.title = line[1:].strip()
                continue
            if not line:
                continue
            found = sentences.find(line)
            if not found:
                mistakes.append(f"{self.path}:{number}: nobody understands: {line}")
                continue
            if not line.startswith("given "):
                began = True
            elif began:
                mistakes.append(f"{self.path}:{number}: \"given\" comes before everything that happens")
            self.steps.append((number, line, *found))
        if not self.steps:
            mistakes.append(f"{self.path}:1: nothing happens in this story")
        if mistakes:
            raise Mistake("\n".join(mistakes))
