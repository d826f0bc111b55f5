// The lists on the left: what belongs in each, in which order, and how far the server's list was loaded. Rows come from the
// state, so a list is right the moment a change arrives; only how far it reaches comes from the server.
import { get, query, type Page } from "./api";
import type { Conversation, Filter, Id, Sort } from "./model";
import type { DeskState } from "./state";

export interface ListKind { key: string; filter: Filter; sort: Sort }

const kPage = 100;

export function matches(conversation: Conversation, filter: Filter, me: Id): boolean {
  if (conversation.merged_into) return false;
  const status = filter.status ?? "open";
  if (status !== "all" && conversation.status !== status) return false;
  if (filter.assignee === "me" ? conversation.assignee?.id !== me : filter.assignee === "none" ? conversation.assignee : filter.assignee && conversation.assignee?.id !== filter.assignee) return false;
  if (filter.team !== undefined && conversation.team !== filter.team) return false;
  if (filter.inbox && conversation.inbox !== filter.inbox) return false;
  if (filter.channel && conversation.channel !== filter.channel) return false;
  if (filter.label && !conversation.labels.includes(filter.label)) return false;
  if (filter.contact && conversation.contact.id !== filter.contact) return false;
  return !filter.due || conversation.due_at !== null;
}

// Smaller comes first. "~" stands after every time, so what has none comes last.
export function sort_key(conversation: Conversation, sort: Sort): string {
  if (sort === "due") return `${conversation.due_at ?? "~"}/${conversation.id}`;
  if (sort === "waiting") return `${conversation.waiting_since ?? "~"}/${conversation.id}`;
  return conversation.updated_at;
}
const before = (a: string, b: string, sort: Sort) => (sort === "latest" ? a > b : a < b);

export class List {
  rows: Id[] = [];
  done = false;
  loading = false;
  failed: string | null = null;
  private cursor: string | null = null;
  private horizon: string | null = null;   // sort key of the last row the server gave
  private loaded_once = false;
  private seen = -1;
  private generation = 0;

  constructor(readonly kind: ListKind, private readonly state: DeskState, private readonly me: Id, private readonly changed: () => void) {}

  get fresh() { return !this.loaded_once; }

  // The next page; nothing while one is under way.
  async more(): Promise<void> {
    if (this.loading || this.done) return;
    this.loading = true;
    this.failed = null;
    const { filter, sort } = this.kind, generation = this.generation;
    const { due, ...asked } = filter;
    try {
      const page = await get<Page<Conversation>>(query("/api/v1/conversations", { ...asked, status: asked.status ?? "open", sort: due ? "due" : sort, cursor: this.cursor, limit: kPage }));
      if (generation !== this.generation) return;
      for (const one of page.items) this.state.put(one);
      const last = page.items[page.items.length - 1];
      this.cursor = page.next;
      this.loaded_once = true;
      if (last) this.horizon = sort_key(last, due ? "due" : sort);
      if (!page.next || (due && last && last.due_at === null)) this.done = true;
    } catch (error) {
      this.failed = (error as Error).message;
    } finally {
      if (generation === this.generation) this.loading = false;
      this.seen = -1;
      this.changed();
    }
  }

  // From the start, after the server's log was cut.
  async again(): Promise<void> {
    ++this.generation;
    this.cursor = this.horizon = null;
    this.done = this.loading = this.loaded_once = false;
    await this.more();
  }

  // Recomputed only when something changed.
  refresh(): Id[] {
    if (this.seen === this.state.version) return this.rows;
    this.seen = this.state.version;
    const sort: Sort = this.kind.filter.due ? "due" : this.kind.sort;
    const found: [string, Id][] = [];
    for (const id of this.state.ids()) {
      const conversation = this.state.view(id)!;
      if (!matches(conversation, this.kind.filter, this.me)) continue;
      const key = sort_key(conversation, sort);
      // Beyond what was loaded the server may know some that are not here: they would be a gap.
      if (!this.done && this.horizon !== null && before(this.horizon, key, sort)) continue;
      found.push([key, id]);
    }
    found.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : before(a, b, sort) ? -1 : 1));
    const rows = found.map(([, id]) => id);
    if (rows.length !== this.rows.length || rows.some((id, at) => id !== this.rows[at])) this.rows = rows;
    return this.rows;
  }
}

// The filter a list's key stands for: "mine", "channel:email", "team:support", "label:refund", "filter:<id>".
export function filter_of(key: string, saved: { id: Id; filter: Filter }[]): Filter {
  const [kind, ...rest] = key.split(":"), value = rest.join(":");
  switch (kind) {
    case "mine": return { assignee: "me" };
    case "unassigned": return { assignee: "none" };
    case "snoozed": return { status: "snoozed" };
    case "resolved": return { status: "resolved" };
    case "due": return { due: true };
    case "channel": return { channel: value };
    case "team": return { team: value };
    case "label": return { label: value, status: "all" };
    case "contact": return { contact: value, status: "all" };
    case "filter": return saved.find((one) => one.id === value)?.filter ?? {};
    default: return {};
  }
}
