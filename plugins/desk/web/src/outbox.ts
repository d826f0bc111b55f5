// What an agent sent and the server has not confirmed: on disk before it is shown, sent in order per conversation, again with
// the same cmid until the server says it has it, so nothing is lost and nothing is doubled.
import { ApiError } from "./api";
import type { Keep } from "./keep";
import type { Id, Part } from "./model";
import { ulid } from "./ulid";

export interface Waiting {
  cmid: string; conversation: Id; body: string; note: boolean; parts: Part[]; attachments: Id[];
  files: { name: string; size: number }[]; at: string;
  state: "waiting" | "failed" | "sent"; why?: string; seq?: number;
}
export interface Receipt { cmid: string; conversation: Id; id: Id; seq: number }
export type Post = (conversation: Id, body: Record<string, unknown>) => Promise<Receipt>;

export interface OutboxParts {
  keep: Keep; post: Post; changed(): void;
  failed?(item: Waiting): void;
  after?(ms: number, then: () => void): void;
}

export class Outbox {
  private items: Waiting[] = [];
  private readonly busy = new Set<Id>();
  private readonly tries = new Map<Id, number>();

  constructor(private readonly parts: OutboxParts) {}

  // What an earlier tab left behind goes out first.
  async start() {
    const kept = (await this.parts.keep.all<Waiting>("outbox")).filter((item) => item.state !== "sent");
    this.items.push(...kept.sort((a, b) => (a.cmid < b.cmid ? -1 : 1)));
    this.parts.changed();
    for (const { conversation } of kept) void this.run(conversation);
  }

  of(conversation: Id): Waiting[] { return this.items.filter((item) => item.conversation === conversation); }
  get unsent(): number { return this.items.filter((item) => item.state === "waiting").length; }
  find(cmid: string) { return this.items.find((item) => item.cmid === cmid); }

  async add(what: Omit<Waiting, "cmid" | "state" | "at">): Promise<Waiting> {
    const item: Waiting = { ...what, cmid: ulid(), at: new Date().toISOString(), state: "waiting" };
    this.items.push(item);
    this.parts.changed();
    await this.parts.keep.put("outbox", item.cmid, item).catch(() => {});
    void this.run(item.conversation);
    return item;
  }

  retry(cmid: string) {
    const item = this.find(cmid);
    if (!item || item.state === "sent") return;
    item.state = "waiting";
    delete item.why;
    this.parts.changed();
    void this.parts.keep.put("outbox", cmid, item).catch(() => {});
    void this.run(item.conversation);
  }

  async drop(cmid: string) {
    this.items = this.items.filter((item) => item.cmid !== cmid);
    this.parts.changed();
    await this.parts.keep.remove("outbox", cmid).catch(() => {});
  }

  // The thread has it: it need not be shown from here any more.
  seen(conversation: Id, has: (item: Waiting) => boolean) {
    const before = this.items.length;
    this.items = this.items.filter((item) => item.conversation !== conversation || !has(item) || (void this.parts.keep.remove("outbox", item.cmid).catch(() => {}), false));
    if (this.items.length !== before) this.parts.changed();
  }

  // The line is back.
  hurry() {
    this.tries.clear();
    for (const conversation of new Set(this.items.filter((item) => item.state === "waiting").map((item) => item.conversation))) void this.run(conversation);
  }

  private async run(conversation: Id) {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (let item; (item = this.items.find((one) => one.conversation === conversation && one.state === "waiting"));)
        if (!(await this.send(item))) break;
    } finally {
      this.busy.delete(conversation);
    }
  }

  // False: not now, it will be tried again.
  private async send(item: Waiting): Promise<boolean> {
    try {
      const { cmid, conversation, body, attachments, parts, note } = item;
      const receipt = await this.parts.post(conversation, { cmid, body, attachments, parts, note });
      item.state = "sent";
      item.seq = receipt.seq;
      this.tries.delete(conversation);
      await this.parts.keep.remove("outbox", cmid).catch(() => {});
      this.parts.changed();
      return true;
    } catch (error) {
      if (error instanceof ApiError && !error.passing && error.status !== 401) {
        item.state = "failed";
        item.why = error.message;
        void this.parts.keep.put("outbox", item.cmid, item).catch(() => {});
        this.parts.failed?.(item);
        this.parts.changed();
        return true;
      }
      const tries = (this.tries.get(item.conversation) ?? 0) + 1;
      this.tries.set(item.conversation, tries);
      const wait = Math.min(30_000, 500 * 2 ** (tries - 1)) * (0.5 + Math.random());
      (this.parts.after ?? ((ms, then) => void setTimeout(then, ms)))(wait, () => void this.run(item.conversation));
      this.parts.changed();
      return false;
    }
  }
}
