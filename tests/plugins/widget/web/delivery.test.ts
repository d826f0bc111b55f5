// Nothing lost, nothing twice, whatever the connection does; and the control that shows the test would notice.
import assert from "node:assert/strict";
import test from "node:test";
import { Delivery } from "../../../../plugins/widget/web/delivery";
import { MemoryOutbox, TextOutbox, type Entry } from "../../../../plugins/widget/web/outbox";
import { ulid } from "../../../../plugins/widget/web/ulid";
import { calm, Clock, FakeServer, random, Screen } from "./fake_server";

const stormy = { cut: 0.12, lost: 0.5, twice: 0.15, blocked: false, offline: false, slow: 400 };

// A client that makes a new cmid each time it sends: what the promise forbids.
class Forgetful extends Delivery {
  protected override frameOf(entry: Entry) { return { ...super.frameOf(entry), cmid: ulid() }; }
}

async function storm(seed: number, make: typeof Delivery = Delivery, wrote = 60) {
  const clock = new Clock(), chance = random(seed), server = new FakeServer(clock, chance, { ...stormy });
  const outbox = new MemoryOutbox();
  let screen = new Screen(), delivery = new make(server.ports(outbox), screen.listener);
  let shown = screen.shown;
  await delivery.start();
  for (let i = 0; i < wrote; ++i) {
    await delivery.send({ conversation: null, body: `visitor ${i}` });
    if (chance() < 0.7) server.append("agent", `agent ${i}`);
    if (chance() < 0.2) server.append("agent", "a private note", undefined, true);
    if (chance() < 0.05) server.restart();
    if (chance() < 0.05) { // the page is loaded again: only the outbox and what REST says remain
      delivery.stop();
      screen = new Screen();
      screen.shown = server.visible().map((one) => ({ ...one }));
      shown = screen.shown;
      delivery = new make(server.ports(outbox), screen.listener);
      if (shown.length) delivery.know("C", shown.at(-1)!.seq);
      await delivery.start();
    }
    await clock.run(chance() * 3000);
  }
  server.weather = { ...calm };
  for (let i = 0; i < 60 && (await outbox.all()).length; ++i) await clock.run(20_000);
  await clock.run(120_000);
  const sent = server.messages.filter((one) => one.author.kind === "visitor").map((one) => one.body);
  return { server, shown, left: (await outbox.all()).length, sent, lost: wrote - new Set(sent).size, twice: sent.length - new Set(sent).size, wrote };
}

test("in thirty storms nothing is lost, nothing is twice and everything is in order", async () => {
  for (let seed = 1; seed <= 30; ++seed) {
    const { server, shown, left, sent, lost, twice } = await storm(seed);
    assert.deepEqual({ seed, left, lost, twice }, { seed, left: 0, lost: 0, twice: 0 });
    assert.deepEqual(sent, [...sent].sort((a, b) => Number(a.slice(8)) - Number(b.slice(8))), `seed ${seed}: as written`);
    assert.deepEqual(shown.map((one) => one.seq), server.visible().map((one) => one.seq), `seed ${seed}: the screen has every message once, in order`);
  }
});

test("control: with a new cmid for each try the same storms make doubles", async () => {
  let twice = 0;
  for (let seed = 1; seed <= 3; ++seed) twice += (await storm(seed, Forgetful, 30)).twice;
  assert.ok(twice > 0, "the storm would not have noticed a client that forgets its ids");
});

async function fresh(weather = {}) {
  const clock = new Clock(), server = new FakeServer(clock, random(7), { ...calm, ...weather });
  const screen = new Screen(), outbox = new MemoryOutbox();
  const delivery = new Delivery(server.ports(outbox), screen.listener);
  await delivery.start();
  await clock.run(10);
  return { clock, server, screen, outbox, delivery };
}

