// The small rules: lists, triggers, placeholders, addresses, texts, colours, threads.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load, web } from "./bundle.mjs";

const { lists, triggers, placeholders, route, theme, answers, state, thread, message, texts, plugin_page, keys } = await load();

const conversation = (more = {}) => ({ id: "K1", number: 1, inbox: "default", status: "open", channel: "web", contact: { id: "P1", name: "Maria Ivanova", email: null, verified: true, locale: "en", blocked: false }, assignee: null, team: null, labels: [], subject: null, priority: null, created_at: "", updated_at: "2026-11-28T02:00:00.000Z", snoozed_until: null, due_at: null, resolved_at: null, waiting_since: null, last_seq: 0, last_message: null, unread: 0, handoff: null, seen: { contact: { delivered: 0, read: 0 }, agent: { read: 0 } }, merged_into: null, event: 1, ...more });

test("a list holds what belongs in it and nothing merged away", () => {
  const fits = (more, filter) => lists.matches(conversation(more), filter, "A1");
  assert.ok(fits({}, { assignee: "none" }));
  assert.ok(!fits({ assignee: { id: "A1", name: "" } }, { assignee: "none" }));
  assert.ok(fits({ assignee: { id: "A1", name: "" } }, { assignee: "me" }));
  assert.ok(!fits({ status: "resolved" }, {}));
  assert.ok(fits({ status: "resolved" }, { status: "all" }));
  assert.ok(!fits({ merged_into: "K2" }, { status: "all" }));
  assert.ok(!fits({}, { due: true }) && fits({ due_at: "2026-12-01T00:00:00.000Z" }, { due: true }));
});

test("rows beyond what the server's list was loaded to are not shown, as others may lie between", async () => {
  const desk = new state.DeskState();
  const known = (n) => conversation({ id: `K${n}`, number: n, updated_at: `2026-11-28T02:00:${String(60 - n).padStart(2, "0")}.000Z`, event: n });
  globalThis.fetch = async () => new Response(JSON.stringify({ items: [known(1), known(2)], next: "c" }), { headers: { "content-type": "application/json" } });
  const list = new lists.List({ key: "all", filter: {}, sort: "latest" }, desk, "A1", () => {});
  desk.put(known(9));
  await list.more();
  assert.deepEqual(list.refresh(), ["K1", "K2"]);
  desk.put(conversation({ id: "K0", number: 100, updated_at: "2026-11-28T03:00:00.000Z", event: 50 }));
  assert.deepEqual(list.refresh(), ["K0", "K1", "K2"]);
});

test("what was typed before the caret opens the right list", () => {
  assert.deepEqual(triggers.trigger_at("Hi :ref", 7, false), { kind: "canned", word: "ref", from: 3, to: 7 });
  assert.equal(triggers.trigger_at("at 10:30", 8, false), null);
  assert.deepEqual(triggers.trigger_at("see [[return a", 14, false), { kind: "article", word: "return a", from: 4, to: 14 });
  assert.equal(triggers.trigger_at("@be", 3, false), null);
  assert.deepEqual(triggers.trigger_at("@be", 3, true), { kind: "mention", word: "be", from: 0, to: 3 });
  assert.deepEqual(triggers.replace("Hi :ref!", { from: 3, to: 7 }, "Hello"), { text: "Hi Hello!", caret: 8 });
});

test("placeholders are filled; what has no value leaves no braces for the customer", () => {
  const desk = { me: { name: "Ana Petrova" }, site: { name: "Lantern" } };
  assert.equal(placeholders.fill("Hello {{contact.first_name}}, {{ agent.name }} of {{site.name}}", desk, conversation()), "Hello Maria, Ana Petrova of Lantern");
  assert.equal(placeholders.fill("Hello {{contact.email}}, {{nonsense}}!", desk, conversation()), "Hello,!");
});

test("every place has an address that leads back to it", () => {
  for (const place of [
    { at: "inbox", list: "mine", number: null, pane: "list" }, { at: "inbox", list: "team:Поддръжка", number: null, pane: "list" },
    { at: "inbox", list: "channel:email", number: 1042, pane: "conversation" }, { at: "inbox", list: "all", number: 7, pane: "context" },
    { at: "search", q: "late parcel" }, { at: "settings", page: "canned" }, { at: "plugin", id: "acme", path: "acme/desk/x" },
    { at: "content", editor: "a", id: "en/returns/start.md", tab: "all" },
  ]) {
    const [path, query = ""] = route.write_place(place).split("?");
    assert.deepEqual(route.read_place(path, query), place);
  }
});

test("the accent can be read in both themes, whatever the operator chose", () => {
  for (const accent of ["#0b6e4f", "#ffff00", "#000000", "#ffffff", "#ff6600", "#123", "nonsense"])
    for (const grounds of [["#ffffff", "#e6f2ec"], ["#161b19", "#1d2f27"]])
      for (const ground of grounds) assert.ok(theme.contrast(theme.readable(accent, grounds), ground) >= 4.5, `${accent} on ${ground}`);
});

test("a snippet is text with marks, whatever is in it", () => {
  assert.deepEqual(answers.marked("Send &lt;it&gt; <mark>back</mark> &amp; wait"), ["Send <it> ", "back", " & wait"]);
  assert.equal(answers.plain("<mark>a</mark>&quot;"), 'a"');
});

