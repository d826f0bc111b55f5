// What the desk knows ends the same however the news came: in order, shuffled, twice, cut and taken up again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { state } = await load();
const { DeskState } = state;

// A small source of chance with a seed, so that a failure can be played again.
function chance(seed) {
  let at = seed >>> 0;
  return () => { at = (Math.imul(at, 1664525) + 1013904223) >>> 0; return at / 2 ** 32; };
}
const shuffled = (items, random) => { const out = [...items]; for (let i = out.length - 1; i > 0; --i) { const j = Math.floor(random() * (i + 1)); [out[i], out[j]] = [out[j], out[i]]; } return out; };
const visitor = { kind: "visitor", id: "P1", name: "Maria", avatar: null }, agent = { kind: "agent", id: "A1", name: "Ana", avatar: null };
const at = (n) => new Date(Date.UTC(2026, 10, 28, 2, 0, n)).toISOString();

// A server's own truth and the log of how it came to it.
function history(seed, length = 120) {
  const random = chance(seed), log = [], start = [], truth = new Map();
  let event = 10;
  for (let n = 1; n <= 4; ++n) {
    const one = { id: `K${n}`, number: n, inbox: "default", status: "open", channel: "web", contact: { id: `P${n}`, name: "Maria", email: null, verified: false, locale: "en", blocked: false }, assignee: null, team: null, labels: [], subject: null, priority: null, created_at: at(0), updated_at: at(0), snoozed_until: null, due_at: null, resolved_at: null, waiting_since: null, last_seq: 0, last_message: null, unread: 0, handoff: null, seen: { contact: { delivered: 0, read: 0 }, agent: { read: 0 } }, merged_into: null, event: ++event };
    truth.set(one.id, { one, thread: [] });
    if (n < 4) start.push(structuredClone(one)); else log.push({ type: "conversation", event: one.event, conversation: one.id, value: structuredClone(one) });
  }
  const whole = (one) => log.push({ type: "conversation", event: one.event, conversation: one.id, changes: {}, value: structuredClone(one) });
  for (let step = 0; step < length; ++step) {
    const { one, thread } = truth.get(`K${1 + Math.floor(random() * 4)}`);
    one.event = ++event;
    const kind = Math.floor(random() * 9);
    if (kind <= 2) {
      const author = kind === 2 ? agent : visitor, note = kind === 2 && random() < 0.3;
      const message = { conversation: one.id, id: `${one.id}-${thread.length + 1}`, seq: thread.length + 1, at: at(step), author, channel: "web", body: `words ${step}`, parts: [], note, edited_at: null, event };
      thread.push(message);
      one.last_seq = message.seq;
      one.last_message = { seq: message.seq, at: message.at, author, body: message.body, note };
      if (author === visitor) one.unread = thread.filter((m) => m.author.kind === "visitor" && m.seq > one.seen.agent.read).length;
      log.push({ type: "message", ...structuredClone(message) });
      if (random() < 0.5) { one.event = ++event; whole(one); }
    } else if (kind === 3) { one.assignee = random() < 0.3 ? null : { id: `A${Math.floor(random() * 3)}`, name: "Ana" }; log.push({ type: "assignment", event, conversation: one.id, assignee: one.assignee }); }
    else if (kind === 4) { one.labels = [`l${Math.floor(random() * 5)}`]; log.push({ type: "label", event, conversation: one.id, labels: [...one.labels] }); }
    else if (kind === 5) { one.status = ["open", "resolved", "snoozed"][Math.floor(random() * 3)]; whole(one); }
    else if (kind === 6) { one.seen.agent.read = one.last_seq; one.unread = 0; log.push({ type: "seen", event, conversation: one.id, by: "agent", seq: one.last_seq, state: "read" }); }
    else if (kind === 7 && thread.length) { const message = thread[Math.floor(random() * thread.length)]; message.body += "!"; message.edited_at = at(step); message.event = event; if (message.seq === one.last_seq) one.last_message.body = message.body; log.push({ type: "message_updated", ...structuredClone(message) }); }
    else { const handoff = { id: `H${one.id}${Math.floor(random() * 2)}`, conversation: one.id, state: ["requested", "offered", "accepted"][Math.floor(random() * 3)], topic: null, team: null, reason: "asked", summary: "", tried: [], locale: "en", requested_at: at(step), offered_to: null, agent: null, eta: null }; one.handoff = handoff; log.push({ type: "handoff", event, ...structuredClone(handoff) }); }
  }
  return { start, log, truth };
}

