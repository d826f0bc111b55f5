#!/usr/bin/env python3
"""The ABI header: compiles everywhere, keeps its layout, and the gate catches what breaks it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[3]
ABI = SOURCE / "plugin-api" / "abi"
INCLUDE = SOURCE / "plugin-api" / "include"
HEADER = INCLUDE / "patchbay" / "pbay.h"
sys.path.insert(0, str(ABI))
import describe  # noqa: E402

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wpadded", "-Wconversion", "-Wundef", "-Wshadow", "-Werror"]
COMPILERS = [("gcc", "c", s) for s in ("c99", "c11", "c17")] + [("clang", "c", s) for s in ("c99", "c11", "c17")]
COMPILERS += [("g++", "c++", s) for s in ("c++17", "c++20")] + [("clang++", "c++", s) for s in ("c++17", "c++20")]

# Each breaks plugins that were built before; what the gate must see. (old text, new text)
KNOWN_BAD = {
    "a function inserted": ("  pbay_status (*end)(const pbay_host *, pbay_id req);", "  void (*flush)(const pbay_host *);\n  pbay_status (*end)(const pbay_host *, pbay_id req);"),
    "a function appended": ("} pbay_http_1;", "  void (*flush)(const pbay_host *);\n} pbay_http_1;"),
    "a signature changed": ("pbay_status (*ack)(const pbay_host *, pbay_id delivery, pbay_status, uint32_t retry_ms);", "pbay_status (*ack)(const pbay_host *, pbay_id delivery, pbay_status, uint64_t retry_ms);"),
    "a member retyped": ("  uint32_t attempt, reserved;\n} pbay_job;", "  uint64_t attempt;\n} pbay_job;"),
    "a struct made smaller": ("char msg[248]; } pbay_error;", "char msg[240]; } pbay_error;"),
    "members swapped": ("  pbay_id req;\n  pbay_ctx ctx;", "  pbay_ctx ctx;\n  pbay_id req;"),
    "a status renumbered": ("PBAY_E_GONE = -11,", "PBAY_E_GONE = -14,"),
    "a flag moved": ("PBAY_STREAM_BODY = 1u,", "PBAY_STREAM_BODY = 8u,"),
}
HARMLESS = {
    "a new interface": ("/* ---------- metrics ---------- */", "typedef struct pbay_http_2 { void (*flush)(const pbay_host *); } pbay_http_2;\n/* ---------- metrics ---------- */"),
    "a comment": ("/* ---------- metrics ---------- */", "/* ---------- figures ---------- */"),
}


class Header(unittest.TestCase):
    def compile(self, compiler, language, standard, text, extra=()):
        return subprocess.run([compiler, "-x", language, "-std=" + standard, *WARNINGS, *extra, "-I", str(INCLUDE), "-I", str(ABI), "-fsyntax-only", "-"],
                              input=text, capture_output=True, text=True)

    def test_compiles_without_a_warning_in_every_language(self):
        for compiler, language, standard in COMPILERS:
            with self.subTest(compiler=compiler, standard=standard):
                self.assertIsNotNone(shutil.which(compiler), f"install {compiler}")
                done = self.compile(compiler, language, standard, '#include "patchbay/pbay.h"\n#include "patchbay/pbay.h"\nextern int x;\n')
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_keeps_its_layout_as_c_and_as_cpp(self):
        for compiler, language, standard in COMPILERS:
            if standard == "c99":
                continue  # has no _Static_assert
            with self.subTest(compiler=compiler, standard=standard):
                done = self.compile(compiler, language, standard, '#include "layout.h"\nextern int x;\n')
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_layout_asserts_see_a_wrong_size(self):
        done = self.compile("gcc", "c", "c11", '#include "layout.h"\nPBAY_SIZE(pbay_str, 24);\n')
        self.assertNotEqual(done.returncode, 0)

    def test_the_cpp_face_compiles_without_a_warning(self):
        text = '#include "patchbay/plugin.hpp"\n#include "patchbay/fake_host.hpp"\n'
        for compiler in ("g++", "clang++"):
            with self.subTest(compiler=compiler):
                done = subprocess.run([compiler, "-x", "c++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-I", str(INCLUDE), "-fsyntax-only", "-"],
                                      input=text, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_descriptions_fit_the_header(self):
        done = subprocess.run([sys.executable, str(ABI / "describe.py"), "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


class Gate(unittest.TestCase):
    def setUp(self):
        self.assertIsNotNone(shutil.which("abidiff"), "install abigail-tools")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def compare(self, old=None, new=None):
        """abidiff's exit code for the header with `old` replaced by `new`."""
        folder = pathlib.Path(self.folder.name)
        include = folder / "include"
        (include / "patchbay").mkdir(parents=True, exist_ok=True)
        text = HEADER.read_text()
        if old is not None:
            self.assertEqual(text.count(old), 1, f"the header has no single {old!r} any more; mend this test")
            text = text.replace(old, new)
        (include / "patchbay" / "pbay.h").write_text(text)
        anchors = folder / "anchors.c"
        anchors.write_text(describe.make_anchors(describe.without_comments(text)))
        library = folder / "libpatchbay-abi-anchors.so"
        describe.build_anchors(library, include, anchors)
        done = subprocess.run(["abidiff", "--no-added-syms", str(describe.baseline()), str(library)], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_nothing_released_has_changed(self):
        code, text = self.compare()
        self.assertEqual(code, 0, text)

    def test_catches_what_breaks_plugins(self):
        for what, (old, new) in KNOWN_BAD.items():
            with self.subTest(change=what):
                code, text = self.compare(old, new)
                self.assertTrue(code & 4, f"exit code {code}: {text}")

    def test_lets_growth_pass(self):
        for what, (old, new) in HARMLESS.items():
            with self.subTest(change=what):
                code, text = self.compare(old, new)
                self.assertEqual(code, 0, text)


if __name__ == "__main__":
    unittest.main()
