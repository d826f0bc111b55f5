// Messages of each conversation once and in the order of their seq. What was seen is dropped; what leaves a gap is held until
// the missing range was asked for, which also tells when nothing is missing: private notes have a seq too.
import type { Message } from "./types";

const kPatience = 250, kAgain = 2_000, kPage = 200;

export interface OrderPorts {
  request(method: string, path: string): Promise<any>;
  set(name: string, work: () => void, ms: number): void;
  clear(name: string): void;
}
export interface OrderListener {
  message(message: Message): void; // new
  updated(message: Message): void; // seen before
  arrived(message: Message): void; // every one, before anything else
}

export class Order {
  private seqs = new Map<string, number>();
  private held = new Map<string, Map<number, Message>>();
  private filling = new Set<string>();

  constructor(private ports: OrderPorts, private on: OrderListener) {}

  positions(): Record<string, number> { return Object.fromEntries(this.seqs); }
  last(conversation: string): number | undefined { return this.seqs.get(conversation); }
  know(conversation: string, seq: number): void {
    if (seq > (this.seqs.get(conversation) ?? -1)) this.seqs.set(conversation, seq);
  }
  // A resume replays what was held.
  startAgain(): void {
    for (const conversation of this.held.keys()) this.ports.clear(`gap ${conversation}`);
    this.held.clear();
  }

  take(message: Message): void {
    const { conversation, seq } = message;
    this.on.arrived(message);
    const last = this.seqs.get(conversation);
    if (last !== undefined && seq <= last) { this.on.updated(message); return; }
    const follows = last === undefined ? seq === 1 : seq === last + 1;
    if (follows && !this.filling.has(conversation)) { this.show(message); this.release(conversation, 0); return; }
    if (!this.held.has(conversation)) this.held.set(conversation, new Map());
    this.held.get(conversation)!.set(seq, message);
    this.ports.set(`gap ${conversation}`, () => void this.fill(conversation), kPatience);
  }

  // Everything after the last seen; of a conversation that is new here the newest fifty. False: ask again later.
  async fill(conversation: string): Promise<boolean> {
    if (this.filling.has(conversation)) return false;
    this.filling.add(conversation);
    // What is held now is covered by an answer that is asked for now; what comes meanwhile may not be.
    const covered = Math.max(0, ...(this.held.get(conversation)?.keys() ?? []));
    let done = true;
    try {
      for (let more = true; more;) {
        const last = this.seqs.get(conversation);
        const { items } = await this.ports.request("GET", `/conversations/${conversation}/messages?` + (last === undefined ? "limit=50" : `after=${last}&limit=${kPage}`));
        for (const message of items as Message[]) {
          this.on.arrived(message);
          if (message.seq > (this.seqs.get(conversation) ?? 0)) this.show(message);
          else this.on.updated(message);
        }
        more = last !== undefined && items.length >= kPage;
      }
    } catch { done = false; }
    this.filling.delete(conversation);
    this.release(conversation, done ? covered : 0);
    if (this.held.has(conversation)) this.ports.set(`gap ${conversation}`, () => void this.fill(conversation), done ? kPatience : kAgain);
    return done;
  }

  private show(message: Message): void {
    this.seqs.set(message.conversation, message.seq);
    this.on.message(message);
  }

  // Held messages that follow now; up to `covered` nothing is missing between them.
  private release(conversation: string, covered: number): void {
    const held = this.held.get(conversation);
    if (!held) return;
    for (const seq of [...held.keys()].sort((a, b) => a - b)) {
      const last = this.seqs.get(conversation) ?? 0;
      if (seq > last + 1 && seq > covered) return;
      const message = held.get(seq)!;
      held.delete(seq);
      if (seq > last) this.show(message);
    }
    this.held.delete(conversation);
    this.ports.clear(`gap ${conversation}`);
  }
}