function fresh(start) {
  const desk = new DeskState();
  for (const one of start) { desk.put(structuredClone(one)); desk.put_thread(one.id, [], { newest: true }); }
  desk.put_thread("K4", [], { newest: true });
  return desk;
}
const play = (desk, frames) => { for (const frame of frames) desk.apply(structuredClone(frame)); return desk; };

test("news in the order of the log gives what the server has", () => {
  for (let seed = 1; seed <= 60; ++seed) {
    const { start, log, truth } = history(seed), desk = play(fresh(start), log);
    for (const [id, { one, thread }] of truth) {
      const seen = desk.view(id);
      for (const name of ["status", "assignee", "labels", "last_seq", "last_message", "unread", "handoff", "seen"]) assert.deepEqual(seen[name], one[name], `seed ${seed}, ${id}: ${name}`);
      assert.deepEqual([...desk.threads.get(id).messages.values()].sort((a, b) => a.seq - b.seq).map((m) => m.body), thread.map((m) => m.body));
      assert.equal(desk.gap(id), null);
    }
  }
});

test("news shuffled, doubled and taken up twice ends the same", () => {
  for (let seed = 1; seed <= 120; ++seed) {
    const { start, log } = history(seed), random = chance(seed * 7 + 1);
    const wanted = play(fresh(start), log).snapshot();
    assert.deepEqual(play(fresh(start), shuffled(log, random)).snapshot(), wanted, `seed ${seed}: shuffled`);
    assert.deepEqual(play(fresh(start), [...log, ...shuffled(log, random)]).snapshot(), wanted, `seed ${seed}: doubled`);
    const cut = Math.floor(random() * log.length);
    assert.deepEqual(play(play(fresh(start), log.slice(0, cut)), log.slice(Math.max(0, cut - 20))).snapshot(), wanted, `seed ${seed}: cut at ${cut}`);
  }
});

test("control: a desk that takes the last to arrive for the newest is found out", () => {
  class Naive extends DeskState { put_single(id, name, value) { const known = this.known.get(id); if (known) { known.value = { ...known.value, [name]: value }; this.touch(id); } } }
  let differ = 0;
  for (let seed = 1; seed <= 40; ++seed) {
    const { start, log } = history(seed);
    const begin = () => { const desk = new Naive(); for (const one of start) desk.put(structuredClone(one)); return desk; };
    try { assert.deepEqual(play(begin(), shuffled(log, chance(seed))).snapshot(), play(begin(), log).snapshot()); } catch { ++differ; }
  }
  assert.ok(differ > 20, `only ${differ} of 40 were found out`);
});

test("control: a desk that goes on after a cut without the missed news is found out", () => {
  const { start, log } = history(5);
  assert.notDeepEqual(play(fresh(start), [...log.slice(0, 40), ...log.slice(70)]).snapshot(), play(fresh(start), log).snapshot());
});

test("a snapshot by REST that is older than the news does not undo it", () => {
  const { start, log } = history(9);
  const desk = play(fresh(start), log), before = desk.snapshot();
  for (const one of start) desk.put(structuredClone(one));
  assert.deepEqual(desk.snapshot(), before);
});

test("what was done here shows at once, and a refusal puts back what the server says now", () => {
  const { start } = history(3), desk = fresh(start);
  const patch = desk.patch("K1", { status: "resolved" });
  assert.equal(desk.view("K1").status, "resolved");
  desk.apply({ type: "label", event: 5000, conversation: "K1", labels: ["vip"] });
  assert.equal(desk.view("K1").status, "resolved");
  desk.unpatch(patch);
  assert.equal(desk.view("K1").status, "open");
  assert.deepEqual(desk.view("K1").labels, ["vip"]);
});

test("a gap in a thread is told, and told where", () => {
  const { start } = history(3), desk = fresh(start);
  const message = (seq) => ({ type: "message", conversation: "K1", id: `m${seq}`, seq, at: at(seq), author: visitor, channel: "web", body: "x", parts: [], note: false, edited_at: null, event: 900 + seq });
  for (const seq of [1, 2, 5]) desk.apply(message(seq));
  assert.deepEqual(desk.gap("K1"), [3, 4]);
  for (const seq of [4, 3]) desk.apply(message(seq));
  assert.equal(desk.gap("K1"), null);
});
