// The server as docs/api/conversations.md tells it, in memory: for tests of the desk's web part alone. It keeps a change log,
// replays it after a cut, remembers cmids, and can be told to fail, to be slow, or to forget (reset).
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const me = { id: "AGENT1", name: "Ana Petrova", email: "ana@example.com", role: "admin", teams: ["support"] };

function frame_of(text) {
  const data = Buffer.from(text);
  const head = data.length < 126 ? Buffer.from([0x81, data.length]) : data.length < 65536 ? Buffer.from([0x81, 126, data.length >> 8, data.length & 255])
    : Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0]), Buffer.from([data.length >>> 24, (data.length >> 16) & 255, (data.length >> 8) & 255, data.length & 255])]);
  return Buffer.concat([head, data]);
}

export class FakeServer {
  constructor({ conversations = 30, assets, own } = {}) {
    Object.assign(this, { assets, own, event: 0, log: [], conversations: new Map(), threads: new Map(), contacts: new Map(), receipts: new Map(), sockets: new Set(), asked: [], drafts: new Map(), fail: () => null, delay: 0, kept_from: 0 });
    this.shelves = { canned: [{ id: "C1", rev: 1, shortcut: "refund", title: "Refund", body: "Hello {{contact.first_name}}, your refund is on its way. — {{agent.first_name}}", team: null }], macros: [], filters: [] };
    this.settings = { sound: false, notify: false, enter_sends: false, sort: "latest" };
    this.agents = [{ ...me, teams: me.teams, enabled: true, presence: "online" }, { id: "AGENT2", name: "Ben Dimitrov", email: "ben@example.com", role: "agent", teams: ["support"], enabled: true, presence: "online" }];
    this.pages = [];
    for (let n = 1; n <= conversations; ++n) this.make(n);
  }

  make(n) {
    const at = new Date(Date.UTC(2026, 10, 28, 8) - n * 61_000).toISOString();
    const names = ["Maria Ivanova", "Nguyễn Thị Hoa", "Georgi Stoyanov", "Ella Thompson", "Trần Minh", "Noah Weber", ""];
    const contact = { id: `P${n}`, name: names[n % names.length], locale: n % 3 ? "en" : "bg", identities: [{ kind: "email", value: `person${n}@example.com`, verified: n % 2 === 0 }], verified: n % 2 === 0, attributes: { plan: "Gold" }, blocked: false, duplicates: [], merged_into: null, created_at: "2026-01-05T10:00:00.000Z", last_seen_at: at };
    this.contacts.set(contact.id, contact);
    const one = { id: `K${n}`, number: 1000 + n, inbox: "default", status: "open", channel: n % 4 === 0 ? "email" : "web", contact: { id: contact.id, name: contact.name, email: contact.identities[0].value, verified: contact.verified, locale: contact.locale, blocked: false }, assignee: n % 3 === 1 ? { id: me.id, name: me.name } : null, team: n % 5 === 0 ? "support" : null, labels: n % 6 === 0 ? ["refund"] : [], subject: n % 4 === 0 ? "Order 2041" : null, priority: n % 11 === 0 ? "urgent" : null, created_at: at, updated_at: at, snoozed_until: null, due_at: n % 7 === 0 ? new Date(Date.now() + 7200_000).toISOString() : null, resolved_at: null, waiting_since: at, last_seq: 0, last_message: null, unread: 0, handoff: null, seen: { contact: { delivered: 0, read: 0 }, agent: { read: 0 } }, merged_into: null, event: 0 };
    this.conversations.set(one.id, one);
    this.threads.set(one.id, []);
    this.say(one.id, { kind: "visitor", id: contact.id, name: contact.name, avatar: null }, `Where is my order ${2000 + n}? It should have come on Monday.`, { at, quiet: true });
    return one;
  }

  push(frame) {
    const sent = { ...frame, event: ++this.event };
    this.log.push(sent);
    for (const socket of this.sockets) if (socket.subscribed) socket.write(frame_of(JSON.stringify(sent)));
    return sent.event;
  }
  lossy(frame) { for (const socket of this.sockets) if (socket.subscribed) socket.write(frame_of(JSON.stringify(frame))); }