test("links in a message are links and end where the address ends", () => {
  const out = message.linked("see https://example.com/a?b=1. <b>x</b> javascript:alert(1)");
  assert.equal(out[1].props.href, "https://example.com/a?b=1");
  assert.equal(out[2], ". <b>x</b> javascript:alert(1)");
});

test("a mail's quote folds, an answer between the lines does not", () => {
  assert.deepEqual(message.fold_quote("Thanks\n\nOn Monday Ben wrote:\n> hello\n> there\n"), ["Thanks", "On Monday Ben wrote:\n> hello\n> there\n"]);
  assert.deepEqual(message.fold_quote("> hello\nyes"), ["> hello\nyes", ""]);
  assert.deepEqual(message.fold_quote("> only a quote"), ["> only a quote", ""]);
});

test("the bot's part folds once a person came, and not before", () => {
  const say = (seq, kind, more = {}) => ({ conversation: "K1", id: `m${seq}`, seq, at: `2026-11-28T02:00:0${seq}.000Z`, author: { kind, id: kind, name: kind, avatar: null }, channel: "web", body: `${seq}`, parts: [], note: false, edited_at: null, event: seq, ...more });
  const bot = [say(1, "visitor"), say(2, "bot"), say(3, "visitor"), say(4, "bot"), say(5, "visitor")];
  assert.ok(!thread.blocks_of(bot).some((block) => block.kind === "bot"));
  const kinds = thread.blocks_of([...bot, say(6, "agent"), say(7, "agent")]).map((block) => (block.kind === "bot" ? `bot ${block.messages.length}` : block.kind === "message" ? `${block.message.seq}${block.follows ? "f" : ""}` : block.kind));
  assert.deepEqual(kinds, ["day", "bot 4", "5", "6", "7f"]);
  // A private note is no answer of a person to the customer.
  assert.ok(!thread.blocks_of([...bot, say(6, "agent", { note: true })]).some((block) => block.kind === "bot"));
});

test("a plugin's page may call its own routes and no others, by no trick", () => {
  const routes = ["/acme/", "/api/v1/acme/"];
  for (const good of ["/acme/x", "/api/v1/acme/things?a=1", "/acme"]) assert.ok(plugin_page.is_own_route(good, routes), good);
  for (const bad of ["/api/v1/contacts", "/acme/../api/v1/contacts", "/acme/%2e%2e/contacts", "//evil.example/acme/", "/acme\\..\\x", "https://evil.example/acme/", "/acmex/", "", null, "/acme/%2F..%2Fx"]) assert.ok(!plugin_page.is_own_route(bad, routes), String(bad));
});

test("keys work on a Cyrillic keyboard too", () => {
  assert.equal(keys.key_of({ key: "й", code: "KeyJ", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }), "j");
  assert.equal(keys.key_of({ key: "k", code: "KeyK", ctrlKey: true, metaKey: false, altKey: false, shiftKey: false }), "Ctrl+k");
  assert.equal(keys.key_of({ key: "¡", code: "Digit1", ctrlKey: false, metaKey: false, altKey: true, shiftKey: false }), "Alt+1");
});

// ---- words of the screen ----
const locales = Object.fromEntries(["en", "bg", "vi"].map((name) => [name, JSON.parse(readFileSync(join(web, `../locales/${name}.json`), "utf8"))]));
const sources = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) ? [readFileSync(join(folder, entry.name), "utf8")] : []));

test("every text the code asks for exists in every language, with the same slots", () => {
  const wanted = new Set(), text = sources(join(web, "src")).join("\n");
  for (const [, key] of text.matchAll(/\bt\(\s*"([^"]+)"/g)) wanted.add(key);
  for (const [, key] of text.matchAll(/\btn\(\s*"([^"]+)"/g)) { wanted.add(`${key}.one`); wanted.add(`${key}.other`); }
  assert.ok(wanted.size > 200);
  for (const [name, table] of Object.entries(locales)) {
    for (const key of wanted) assert.ok(key in table, `${name}: ${key} is missing`);
    for (const [key, value] of Object.entries(locales.en)) {
      assert.ok(table[key]?.trim(), `${name}: ${key} is missing`);
      const slots = (words) => [...words.matchAll(/\{(\w+)\}/g)].map(([slot]) => slot).sort().join();
      assert.equal(slots(table[key]), slots(value), `${name}: ${key}`);
    }
  }
});

test("no text is left that nobody asks for", () => {
  const text = sources(join(web, "src")).join("\n");
  const named = new Set([...text.matchAll(/"([a-z][\w.-]*)"/g)].map(([, key]) => key)), begun = [...text.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{/g)].map(([, start]) => start);
  for (const key of Object.keys(locales.en)) assert.ok(named.has(key) || named.has(key.replace(/\.(one|other)$/, "")) || begun.some((start) => key.startsWith(start)), `${key} is not used`);
});

test("a missing text shows its key, and plurals follow the language", () => {
  texts.set_texts(locales.bg, "bg");
  assert.equal(texts.t("no.such.key"), "no.such.key");
  assert.equal(texts.tn("unread", 1), "1 непрочетено");
  assert.equal(texts.tn("unread", 3), "3 непрочетени");
  texts.set_texts(locales.vi, "vi");
  assert.equal(texts.tn("unread", 3), "3 chưa đọc");
});
