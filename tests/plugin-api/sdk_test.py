#!/usr/bin/env python3
"""sdk_test.py LANGUAGE BUILD CHECK_TOOL: a new plugin from an installed SDK, far from the source tree."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    language, build, check = sys.argv[1:]
    # Always the same folder, so that a compiler cache knows the files the second time.
    folder = pathlib.Path(tempfile.gettempdir()) / ("patchbay-sdk-" + hashlib.sha256(build.encode()).hexdigest()[:12])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        look(folder, language, build, check)
    finally:
        shutil.rmtree(folder)


def look(folder, language, build, check):
    prefix, moved = folder / "prefix", folder / "moved"
    run("cmake", "--install", build, "--component", "sdk", "--prefix", prefix)
    prefix.rename(moved)  # an install may be moved
    run(moved / "share/patchbay/new-plugin", "acme-crm", "--lang", language, "--into", folder)
    plugin = folder / "acme-crm"
    run("cmake", "-G", "Ninja", "-S", plugin, "-B", plugin / "build", f"-DCMAKE_PREFIX_PATH={moved}")
    for file in (plugin / "build").glob("**/*.ninja"):
        if str(SOURCE) + "/" in file.read_text():
            sys.exit(f"{file} names the source tree")
    run("cmake", "--build", plugin / "build")
    tests = run("ctest", "--test-dir", plugin / "build", "--output-on-failure", "--no-tests=error")
    library = plugin / "build/plugins/acme-crm/acme-crm.so"
    report = run(check, library)
    if "warning" in report:
        sys.exit(report)
    run("cmake", "--install", plugin / "build", "--prefix", folder / "host")
    installed = list((folder / "host").glob("lib*/**/patchbay/plugins/acme-crm/acme-crm.so"))
    if [file.read_bytes() for file in installed] != [library.read_bytes()]:
        sys.exit("the installed plugin is not the one that was built")
    print(tests, report, sep="\n")


if __name__ == "__main__":
    os.environ.pop("DESTDIR", None)
    main()
