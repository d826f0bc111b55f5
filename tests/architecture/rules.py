"""The rules. Each takes a Tree and yields "path:line: what is wrong; what to do instead"."""
import json
import math
import re

from schema import problems as schema_problems
from tree import CODE, CPP, includes, numbered, suffix, without_comments

# ---------- who may include whom ----------

ROOMS = {  # room → those it may include
    "base": [],
    "config": ["base"],
    "store": ["base"],
    "search": ["base", "config", "store"],
    "inbox": ["base", "config", "store", "search"],
    "host": ["base", "config", "store", "search", "inbox", "runner"],
    "check": ["base", "config", "store", "search", "inbox"],
    "runner": ["base"],
    "gateway": ["base", "config", "store", "search", "inbox", "host"],
    "app": ["base", "config", "store", "search", "inbox", "host", "check", "gateway"],
}


def layers(tree):
    for path, text in tree.under("core/", suffixes=CPP):
        room = path.split("/")[1]
        if room not in ROOMS:
            yield f"{path}:1: core/{room} is no room; the rooms are {', '.join(ROOMS)}"
            continue
        for line, name, _ in includes(text):
            other = name.split("/")[1] if name.startswith("core/") and name.count("/") > 1 else room
            if other != room and other not in ROOMS[room]:
                yield f"{path}:{line}: {room} includes {name}; it may use {', '.join(ROOMS[room]) or 'no other room'}. Declare an interface here and let app fill it in"
            if name.startswith("plugins/"):
                yield f"{path}:{line}: core includes a plugin; ask the host's bus instead"


def contract_depends_on_nothing(tree):
    for path, text in tree.under("plugin-api/include/", suffixes=CPP):
        for line, name, quoted in includes(text):
            if (quoted and not name.startswith("patchbay/")) or name.startswith("core/") or "boost/" in name or "Poco/" in name:
                yield f"{path}:{line}: includes {name}; the plugin API uses the standard library only"
    for path, text in tree.under("plugin-api/", suffixes=CPP):
        for line, name, _ in includes(text):
            if name.startswith(("core/", "plugins/", "tests/")):
                yield f"{path}:{line}: the plugin API includes {name}; it depends on nothing of the project"


def plugins_use_the_contract_only(tree):
    for path, text in tree.under("plugins/", suffixes=CPP):
        own = path.split("/")[1]
        for line, name, _ in includes(text):
            if name.startswith("core/") or re.match(r"plugins/(?!" + re.escape(own) + "/)", name):
                yield f"{path}:{line}: a plugin includes {name}; it may use patchbay/… and its own files"


TOOLS = [  # (what is included, where it may be, why)
    (r"boost/(asio|beast)", ("core/gateway/", "tests/"), "Asio and Beast end in core/gateway"),
    (r"boost/dll", ("core/host/", "core/check/", "core/runner/", "tests/"), "libraries are loaded by the host, check and runner"),
    (r"sqlite3\.h", ("core/store/", "tests/"), "SQL and its engines are the store's"),
    (r"libpq-fe\.h", ("core/store/", "tests/"), "SQL and its engines are the store's"),
    (r"Poco/Data/", ("core/store/", "tests/"), "SQL and its engines are the store's"),
    (r"curl/", ("core/host/", "tests/"), "HTTP goes out through the host, and plugins use pbay.fetch/1"),
    (r"Poco/Net/(HTTPServer|WebSocket|MailMessage|HTTPClientSession)", ("tests/",), "docs/adr/ says why not"),
]


def tools_in_their_place(tree):
    for path, text in tree.under("core/", "plugins/", "plugin-api/", "tests/", suffixes=CPP):
        for line, name, _ in includes(text):
            for pattern, places, why in TOOLS:
                if re.match(pattern, name) and not path.startswith(places):
                    yield f"{path}:{line}: includes {name}; {why}"


# ---------- sizes ----------

HARD_STOP, MOST_LINES, FUNCTION_LINES = 600, 400, 60  # a function aims at 40
# Tables and made files: long by nature.
LONG_BY_NATURE = ("plugin-api/abi/", "docs/", "tests/fuzz/corpus/")


def lines_of(text):
    return text.count("\n")


def is_counted(path):
    return suffix(path) in CODE and not path.startswith(LONG_BY_NATURE)


