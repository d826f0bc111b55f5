// The other side of the comparison: what one would write with `ws` and better-sqlite3, with the same promise. A message is
// kept once per sender and cmid, gets the next seq of its conversation and a place in the change log, and is acknowledged after
// its commit with synchronous=FULL; then everybody who watches is sent it.
//   node server.mjs FOLDER [--group]     prints its port; --group commits what came in one turn of the loop together
import Database from "better-sqlite3";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { WebSocketServer } from "ws";

const folder = process.argv[2], grouped = process.argv.includes("--group");
const db = new Database(join(folder, "control.db"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  create table if not exists conversations (id text primary key, last_seq integer not null) without rowid;
  create table if not exists messages (no integer primary key, id text not null, conversation text not null, seq integer not null, at integer not null,
    sender text not null, cmid text not null, body text not null, hash text not null);
  create unique index if not exists messages_seq on messages (conversation, seq);
  create unique index if not exists messages_cmid on messages (sender, cmid);
  create table if not exists changes (event integer primary key autoincrement, topic text not null, key text not null, json text not null);`);
const find = db.prepare("select id, conversation, seq, hash from messages where sender = ? and cmid = ?");
const next = db.prepare("insert into conversations values (?, 1) on conflict (id) do update set last_seq = last_seq + 1 returning last_seq");
const keep = db.prepare("insert into messages (id, conversation, seq, at, sender, cmid, body, hash) values (?, ?, ?, ?, ?, ?, ?, ?)");
const log = db.prepare("insert into changes (topic, key, json) values ('message.created', ?, ?)");

function append(sender, frame) {
  const hash = createHash("sha256").update(frame.body).digest("hex");
  const before = find.get(sender, frame.cmid);
  if (before) {
    if (before.hash !== hash) return { type: "error", cmid: frame.cmid, code: "conflict" };
    return { type: "ack", cmid: frame.cmid, conversation: before.conversation, id: before.id, seq: before.seq };
  }
  const conversation = frame.conversation ?? sender, id = randomBytes(13).toString("hex"), at = Date.now();
  const seq = next.get(conversation).last_seq;
  keep.run(id, conversation, seq, at, sender, frame.cmid, frame.body, hash);
  const message = { type: "message", conversation, id, seq, at, author: { kind: "visitor", id: sender, name: "Guest" }, channel: "web", body: frame.body, parts: [], note: false };
  const event = Number(log.run(conversation, JSON.stringify(message)).lastInsertRowid);
  return { type: "ack", cmid: frame.cmid, conversation, id, seq, message: { ...message, event } };
}

const watchers = new Set();
const one = db.transaction(append);
const many = db.transaction((waiting) => waiting.map(({ sender, frame }) => append(sender, frame)));

function answer(socket, { message, ...ack }) {
  socket.send(JSON.stringify(ack));
  if (!message) return;
  const text = JSON.stringify(message);
  for (const watcher of watchers) if (watcher.readyState === 1) watcher.send(text);
}

let waiting = [];
function flush() {
  const now = waiting;
  waiting = [];
  const acks = many(now);
  for (let i = 0; i < now.length; ++i) answer(now[i].socket, acks[i]);
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, maxPayload: 128 << 10, perMessageDeflate: false }, () => console.log(server.address().port));
server.on("connection", (socket) => {
  let sender = null;
  socket.on("close", () => watchers.delete(socket));
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => {
    const frame = JSON.parse(data);
    if (frame.type === "auth") {
      sender = frame.token;
      if (sender.startsWith("watcher")) watchers.add(socket);
      return socket.send(JSON.stringify({ type: "ready", contact_id: sender, event: 0 }));
    }
    if (frame.type === "subscribe") return socket.send(JSON.stringify({ type: "subscribed", event: 0 }));
    if (frame.type === "resume") return socket.send(JSON.stringify({ type: "resumed", event: 0 }));
    if (frame.type !== "send") return;
    if (!grouped) return answer(socket, one(sender, frame));
    if (waiting.push({ socket, sender, frame }) === 1) setImmediate(flush);
  });
});
process.on("SIGTERM", () => process.exit(0));
