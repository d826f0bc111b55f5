#!/usr/bin/env python3
"""Describes plugin-api/include/patchbay/pbay.h: anchors, layout, constants and the libabigail baseline.

describe.py --check           says what no longer fits the header; exit 1 when something does not
describe.py --write REASON    writes anchors.c, layout.h and constants.txt anew, and the next history/N-NAME.abi
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parent / "include"
HEADER = INCLUDE / "patchbay" / "pbay.h"


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def members_of(body):
    """Names of the members of a struct, in order."""
    names = []
    for part in body.split(";"):
        part = part.strip()
        if not part:
            continue
        function = re.search(r"\(\*(\w+)\)", part)
        if function:
            names.append(function.group(1))
            continue
        for one in part.split(","):
            names.append(re.search(r"(\w+)\s*(\[\d+\])?$", one.strip()).group(1))
    return names


def structs(text):
    """(spelling, members) of every struct that has a body."""
    out = []
    for name, body in re.findall(r"struct (pbay_\w+) \{(.*?)\n?\}(?= pbay_\w+;|;)", text, flags=re.S):
        is_typedef = re.search(r"\} " + name + ";", text) or re.search(r"typedef struct " + name + " " + name + ";", text)
        out.append((name if is_typedef else "struct " + name, members_of(body)))
    return out


def enums(text):
    return re.findall(r"enum (pbay_\w+) \{", text)


def constants(text):
    """(name, kind) of every constant: enumerators and #defines; kind is 'id' or 'number'."""
    out = []
    for body in re.findall(r"enum pbay_\w+ \{(.*?)\}", text, flags=re.S):
        out += [(name, "number") for name in re.findall(r"(PBAY_\w+)\s*=", body)]
    for name, value in re.findall(r"^#define (PBAY_\w+) (\S.*?)\s*$", text, flags=re.M):
        if name != "PBAY_EXPORT":
            out.append((name, "id" if value.startswith('"') else "number"))
    return out


def run_probe(lines):
    """Compiles and runs a C program that prints; its output."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "probe.c"
        source.write_text("#include <stddef.h>\n#include <stdio.h>\n#include \"patchbay/pbay.h\"\nint main(void) {\n" + "\n".join(lines) + "\nreturn 0; }\n")
        program = pathlib.Path(folder) / "probe"
        subprocess.run(["cc", "-std=c99", "-I", str(INCLUDE), str(source), "-o", str(program)], check=True)
        return subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout


def make_constants(text):
    lines = []
    for name, kind in constants(text):
        lines.append(f'printf("%s %s\\n", "{name}", {name});' if kind == "id" else f'printf("%s %lld\\n", "{name}", (long long){name});')
    return run_probe(lines)


def make_layout(text):
    probe = []
    for name, members in structs(text):
        probe.append(f'printf("PBAY_SIZE({name}, %zu)\\n", sizeof({name}));')
        for member in members:
            probe.append(f'printf("PBAY_AT({name}, {member}, %zu)\\n", offsetof({name}, {member}));')
    head = """/* Made by describe.py: the layout every LP64 machine must agree on. */
#include <stddef.h>

#include "patchbay/pbay.h"

#ifdef __cplusplus
#define PBAY_ASSERT(condition, text) static_assert(condition, text)
#else
#define PBAY_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#define PBAY_SIZE(type, size) PBAY_ASSERT(sizeof(type) == (size), "the size of " #type " changed")
#define PBAY_AT(type, member, at) PBAY_ASSERT(offsetof(type, member) == (at), #type "." #member " moved")

"""
    return head + re.sub(r"\)$", ");", run_probe(probe), flags=re.M)


def make_anchors(text):
    lines = ["/* Made by describe.py: one exported variable per struct and enum, for abidw. */", '#include "patchbay/pbay.h"', "",
             "#define ANCHOR PBAY_EXPORT"]
    for name, _ in structs(text):
        lines.append(f"ANCHOR {name} anchor_{name.replace('struct ', '')};")
    for name in enums(text):
        lines.append(f"ANCHOR enum {name} anchor_enum_{name};")
    return "\n".join(lines) + "\n"


def build_anchors(out, include=INCLUDE, source=HERE / "anchors.c"):
    """Compiles the anchor library into `out`, with the debug information abidw reads."""
    subprocess.run(["cc", "-std=c99", "-g", "-O0", "-fPIC", "-shared", "-fvisibility=hidden", "-fdebug-prefix-map=" + str(HERE) + "=.",
                    "-fdebug-prefix-map=" + str(include) + "=.", "-I", str(include), str(source), "-o", str(out)], check=True)


def baseline():
    """The newest file of history/."""
    files = sorted(HERE.glob("history/*.abi"), key=lambda f: int(f.name.split("-")[0]))
    return files[-1] if files else None


def write_baseline(reason):
    with tempfile.TemporaryDirectory() as folder:
        library = pathlib.Path(folder) / "libpatchbay-abi-anchors.so"
        build_anchors(library)
        xml = subprocess.run(["abidw", "--no-comp-dir-path", "--no-corpus-path", "--no-show-locs", str(library)], check=True, capture_output=True, text=True).stdout
    newest = baseline()
    number = int(newest.name.split("-")[0]) + 1 if newest else 1
    slug = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-")[:40]
    path = HERE / "history" / f"{number}-{slug}.abi"
    path.write_text(xml + f"<!-- {reason} -->\n")  # abidiff looks at the first bytes
    print(path.relative_to(HERE))


def made():
    text = without_comments(HEADER.read_text())
    return {"constants.txt": make_constants(text), "layout.h": make_layout(text), "anchors.c": make_anchors(text)}


def main():
    if sys.argv[1:] == ["--check"]:
        wrong = [name for name, content in made().items() if not (HERE / name).exists() or (HERE / name).read_text() != content]
        for name in wrong:
            print(f"plugin-api/abi/{name} does not fit pbay.h any more; if that is meant: plugin-api/abi/describe.py --write REASON")
        return 1 if wrong else 0
    if len(sys.argv) == 3 and sys.argv[1] == "--write" and sys.argv[2].strip():
        for name, content in made().items():
            (HERE / name).write_text(content)
        write_baseline(sys.argv[2].strip())
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    sys.exit(main())