  say(id, author, body, { note = false, at = new Date().toISOString(), cmid, channel, quiet = false, parts = [] } = {}) {
    const one = this.conversations.get(id), thread = this.threads.get(id);
    const message = { conversation: id, id: `M${id}-${thread.length + 1}`, seq: thread.length + 1, at, author, channel: channel ?? one.channel, body, parts, note, edited_at: null, ...(cmid ? { cmid } : {}) };
    message.event = quiet ? 0 : this.event + 1;
    thread.push(message);
    Object.assign(one, { last_seq: message.seq, updated_at: at, last_message: { seq: message.seq, at, author, body: body.slice(0, 200), note } });
    if (author.kind === "visitor") ++one.unread;
    if (!quiet) { this.push({ type: "message", ...message }); one.event = this.event; }
    return message;
  }
  change(id, change) {
    const one = this.conversations.get(id);
    Object.assign(one, change, { updated_at: new Date().toISOString() });
    one.event = this.event + 1;
    this.push({ type: "conversation", conversation: id, changes: change, value: { ...one } });
    return one;
  }

  // ---- HTTP ----
  async start(port = 0) {
    this.http = createServer((request, response) => void this.serve(request, response));
    this.http.on("upgrade", (request, socket) => this.upgrade(request, socket));
    await new Promise((done) => this.http.listen(port, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${this.http.address().port}`;
    return this;
  }
  cut() { for (const socket of this.sockets) socket.destroy(); this.sockets.clear(); }
  async stop() { this.cut(); this.http.closeAllConnections?.(); await new Promise((done) => this.http.close(done)); }

  async serve(request, response) {
    const url = new URL(request.url, this.url);
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const raw = Buffer.concat(pieces), path = url.pathname;
    const answer = (status, body, headers = {}) => { response.writeHead(status, { "content-type": "application/json", ...headers }); response.end(body === undefined ? undefined : typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body)); };
    if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
    this.asked.push(`${request.method} ${request.url}`);
    const failed = this.fail(request.method, path);
    if (failed === "drop") return request.socket.destroy();
    if (failed) return answer(failed.status, { code: failed.code ?? "refused", detail: failed.detail ?? "no" }, { "content-type": "application/problem+json" });
    try {
      if (path.startsWith("/desk")) return this.shell(path, answer);
      if (path.startsWith("/assets/")) { const file = join(this.assets, path.split("/").slice(4).join("/")); return existsSync(file) ? answer(200, readFileSync(file), { "content-type": file.endsWith(".css") ? "text/css" : file.endsWith(".js") ? "text/javascript" : "application/json" }) : answer(404, {}); }
      const body = raw.length && /json/.test(request.headers["content-type"] ?? "") ? JSON.parse(raw) : {};
      const [status, value] = this.api(request.method, path.replace("/api/v1", ""), url.searchParams, body, request);
      answer(status, value);
    } catch (error) { answer(500, { detail: String(error.stack) }); }
  }

  shell(path, answer) {
    if (/\.(js|svg|css)$/.test(path) && this.own) return answer(200, readFileSync(join(this.own, path.split("/").pop())), { "content-type": path.endsWith("js") ? "text/javascript" : path.endsWith("svg") ? "image/svg+xml" : "text/css" });
    const boot = { me, site: { name: "Lantern & Loom", locales: ["en", "bg", "vi"], default_locale: "en", time_zone: "Europe/Sofia", public_url: this.url, accent: "#0b6e4f" }, locale: this.locale ?? "en", texts: `/assets/desk/x/texts/${this.locale ?? "en"}.json` };
    answer(200, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Desk</title><link rel="icon" href="/desk/icon.svg"><link rel="stylesheet" href="/assets/desk/x/desk.css"><script type="application/json" id="boot">${JSON.stringify(boot)}</script><script type="module" nonce="abc" src="/assets/desk/x/desk.js"></script></head><body><div id="desk"></div></body></html>`,
      { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types patchbay-desk" });
  }

  find(id) { return this.conversations.get(id) ?? [...this.conversations.values()].find((one) => String(one.number) === id); }

  api(method, path, query, body, request) {
    const parts = path.split("/").filter(Boolean);
    const page = (items) => [200, { items, next: null }];
    if (path === "/conversations" && method === "GET") return this.list(query);
    if (path === "/conversations/counts") return [200, this.counts()];
    if (path === "/conversations/search") return page([...this.threads.values()].flat().filter((message) => message.body.toLowerCase().includes(query.get("q").toLowerCase())).slice(0, 30).map((message) => ({ conversation: message.conversation, number: this.conversations.get(message.conversation).number, message: message.id, seq: message.seq, at: message.at, snippet: message.body.replace(new RegExp(query.get("q"), "i"), "<mark>$&</mark>"), contact: this.conversations.get(message.conversation).contact })));
    if (path === "/conversations/bulk") { for (const id of body.ids) this.change(id, body.status ? { status: body.status } : { assignee: this.agents.find((agent) => agent.id === body.assignee_id) ?? null }); return [200, { done: body.ids, failed: [] }]; }
    if (parts[0] === "conversations") return this.conversation(method, this.find(parts[1]), parts.slice(2), query, body);
    if (parts[0] === "contacts") return this.contact(method, this.contacts.get(parts[1]), parts[2], body);
    if (path === "/agents") return page(this.agents);
    if (path === "/teams") return page([{ name: "support", members: [] }, { name: "billing", members: [] }]);
    if (path === "/labels") return page([{ name: "refund", colour: "#b3261e" }, { name: "shipping", colour: "#0b6e4f" }]);
    if (path === "/desk/mine") return [200, { ...this.shelves, settings: this.settings }];
    if (path === "/desk/pages") return [200, { items: this.pages, editors: [], next: null }];
    if (path === "/desk/settings") { Object.assign(this.settings, body); return [200, this.settings]; }
    if (parts[0] === "desk" && parts[1] === "drafts") { if (method === "PUT") this.drafts.set(parts[2], body); if (method === "DELETE") this.drafts.delete(parts[2]); return method === "GET" ? [200, this.drafts.get(parts[2]) ?? { mode: "reply", reply: "", note: "", attachments: [], at: 0 }] : [204]; }
    if (parts[0] === "desk" && this.shelves[parts[1]] && method === "POST") { const made = { ...body, id: `S${Date.now()}`, rev: 1 }; this.shelves[parts[1]].push(made); return [201, made]; }
    if (path === "/desk/answers") return page([{ title: "Track your parcel", text: "Open the tracking page and enter the number.", url: "/kb/track" }]);
    if (path === "/search") return [200, { hits: ["Track your parcel", "Delivery times and prices", "My parcel is late"].slice(0, Number(query.get("limit"))).map((title, at) => ({ kind: "article", id: `a${at}`, title, snippet: `How to find out where your <mark>order</mark> is &amp; when it comes`, url: `/kb/a${at}`, locale: "en", score: 9 - at })), corrected: null, next: null }];
    if (path === "/uploads") return [200, { id: `U${Date.now()}`, name: decodeURIComponent(request.headers["upload-name"]), type: request.headers["content-type"], size: 10 }];
    return path === "/me/presence" || path === "/logout" ? [204] : [404, { code: "not_found", detail: `nothing at ${path}` }];
  }

  list(query) {
    const status = query.get("status") ?? "open", assignee = query.get("assignee"), limit = Number(query.get("limit") ?? 50), sort = query.get("sort");
    const key = (one) => (sort === "due" ? one.due_at ?? "~" : sort === "waiting" ? one.waiting_since ?? "~" : one.updated_at);
    let all = [...this.conversations.values()].filter((one) => !one.merged_into && (status === "all" || one.status === status) && (!assignee || (assignee === "me" ? one.assignee?.id === me.id : assignee === "none" ? !one.assignee : one.assignee?.id === assignee)) && (!query.get("channel") || one.channel === query.get("channel")) && (!query.get("team") || one.team === query.get("team")) && (!query.get("label") || one.labels.includes(query.get("label"))));
    all.sort((a, b) => (sort === "due" || sort === "waiting" ? 1 : -1) * (key(a) < key(b) ? -1 : 1));
    const from = Number(query.get("cursor") ?? 0);
    return [200, { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null }];
  }
  counts() {
    const open = [...this.conversations.values()].filter((one) => one.status === "open" && !one.merged_into);
    const by = (name) => open.reduce((all, one) => (one[name] ? { ...all, [one[name]]: (all[one[name]] ?? 0) + 1 } : all), {});
    return { mine: open.filter((one) => one.assignee?.id === me.id).length, unassigned: open.filter((one) => !one.assignee).length, all: open.length, snoozed: [...this.conversations.values()].filter((one) => one.status === "snoozed").length, due: open.filter((one) => one.due_at).length, by_channel: by("channel"), by_team: by("team") };
  }

  conversation(method, one, [what, more], query, body) {
    if (!one) return [404, { code: "not_found", detail: "There is no such conversation." }];
    const thread = this.threads.get(one.id);
    switch (what) {
      case undefined: return [200, method === "PATCH" ? this.change(one.id, body) : one];
      case "messages": {
        if (method === "POST") {
          const known = this.receipts.get(body.cmid);
          if (known) return known.body === JSON.stringify(body) ? [200, known.receipt] : [409, { code: "conflict", detail: "other content" }];
          const message = this.say(one.id, { kind: "agent", id: me.id, name: me.name, avatar: null }, body.body, { note: body.note, cmid: body.cmid });
          const receipt = { cmid: body.cmid, conversation: one.id, id: message.id, seq: message.seq };
          this.receipts.set(body.cmid, { body: JSON.stringify(body), receipt });
          return [201, receipt];
        }
        const limit = Number(query.get("limit") ?? 50), after = query.get("after"), before = query.get("before");
        const items = after !== null ? thread.filter((message) => message.seq > Number(after)).slice(0, limit) : before !== null ? thread.filter((message) => message.seq < Number(before)).slice(-limit) : thread.slice(-limit);
        return [200, { items, next: null }];
      }
      case "toggle_status": return [200, this.change(one.id, { status: body.status, snoozed_until: body.snoozed_until ?? null })];
      case "assignments": return [200, this.change(one.id, "team" in body ? { team: body.team } : { assignee: this.agents.filter((agent) => agent.id === body.assignee_id).map(({ id, name }) => ({ id, name }))[0] ?? null })];
      case "labels": this.change(one.id, { labels: body.labels }); return [200, { labels: body.labels }];
      case "seen": one.seen.agent.read = body.seq; one.unread = 0; return [204];
      case "journey": return [200, { items: this.journey ?? [], next: null }];
      case "merge": this.change(one.id, { merged_into: body.into }); return [200, one];
      case "handoff": if (more) { this.change(one.id, { assignee: more === "accept" ? { id: me.id, name: me.name } : one.assignee }); this.push({ type: "handoff", ...one.handoff, state: more === "accept" ? "accepted" : "requested" }); } return [200, one.handoff];
      default: return [404, {}];
    }
  }
  contact(method, contact, what, body) {
    if (!contact) return [404, {}];
    if (what === "orders") return [200, this.orders ?? []];
    if (what === "conversations") return [200, { items: [...this.conversations.values()].filter((one) => one.contact.id === contact.id), next: null }];
    if (what === "block") { contact.blocked = body.blocked; this.push({ type: "contact", contact }); return [200, contact]; }
    if (method === "PATCH") { for (const [key, value] of Object.entries(body.attributes ?? {})) value === null ? delete contact.attributes[key] : (contact.attributes[key] = value); if (body.name) contact.name = body.name; this.push({ type: "contact", contact: structuredClone(contact) }); }
    return [200, contact];
  }

  // ---- /ws/v1 ----
  upgrade(request, socket) {
    if (this.refuse_sockets) return socket.destroy();
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${createHash("sha1").update(request.headers["sec-websocket-key"] + kGuid).digest("base64")}\r\n\r\n`);
    this.sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("data", (data) => {
      held = Buffer.concat([held, data]);
      for (;;) {
        if (held.length < 6) return;
        let size = held[1] & 127, at = 2;
        if (size === 126) { size = held.readUInt16BE(2); at = 4; }
        if (held.length < at + 4 + size) return;
        const mask = held.subarray(at, at + 4), text = Buffer.from(held.subarray(at + 4, at + 4 + size).map((byte, place) => byte ^ mask[place & 3]));
        const code = held[0] & 15;
        held = held.subarray(at + 4 + size);
        if (code === 8) return socket.end();
        if (code === 1) this.hear(socket, JSON.parse(text));
      }
    });
  }
  hear(socket, frame) {
    const send = (value) => socket.write(frame_of(JSON.stringify(value)));
    this.asked.push(`WS ${frame.type}`);
    if (frame.type === "auth") send({ type: "ready", agent_id: me.id, event: this.event });
    if (frame.type === "ping") send({ type: "pong" });
    if (frame.type === "seen") { const one = this.conversations.get(frame.conversation); if (one) { one.seen.agent.read = Math.max(one.seen.agent.read, frame.seq); if (frame.seq >= one.last_seq) one.unread = 0; } }
    if (frame.type === "subscribe") {
      if (frame.after < this.kept_from) { socket.subscribed = true; return send({ type: "reset", event: this.event }); }
      for (const one of this.log) if (one.event > frame.after) send(one);
      send({ type: "subscribed", event: this.event });
      socket.subscribed = true;
    }
  }
}

if (process.argv[1]?.endsWith("fake_server.mjs")) {
  const [assets, own, count, port] = process.argv.slice(2);
  const server = await new FakeServer({ assets, own, conversations: Number(count ?? 40) }).start(Number(port ?? 0));
  console.log(server.url);
}