def files_are_short(tree):
    sizes = []
    for path, text in tree.under("core/", "plugins/", "plugin-api/", "tests/", "scripts/", "cmake/"):
        if not is_counted(path):
            continue
        size = lines_of(text)
        if size > HARD_STOP:
            yield f"{path}:1: {size} lines; at most {HARD_STOP}: split it by noun"
        if not path.startswith("tests/"):
            sizes.append((size, path))
    sizes.sort()
    if sizes and sizes[math.ceil(len(sizes) * 0.9) - 1][0] > MOST_LINES:
        yield f"core/:1: nine of ten files have at most {sizes[math.ceil(len(sizes) * 0.9) - 1][0]} lines; {MOST_LINES} is the budget. The longest: {', '.join(p for _, p in sizes[-5:])}"


# Lines of code: blank lines and comments cost nothing, headers are the manual.
BUDGETS = [  # folder, without, lines
    ("core/", ("core/search/analysis/",), 18000),
    ("core/host/", (), 5000),
    ("core/check/", (), 2500),
    ("core/runner/", (), 2500),
]
# Known to be over its budget: how far it may be. A figure here may only fall.
# core/: conversations, contacts and hand-offs came to the inbox, their methods to the host; what acts on them is plugins.
DEBTS = {"core/": 38500, "core/host/": 5800}


def code_lines_of(text):
    return sum(1 for line in without_comments(text).split("\n") if line.strip())


def rooms_keep_their_budget(tree, debts=DEBTS):
    for folder, without, budget in BUDGETS:
        most = max(budget, debts.get(folder, 0))
        size = sum(code_lines_of(text) for path, text in tree.under(folder, suffixes=CPP) if not path.startswith(without or ("\0",)))
        if size > most:
            yield f"{folder}:1: {size} lines of code; its budget is {most}. What could be a plugin?"


def functions_of(text):
    """(line, lines of the body) of every function that begins in the first column."""
    began = opened = None
    for number, line in numbered(text):
        if began is None:
            if re.match(r"(?!namespace|struct|class|enum|union|extern \"C\" \{|using|typedef|constexpr|static const|const)[A-Za-z_].*\(", line):
                began, opened = number, number if line.endswith("{") else None
                if line.endswith((";", "}")):
                    began = None
        elif opened is None:
            opened = number if line.endswith("{") else None
            if line.endswith((";", "}")):
                began = None
        elif line.startswith("}"):
            yield began, number - opened - 1
            began = opened = None


def functions_are_short(tree):
    for path, text in tree.under("core/", "plugins/", "plugin-api/", suffixes={".cpp", ".c"}):
        for line, size in functions_of(text):
            if size > FUNCTION_LINES:
                yield f"{path}:{line}: a function of {size} lines; at most {FUNCTION_LINES}: give its steps names"


# ---------- words ----------

FEATURE_WORDS = {"article", "articles", "faq", "faqs", "intent", "intents", "mailbox", "mailboxes", "csat", "canned"}


def parts_of(word):
    """article_read, ArticleSearch, kArticle → article, …"""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", word)]


def core_knows_no_feature(tree):
    for path, text in tree.under("core/", suffixes=CPP | {".sql"}):
        code = without_comments(text) if suffix(path) != ".sql" else re.sub(r"--[^\n]*", "", text)
        for number, line in numbered(code):
            for word in re.findall(r"[A-Za-z_]+", line):
                found = FEATURE_WORDS.intersection(parts_of(word))
                if found:
                    yield f"{path}:{number}: \"{word}\": core knows nothing about {found.pop()}; that is a plugin's word"
        for part in re.split(r"[/_.-]", path):
            if part in FEATURE_WORDS:
                yield f"{path}:1: a file of core is called after {part}, a plugin's word"


PLUGINS = ["portal", "widget", "kb", "faq", "guides", "chatbot", "livechat", "email", "phone", "desk", "insights", "webhooks"]


def open_methods(tree):
    """Methods that anybody may offer, whatever they are called."""
    for path, text in tree.under("plugin-api/schemas/methods/", suffixes={".json"}):
        if '"provider": "anyone"' in text:
            yield path.split("/")[-1][: -len(".json")]


def plugins_know_no_other(tree):
    ids = sorted(set(PLUGINS) | set(tree.folders("plugins/")))
    anybodys = set(open_methods(tree))
    for path, text in tree.under("plugins/", suffixes=CPP | {".json", ".mjs", ".js", ".ts", ".tsx"}):
        own = path.split("/")[1]
        if own not in ids:
            continue
        code = without_comments(text) if suffix(path) in CPP else text
        for number, line in numbered(code):
            for other in ids:
                if other == own:
                    continue
                named = set(re.findall(rf"\b{re.escape(other)}\.[a-z_.-]+@\d+", line)) - anybodys
                if named or re.search(rf"[\"'`]/{re.escape(other)}(/|[\"'`?#])", line):
                    yield f"{path}:{number}: names the plugin {other}; plugins meet through methods anybody may offer"


