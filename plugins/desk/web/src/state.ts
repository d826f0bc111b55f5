// What the desk knows of conversations, as values that come in any order, twice, or late, and always end the same: each fact
// carries the place of its change (event), the newer one stays. Pure: no clock, no network, no browser.
import type { Contact, Conversation, Frame, Handoff, Id, LastMessage, Message } from "./model";

// Facts that frames change one by one, each with its own place.
const kSingle = ["assignee", "team", "labels", "merged_into", "handoff"] as const;
type Single = (typeof kSingle)[number];

interface Known {
  value: Conversation;             // the last whole value, with single facts and messages merged in
  base: number;                    // place of the whole value
  counted: { unread: number; upto: number };  // the server's count, and the seq it counted to
  at: Record<Single, number>;      // place of each single fact
  last_at: number;                 // place of last_message, for edits
  incoming: Set<number>;           // seqs of customers' messages after `counted.upto`
}

export interface Thread {
  messages: Map<number, Message>;
  lowest: number;                  // the first seq that is here without a gap to the newest; 1 = all
  highest: number;
}

export interface Patch { id: number; conversation: Id; change: Partial<Conversation> }

const rank = (value: string | null | undefined) => value ?? "";

export class DeskState {
  cursor = 0;                                  // everything up to this place is in
  readonly contacts = new Map<Id, { value: Contact; event: number }>();
  readonly handoffs = new Map<Id, { value: Handoff; event: number }>();
  readonly threads = new Map<Id, Thread>();
  private readonly known = new Map<Id, Known>();
  private readonly single = new Map<Id, { at: Partial<Record<Single, number>>; value: Partial<Pick<Conversation, Single>>; seen: Conversation["seen"]; newest: Map<number, Message> }>();
  private readonly patches: Patch[] = [];
  private readonly views = new Map<Id, Conversation>();
  private patch_id = 0;
  version = 0;                                 // rises with each change of a conversation

  get size() { return this.known.size; }
  ids(): Iterable<Id> { return this.known.keys(); }
  has(id: Id) { return this.known.has(id); }

  // The conversation as it is shown: what the server said, under what was just done here and is not confirmed.
  view(id: Id): Conversation | undefined {
    const cached = this.views.get(id);
    if (cached) return cached;
    const known = this.known.get(id);
    if (!known) return undefined;
    const { value } = known;
    const read = value.seen.agent.read;
    let unread = read >= known.counted.upto ? 0 : known.counted.unread;
    for (const seq of known.incoming) if (seq > read) ++unread;
    const contact = this.contacts.get(value.contact.id)?.value;
    const shown: Conversation = {
      ...value, unread,
      contact: contact ? { ...value.contact, name: contact.name, verified: contact.verified, blocked: contact.blocked } : value.contact,
    };
    for (const patch of this.patches) if (patch.conversation === id) Object.assign(shown, patch.change);
    this.views.set(id, shown);
    return shown;
  }

  by_number(number: number): Conversation | undefined {
    for (const [id, known] of this.known) if (known.value.number === number) return this.view(id);
    return undefined;
  }

  // ---- done here, not confirmed yet ----
  patch(conversation: Id, change: Partial<Conversation>): number {
    this.patches.push({ id: ++this.patch_id, conversation, change });
    this.touch(conversation);
    return this.patch_id;
  }
  unpatch(id: number) {
    const at = this.patches.findIndex((patch) => patch.id === id);
    const [patch] = at < 0 ? [] : this.patches.splice(at, 1);
    if (patch) this.touch(patch.conversation);
  }

