// The server's half of the promise in memory, a network that misbehaves by a seed, and a clock that jumps.
import type { Entry, OutgoingFile } from "../../../../plugins/widget/web/outbox";
import type { Ports, Socket } from "../../../../plugins/widget/web/delivery";
import { ApiError, type Message } from "../../../../plugins/widget/web/types";

export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class Clock {
  time = 1_000_000;
  private queue: { at: number; id: number; work: () => void }[] = [];
  private ids = 0;
  later = (work: () => void, ms: number): number => {
    this.queue.push({ at: this.time + ms, id: ++this.ids, work });
    return this.ids;
  };
  cancel = (id: unknown): void => { this.queue = this.queue.filter((one) => one.id !== id); };
  // Runs everything due until `until`, with what each step promises.
  async run(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await settle();
      const next = this.queue.filter((one) => one.at <= until).sort((a, b) => a.at - b.at || a.id - b.id)[0];
      if (!next) break;
      this.cancel(next.id);
      this.time = Math.max(this.time, next.at);
      next.work();
    }
    this.time = until;
  }
}
const settle = () => new Promise<void>((done) => setImmediate(done));

export interface Weather {
  cut: number;         // chance that a frame, either way, is the last of its connection
  lost: number;        // and that this frame itself does not arrive
  twice: number;       // chance that a frame to the client comes twice
  blocked: boolean;    // no WebSocket comes to life
  offline: boolean;    // nothing does
  slow: number;        // ms each way, up to
}
export const calm: Weather = { cut: 0, lost: 0, twice: 0, blocked: false, offline: false, slow: 0 };

interface Line { socket: FakeSocket; live: boolean }

export class FakeServer {
  messages: Message[] = [];              // of conversation "C"
  acks = new Map<string, { cmid: string; body: string; ack: object }>();
  handoffs: string[] = [];
  event = 0;
  log: string[] = [];                    // types of frames that came
  refuse = new Map<string, { code: string; retry_after?: number }>(); // by body
  token = "first";
  renewals = 0;
  opened = 0;
  requests: string[] = [];
  private lines = new Set<Line>();

  constructor(readonly clock: Clock, readonly chance: () => number, public weather: Weather = { ...calm }) {}

  visible(): Message[] { return this.messages.filter((one) => !one.note); }

  append(author: Message["author"]["kind"], body: string, cmid?: string, note = false): Message {
    const seq = this.messages.length + 1;
    const message: Message = {
      conversation: "C", id: `m${seq}`, seq, at: new Date(this.clock.time).toISOString(), channel: "web", body, parts: [], note,
      author: { kind: author, id: author, name: author, avatar: null }, event: ++this.event, ...(cmid && { cmid }),
    };
    this.messages.push(message);
    if (!note) for (const line of this.lines) if (line.live) line.socket.tell({ type: "message", ...message });
    return message;
  }

  accept(frame: any): { ack?: any; error?: any } {
    const known = this.acks.get(frame.cmid);
    if (known) return known.body === frame.body ? { ack: known.ack } : { error: { type: "error", cmid: frame.cmid, code: "conflict", detail: "" } };
    const refusal = this.refuse.get(frame.body);
    if (refusal) return { error: { type: "error", cmid: frame.cmid, detail: "", ...refusal } };
    const message = this.append("visitor", frame.body, frame.cmid);
    const ack = { type: "ack", cmid: frame.cmid, conversation: "C", id: message.id, seq: message.seq };
    this.acks.set(frame.cmid, { cmid: frame.cmid, body: frame.body, ack });
    return { ack };
  }

  restart(): void { for (const line of [...this.lines]) line.socket.cutNow(1012); }

  hear(line: Line, frame: any): void {
    this.log.push(frame.type);
    if (frame.type === "auth") {
      if (frame.token !== this.token) { line.socket.cutNow(4001); return; }
      line.socket.tell({ type: "ready", contact_id: "ana", event: this.event });
    } else if (frame.type === "resume") {
      for (const message of this.visible()) {
        const seen = frame.conversations.C;
        if (seen === undefined ? message.event! > frame.after : message.seq > seen) line.socket.tell({ type: "message", ...message });
      }
      line.live = true;
      line.socket.tell({ type: "resumed", event: this.event });
    } else if (frame.type === "send") {
      const { ack, error } = this.accept(frame);
      line.socket.tell(ack ?? error);
    } else if (frame.type === "ping") {
      line.socket.tell({ type: "pong" });
    }
  }

