// What an agent is writing, per conversation: on this machine at every pause of the fingers, on the server a little later.
// After a crash, or at another machine, the later of the two is there.
import { ask, get } from "./api";
import type { Keep } from "./keep";
import type { Id } from "./model";
import type { Uploaded } from "./api";

export interface Draft { conversation: Id; mode: "reply" | "note"; reply: string; note: string; attachments: Uploaded[]; at: number }

const kLocal = 250, kServer = 1500;
export const empty_draft = (conversation: Id): Draft => ({ conversation, mode: "reply", reply: "", note: "", attachments: [], at: 0 });
export const is_empty = (draft: Draft) => !draft.reply.trim() && !draft.note.trim() && draft.attachments.length === 0;

export class Drafts {
  private readonly known = new Map<Id, Draft>();
  private readonly timers = new Map<string, number>();
  private readonly dirty = new Set<Id>();

  constructor(private readonly keep: Keep, private readonly changed: () => void) {}

  // All of this machine's; the server's come with each conversation that is opened.
  async start() {
    for (const draft of await this.keep.all<Draft>("drafts")) this.known.set(draft.conversation, draft);
    this.changed();
  }

  now(conversation: Id): Draft { return this.known.get(conversation) ?? empty_draft(conversation); }
  has(conversation: Id) { const draft = this.known.get(conversation); return !!draft && !is_empty(draft); }

  async open(conversation: Id): Promise<void> {
    const answer = await get<Draft & { at: number }>(`/api/v1/desk/drafts/${conversation}`).catch(() => null);
    const local = this.known.get(conversation);
    if (!answer || (local && local.at >= answer.at) || this.dirty.has(conversation)) return;
    this.known.set(conversation, { ...empty_draft(conversation), ...answer, conversation });
    this.changed();
  }

  set(draft: Draft) {
    const next = { ...draft, at: Date.now() };
    this.known.set(draft.conversation, next);
    this.dirty.add(draft.conversation);
    this.later(`local/${draft.conversation}`, kLocal, () => void this.keep_local(draft.conversation));
    this.later(`server/${draft.conversation}`, kServer, () => void this.keep_server(draft.conversation));
  }

  clear(conversation: Id) {
    this.known.delete(conversation);
    for (const place of ["local", "server"]) this.stop(`${place}/${conversation}`);
    void this.keep.remove("drafts", conversation).catch(() => {});
    void ask(`/api/v1/desk/drafts/${conversation}`, { method: "DELETE" }).catch(() => {});
    this.dirty.delete(conversation);
    this.changed();
  }

  // The page is going away: what waits is written now.
  flush() {
    for (const conversation of [...this.dirty]) {
      void this.keep_local(conversation);
      void this.keep_server(conversation, true);
    }
  }

  private async keep_local(conversation: Id) {
    this.stop(`local/${conversation}`);
    const draft = this.known.get(conversation);
    if (!draft) return;
    if (is_empty(draft)) await this.keep.remove("drafts", conversation).catch(() => {});
    else await this.keep.put("drafts", conversation, draft).catch(() => {});
    this.changed();
  }

  private async keep_server(conversation: Id, leaving = false) {
    this.stop(`server/${conversation}`);
    const draft = this.known.get(conversation);
    if (!draft) return;
    const { conversation: _, ...body } = draft;
    await ask(`/api/v1/desk/drafts/${conversation}`, is_empty(draft) ? { method: "DELETE", keepalive: leaving } : { method: "PUT", body, keepalive: leaving }).catch(() => {});
    if (this.known.get(conversation) === draft) this.dirty.delete(conversation);
  }

  private later(name: string, ms: number, then: () => void) {
    this.stop(name);
    this.timers.set(name, setTimeout(then, ms) as unknown as number);
  }
  private stop(name: string) {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }
}