  // ---- what the server says ----
  put(value: Conversation, event = value.event) {
    const before = this.known.get(value.id);
    if (!before) return this.put_first(value, event);
    if (event >= before.base) {
      const kept = before.value;
      const next: Conversation = { ...value, seen: later_seen(kept.seen, value.seen) };
      for (const name of kSingle) {
        if (event >= before.at[name]) before.at[name] = event;
        else (next as unknown as Record<string, unknown>)[name] = kept[name];
      }
      if (kept.last_seq > value.last_seq || (kept.last_seq === value.last_seq && before.last_at > event)) {
        next.last_seq = kept.last_seq;
        next.last_message = kept.last_message;
      } else before.last_at = event;
      before.value = next;
      before.base = event;
      before.counted = { unread: value.unread, upto: value.last_seq };
      for (const seq of before.incoming) if (seq <= value.last_seq) before.incoming.delete(seq);
    } else {
      before.value = { ...before.value, seen: later_seen(before.value.seen, value.seen) };
    }
    this.touch(value.id);
  }

  private put_first(value: Conversation, event: number) {
    const at = Object.fromEntries(kSingle.map((name) => [name, event])) as Record<Single, number>;
    this.known.set(value.id, { value: { ...value }, base: event, counted: { unread: value.unread, upto: value.last_seq }, at, last_at: event, incoming: new Set() });
    // What came before the conversation itself did.
    const early = this.single.get(value.id);
    this.single.delete(value.id);
    if (early) {
      for (const name of kSingle) if (early.at[name] !== undefined) this.put_single(value.id, name, early.value[name] as never, early.at[name]!);
      for (const message of early.newest.values()) this.count(message);
      this.put_seen(value.id, early.seen);
    }
    this.touch(value.id);
  }

  private early(id: Id) {
    let early = this.single.get(id);
    if (!early) this.single.set(id, (early = { at: {}, value: {}, seen: { contact: { delivered: 0, read: 0 }, agent: { read: 0 } }, newest: new Map() }));
    return early;
  }

  private put_single<K extends Single>(id: Id, name: K, value: Conversation[K], event: number) {
    const known = this.known.get(id);
    if (!known) {
      const early = this.early(id);
      if (event >= (early.at[name] ?? 0)) { early.at[name] = event; early.value[name] = value as never; }
      return;
    }
    if (event < known.at[name]) return;
    known.at[name] = event;
    known.value = { ...known.value, [name]: value };
    this.touch(id);
  }

  private put_seen(id: Id, seen: Conversation["seen"]) {
    const known = this.known.get(id);
    if (!known) { const early = this.early(id); early.seen = later_seen(early.seen, seen); return; }
    known.value = { ...known.value, seen: later_seen(known.value.seen, seen) };
    this.touch(id);
  }

  put_message(message: Message) {
    const thread = this.threads.get(message.conversation);
    if (thread) {
      const before = thread.messages.get(message.seq);
      if (!before || message.event >= before.event) thread.messages.set(message.seq, before?.cmid && !message.cmid ? { ...message, cmid: before.cmid } : message);
      thread.highest = Math.max(thread.highest, message.seq);
    }
    this.count(message);
    this.touch(message.conversation);
  }

  private count(message: Message) {
    const known = this.known.get(message.conversation);
    if (!known) {
      const { newest } = this.early(message.conversation);
      const before = newest.get(message.seq);
      if (!before || message.event >= before.event) newest.set(message.seq, message);
      return;
    }
    const { value } = known;
    if (message.seq > value.last_seq || (message.seq === value.last_seq && message.event >= known.last_at)) {
      const last: LastMessage = { seq: message.seq, at: message.at, author: message.author, body: message.body.slice(0, 200), note: message.note };
      known.value = { ...value, last_seq: message.seq, last_message: last, updated_at: rank(value.updated_at) > message.at ? value.updated_at : message.at };
      known.last_at = message.event;
    }
    if (message.author.kind === "visitor" && !message.note && message.seq > known.counted.upto) known.incoming.add(message.seq);
  }

  put_contact(value: Contact, event: number) {
    const before = this.contacts.get(value.id);
    if (before && event < before.event) return;
    this.contacts.set(value.id, { value, event });
    for (const [id, known] of this.known) if (known.value.contact.id === value.id) this.touch(id);
  }

  put_handoff(value: Handoff, event: number) {
    const before = this.handoffs.get(value.id);
    if (!before || event >= before.event) this.handoffs.set(value.id, { value, event });
    this.put_single(value.conversation, "handoff", value, event);
  }

