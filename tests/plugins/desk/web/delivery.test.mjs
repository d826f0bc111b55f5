// Nothing an agent sent is lost or doubled, and after a cut the desk goes on where it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

const { outbox, keep, live, api } = await load();
const { Outbox } = outbox, { ApiError } = api;
const settle = async () => { for (let i = 0; i < 30; ++i) await new Promise((done) => setImmediate(done)); };
const words = (body, conversation = "K1") => ({ conversation, body, note: false, parts: [], attachments: [], files: [] });

// A server that keeps a message and may lose its answer, or lose the request.
function server(plan) {
  const kept = new Map(), order = [];
  const post = async (conversation, body) => {
    const what = plan.shift() ?? "ok";
    if (what === "lost") throw new ApiError(0, "offline", "");
    if (what instanceof ApiError) throw what;
    if (!kept.has(body.cmid)) { kept.set(body.cmid, kept.size + 1); order.push(body.body); }
    if (what === "unanswered") throw new ApiError(0, "offline", "");
    return { cmid: body.cmid, conversation, id: body.cmid, seq: kept.get(body.cmid) };
  };
  return { post, order };
}
const timers = () => { const waiting = []; return { after: (_, then) => waiting.push(then), run: async () => { const due = waiting.splice(0); for (const then of due) then(); await settle(); return due.length; } }; };

test("lost requests and lost answers double nothing and lose nothing, in order", async () => {
  for (let seed = 0; seed < 50; ++seed) {
    const plan = Array.from({ length: 12 }, (_, at) => ["ok", "lost", "unanswered"][(seed * 7 + at * 5 + (seed >> 2)) % 3]);
    const { post, order } = server(plan), clock = timers();
    const box = new Outbox({ keep: keep.memory_keep(), post, changed() {}, after: clock.after });
    for (const body of ["one", "two", "three"]) await box.add(words(body));
    await settle();
    for (let tries = 0; tries < 40 && (await clock.run()); ++tries);
    assert.deepEqual(order, ["one", "two", "three"], `seed ${seed}`);
    assert.equal(box.unsent, 0);
  }
});

test("what a closed tab left behind goes out from the next one, once", async () => {
  const shelf = keep.memory_keep(), first = server(["unanswered"]), never = { after() {} };
  const before = new Outbox({ keep: shelf, post: first.post, changed() {}, ...never });
  await before.add(words("kept"));
  await settle();
  const after = new Outbox({ keep: shelf, post: first.post, changed() {}, ...never });
  await after.start();
  await settle();
  assert.deepEqual(first.order, ["kept"]);
  assert.equal((await shelf.all("outbox")).length, 0);
});

test("control: with a new cmid for each try the same plan doubles", async () => {
  const { post, order } = server(["unanswered"]), clock = timers();
  let n = 0;
  const box = new Outbox({ keep: keep.memory_keep(), post: (conversation, body) => post(conversation, { ...body, cmid: `new${++n}` }), changed() {}, after: clock.after });
  await box.add(words("one"));
  await settle();
  await clock.run();
  assert.deepEqual(order, ["one", "one"]);
});

test("a refusal is shown with its reason, can be tried again, and holds nobody up", async () => {
  const { post, order } = server([new ApiError(403, "denied", "This visitor is blocked.")]);
  const box = new Outbox({ keep: keep.memory_keep(), post, changed() {}, after() {} });
  const bad = await box.add(words("one"));
  await box.add(words("two"));
  await settle();
  assert.equal(box.find(bad.cmid).why, "This visitor is blocked.");
  assert.deepEqual(order, ["two"]);
  box.retry(bad.cmid);
  await settle();
  assert.deepEqual(order, ["two", "one"]);
});

// A line that can be cut, before a log of numbered events.
function line(log, { kept_from = 0 } = {}) {
  const seen = [], waits = [], timers_ = [], resets = [];
  let wire = null, cursor = 0, state = "";
  const open = () => {
    wire = { onopen: null, onmessage: null, onclose: null, onerror: null, sent: [], close() { this.onclose?.({ code: 1006 }); }, send(text) { this.sent.push(JSON.parse(text)); server_hears(this, JSON.parse(text)); } };
    return wire;
  };
  const tell = (to, frame) => to.onmessage({ data: JSON.stringify(frame) });
  const server_hears = (from, frame) => {
    if (frame.type === "auth") tell(from, { type: "ready", agent_id: "A1", event: log.length });
    if (frame.type !== "subscribe") return;
    if (frame.after < kept_from) return tell(from, { type: "reset", event: log.length });
    for (let at = frame.after; at < log.length; ++at) tell(from, { type: "message", event: at + 1 });
    tell(from, { type: "subscribed", event: log.length });
  };
  const desk = new live.Live({
    open, cursor: () => cursor, connection: (now) => { state = now; }, random: () => 0.5,
    started: async (event) => { cursor = event; }, reset: async (event) => { resets.push(event); cursor = event; },
    frame: (frame) => { if (frame.type === "message") { seen.push(frame.event); cursor = frame.event; } },
    after: (ms, then) => { waits.push(ms); timers_.push(then); return timers_.length; }, stop_timer: (at) => { if (at) timers_[at - 1] = null; },
  });
  return {
    desk, seen, waits, resets, state: () => state,
    connect: async () => { wire.onopen(); await settle(); },
    happen: () => { log.push(1); tell(wire, { type: "message", event: log.length }); },
    miss: () => log.push(1),
    cut: (code = 1006) => wire.onclose({ code }),
    retry: async () => { const due = timers_.splice(0).filter(Boolean); timers_.length = 0; for (const then of due) then(); await settle(); },
  };
}

test("after a cut every missed event comes, once and in order", async () => {
  const it = line([1, 1, 1]);
  it.desk.start();
  await it.connect();
  assert.equal(it.state(), "live");
  it.happen();
  it.cut();
  assert.equal(it.state(), "offline");
  it.miss(); it.miss();
  it.desk.hurry();
  await it.connect();
  it.happen();
  assert.deepEqual(it.seen, [4, 5, 6, 7]);
});

test("where the log does not reach back the desk loads again and goes on from there", async () => {
  const log = [1, 1], it = line(log, { kept_from: 50 });
  it.desk.start();
  await it.connect();
  assert.deepEqual(it.resets, [2]);
  assert.equal(it.state(), "live");
});

test("it waits longer each time, at most half a minute, and not at all when the network is back", async () => {
  const it = line([]);
  it.desk.start();
  for (let i = 0; i < 9; ++i) { it.waits.length = 0; it.cut(); const wait = it.waits[it.waits.length - 1]; assert.equal(wait, Math.min(30000, 500 * 2 ** i)); await it.retry(); }
});

test("signed out is said and not retried", async () => {
  const it = line([]);
  it.desk.start();
  await it.connect();
  it.waits.length = 0;
  it.cut(4001);
  assert.equal(it.state(), "signed_out");
  assert.deepEqual(it.waits, []);
});
