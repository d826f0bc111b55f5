// The desk as one object: what is known, where the agent is, and how it hears of changes. Views look at it with use_desk.
import { ApiError, get, post, put, query, when_signed_out, type Page } from "./api";
import { Drafts } from "./drafts";
import type { Keep } from "./keep";
import { filter_of, List } from "./lists";
import { Live, type Connection, type Wire } from "./live";
import type { Agent, Author, Canned, Conversation, Counts, Filter, Frame, Handoff, Id, Label, Macro, Me, Message, Presence, SavedFilter, Settings } from "./model";
import { Notices } from "./notices";
import { Outbox, type Receipt } from "./outbox";
import { read_place, write_place, type Place } from "./route";
import { DeskState } from "./state";
import { t } from "./texts";

export interface Site { name: string; locales: string[]; default_locale: string; time_zone: string; public_url: string; accent: string }
export interface PluginPage { id: string; instance: string; title: string; url: string; icon: string; order: number; routes: string[] }
export interface Editor { id: string; title: string; kind: string; api: string }
// A hand-off this agent is asked to take: until when, and where the answer goes where it is not the host itself.
export interface Offer { id: Id; conversation: Id; reason: string; summary: string; handoff: Handoff | null; until: number; accept_url: string | null; decline_url: string | null }

const kTyping = 5_000, kOffer = 60_000, kCounts = 1_200;
const kMessages = 50, kAhead = 150;

export class Desk {
  readonly state = new DeskState();
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly live: Live;
  readonly notices: Notices;
  readonly agents = new Map<Id, Agent>();
  readonly typing = new Map<Id, { author: Author; until: number }>();
  readonly viewing = new Map<Id, { id: Id; name: string }[]>();
  readonly offers = new Map<Id, Offer>();
  readonly selected = new Set<Id>();           // for bulk actions
  readonly lists = new Map<string, List>();
  place: Place = { at: "inbox", list: "mine", number: null, pane: "list" };
  connection: Connection = "connecting";
  counts: Counts = { mine: 0, unassigned: 0, all: 0, snoozed: 0, due: 0, by_channel: {}, by_team: {} };
  labels: Label[] = [];
  teams: string[] = [];
  canned: Canned[] = [];
  macros: Macro[] = [];
  filters: SavedFilter[] = [];
  pages: PluginPage[] = [];
  editors: Editor[] = [];
  settings: Settings = { sound: true, notify: false, enter_sends: false, sort: "latest", locale: "" };
  presence: Presence = "online";
  ready = false;
  missing: number | null = null;               // a number nobody has
  private readonly loading = new Map<Id, Promise<void>>();
  private readonly wanted = new Set<Id>();
  private readonly listeners = new Set<() => void>();
  private dirty = false;
  private counting = 0;
  private unread = 0;
  private unread_at = -1;
  private ahead = 0;

