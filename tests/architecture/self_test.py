#!/usr/bin/env python3
"""Every rule finds what it is for, and leaves good files alone."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import rules  # noqa: E402
from tree import Tree, without_comments  # noqa: E402

SCHEMA = (pathlib.Path(__file__).resolve().parents[2] / "plugin-api/schemas/plugin.schema.json").read_text()


def plugin(name="kb", **changes):
    """The files of a plugin in good shape."""
    home = f"plugins/{name}/"
    manifest = {"id": name, "name": "A", "version": "1.0.0", "vendor": "io.patchbay", "abi": 1, "needs": ["pbay.http/1"], "uses": []}
    files = {home + "README.md": "# a\n## Purpose\n## Routes\n## Config\n## Collections\n## Events\n",
             home + "CMakeLists.txt": f"patchbay_add_plugin({name} SOURCES src/{name}_plugin.cpp)\n",
             home + "plugin.json": json.dumps(manifest) + "\n",
             home + f"src/{name}_plugin.cpp": '#include "patchbay/plugin.hpp"\n#include "src/routes.hpp"\n',
             f"tests/plugins/{name}/load_test.cpp": "TEST(Load, Starts) {}\n",
             "plugin-api/schemas/plugin.schema.json": SCHEMA}
    files.update({path if "/" in path and path.startswith(("plugins/", "tests/", "core/")) else home + path: text for path, text in changes.items()})
    return Tree({path: text for path, text in files.items() if text is not None})


def of(**files):
    return Tree({name.replace("__", "/"): text for name, text in files.items()})


class Rules(unittest.TestCase):
    def finds(self, rule, tree, text, **more):
        problems = list(rule(tree, **more))
        self.assertTrue(any(text in problem for problem in problems), f"expected {text!r} in {problems}")

    def passes(self, rule, tree, **more):
        self.assertEqual(list(rule(tree, **more)), [])

    def test_layers(self):
        self.finds(rules.layers, Tree({"core/store/a.cpp": '#include "core/host/b.hpp"\n'}), "store includes core/host/b.hpp")
        self.finds(rules.layers, Tree({"core/store/a.cpp": '#include "core/config/b.hpp"\n'}), "store includes")
        self.finds(rules.layers, Tree({"core/check/a.cpp": '#include "core/host/b.hpp"\n'}), "check includes")
        self.finds(rules.layers, Tree({"core/cellar/a.cpp": "\n"}), "is no room")
        self.finds(rules.layers, Tree({"core/app/a.cpp": '#include "plugins/kb/src/a.hpp"\n'}), "core includes a plugin")
        self.passes(rules.layers, Tree({"core/host/a.cpp": '#include "core/host/a.hpp"\n#include "core/inbox/b.hpp"\n#include <vector>\n'}))

    def test_contract_depends_on_nothing(self):
        for include in ("<boost/json.hpp>", '"core/base/error.hpp"', '"other.hpp"'):
            self.finds(rules.contract_depends_on_nothing, Tree({"plugin-api/include/patchbay/a.hpp": f"#include {include}\n"}), "includes")
        self.finds(rules.contract_depends_on_nothing, Tree({"plugin-api/fake_host/a.cpp": '#include "core/base/error.hpp"\n'}), "depends on nothing of the project")
        self.passes(rules.contract_depends_on_nothing, Tree({"plugin-api/include/patchbay/a.hpp": '#include <string>\n#include "patchbay/pbay.h"\n'}))

    def test_plugins_use_the_contract_only(self):
        self.finds(rules.plugins_use_the_contract_only, plugin(**{"src/a.cpp": '#include "core/base/text.hpp"\n'}), "a plugin includes core/base/text.hpp")
        self.finds(rules.plugins_use_the_contract_only, plugin(**{"src/a.cpp": '#include "plugins/faq/src/a.hpp"\n'}), "plugins/faq")
        self.passes(rules.plugins_use_the_contract_only, plugin())

    def test_tools_in_their_place(self):
        for path, include in (("core/host/a.cpp", "boost/beast/http.hpp"), ("core/gateway/a.cpp", "boost/dll/shared_library.hpp"), ("core/search/a.cpp", "sqlite3.h"),
                              ("core/inbox/a.cpp", "Poco/Data/Session.h"), ("plugins/kb/src/a.cpp", "curl/curl.h"), ("core/gateway/a.cpp", "Poco/Net/HTTPServer.h")):
            self.finds(rules.tools_in_their_place, Tree({path: f"#include <{include}>\n"}), include)
        self.passes(rules.tools_in_their_place, Tree({"core/gateway/a.cpp": "#include <boost/asio.hpp>\n", "core/store/a.cpp": "#include <sqlite3.h>\n"}))

    def test_files_are_short(self):
        self.finds(rules.files_are_short, Tree({"core/base/a.cpp": "x\n" * 601}), "601 lines")
        many = {f"core/base/{i}.cpp": "x\n" * (500 if i < 3 else 10) for i in range(20)}
        self.finds(rules.files_are_short, Tree(many), "nine of ten files")
        self.passes(rules.files_are_short, Tree({**{f"core/base/{i}.cpp": "x\n" for i in range(20)}, "core/base/long.cpp": "x\n" * 600}))

    def test_rooms_keep_their_budget(self):
        big = Tree({f"core/host/{i}.cpp": "x\n" * 500 for i in range(11)})
        self.finds(rules.rooms_keep_their_budget, big, "core/host/", debts={})
        self.passes(rules.rooms_keep_their_budget, big, debts={"core/host/": 5500})
        self.finds(rules.rooms_keep_their_budget, Tree({f"core/base/{i}.cpp": "x\n" * 500 for i in range(37)}), "core/:1", debts={})
        self.passes(rules.rooms_keep_their_budget, Tree({f"core/search/analysis/{i}.cpp": "x\n" * 500 for i in range(37)}), debts={})
        self.passes(rules.rooms_keep_their_budget, Tree({"core/check/a.cpp": "// why\n\n" * 3000}), debts={})

    def test_functions_are_short(self):
        body = "  a();\n" * 61
        self.finds(rules.functions_are_short, Tree({"core/base/a.cpp": "int f(int a,\n      int b) {\n" + body + "}\n"}), "61 lines")
        self.passes(rules.functions_are_short, Tree({"core/base/a.cpp": "namespace {\nint g(int);\nstruct A {\n" + body + "};\nint f() {\n" + "  a();\n" * 60 + "}\n}\n"}))

    def test_core_knows_no_feature(self):
        for code in ("int article_count;", "struct FaqEntry;", 'auto a = "mailbox";', "void kIntent();", "int csat;", "cannedReply();".replace("canned", "canned_")):
            self.finds(rules.core_knows_no_feature, Tree({"core/base/a.cpp": code + "\n"}), "core knows nothing")
        self.finds(rules.core_knows_no_feature, Tree({"core/base/article.cpp": "\n"}), "a plugin's word")
        self.finds(rules.core_knows_no_feature, Tree({"core/store/migrations/001_a.sql": "create table articles(id);\n"}), "articles")
        self.passes(rules.core_knows_no_feature, Tree({"core/base/a.cpp": "// the definite article\nint particle, intention; /* FAQ */\n", "plugins/kb/src/a.cpp": "int article;\n"}))

    def test_plugins_know_no_other(self):
        self.finds(rules.plugins_know_no_other, plugin(**{"src/a.cpp": 'call("portal.search@1");\n'}), "names the plugin portal")
        self.finds(rules.plugins_know_no_other, plugin(**{"web/a.mjs": "fetch('/guides/x')\n"}), "names the plugin guides")
        self.passes(rules.plugins_know_no_other, plugin(**{"src/a.cpp": 'call("kb.import@1"); get("/kb/x"); call("search.query@1");\n'}))

    def test_repository_speaks_of_itself(self):
        for line in ("see DESIGN.md", "as CONTRACT's table says", "/work/wt/api", "issue #12", "curl https://github.com/a/b/releases/x", "/home/ana/x"):
            self.finds(rules.repository_speaks_of_itself, Tree({"docs/a.md": line + "\n"}), "docs/a.md:1")
        self.passes(rules.repository_speaks_of_itself, Tree({"docs/a.md": "see ARCHITECTURE.md; TLS by design, the plugin contract, /work/day\n"}))

    def test_names_say_something(self):
        self.finds(rules.names_say_something, Tree({"core/base/a.hpp": "class PluginManager {};\n"}), "PluginManager")
        self.passes(rules.names_say_something, Tree({"core/base/a.hpp": "// class PluginManager\nclass Plugin {};\n"}))

    def test_headers_are_headers(self):
        self.finds(rules.headers_are_headers, Tree({"core/base/a.hpp": "int x;\n"}), "#pragma once")
        self.finds(rules.headers_are_headers, Tree({"core/base/a.hpp": "#pragma once\nusing namespace std;\n"}), "using namespace")
        self.passes(rules.headers_are_headers, Tree({"core/base/a.hpp": "#pragma once\nusing std::string;\n"}))

    def test_tests_do_not_sleep(self):
        self.finds(rules.tests_do_not_sleep, Tree({"tests/core/base/a_test.cpp": "std::this_thread::sleep_for(1s);\n"}), "a test sleeps")
        self.passes(rules.tests_do_not_sleep, Tree({"tests/core/base/a_test.cpp": "// sleep(1)\nwait_until(done);\n", "tests/zoo/animals/a.c": "sleep(1);\n"}))

    def test_firewall_exists_once(self):
        self.finds(rules.firewall_exists_once, plugin(**{"src/a.cpp": "try { f(); } catch (...) {}\n"}), "catch (...)")
        self.passes(rules.firewall_exists_once, plugin(**{"src/a.cpp": "try { f(); } catch (const Failure&) {}\ntry { f(); } catch (...) { kept = std::current_exception(); }\n"}))

    def test_files_are_clean(self):
        self.finds(rules.files_are_clean, Tree({"core/base/a.cpp": "int a; \n"}), "white space")
        self.finds(rules.files_are_clean, Tree({"core/base/a.cpp": "\tint a;\n"}), "a tab")
        self.finds(rules.files_are_clean, Tree({"core/base/a.cpp": "int a;"}), "no line end")
        self.passes(rules.files_are_clean, Tree({"core/base/a.cpp": "int a;\n", "docs/a.md": "two spaces  \n"}))

    def test_plugins_have_one_shape(self):
        self.finds(rules.plugins_have_one_shape, plugin(**{"README.md": "# a\n## Purpose\n"}), "its headings are Purpose")
        self.finds(rules.plugins_have_one_shape, plugin(**{"notes.txt": "x\n"}), "notes.txt")
        self.finds(rules.plugins_have_one_shape, plugin(**{"plugin.json": None}), "plugin.json:1: is missing")
        self.finds(rules.plugins_have_one_shape, plugin(**{"CMakeLists.txt": "add_library(kb)\n"}), "patchbay_add_plugin")
        self.finds(rules.plugins_have_one_shape, plugin(**{"tests/plugins/kb/load_test.cpp": None}), "load_test.cpp")
        self.passes(rules.plugins_have_one_shape, plugin())

    def test_manifests_are_valid(self):
        self.finds(rules.manifests_are_valid, plugin(**{"plugin.json": "{}\n"}), "has no version")
        self.finds(rules.manifests_are_valid, plugin(**{"plugin.json": "{\n"}), "no JSON")
        good = json.loads(plugin()["plugins/kb/plugin.json"])
        self.finds(rules.manifests_are_valid, plugin(**{"plugin.json": json.dumps({**good, "id": "other"})}), "its folder is called kb")
        self.finds(rules.manifests_are_valid, plugin(**{"plugin.json": json.dumps({**good, "colour": 1})}), "/colour")
        self.finds(rules.manifests_are_valid, plugin(**{"plugin.json": json.dumps({**good, "uses": ["portal.frame@1"]})}), "another plugin's own method")
        self.passes(rules.manifests_are_valid, plugin())

    def test_locales_agree(self):
        self.finds(rules.locales_agree, plugin(**{"locales/en.json": '{"a":"x"}\n'}), "bg.json:1: is missing")
        texts = {f"locales/{locale}.json": '{"a":{"b":"x"}}\n' for locale in ("en", "bg", "vi")}
        self.finds(rules.locales_agree, plugin(**{**texts, "locales/vi.json": '{"a":{}}\n'}), "vi.json:1: has no a.b")
        self.passes(rules.locales_agree, plugin(**texts))

    def test_schemas_are_sound(self):
        path = "plugin-api/schemas/methods/a.b@1.json"
        good = {"request": {"type": "object", "required": ["q"]}, "reply": {}, "example": {"request": {"q": 1}, "reply": {}}}
        self.finds(rules.schemas_are_sound, Tree({path: "{\n"}), "no JSON")
        self.finds(rules.schemas_are_sound, Tree({path: json.dumps({**good, "example": {"request": {}, "reply": {}}})}), "has no q")
        self.finds(rules.schemas_are_sound, Tree({path: json.dumps({"request": {}})}), "needs \"request\"")
        self.passes(rules.schemas_are_sound, Tree({path: json.dumps(good)}))

    def test_pages_name_every_method(self):
        schema, page = "plugin-api/schemas/methods/a.b@1.json", "docs/plugin-author/methods-and-events.md"
        self.finds(rules.pages_name_every_method, Tree({schema: "{}\n", page: "| `a.c@1` |\n"}), "a.b@1")
        self.passes(rules.pages_name_every_method, Tree({schema: "{}\n", page: "| `a.b@1` |\n"}))

    def test_every_rule_has_its_test(self):
        for rule in rules.RULES:
            self.assertTrue(hasattr(self, "test_" + rule.__name__), rule.__name__)

    def test_comments_go_and_strings_stay(self):
        text = 'a; // "x"\nb = "// no comment"; /* two\nlines */ c = \'"\'; // d\n'
        self.assertEqual(without_comments(text).count("\n"), text.count("\n"))
        self.assertIn('"// no comment"', without_comments(text))
        self.assertNotIn("lines", without_comments(text))


if __name__ == "__main__":
    unittest.main()
