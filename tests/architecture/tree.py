"""The files the rules look at: paths from the root with their text."""
import pathlib
import re
import subprocess

TEXT = {".c", ".h", ".cpp", ".hpp", ".sql", ".cmake", ".txt", ".md", ".json", ".py", ".mjs", ".js", ".ts", ".tsx", ".css", ".html",
        ".toml", ".sh", ".yml", ".yaml", ".rs", ".svg", ""}
CODE = {".c", ".h", ".cpp", ".hpp", ".sql", ".py", ".mjs", ".js", ".ts", ".tsx", ".css", ".rs"}
CPP = {".c", ".h", ".cpp", ".hpp"}


class Tree(dict):
    """path → text."""

    def under(self, *folders, suffixes=None):
        for path in sorted(self):
            if any(path.startswith(folder) for folder in folders) and (suffixes is None or suffix(path) in suffixes):
                yield path, self[path]

    def folders(self, parent):
        """Names of the folders directly below `parent`."""
        return sorted({path[len(parent):].split("/")[0] for path in self if path.startswith(parent) and "/" in path[len(parent):]})


def suffix(path):
    return pathlib.PurePosixPath(path).suffix


def read_tree(root):
    """Every text file git knows about or would; without git, every file outside of build/ and node_modules/."""
    root = pathlib.Path(root)
    try:
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], check=True, capture_output=True, text=True).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        listed = [str(p.relative_to(root)) for p in root.rglob("*") if p.is_file() and not re.search(r"(^|/)(build|node_modules|\.git)/", str(p.relative_to(root)))]
    tree = Tree()
    for path in listed:
        file = root / path
        if path and suffix(path) in TEXT and file.is_file():
            try:
                tree[path] = file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return tree


def without_comments(text):
    """C and C++ without comments, strings kept, lines kept."""
    pattern = r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|R\"(\w*~?\w*~?)\(.*?\)\1\""
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group(0)) if m.group(0).startswith("/") else m.group(0), text, flags=re.S)


def includes(text):
    """(line, name, is_quoted) of every #include."""
    for number, line in enumerate(text.split("\n"), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if found:
            yield number, found.group(2), found.group(1) == '"'


def numbered(text):
    return enumerate(text.split("\n"), 1)