# What the project says about itself stands alone: pages, people, machines and tools of its making are not in it.
BANNED = [
    (r"\b(CONTRACT|DESIGN|RELIABILITY|STYLE|PEERS|BRIEF|UX|ABI)\.md\b", "names a page that is not in this repository"),
    (r"\b(CONTRACT|DESIGN|RELIABILITY|PEERS|BRIEF)('s\b| §|, [A-Z])", "names a page that is not in this repository"),
    (r"(?<![\w.])/work/(wt|shared|main|tools)\b|\.\./shared/", "a path of one machine"),
    (r"/(home|Users)/[a-z]+/", "a path of one machine"),
    (r"\bissue #?\d+\b", "numbers of issues belong into commits and trackers"),
    (r"\b(raw\.githubusercontent\.com|huggingface\.co|pypi\.org|registry\.npmjs\.org|sourceforge\.net|github\.com/[\w.-]+/[\w.-]+/(releases|archive|raw))", "names a place to download from"),
]
WORD_RULES = ("tests/architecture/",)  # has to spell them


def repository_speaks_of_itself(tree):
    for path, text in tree.items():
        if path.startswith(WORD_RULES):
            continue
        for number, line in numbered(text):
            for pattern, why in BANNED:
                found = re.search(pattern, line)
                if found:
                    yield f"{path}:{number}: \"{found.group(0)}\": {why}"


NAMELESS = r"\b(class|struct) (\w*(Manager|Helper|Helpers|Util|Utils))\b"


def names_say_something(tree):
    for path, text in tree.under("core/", "plugins/", "plugin-api/", suffixes=CPP):
        for number, line in numbered(without_comments(text)):
            found = re.search(NAMELESS, line)
            if found:
                yield f"{path}:{number}: {found.group(2)} says nothing; name what it is for a support agent"


# ---------- manners of a file ----------

def headers_are_headers(tree):
    for path, text in tree.under("core/", "plugins/", "plugin-api/", "tests/", suffixes={".hpp"}):
        if "#pragma once" not in text:
            yield f"{path}:1: has no #pragma once"
        for number, line in numbered(without_comments(text)):
            if re.match(r"\s*using namespace ", line):
                yield f"{path}:{number}: using namespace in a header reaches everybody who includes it"