test("what is written while there is no network goes out when there is", async () => {
  const { clock, server, screen, delivery } = await fresh({ offline: true });
  await delivery.send({ conversation: null, body: "one" });
  await delivery.send({ conversation: null, body: "two" });
  await clock.run(60_000);
  assert.equal(screen.outbox.length, 2);
  assert.ok(!screen.links.includes("live") && !screen.links.includes("polling"));
  server.weather.offline = false;
  delivery.nudge();
  await clock.run(2_000);
  assert.deepEqual(server.messages.map((one) => one.body), ["one", "two"]);
  assert.equal(screen.outbox.length, 0);
});

test("it waits longer each time, at most thirty seconds and a half", async () => {
  const { clock, server } = await fresh({ offline: true });
  const opened: number[] = [];
  const open = server.open.bind(server);
  server.open = () => { opened.push(clock.time); return open(); };
  await clock.run(600_000);
  const waits = opened.slice(1).map((time, i) => time - opened[i]!);
  assert.ok(Math.max(...waits) <= 45_001 && Math.max(...waits) > 15_000, `${waits}`);
  assert.ok(opened.length < 40, `${opened.length} tries in ten minutes`);
});

test("where WebSockets are blocked it polls, and still nothing is lost or twice", async () => {
  const { clock, server, screen, delivery } = await fresh({ blocked: true });
  await clock.run(10_000);
  assert.equal(delivery.link, "polling");
  server.weather.lost = 0.3;
  for (let i = 0; i < 20; ++i) {
    await delivery.send({ conversation: null, body: `visitor ${i}` });
    server.append("agent", `agent ${i}`);
    if (i % 5 === 0) server.append("agent", "note", undefined, true);
    await clock.run(2_000);
  }
  server.weather.lost = 0;
  await clock.run(120_000);
  assert.deepEqual(server.messages.filter((one) => one.author.kind === "visitor").map((one) => one.body), Array.from({ length: 20 }, (_, i) => `visitor ${i}`));
  assert.deepEqual(screen.shown.map((one) => one.seq), server.visible().map((one) => one.seq));
  server.weather.blocked = false;
  await clock.run(70_000);
  assert.equal(delivery.link, "live", "a socket is tried again");
});

test("polling asks nothing more about a private note it cannot see", async () => {
  const { clock, server } = await fresh({ blocked: true });
  server.append("agent", "hello");
  server.append("agent", "note", undefined, true);
  await clock.run(30_000);
  const before = server.requests.filter((one) => one.includes("/messages")).length;
  await clock.run(30_000);
  assert.equal(server.requests.filter((one) => one.includes("/messages")).length, before);
});

test("a message that leaves a gap waits for what is missing", async () => {
  const { clock, server, screen, delivery } = await fresh();
  server.append("agent", "one");
  await clock.run(10);
  const lines = [...(server as unknown as { lines: Set<{ live: boolean }> }).lines];
  lines.forEach((line) => { line.live = false; });
  server.append("agent", "two, which this socket never hears of");
  lines.forEach((line) => { line.live = true; });
  server.append("agent", "three");
  await clock.run(100);
  assert.deepEqual(screen.shown.map((one) => one.seq), [1]);
  await clock.run(1_000);
  assert.deepEqual(screen.shown.map((one) => one.seq), [1, 2, 3]);
  assert.equal(delivery.link, "live");
});

test("a refusal for good is shown as failed, stays, and can be tried again", async () => {
  const { clock, server, screen, outbox, delivery } = await fresh();
  server.refuse.set("bad", { code: "invalid" });
  const entry = await delivery.send({ conversation: null, body: "bad" });
  await delivery.send({ conversation: null, body: "good" });
  await clock.run(1_000);
  assert.deepEqual(server.messages.map((one) => one.body), ["good"], "the next one does not wait for it");
  assert.equal(screen.outbox[0]!.state, "failed");
  assert.equal((await outbox.all()).length, 1);
  server.refuse.clear();
  await delivery.retry(entry.cmid);
  await clock.run(1_000);
  assert.deepEqual(server.messages.map((one) => [one.body, one.cmid])[1], ["bad", entry.cmid]);
});