  constructor(readonly me: Me, readonly site: Site, keep: Keep) {
    this.drafts = new Drafts(keep, () => this.changed());
    this.outbox = new Outbox({
      keep, changed: () => this.changed(),
      post: (conversation, body) => post<Receipt>(`/api/v1/conversations/${conversation}/messages`, body),
      failed: (item) => this.notices.toast("failed", t("toast.not_sent"), item.why),
    });
    this.notices = new Notices(() => this.changed(), () => this.settings);
    this.live = new Live({
      open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/v1`) as unknown as Wire,
      cursor: () => this.state.cursor,
      started: async (event) => { await this.load(); this.state.cursor = event; this.ready = true; this.changed(); },
      reset: async (event) => { await this.reload(); this.state.cursor = event; this.changed(); },
      frame: (frame) => this.take(frame),
      connection: (state) => this.set_connection(state),
    });
  }

  // ---- watching ----
  subscribe(listener: () => void) { this.listeners.add(listener); return () => void this.listeners.delete(listener); }
  changed() {
    if (this.dirty) return;
    this.dirty = true;
    const tell = () => { this.dirty = false; for (const listener of [...this.listeners]) listener(); };
    if (typeof requestAnimationFrame === "undefined" || document.hidden) setTimeout(tell, 20);
    else requestAnimationFrame(tell);
  }

  // ---- life ----
  async start() {
    when_signed_out(() => this.set_connection("signed_out"));
    this.place = read_place(location.pathname, location.search);
    addEventListener("popstate", () => { this.place = read_place(location.pathname, location.search); this.arrived(); });
    addEventListener("online", () => this.live.hurry());
    addEventListener("pagehide", () => this.drafts.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return this.drafts.flush();
      this.live.hurry();
      this.changed();
    });
    await Promise.all([this.drafts.start(), this.outbox.start()]);
    this.live.start();
    setInterval(() => this.tick(), 1000);
  }

  // What is shown, from the server. Lists of people and words may fail alone: the desk works without them.
  private async load() {
    const side = <T>(path: string, take: (value: T) => void) => get<T>(path).then(take, (error: unknown) => { if (!(error instanceof ApiError) || error.passing) throw error; });
    const items = <T>(take: (items: T[]) => void) => (page: Page<T>) => take(page.items);
    await Promise.all([
      side<Page<Agent>>("/api/v1/agents", items((all) => { this.agents.clear(); for (const one of all) this.agents.set(one.id, one); })),
      side<Page<string | { name: string }>>("/api/v1/teams", items((all) => { this.teams = all.map((one) => (typeof one === "string" ? one : one.name)); })),
      side<Page<Label>>("/api/v1/labels", items((all) => { this.labels = all; })),
      side<{ canned: Canned[]; macros: Macro[]; filters: SavedFilter[]; settings: Settings }>("/api/v1/desk/mine", (mine) => {
        Object.assign(this, { canned: mine.canned, macros: mine.macros, filters: mine.filters });
        this.settings = { ...this.settings, ...mine.settings };
      }),
      side<{ items: PluginPage[]; editors: Editor[] }>("/api/v1/desk/pages", (pages) => { this.pages = pages.items; this.editors = pages.editors; }),
      this.count_now(),
      this.arrived(),
    ]);
  }

  private async reload() {
    for (const map of [this.lists, this.offers, this.loading, this.typing, this.viewing]) map.clear();
    this.wanted.clear();
    this.state.clear();
    await this.load();
  }

  private set_connection(state: Connection) {
    const before = this.connection;
    this.connection = state;
    if (state === "live" && before !== "live") this.outbox.hurry();
    if (state === "signed_out") this.drafts.flush();
    this.changed();
  }

  private tick() {
    const now = Date.now();
    let changed = false;
    for (const [id, one] of this.typing) if (one.until < now) { this.typing.delete(id); changed = true; }
    for (const [id, offer] of this.offers) if (offer.until < now) { this.offers.delete(id); changed = true; }
    if (this.offers.size || changed) this.changed();
  }

  // ---- going somewhere ----
  go(place: Place, { replace = false } = {}) {
    this.place = place;
    const address = write_place(place);
    if (address !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"](null, "", address);
    void this.arrived();
    this.changed();
  }
  show_list(list: string) { this.selected.clear(); this.go({ at: "inbox", list, number: null, pane: "list" }); }
  show(conversation: Pick<Conversation, "number">, pane: "conversation" | "context" = "conversation") {
    const list = this.place.at === "inbox" ? this.place.list : "all";
    const replace = this.place.at === "inbox" && this.place.number !== null && pane === "conversation" && this.place.pane === "conversation";
    this.go({ at: "inbox", list, number: conversation.number, pane }, { replace });
  }

  private async arrived(): Promise<void> {
    this.changed();
    if (this.place.at !== "inbox") { this.live.view(null); return; }
    const list = this.list!;
    const waiting: Promise<unknown>[] = [];
    if (list.fresh) waiting.push(list.more());
    const { number } = this.place;
    if (number === null) this.live.view(null);
    else waiting.push(this.open_number(number));
    await Promise.all(waiting);
    this.changed();
  }

  get list(): List | null {
    if (this.place.at !== "inbox") return null;
    const key = `${this.place.list}/${this.settings.sort}`;
    let list = this.lists.get(key);
    if (!list) {
      list = new List({ key: this.place.list, filter: filter_of(this.place.list, this.filters), sort: this.settings.sort }, this.state, this.me.id, () => this.changed());
      this.lists.set(key, list);
    }
    return list;
  }
  get conversation(): Conversation | null {
    if (this.place.at !== "inbox" || this.place.number === null) return null;
    return this.state.by_number(this.place.number) ?? null;
  }

  private async open_number(number: number) {
    let conversation = this.state.by_number(number);
    this.missing = null;
    if (!conversation) {
      try {
        const found = await get<Conversation>(`/api/v1/conversations/${number}`);
        this.state.put(found);
        conversation = this.state.view(found.id);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) this.missing = number;
        else if (!(error instanceof ApiError) || error.status !== 401) this.notices.failed(error);
        this.changed();
        return;
      }
    }
    if (conversation) await this.open_thread(conversation.id);
  }

  async open_thread(id: Id): Promise<void> {
    this.live.view(id);
    void this.drafts.open(id);
    const thread = this.state.threads.get(id);
    if (!thread) await this.load_thread(id);
    else this.close_gap(id);
    this.mark_read(id);
    this.look_ahead(id);
  }

  // The neighbours in the list are likely next: their threads are there before the key is pressed.
  private look_ahead(id: Id) {
    clearTimeout(this.ahead);
    this.ahead = setTimeout(() => {
      const rows = this.list?.rows ?? [], at = rows.indexOf(id);
      if (at < 0 || this.connection !== "live") return;
      for (const next of [rows[at + 1], rows[at + 2], rows[at - 1]]) if (next && !this.state.threads.has(next)) void this.load_thread(next);
    }, kAhead) as unknown as number;
  }

  private load_thread(id: Id): Promise<void> {
    let running = this.loading.get(id);
    if (!running) {
      running = get<Page<Message>>(query(`/api/v1/conversations/${id}/messages`, { limit: kMessages })).then(
        (page) => { this.state.put_thread(id, page.items, { newest: true, start: page.items.length < kMessages }); this.settle(id); this.close_gap(id); },
        (error: unknown) => this.notices.failed(error),
      ).finally(() => { this.loading.delete(id); this.changed(); });
      this.loading.set(id, running);
    }
    return running;
  }

  async load_earlier(id: Id): Promise<void> {
    const thread = this.state.threads.get(id);
    if (!thread || thread.lowest <= 1) return;
    const page = await get<Page<Message>>(query(`/api/v1/conversations/${id}/messages`, { before: thread.lowest, limit: kMessages }));
    this.state.put_thread(id, page.items, { start: page.items.length < kMessages });
    this.changed();
  }

  private close_gap(id: Id) {
    const gap = this.state.gap(id);
    if (!gap || this.loading.has(id)) return;
    const [from, to] = gap;
    this.loading.set(id, get<Page<Message>>(query(`/api/v1/conversations/${id}/messages`, { after: from - 1, limit: Math.min(200, to - from + 1) })).then(
      (page) => { this.state.put_thread(id, page.items); this.settle(id); if (page.items.length) setTimeout(() => this.close_gap(id), 0); },
      () => {},
    ).finally(() => { this.loading.delete(id); this.changed(); }));
  }

  // Messages that are in the thread leave the outbox.
  private settle(id: Id) {
    const thread = this.state.threads.get(id);
    if (!thread) return;
    this.outbox.seen(id, (item) => {
      if (item.seq !== undefined) return thread.messages.has(item.seq);
      for (const message of thread.messages.values()) if (message.cmid === item.cmid) return true;
      return false;
    });
  }

  mark_read(id: Id) {
    const conversation = this.state.view(id);
    if (!conversation || document.hidden || conversation.last_seq === 0 || conversation.seen.agent.read >= conversation.last_seq) return;
    const seq = conversation.last_seq;
    this.state.apply({ type: "seen", event: 0, conversation: id, by: "agent", seq, state: "read" });
    if (!this.live.send({ type: "seen", conversation: id, seq, state: "read" }))
      void post(`/api/v1/conversations/${id}/seen`, { seq, state: "read" }).catch(() => {});
    this.changed();
  }

  // ---- hearing ----
  private take(frame: Frame) {
    if (this.state.apply(frame)) {
      const event = (frame as { event: number }).event;
      if (event > this.state.cursor) this.state.cursor = event;
      this.heard(frame);
      this.changed();
      return;
    }
    switch (frame.type) {
      case "subscribed": this.state.cursor = Math.max(this.state.cursor, frame.event); break;
      case "typing":
        if (frame.author.id !== this.me.id) this.typing.set(frame.conversation, { author: frame.author, until: Date.now() + kTyping });
        break;
      case "viewing": this.viewing.set(frame.conversation, frame.agents.filter(({ id }) => id !== this.me.id)); break;
      case "offer": {
        const own = (url: unknown) => (typeof url === "string" && /^\/api\/v1\/[\w/-]+$/.test(url) ? url : null);
        const until = Date.parse(frame.expires_at);
        this.offered({ id: frame.handoff, conversation: frame.conversation, reason: frame.reason, summary: frame.summary, handoff: this.state.handoffs.get(frame.handoff)?.value ?? null, until: Number.isFinite(until) ? until : Date.now() + kOffer, accept_url: own(frame.accept_url), decline_url: own(frame.decline_url) });
        break;
      }
      case "offer_ended": this.offers.delete(frame.conversation); break;
      case "presence": {
        const agent = this.agents.get(frame.agent);
        if (agent) this.agents.set(frame.agent, { ...agent, presence: frame.presence });
        if (frame.agent === this.me.id && frame.presence !== "offline") this.presence = frame.presence;
        break;
      }
      default: return;
    }
    this.changed();
  }

  private heard(frame: Frame) {
    switch (frame.type) {
      case "message": {
        const { type: _, ...rest } = frame;
        const message = rest as Message;
        this.typing.delete(message.conversation);
        if (!this.state.has(message.conversation)) void this.want(message.conversation);
        if (this.state.threads.has(message.conversation)) { this.settle(message.conversation); this.close_gap(message.conversation); }
        if (this.conversation?.id === message.conversation) this.mark_read(message.conversation);
        if (this.connection === "live") this.notices.message(message, this.state.view(message.conversation), this.me, this.conversation?.id === message.conversation);
        this.recount();
        break;
      }
      case "handoff": {
        const { type: _, event: __, ...rest } = frame;
        this.heard_handoff(rest as Handoff);
        this.recount();
        break;
      }
      case "conversation": case "assignment": case "moved":
        if (!this.state.has(frame.conversation)) void this.want(frame.conversation);
        if (frame.type === "assignment" && frame.assignee?.id === this.me.id && this.connection === "live") this.notices.assigned(this.state.view(frame.conversation));
        this.recount();
        break;
    }
  }

  private heard_handoff(handoff: Handoff) {
    const offer = this.offers.get(handoff.conversation);
    if (handoff.state !== "offered" && handoff.state !== "requested") { this.offers.delete(handoff.conversation); return; }
    if (offer) { offer.handoff = handoff; return; }
    const mine = handoff.state === "offered" && (handoff.offered_to === this.me.id || handoff.offered_to === `agent:${this.me.id}`);
    if (mine) this.offered({ id: handoff.id, conversation: handoff.conversation, reason: handoff.reason, summary: handoff.summary, handoff, until: Date.now() + kOffer, accept_url: null, decline_url: null });
  }

  private offered(offer: Offer) {
    const known = this.offers.has(offer.conversation);
    this.offers.set(offer.conversation, offer);
    if (known) return;
    void this.want(offer.conversation);
    this.notices.offer(offer, this.state.view(offer.conversation));
  }

  // A conversation somebody speaks of and that is not here yet.
  async want(id: Id) {
    if (this.state.has(id) || this.wanted.has(id)) return;
    this.wanted.add(id);
    await get<Conversation>(`/api/v1/conversations/${id}`).then((found) => this.state.put(found), () => {});
    this.wanted.delete(id);
    this.changed();
  }

  // ---- small things views ask ----
  toggle_selected(id: Id) {
    if (!this.selected.delete(id)) this.selected.add(id);
    this.changed();
  }
  // What could not be sent becomes a draft again, to be changed.
  async take_back(cmid: string) {
    const item = this.outbox.find(cmid);
    if (!item || item.state === "sent") return;
    const draft = this.drafts.now(item.conversation), name = item.note ? "note" : "reply";
    this.drafts.set({ ...draft, mode: name, [name]: [item.body, draft[name]].filter(Boolean).join("\n\n") });
    await this.outbox.drop(cmid);
    this.changed();
  }
  list_unread(): number {
    if (this.unread_at === this.state.version) return this.unread;
    this.unread_at = this.state.version;
    let unread = 0;
    for (const id of this.state.ids()) {
      const one = this.state.view(id)!;
      if (one.assignee?.id === this.me.id && one.status === "open" && one.unread > 0) ++unread;
    }
    this.unread = unread;
    return unread;
  }
  async set_settings(change: Partial<Settings>) {
    const before = this.settings;
    this.settings = { ...before, ...change };
    this.changed();
    if (change.sort) void this.arrived();
    await put<Settings>("/api/v1/desk/settings", this.settings).catch((error: unknown) => { this.settings = before; this.notices.failed(error); });
  }

  // ---- counts ----
  private recount() {
    if (this.counting) return;
    this.counting = setTimeout(() => { this.counting = 0; void this.count_now(); }, kCounts) as unknown as number;
  }
  private async count_now() {
    await get<Counts>("/api/v1/conversations/counts").then((counts) => { this.counts = { ...this.counts, ...counts }; this.changed(); }, () => {});
  }
  list_for(filter: Filter, key: string): List {
    const name = `${key}/count`;
    let list = this.lists.get(name);
    if (!list) {
      list = new List({ key, filter, sort: "latest" }, this.state, this.me.id, () => this.changed());
      this.lists.set(name, list);
      void list.more();
    }
    return list;
  }
}