def tests_do_not_sleep(tree):
    for path, text in tree.under("tests/", suffixes=CPP):
        if not path.endswith("_test.cpp"):
            continue
        for number, line in numbered(without_comments(text)):
            if re.search(r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(", line):
                yield f"{path}:{number}: a test sleeps; wait for what happens instead"


def firewall_exists_once(tree):
    for path, text in tree.under("plugins/", suffixes=CPP):
        code = without_comments(text)
        for found in re.finditer(r"catch \(\.\.\.\) \{([^}]*)", code):
            # Carrying it from one thread to another is no firewall.
            if "current_exception" not in found.group(1):
                line = code.count("\n", 0, found.start()) + 1
                yield f"{path}:{line}: catch (...) in a plugin; the firewall of patchbay/plugin.hpp does that, catch what you decide about"


def files_are_clean(tree):
    for path, text in tree.items():
        if suffix(path) not in CODE | {".cmake", ".md", ".json"} or path.startswith("tests/fuzz/corpus/"):
            continue
        for number, line in numbered(text):
            if line != line.rstrip() and suffix(path) != ".md":
                yield f"{path}:{number}: white space at the end of the line"
            if "\t" in line and suffix(path) in CPP | {".py", ".cmake"}:
                yield f"{path}:{number}: a tab; two spaces"
        if text and not text.endswith("\n"):
            yield f"{path}:1: no line end at the end"


# ---------- plugins ----------

HEADINGS = ["Purpose", "Routes", "Config", "Collections", "Events"]
PARTS = {"README.md", "CMakeLists.txt", "plugin.json", "config.schema.json", "openapi.json", "locales", "assets", "web", "src"}


def plugins_have_one_shape(tree):
    for plugin in tree.folders("plugins/"):
        home = f"plugins/{plugin}/"
        for part in sorted({path[len(home):].split("/")[0] for path, _ in tree.under(home)} - PARTS):
            yield f"{home}{part}:1: no part of a plugin; those are {', '.join(sorted(PARTS))}"
        for part in ("README.md", "CMakeLists.txt", "plugin.json", f"src/{plugin.replace('-', '_')}_plugin.cpp"):
            if home + part not in tree:
                yield f"{home}{part}:1: is missing"
        headings = re.findall(r"^## (.+?)\s*$", tree.get(home + "README.md", ""), flags=re.M)
        if headings[:5] != HEADINGS:
            yield f"{home}README.md:1: its headings are {' · '.join(headings)}; write {' · '.join(HEADINGS)} first"
        if not re.search(rf"patchbay_add_plugin\({re.escape(plugin)}\s", tree.get(home + "CMakeLists.txt", "")):
            yield f"{home}CMakeLists.txt:1: calls no patchbay_add_plugin({plugin} …)"
        tests = [path for path, _ in tree.under(f"tests/plugins/{plugin}/")]
        if not any(path.endswith("load_test.cpp") for path in tests):
            yield f"tests/plugins/{plugin}/load_test.cpp:1: is missing: loads the finished .so, starts and stops it twice"


def manifests_are_valid(tree):
    schema = json.loads(tree["plugin-api/schemas/plugin.schema.json"])
    for plugin in tree.folders("plugins/"):
        path = f"plugins/{plugin}/plugin.json"
        try:
            manifest = json.loads(tree.get(path, "{}"))
        except ValueError as error:
            yield f"{path}:1: no JSON: {error}"
            continue
        for pointer, text in schema_problems(manifest, schema):
            yield f"{path}:1: {pointer} {text}"
        if manifest.get("id") != plugin:
            yield f"{path}:1: the id is {manifest.get('id')}; its folder is called {plugin}"
        for used in manifest.get("uses", []):
            if used.split(".")[0] in set(PLUGINS) - {plugin}:
                yield f"{path}:1: uses {used}, another plugin's own method"


def keys_of(value, before=""):
    if not isinstance(value, dict):
        return {before}
    return {key for name, one in value.items() for key in keys_of(one, f"{before}.{name}" if before else name)}


def locales_agree(tree):
    for plugin in tree.folders("plugins/"):
        files = {path: json.loads(text) for path, text in tree.under(f"plugins/{plugin}/locales/", suffixes={".json"})}
        if not files:
            continue
        for wanted in ("en", "bg", "vi"):
            if f"plugins/{plugin}/locales/{wanted}.json" not in files:
                yield f"plugins/{plugin}/locales/{wanted}.json:1: is missing"
        every = set().union(*(keys_of(one) for one in files.values()))
        for path, one in files.items():
            missing = sorted(every - keys_of(one))
            if missing:
                yield f"{path}:1: has no {', '.join(missing[:5])}"


def schemas_are_sound(tree):
    for path, text in tree.under("plugin-api/schemas/", suffixes={".json"}):
        try:
            document = json.loads(text)
        except ValueError as error:
            yield f"{path}:1: no JSON: {error}"
            continue
        if "/methods/" in path:
            parts = (("request", "request"), ("reply", "reply"))
        elif "/events/" in path:
            parts = (("event", "event"),)
        else:
            continue
        for part, example in parts:
            if part not in document or example not in document.get("example", {}):
                yield f"{path}:1: needs \"{part}\" and an example of it"
                continue
            for pointer, problem in schema_problems(document["example"][example], document[part]):
                yield f"{path}:1: the example of {part}: {pointer} {problem}"


def pages_name_every_method(tree):
    page = "docs/plugin-author/methods-and-events.md"
    for path, _ in tree.under("plugin-api/schemas/methods/", "plugin-api/schemas/events/", suffixes={".json"}):
        name = path.split("/")[-1][: -len(".json")]
        if f"`{name}`" not in tree.get(page, ""):
            yield f"{page}:1: does not tell of {name}"


RULES = [layers, contract_depends_on_nothing, plugins_use_the_contract_only, tools_in_their_place, files_are_short, rooms_keep_their_budget,
         functions_are_short, core_knows_no_feature, plugins_know_no_other, repository_speaks_of_itself, names_say_something, headers_are_headers,
         tests_do_not_sleep, firewall_exists_once, files_are_clean, plugins_have_one_shape, manifests_are_valid, locales_agree, schemas_are_sound,
         pages_name_every_method]