test("a limit makes it wait, not fail", async () => {
  const { clock, server, screen, delivery } = await fresh();
  server.refuse.set("quick", { code: "limit", retry_after: 5 });
  await delivery.send({ conversation: null, body: "quick" });
  await clock.run(4_000);
  assert.equal(screen.outbox[0]!.state, "sending");
  server.refuse.clear();
  await clock.run(10_000);
  assert.equal(server.messages.length, 1);
});

test("a session that ended is renewed and the message still goes", async () => {
  const { clock, server, delivery } = await fresh();
  server.token = "second";
  server.restart();
  await delivery.send({ conversation: null, body: "still here" });
  await clock.run(10_000);
  assert.equal(server.renewals, 1);
  assert.equal(server.messages.length, 1);
});

test("a connection that says nothing any more is left after two missed pings", async () => {
  const { clock, server } = await fresh();
  server.hear = () => {};
  const opened = server.opened;
  await clock.run(49_000);
  assert.equal(server.opened, opened);
  await clock.run(30_000);
  assert.ok(server.opened > opened);
});

test("asking for a person keeps its place behind the message before it and outlives a cut", async () => {
  const { clock, server, screen, delivery } = await fresh({ offline: true });
  await delivery.send({ conversation: null, body: "help" });
  await delivery.send({ kind: "handoff", conversation: null, body: "asked" });
  server.weather.offline = false;
  await clock.run(90_000);
  assert.deepEqual(server.handoffs, ["asked"]);
  assert.ok(screen.frames.includes("handoff"));
  assert.ok(server.requests.findIndex((one) => one.endsWith("/handoff")) >= 0 && server.messages.length === 1);
});

test("files are uploaded once, before their message, also when it has to be sent again", async () => {
  const clock = new Clock(), server = new FakeServer(clock, random(3), { ...calm });
  let uploads = 0;
  const outbox = new MemoryOutbox(), screen = new Screen();
  const delivery = new Delivery(server.ports(outbox, { upload: async () => `id${++uploads}` }), screen.listener);
  await delivery.start();
  server.weather.cut = 0.5;
  server.weather.lost = 1;
  await delivery.send({ conversation: null, body: "look", files: [{ name: "a.png", type: "image/png", size: 3, blob: new Blob(["abc"]) }] });
  await clock.run(5_000);
  server.weather.cut = 0;
  server.weather.lost = 0;
  await clock.run(120_000);
  assert.equal(uploads, 1);
  assert.equal(server.messages.length, 1);
});

test("where the frame has no storage what was written outlives the page as a text kept elsewhere", async () => {
  const clock = new Clock(), server = new FakeServer(clock, random(5), { ...calm, offline: true });
  let kept: string | null = null;
  const open = () => new TextOutbox(() => kept, (text) => { kept = text; });
  const first = new Delivery(server.ports(open()), new Screen().listener);
  await first.start();
  await first.send({ conversation: null, body: "one" });
  await first.send({ conversation: null, body: "with a file", files: [{ name: "a", type: "", size: 1, upload: "up", blob: new Blob(["a"]) }] });
  first.stop();
  server.weather.offline = false;
  const second = new Delivery(server.ports(open()), new Screen().listener);
  await second.start();
  await clock.run(5_000);
  assert.deepEqual(server.messages.map((one) => one.body), ["one", "with a file"]);
  assert.equal(kept, null);
});

test("ulids rise, also within one millisecond", () => {
  const made = Array.from({ length: 1000 }, () => ulid(1_700_000_000_000));
  assert.deepEqual(made, [...made].sort());
  assert.equal(new Set(made).size, 1000);
  assert.match(made[0]!, /^[0-9A-HJKMNP-TV-Z]{26}$/);
});