  open(): Socket {
    ++this.opened;
    const socket = new FakeSocket(this);
    const line = { socket, live: false };
    socket.line = line;
    this.lines.add(line);
    this.clock.later(() => {
      if (this.weather.offline || this.weather.blocked) socket.cutNow(1006);
      else socket.opened();
    }, this.chance() * this.weather.slow);
    return socket;
  }
  forget(line: Line): void { this.lines.delete(line); }

  async request(method: string, path: string, body?: any): Promise<any> {
    this.requests.push(`${method} ${path}`);
    if (this.weather.offline || this.chance() < this.weather.lost) throw new ApiError(0, "network", "");
    const [place, query = ""] = path.split("?");
    const after = Number(new URLSearchParams(query).get("after") ?? 0);
    let answer: any;
    if (method === "GET" && place === "/conversations") answer = { items: this.messages.length ? [{ id: "C", last_seq: this.messages.length, status: "open" }] : [] };
    else if (method === "GET") answer = { items: this.visible().filter((one) => one.seq > after).slice(0, 200) };
    else if (place!.endsWith("/messages")) {
      const { ack, error } = this.accept(body);
      if (error) throw new ApiError(error.code === "limit" ? 429 : error.code === "conflict" ? 409 : 400, error.code, "", error.retry_after);
      answer = ack;
    } else if (place!.endsWith("/handoff")) { this.handoffs.push(body?.reason ?? ""); answer = { id: "H", conversation: "C", state: "requested" }; }
    if (this.chance() < this.weather.lost) throw new ApiError(0, "network", ""); // done, and nobody heard of it
    return answer;
  }

  ports(outbox: Ports["outbox"], more: Partial<Ports> = {}): Ports {
    return {
      open: () => this.open(),
      request: (method, path, body) => this.request(method, path, body),
      upload: async (file: OutgoingFile) => `upload-${file.name}`,
      token: async (renew) => { if (renew) { ++this.renewals; return (this.clientToken = this.token); } return this.clientToken; },
      outbox, now: () => this.clock.time, random: this.chance, later: this.clock.later, cancel: this.clock.cancel, ...more,
    };
  }
  clientToken = "first";
}

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  line!: Line;
  private gone = false;
  private toServer = 0;
  private toClient = 0;
  constructor(private server: FakeServer) {}

  opened(): void { if (!this.gone) this.onopen?.(); }

  // In order each way, whatever each frame's delay.
  private pass(way: "toServer" | "toClient", work: () => void): void {
    const { clock, chance, weather } = this.server;
    const at = Math.max(this[way], clock.time + chance() * weather.slow);
    this[way] = at;
    clock.later(() => { if (!this.gone) work(); }, at - clock.time);
  }
  private weather(work: () => void): void {
    const { chance, weather } = this.server;
    if (chance() >= weather.cut) { work(); return; }
    if (chance() >= weather.lost) work();
    this.cutNow(1006);
  }
  send(text: string): void {
    if (this.gone) throw new Error("closed");
    this.pass("toServer", () => this.weather(() => this.server.hear(this.line, JSON.parse(text))));
  }
  tell(frame: object): void {
    const text = JSON.stringify(frame);
    this.pass("toClient", () => this.weather(() => {
      this.onmessage?.({ data: text });
      if (this.server.chance() < this.server.weather.twice) this.onmessage?.({ data: text });
    }));
  }
  cutNow(code: number): void {
    if (this.gone) return;
    this.gone = true;
    this.server.forget(this.line);
    this.onclose?.({ code });
  }
  close(): void { this.cutNow(1000); }
}

// What a screen would show.
export class Screen {
  shown: Message[] = [];
  outbox: Entry[] = [];
  links: string[] = [];
  frames: string[] = [];
  message = (message: Message) => { this.shown.push(message); };
  updated = () => {};
  frame = (frame: { type: string }) => { this.frames.push(frame.type); };
  outboxChanged = (entries: Entry[]) => { this.outbox = entries; };
  get listener() {
    return { message: this.message, updated: this.updated, frame: this.frame, outbox: this.outboxChanged, progress: () => {}, acked: () => {}, link: (link: string) => { this.links.push(link); } };
  }
}
