// The client's half of the delivery promise: what was said leaves the outbox only when the server has it on disk, and what
// was answered is shown once, in order, whatever the connection does. Knows no screen: give it Ports, listen to Listener.
//
// - Every message has a cmid made once; it is sent again with the same one until its ack comes, so twice is once.
// - One message is on its way at a time, so they arrive in the order they were written.
// - After a cut: wait 0.5 s · 2ⁿ ± 50 %, at most 30 s, then resume from the last seq of each conversation.
// - Order (order.ts) drops what was seen and fills gaps.
// - Where no WebSocket comes to life three times in a row, polling takes over until one does.
import type { Entry, Outbox, OutgoingFile } from "./outbox";
import { Order } from "./order";
import { ulid } from "./ulid";
import { ApiError, type Conversation, type Frame, type JourneyEntry, type Message, type Part } from "./types";

export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface Ports {
  open(): Socket;
  // REST below /api/v1; throws ApiError.
  request(method: string, path: string, body?: unknown): Promise<any>;
  upload(file: OutgoingFile, progress: (part: number) => void): Promise<string>;
  // For the auth frame; null where a cookie speaks. `renew`: the server did not take the one before.
  token(renew: boolean): Promise<string | null>;
  outbox: Outbox;
  now(): number;
  random(): number;
  later(work: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
}

export type Link = "idle" | "connecting" | "live" | "polling" | "waiting";

export interface Listener {
  message(message: Message): void;          // new, in order, once
  updated(message: Message): void;          // one that was shown before
  frame(frame: Frame): void;                // everything else
  outbox(entries: Entry[]): void;           // after every change
  progress(cmid: string, part: number): void;
  acked(entry: Entry, ack: { conversation: string; id: string; seq: number }): void;
  link(link: Link): void;
}

export interface Draft {
  kind?: "message" | "handoff";
  conversation: string | null;
  body: string;
  files?: OutgoingFile[];
  parts?: Part[];
  journey?: JourneyEntry[];
}

const kFirstWait = 500, kLongestWait = 30_000;
const kPing = 25_000, kDead = 50_000, kNudge = 5_000, kAck = 20_000, kReady = 15_000;
const kStable = 10_000, kPoll = 3_000, kBlocked = 3, kTrySocketAgain = 60_000, kTries = 8;
const kForGood = new Set(["conflict", "invalid", "denied", "forbidden", "not_found", "unsupported", "too_large", "blocked"]);

export class Delivery {
  link: Link = "idle";
  private entries: Entry[] = [];
  private order: Order;
  private seen = new Map<string, { seq: number; state: string; told: boolean }>();
  private after = 0;
  private socket: Socket | null = null;
  private ready = false;
  private heard = 0;
  private attempts = 0;        // since a connection last came to life
  private inFlight: string | null = null;
  private busy = false;        // an upload or a REST call for the first entry
  private tries = new Map<string, number>();
  private timers = new Map<string, unknown>();
  private stopped = true;
  private renew = false;

  constructor(private ports: Ports, private on: Listener) {
    this.order = new Order(
      { request: (method, path) => ports.request(method, path), set: (name, work, ms) => this.set(name, work, ms), clear: (name) => this.clear(name) },
      { message: (message) => on.message(message), updated: (message) => on.updated(message), arrived: ({ cmid, conversation, id, seq }) => { if (cmid) this.settle(cmid, { conversation, id, seq }); } });
  }

  async start(): Promise<void> {
    if (!this.stopped) return;
    this.stopped = false;
    const kept = await this.ports.outbox.all();
    for (const entry of kept) if (!this.entries.some((own) => own.cmid === entry.cmid)) this.entries.push(entry);
    this.entries.sort((a, b) => (a.cmid < b.cmid ? -1 : 1));
    this.tellOutbox();
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) this.ports.cancel(timer);
    this.timers.clear();
    this.dropSocket();
    this.setLink("idle");
  }

  // The newest seq the screen has of a conversation, after it loaded it by REST.
  know(conversation: string, seq: number): void { this.order.know(conversation, seq); }

  async send(draft: Draft): Promise<Entry> {
    const entry: Entry = {
      cmid: ulid(this.ports.now()), kind: draft.kind ?? "message", conversation: draft.conversation, body: draft.body, files: draft.files ?? [],
      parts: draft.parts ?? [], journey: draft.journey ?? [], at: this.ports.now(), state: "sending",
    };
    this.entries.push(entry);
    this.tellOutbox();
    await this.ports.outbox.put(entry);
    this.pump();
    return entry;
  }

  async retry(cmid: string): Promise<void> {
    const entry = this.entries.find((one) => one.cmid === cmid);
    if (!entry) return;
    entry.state = "sending";
    delete entry.why;
    this.tries.delete(cmid);
    await this.ports.outbox.put(entry);
    this.tellOutbox();
    this.nudge();
    this.pump();
  }

  async discard(cmid: string): Promise<void> {
    this.entries = this.entries.filter((one) => one.cmid !== cmid);
    await this.ports.outbox.remove(cmid);
    this.tellOutbox();
  }

  markSeen(conversation: string, seq: number, state: "delivered" | "read"): void {
    const known = this.seen.get(conversation);
    if (known && known.seq >= seq && (known.state === "read" || known.state === state)) return;
    this.seen.set(conversation, { seq, state, told: false });
    this.flushSeen();
  }

  typing(conversation: string): void {
    if (this.ready) this.put({ type: "typing", conversation });
    else if (this.link === "polling") this.ports.request("POST", `/conversations/${conversation}/typing`).catch(() => {});
  }

  // The network came back, or somebody looks again: find out now.
  nudge(): void {
    if (this.stopped) return;
    if (this.link === "waiting") { this.clear("reconnect"); this.connect(); return; }
    if (!this.ready) return;
    const heard = this.heard;
    this.put({ type: "ping" });
    this.set("nudge", () => { if (this.heard === heard) this.lost(); }, kNudge);
  }

  // ---- the connection ----

  private connect(): void {
    if (this.stopped || this.socket) return;
    if (this.link !== "polling") this.setLink("connecting");
    let socket: Socket;
    try { socket = this.ports.open(); } catch { this.lost(); return; }
    this.socket = socket;
    const current = () => this.socket === socket;
    this.set("ready", () => current() && this.lost(), kReady);
    socket.onopen = async () => {
      let token: string | null;
      try { token = await this.ports.token(this.renew); } catch { if (current()) this.lost(); return; }
      this.renew = false;
      if (current()) this.put(token === null ? { type: "auth" } : { type: "auth", token });
    };
    socket.onmessage = ({ data }) => {
      if (!current()) return;
      this.heard = this.ports.now();
      let frame: Frame;
      try { frame = JSON.parse(data); } catch { return; }
      this.receive(frame);
    };
    socket.onclose = ({ code }) => { if (current()) this.lost(code); };
  }

  private dropSocket(): void {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    this.inFlight = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try { socket.close(1000); } catch { /* it was gone */ }
  }

  private lost(code = 0): void {
    const entry = this.entries.find((one) => one.cmid === this.inFlight);
    const wasReady = this.ready;
    this.dropSocket();
    for (const name of ["ready", "ping", "ack", "nudge", "stable"]) this.clear(name);
    if (this.stopped) return;
    if (code === 4001) this.renew = true;
    if (code === 1009 && entry) this.fail(entry, "too_large");
    if (this.link === "polling") { this.set("reconnect", () => this.connect(), kTrySocketAgain); return; }
    ++this.attempts;
    this.setLink("waiting");
    if (!wasReady && this.attempts >= kBlocked) this.poll(0);
    else this.set("reconnect", () => this.connect(), this.wait(this.attempts - 1));
  }

  private wait(n: number): number {
    return Math.min(kLongestWait, kFirstWait * 2 ** Math.min(n, 10)) * (0.5 + this.ports.random());
  }

  private put(frame: object): void {
    try { this.socket?.send(JSON.stringify(frame)); } catch { this.lost(); }
  }

  private becameReady(event: number): void {
    this.ready = true;
    this.clear("ready");
    if (!this.after) this.after = event;
    this.order.startAgain();
    this.put({ type: "resume", conversations: this.order.positions(), after: this.after });
    this.clear("poll");
    this.clear("pump");
    this.setLink("live");
    this.keepAlive();
    for (const place of this.seen.values()) place.told = false;
    this.flushSeen();
    this.pump();
  }

  private keepAlive(): void {
    this.set("ping", () => {
      if (this.ports.now() - this.heard >= kDead) { this.lost(); return; }
      this.put({ type: "ping" });
      this.keepAlive();
    }, kPing);
  }

  // ---- what comes ----

  private receive(frame: Frame): void {
    if (typeof frame.event === "number" && frame.type !== "ready" && frame.event > this.after) this.after = frame.event;
    switch (frame.type) {
      case "ready": this.becameReady(Number(frame.event ?? 0)); this.on.frame(frame); break;
      case "ack": this.settle(String(frame.cmid), frame as unknown as { conversation: string; id: string; seq: number }); break;
      case "error": this.refused(frame); break;
      case "message": this.order.take(frame as unknown as Message); break;
      case "message_updated": this.on.updated(frame as unknown as Message); break;
      case "resumed": this.set("stable", () => { this.attempts = 0; }, kStable); break;
      case "pong": break;
      default: this.on.frame(frame);
    }
  }

  // ---- what goes ----

  private settle(cmid: string, ack: { conversation: string; id: string; seq: number }): void {
    if (this.inFlight === cmid) { this.inFlight = null; this.clear("ack"); }
    const entry = this.entries.find((one) => one.cmid === cmid);
    if (entry) {
      this.entries = this.entries.filter((one) => one !== entry);
      this.tries.delete(cmid);
      void this.ports.outbox.remove(cmid);
      this.on.acked(entry, ack);
      this.tellOutbox();
    }
    this.pump();
  }

  private refused(frame: Frame): void {
    const entry = this.entries.find((one) => one.cmid === frame.cmid);
    if (!entry) { this.on.frame(frame); return; }
    this.inFlight = null;
    this.clear("ack");
    this.stumble(entry, new ApiError(0, String(frame.code ?? ""), String(frame.detail ?? ""), Number(frame.retry_after ?? 0)));
  }

  // An entry did not go through: for good, or for now.
  private stumble(entry: Entry, error: unknown): void {
    const known = error instanceof ApiError ? error : new ApiError(0, "", String(error));
    if (known.status === 401) this.renew = true;
    const forGood = kForGood.has(known.code) || (known.status >= 400 && known.status < 500 && ![401, 408, 425, 429].includes(known.status));
    const tries = (this.tries.get(entry.cmid) ?? 0) + 1;
    this.tries.set(entry.cmid, tries);
    if (forGood || (tries >= kTries && this.ready)) { this.fail(entry, known.code || "unavailable"); this.pump(); return; }
    this.set("pump", () => this.pump(), Math.max(known.retryAfter * 1000, this.wait(tries - 1)));
  }

  private fail(entry: Entry, why: string): void {
    entry.state = "failed";
    entry.why = why;
    void this.ports.outbox.put(entry);
    this.tellOutbox();
  }

  private pump(): void {
    if (this.stopped || this.busy || this.inFlight || this.timers.has("pump")) return;
    if (this.link !== "live" && this.link !== "polling") return;
    const entry = this.entries.find((one) => one.state === "sending");
    if (!entry) return;
    const bySocket = this.ready && entry.kind === "message" && entry.files.every((file) => file.upload);
    if (bySocket) {
      this.inFlight = entry.cmid;
      this.set("ack", () => this.lost(), kAck);
      this.put(this.frameOf(entry));
      return;
    }
    this.busy = true;
    this.carry(entry).then(
      (ack) => { this.busy = false; if (ack) this.settle(entry.cmid, ack); else this.pump(); },
      (error) => { this.busy = false; this.stumble(entry, error); });
  }

  // Uploads first; then by REST what is not for the socket. null: go on with the socket.
  private async carry(entry: Entry): Promise<{ conversation: string; id: string; seq: number } | null> {
    if (this.renew) { await this.ports.token(true); this.renew = false; }
    for (const file of entry.files) {
      if (file.upload) continue;
      file.upload = await this.ports.upload(file, (part) => this.on.progress(entry.cmid, part));
      delete file.blob;
      await this.ports.outbox.put(entry);
    }
    const path = `/conversations/${entry.conversation ?? "active"}`;
    if (entry.kind === "handoff") {
      const handoff = await this.ports.request("POST", `${path}/handoff`, { reason: entry.body || undefined });
      this.on.frame({ type: "handoff", ...handoff });
      return { conversation: handoff.conversation, id: handoff.id, seq: 0 };
    }
    if (this.ready) return null;
    const { type: _type, conversation: _conversation, ...body } = this.frameOf(entry);
    return this.ports.request("POST", `${path}/messages`, body);
  }

  protected frameOf(entry: Entry) {
    return {
      type: "send", cmid: entry.cmid, conversation: entry.conversation, body: entry.body,
      attachments: entry.files.map((file) => file.upload!), ...(entry.parts.length && { parts: entry.parts }), ...(entry.journey.length && { journey: entry.journey }),
    };
  }

  private flushSeen(): void {
    if (this.timers.has("seen")) return;
    this.set("seen", () => {
      for (const [conversation, place] of this.seen) {
        const { seq, state } = place;
        if (place.told || (this.link !== "live" && this.link !== "polling")) continue;
        place.told = true;
        if (this.ready) this.put({ type: "seen", conversation, seq, state });
        else this.ports.request("POST", `/conversations/${conversation}/seen`, { seq, state }).catch(() => { place.told = false; });
      }
    }, 100);
  }

  // ---- without a WebSocket ----

  // Asks at once; from the first answer on it polls, and tries a socket now and then. Without an answer there is no network.
  private poll(after: number): void {
    this.set("poll", async () => {
      try {
        await this.ports.token(this.renew);
        this.renew = false;
        const { items } = await this.ports.request("GET", "/conversations?status=all&limit=20");
        for (const value of items as Conversation[]) {
          // last_seq may be a private note's: once asked about, it is known.
          if (value.last_seq > (this.order.last(value.id) ?? 0) && (await this.order.fill(value.id))) this.order.know(value.id, value.last_seq);
          this.on.frame({ type: "conversation", conversation: value.id, value });
        }
        if (this.ready || this.stopped) return;
        this.attempts = kBlocked;
        if (this.link !== "polling") { this.setLink("polling"); this.set("reconnect", () => this.connect(), kTrySocketAgain); this.flushSeen(); }
        this.pump();
        this.poll(kPoll);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) this.renew = true;
        if (this.ready || this.stopped) return;
        this.setLink("waiting");
        this.set("reconnect", () => this.connect(), this.wait(this.attempts));
      }
    }, after);
  }

  // ---- small things ----

  private setLink(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    this.on.link(link);
  }
  private tellOutbox(): void { this.on.outbox([...this.entries]); }
  private set(name: string, work: () => void, ms: number): void {
    this.clear(name);
    this.timers.set(name, this.ports.later(() => { this.timers.delete(name); work(); }, ms));
  }
  private clear(name: string): void {
    const timer = this.timers.get(name);
    if (timer === undefined) return;
    this.ports.cancel(timer);
    this.timers.delete(name);
  }
}
