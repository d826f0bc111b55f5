// The live socket: signs in, subscribes from the last place that is in, and after every cut goes on from there, so nothing is
// missed. Backs off when the server is away; knows a dead line by its silence.
import type { Frame, Id } from "./model";

export type Connection = "connecting" | "live" | "offline" | "signed_out";

export interface Wire { send(text: string): void; close(code?: number): void; onopen: (() => void) | null; onmessage: ((event: { data: unknown }) => void) | null; onclose: ((event: { code: number }) => void) | null; onerror: (() => void) | null }

export interface LiveParts {
  open(): Wire;                               // a new socket
  cursor(): number;                           // the last place that is in; 0 = none yet
  started(event: number): Promise<void>;      // first time: load by REST what is shown, the log goes on from `event`
  reset(event: number): Promise<void>;        // the log does not reach back that far: load everything by REST again
  frame(frame: Frame): void;
  connection(state: Connection): void;
  after?(ms: number, then: () => void): number;
  stop_timer?(timer: number): void;
  random?(): number;
}

const kSilence = 25_000, kFirst = 500, kLongest = 30_000;

export class Live {
  private wire: Wire | null = null;
  private tries = 0;
  private retry = 0;
  private watch = 0;
  private misses = 0;
  private closed = false;
  private viewing: Id | null = null;
  private ready = false;
  private readonly after: (ms: number, then: () => void) => number;
  private readonly stop_timer: (timer: number) => void;

  constructor(private readonly parts: LiveParts) {
    this.after = parts.after ?? ((ms, then) => setTimeout(then, ms) as unknown as number);
    this.stop_timer = parts.stop_timer ?? ((timer) => clearTimeout(timer));
  }

  start() { this.closed = false; this.connect(); }
  stop() {
    this.closed = true;
    this.stop_timer(this.retry);
    this.stop_timer(this.watch);
    this.wire?.close(1000);
    this.wire = null;
  }
  // The network came back, or somebody looks again: do not wait for the back-off.
  hurry() {
    if (this.closed || this.wire) return;
    this.stop_timer(this.retry);
    this.tries = 0;
    this.connect();
  }

  send(frame: Record<string, unknown>): boolean {
    if (!this.wire || !this.ready) return false;
    this.wire.send(JSON.stringify(frame));
    return true;
  }
  view(conversation: Id | null) {
    this.viewing = conversation;
    this.send({ type: "viewing", conversation });
  }

  private connect() {
    this.parts.connection("connecting");
    let wire: Wire;
    try { wire = this.parts.open(); } catch { return this.again(); }
    this.wire = wire;
    this.ready = false;
    wire.onopen = () => { if (this.wire === wire) wire.send('{"type":"auth"}'); };
    wire.onmessage = ({ data }) => { if (this.wire === wire) this.take(String(data)); };
    wire.onerror = () => {};
    wire.onclose = ({ code }) => { if (this.wire === wire) this.lost(code); };
    this.listen();
  }

  private take(text: string) {
    this.misses = 0;
    this.listen();
    let frame: Frame;
    try { frame = JSON.parse(text) as Frame; } catch { return; }
    switch (frame.type) {
      case "pong": return;
      case "ready": {
        const wire = this.wire;
        const begin = () => {
          if (this.wire !== wire || !wire) return;
          this.ready = true;
          wire.send(JSON.stringify({ type: "subscribe", inbox: "all", after: this.parts.cursor() }));
          if (this.viewing) this.view(this.viewing);
        };
        if (this.parts.cursor() > 0) begin();
        else this.parts.started(frame.event).then(begin, () => this.drop());
        return;
      }
      case "subscribed":
        this.tries = 0;
        this.parts.frame(frame);
        this.parts.connection("live");
        return;
      case "reset": {
        const wire = this.wire;
        this.parts.reset(frame.event).then(() => {
          if (this.wire !== wire) return;
          this.tries = 0;
          this.parts.connection("live");
        }, () => this.drop());
        return;
      }
      default: this.parts.frame(frame);
    }
  }

  private listen() {
    this.stop_timer(this.watch);
    this.watch = this.after(kSilence, () => {
      if (!this.wire) return;
      if (++this.misses > 2) return this.drop();
      if (this.ready) this.wire.send('{"type":"ping"}');
      this.listen();
    });
  }

  private drop() {
    const wire = this.wire;
    this.wire = null;
    wire?.close(4000);
    this.again();
  }

  private lost(code: number) {
    this.wire = null;
    if (code === 4001) {
      this.closed = true;
      this.stop_timer(this.watch);
      this.parts.connection("signed_out");
      return;
    }
    if (code === 1012 || code === 4008) this.tries = Math.min(this.tries, 1);
    this.again();
  }

  private again() {
    this.stop_timer(this.watch);
    this.misses = 0;
    if (this.closed) return;
    this.parts.connection("offline");
    const wait = Math.min(kLongest, kFirst * 2 ** this.tries++) * (0.5 + (this.parts.random ?? Math.random)());
    this.retry = this.after(wait, () => this.connect());
  }
}