  // A thread as REST gave it: `messages` in rising order without gaps.
  put_thread(conversation: Id, messages: Message[], { newest = false, start = false } = {}) {
    let thread = this.threads.get(conversation);
    if (!thread) this.threads.set(conversation, (thread = { messages: new Map(), lowest: Infinity, highest: 0 }));
    const first = messages[0], last = messages[messages.length - 1];
    if (newest || start || (first && first.seq <= thread.highest + 1)) {
      thread.lowest = Math.min(thread.lowest, start ? 1 : first?.seq ?? (newest ? 1 : thread.lowest));
    }
    for (const message of messages) this.put_message(message);
    if (last) thread.highest = Math.max(thread.highest, last.seq);
    if (newest && messages.length === 0) thread.lowest = 1;
    this.touch(conversation);
  }

  // Seqs that are missing between what is here: [from, to], inclusive.
  gap(conversation: Id): [number, number] | null {
    const thread = this.threads.get(conversation);
    if (!thread || thread.lowest === Infinity) return null;
    const known = this.known.get(conversation);
    const highest = Math.max(thread.highest, known?.value.last_seq ?? 0);
    for (let seq = thread.lowest; seq <= highest; ++seq) {
      if (thread.messages.has(seq)) continue;
      let to = seq;
      while (to < highest && !thread.messages.has(to + 1)) ++to;
      return [seq, to];
    }
    return null;
  }

  // Takes a frame of the change log. False: it is none.
  apply(frame: Frame): boolean {
    switch (frame.type) {
      case "message": case "message_updated": {
        const { type: _, ...message } = frame;
        this.put_message(message as Message);
        break;
      }
      case "conversation": if (frame.value) this.put(frame.value, frame.event); break;
      case "assignment":
        if (frame.assignee !== undefined) this.put_single(frame.conversation, "assignee", frame.assignee, frame.event);
        if (frame.team !== undefined) this.put_single(frame.conversation, "team", frame.team, frame.event);
        break;
      case "label": this.put_single(frame.conversation, "labels", frame.labels, frame.event); break;
      case "moved": this.put_single(frame.conversation, "merged_into", frame.into, frame.event); break;
      case "handoff": {
        const { type: _, event, ...handoff } = frame;
        this.put_handoff(handoff as Handoff, event);
        break;
      }
      case "seen": {
        const seen = { contact: { delivered: 0, read: 0 }, agent: { read: 0 } };
        if (frame.by === "agent") seen.agent.read = frame.seq;
        else { seen.contact.delivered = frame.seq; if (frame.state === "read") seen.contact.read = frame.seq; }
        this.put_seen(frame.conversation, seen);
        break;
      }
      case "contact": this.put_contact(frame.contact, frame.event); break;
      default: return false;
    }
    return true;
  }

  // After "reset" by the server: everything is asked for again, what was here is gone.
  clear() {
    for (const map of [this.contacts, this.handoffs, this.threads, this.known, this.single, this.views]) map.clear();
    ++this.version;
  }

  private touch(id: Id) {
    this.views.delete(id);
    ++this.version;
  }

  // Everything that is known, in one order: two desks that know the same give the same.
  snapshot(): unknown {
    const sorted = <T>(map: Map<Id, T>) => [...map.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      conversations: [...this.known.keys()].sort().map((id) => { const { event: _, updated_at: __, ...rest } = this.view(id)!; return rest; }),
      threads: sorted(this.threads).map(([id, thread]) => [id, thread.lowest, thread.highest, [...thread.messages.values()].sort((a, b) => a.seq - b.seq)]),
      contacts: sorted(this.contacts).map(([, one]) => one.value),
      handoffs: sorted(this.handoffs).map(([, one]) => one.value),
    };
  }
}

const later_seen = (a: Conversation["seen"], b: Conversation["seen"]): Conversation["seen"] => ({
  contact: { delivered: Math.max(a.contact.delivered, b.contact.delivered), read: Math.max(a.contact.read, b.contact.read) },
  agent: { read: Math.max(a.agent.read, b.agent.read) },
});
