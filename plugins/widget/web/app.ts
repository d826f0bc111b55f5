// What the frame knows and does. Screens read `store`, call these functions, and know nothing of sockets.
import * as api from "./api";
import type { Page, ToLauncher, Visitor } from "./bridge";
import { config, t } from "./config";
import { Delivery, type Link } from "./delivery";
import * as journal from "./journal";
import { countVisit, dueNow, offered } from "./rules";
import { openOutbox, TextOutbox, type Entry, type OutgoingFile } from "./outbox";
import * as storage from "./storage";
import { Store } from "./store";
import type { Author, Conversation, Frame, Handoff, Message } from "./types";

export const kChat = "livechat"; // the pathway to a person in this window

export interface Hit { kind: string; id: string; title: string; snippet?: string; url: string; locale: string }
export interface Step { id: string; label: string; available: boolean; reason: string | null; wait_seconds: number | null; reveal: string; url: string | null; opens_at?: string | null; revealed?: boolean }
export interface Field { id: string; label: string; kind: string; required?: boolean; choices?: { id: string; label: string }[] }
export interface Rule { id: string; url?: string; seconds?: number; second_visit?: boolean; articles_read?: number; message: string }
export interface ChatSettings { greeting?: string; prechat?: { fields: Field[] }; proactive?: Rule[]; transcript?: boolean }

export type View = { name: "home" } | { name: "results"; query: string } | { name: "article"; hit: Hit; rank: number } | { name: "chat"; conversation: string | null } | { name: "history" };

export interface State {
  view: View;
  back: View[];
  open: boolean;
  full: boolean;
  page: Page;
  link: Link;
  steps: Step[];
  chat: ChatSettings;
  loaded: boolean;                     // the visitor's conversations, when there is a session
  conversations: Conversation[];       // newest first
  messages: Record<string, Message[]>; // by conversation, in order of seq
  earlier: Record<string, boolean>;    // whether there is more before them
  outbox: Entry[];
  progress: Record<string, number>;
  typing: { conversation: string; author: Author } | null;
  queue: { conversation: string; position: number; wait_seconds: number | null } | null;
  asking: boolean;                     // for a person, not yet confirmed
  draft: string;
  tell: boolean;                       // the first message takes the journey along
  said: string;                        // for the live region
}

export const store = new Store<State>({
  view: { name: "home" }, back: [], open: false, full: false, page: { url: "", title: "" }, link: "idle", steps: [], chat: {}, loaded: false, conversations: [],
  messages: {}, earlier: {}, outbox: [], progress: {}, typing: null, queue: null, asking: false, draft: "", tell: true, said: "",
});
const set = (change: Partial<State>) => store.set(change);
const get = () => store.state;

let delivery: Delivery | null = null;
let starting: Promise<void> | null = null;
let launcher: (message: ToLauncher) => void = () => {};
export const speakTo = (work: typeof launcher) => { launcher = work; };
export const close = () => launcher({ type: "close" });

// ---- where one is ----

export function go(view: View): void {
  const { view: from, back } = get();
  const same = from.name === view.name;
  set({ view, back: same && view.name !== "article" ? back : [...back, from].slice(-20) });
  if (view.name === "chat") void enterChat(view.conversation);
}
export function goBack(): void {
  const { back } = get();
  set({ view: back.at(-1) ?? { name: "home" }, back: back.slice(0, -1) });
}

// ---- conversations ----

export const active = (): Conversation | null => get().conversations.find((one) => one.status !== "resolved") ?? null;
export const conversation = (id: string | null): Conversation | null => get().conversations.find((one) => one.id === id) ?? null;
const byTime = (a: Conversation, b: Conversation) => (a.updated_at < b.updated_at ? 1 : -1);

function putConversation(value: Conversation): void {
  const kept = conversation(value.id);
  if (kept?.event && value.event && value.event < kept.event) return;
  set({ conversations: [...get().conversations.filter((one) => one.id !== value.id), { ...kept, ...value }].sort(byTime) });
  launcher({ type: "known", known: true });
  count();
}

function putMessages(id: string, more: Message[]): void {
  const bySeq = new Map((get().messages[id] ?? []).map((one) => [one.seq, one]));
  for (const message of more) bySeq.set(message.seq, { ...bySeq.get(message.seq), ...message });
  set({ messages: { ...get().messages, [id]: [...bySeq.values()].sort((a, b) => a.seq - b.seq) } });
}

export function start(): Promise<void> {
  return starting ??= (async () => {
    delivery = new Delivery({
      open: api.openSocket as () => never, request: api.request, upload: api.upload, token: api.token, outbox: storage.isBlocked ? new TextOutbox(() => storage.get("outbox"), (text) => storage.put("outbox", text)) : await openOutbox(`patchbay-${config.inbox}`),
      now: Date.now, random: Math.random, later: (work, ms) => setTimeout(work, ms), cancel: (timer) => clearTimeout(timer as number),
    }, {
      message: heard, updated: (message) => putMessages(message.conversation, [message]), frame: framed,
      outbox: (outbox) => set({ outbox }), progress: (cmid, part) => set({ progress: { ...get().progress, [cmid]: part } }), acked: confirmed,
      link: (link) => set({ link }),
    });
    await delivery.start();
  })();
}

async function load(): Promise<void> {
  const { items } = await api.request("GET", "/conversations?status=all&limit=50");
  (items as Conversation[]).forEach(putConversation);
  set({ loaded: true });
  const { view } = get();
  if (view.name === "chat") await enterChat(view.conversation);
  else if (active()) await loadMessages(active()!.id);
  count();
}

async function loadMessages(id: string, before?: number): Promise<void> {
  if (!before && get().messages[id]) return;
  const { items } = await api.request("GET", `/conversations/${id}/messages?limit=50${before ? `&before=${before}` : ""}`);
  putMessages(id, items);
  set({ earlier: { ...get().earlier, [id]: items.length === 50 } });
  if (!before && items.length) delivery?.know(id, items.at(-1).seq);
}
// The address of a file lasts a quarter of an hour; this asks for a new one.
export async function freshen(message: Message): Promise<void> {
  const { items } = await api.request("GET", `/conversations/${message.conversation}/messages?after=${message.seq - 1}&limit=1`);
  putMessages(message.conversation, items);
}
export const loadEarlier = (id: string) => loadMessages(id, get().messages[id]?.[0]?.seq).catch(() => {});

async function enterChat(id: string | null): Promise<void> {
  const target = id ?? active()?.id ?? null;
  if (target !== id) set({ view: { name: "chat", conversation: target } });
  if (target) { await loadMessages(target).catch(() => {}); look(); }
}

// What the visitor sees is read; what only came is delivered.
export function look(): void {
  const { view, open, messages } = get();
  const watched = open && !document.hidden && view.name === "chat" ? view.conversation : null;
  for (const [id, list] of Object.entries(messages)) {
    const last = list.filter((one) => one.author.kind !== "visitor").at(-1);
    if (!last) continue;
    delivery?.markSeen(id, last.seq, id === watched ? "read" : "delivered");
    if (id === watched && (readTo.get(id) ?? 0) < last.seq) { readTo.set(id, last.seq); count(); }
  }
}

// ---- unread ----

const readTo = new Map<string, number>();
let counted = -1;
const isForVisitor = ({ author: { kind } }: Message) => kind === "agent" || kind === "bot";
export function unreadIn(id: string): number {
  const read = Math.max(readTo.get(id) ?? 0, conversation(id)?.seen?.contact?.read ?? 0);
  return (get().messages[id] ?? []).filter((one) => one.seq > read && isForVisitor(one)).length;
}
function count(): void {
  const ids = Object.keys(get().messages);
  const total = ids.reduce((sum, id) => sum + unreadIn(id), 0);
  if (total === counted) return;
  counted = total;
  const latest = ids.flatMap((id) => get().messages[id]!).filter(isForVisitor).sort((a, b) => (a.at < b.at ? 1 : -1))[0];
  launcher({ type: "unread", count: total, preview: total && latest ? textOf(latest).slice(0, 160) : "" });
}
export const textOf = (message: Message): string => message.body || t(message.parts.some((part) => part.type === "file") ? "message.file" : "message.new");

// ---- what comes ----

function heard(message: Message): void {
  putMessages(message.conversation, [message]);
  const { typing } = get();
  if (message.author.kind !== "visitor") {
    if (typing?.conversation === message.conversation) set({ typing: null });
    set({ said: `${nameOf(message.author)}: ${textOf(message)}` });
    launcher({ type: "message", message });
  }
  const of = conversation(message.conversation);
  if (!of) void refresh(message.conversation);
  else if (message.seq >= (of.last_message?.seq ?? 0)) putConversation({ ...of, last_seq: message.seq, last_message: message, updated_at: message.at });
  look();
  count();
}
export const nameOf = (author: Author): string => author.name || t(author.kind === "bot" ? "author.bot" : author.kind === "agent" ? "author.agent" : author.kind === "visitor" ? "author.you" : "author.system");

async function refresh(id: string): Promise<void> {
  const value = await api.request("GET", `/conversations/${id}`).catch(() => null);
  if (value) putConversation(value);
}

function framed(frame: Frame): void {
  const id = frame.conversation ?? "";
  switch (frame.type) {
    case "ready": void load().catch(() => {}); tellAbout(); break;
    case "conversation": if (frame.value) putConversation(frame.value as Conversation); break;
    case "handoff": {
      const handoff = frame as unknown as Handoff;
      const kept = conversation(id);
      if (kept) putConversation({ ...kept, handoff });
      else void refresh(id);
      set({ asking: false, queue: handoff.state === "requested" || handoff.state === "offered" ? get().queue : null });
      if (get().view.name === "chat" && !(get().view as { conversation: string | null }).conversation) set({ view: { name: "chat", conversation: id } });
      break;
    }
    case "seen": {
      const kept = conversation(id);
      const by = frame.by as "agent" | "contact", state = frame.state as string, seq = Number(frame.seq);
      if (kept) putConversation({ ...kept, seen: { ...kept.seen, [by]: { ...kept.seen?.[by], [state]: seq } } });
      break;
    }
    case "assignment": {
      const kept = conversation(id);
      if (kept && "assignee" in frame) putConversation({ ...kept, assignee: frame.assignee as Conversation["assignee"] });
      break;
    }
    case "moved": if (frame.into) { void refresh(frame.into as string); void loadMessages(frame.into as string).catch(() => {}); } break;
    case "typing": {
      const author = frame.author as Author | undefined;
      if (!author || author.kind === "visitor") break;
      set({ typing: { conversation: id, author } });
      clearTimeout(typingOver);
      typingOver = setTimeout(() => set({ typing: null }), 6000);
      break;
    }
    case "queue": set({ queue: { conversation: id, position: Number(frame.position), wait_seconds: frame.wait_seconds as number | null } }); break;
    case "error": launcher({ type: "error", detail: String(frame.detail ?? frame.code) }); break;
  }
}
let typingOver: ReturnType<typeof setTimeout> | undefined;

function confirmed(entry: Entry, ack: { conversation: string; id: string; seq: number }): void {
  const { view, progress } = get();
  if (view.name === "chat" && view.conversation === null) set({ view: { name: "chat", conversation: ack.conversation } });
  if (entry.cmid in progress) { const { [entry.cmid]: _done, ...rest } = progress; set({ progress: rest }); }
  if (!conversation(ack.conversation)) void refresh(ack.conversation);
  if (entry.kind !== "message" || (get().messages[ack.conversation] ?? []).some((one) => one.seq === ack.seq)) return;
  putMessages(ack.conversation, [{
    conversation: ack.conversation, id: ack.id, seq: ack.seq, at: new Date(entry.at).toISOString(), channel: "web", body: entry.body, cmid: entry.cmid,
    author: { kind: "visitor", id: "", name: null, avatar: null }, parts: [...entry.parts, ...entry.files.map((file) => ({ type: "file", id: file.upload, name: file.name, mime: file.type, size: file.size, url: "" }))],
  }]);
}

// ---- what goes ----

export async function send(body: string, files: OutgoingFile[] = []): Promise<void> {
  const { view, tell } = get();
  const id = view.name === "chat" ? view.conversation : null;
  const first = !(get().messages[id ?? active()?.id ?? ""]?.length) && !get().outbox.length;
  const journey = first && tell ? journal.entries() : [];
  await start();
  await delivery!.send({ conversation: id, body, files, journey });
  if (first) journal.clear();
  journal.note("message", { channel: "web" });
}
export const retry = (cmid: string) => delivery?.retry(cmid);
export const discard = (cmid: string) => delivery?.discard(cmid);

let typed = 0;
export function typing(): void {
  const { view } = get();
  if (view.name !== "chat" || !view.conversation || Date.now() - typed < 3000) return;
  typed = Date.now();
  delivery?.typing(view.conversation);
}

export async function askForPerson(): Promise<void> {
  const { view } = get();
  set({ asking: true });
  journal.note("pathway_chosen", { step: kChat });
  if (view.name !== "chat") go({ name: "chat", conversation: active()?.id ?? null });
  await start();
  await delivery!.send({ kind: "handoff", conversation: active()?.id ?? null, body: "asked" });
}

export const giveEmail = (email: string) => api.request("POST", "/widget/email", { email });

// ---- answers without a conversation ----

// `asked`: by a person, who then wants to know; what nobody typed does not count as a question.
export async function search(query: string, how: "suggest" | "search", signal?: AbortSignal, asked = true): Promise<Hit[]> {
  const { hits } = await api.look(`/api/v1/${how}?q=${encodeURIComponent(query)}&locale=${config.locale}&limit=8${asked ? "" : "&record=0"}`, signal);
  return hits ?? [];
}

let chatAsked = false;
export async function loadSteps(): Promise<void> {
  const tried = journal.entries(), attempted = tried.length ? "&attempted=1" : "", no = tried.some((entry) => entry.kind === "vote" && !entry.data.helpful) ? "&no=1" : "";
  const { steps } = await api.look(`/api/v1/pathways?locale=${config.locale}${attempted}${no}`).catch(() => ({ steps: [] }));
  set({ steps });
  // Only asked for where somebody answers: a chat has its greeting, fields and rules.
  if (!chatAsked && (steps as Step[]).some((step) => step.id === kChat)) {
    chatAsked = true;
    const chat = await api.look(`/api/v1/${kChat}/settings?inbox=${encodeURIComponent(config.inbox)}&locale=${config.locale}`).catch(() => null);
    if (chat) set({ chat });
  }
}

// ---- the page around us ----

let since = Date.now();
let watching: ReturnType<typeof setInterval> | undefined;
export function pageIs(page: Page): void {
  since = Date.now();
  set({ page });
  clearInterval(watching);
  watching = setInterval(() => {
    const rules = get().chat.proactive ?? [];
    if (!rules.length || get().open || document.hidden) return;
    const rule = dueNow(rules, {
      url: get().page.url, seconds: (Date.now() - since) / 1000, visits: countVisit(), offered: offered(),
      articles: journal.entries().filter((entry) => entry.kind === "article_read").length,
    });
    if (rule) { offered(rule.id); launcher({ type: "offer", id: rule.id, text: rule.message }); }
  }, 1000);
}

// What the page says of somebody nobody has vouched for; told once there is a session.
let about: { name?: string; email?: string; attributes: Record<string, unknown> } = { attributes: {} };
function tellAbout(): void {
  const { name, email, attributes } = about;
  if (config.signed_in || !api.hasSession() || (!name && !email && !Object.keys(attributes).length)) return;
  about = { attributes: {} };
  api.request("PATCH", "/contacts/me", { ...(name && { name }), ...(email && { identities: [{ kind: "email", value: email, verified: false }] }), attributes }).catch(() => {}); // denied: the business has said it
}
export function attributesAre(attributes: Record<string, unknown>): void {
  about.attributes = { ...about.attributes, ...attributes };
  tellAbout();
}

export function visitorIs(visitor: Visitor): void {
  if (!visitor.identity) {
    about = { ...about, ...(visitor.name && { name: visitor.name }), ...(visitor.email && { email: visitor.email }) };
    tellAbout();
  }
  void (async () => {
    let changed = false;
    try {
      changed = await api.identify(visitor.identity);
    } catch (error) { launcher({ type: "error", detail: String((error as Error).message) }); return; }
    if (changed) await startAgain();
    else if (visitor.identity) await start();
  })();
}
async function startAgain(): Promise<void> {
  delivery?.stop();
  starting = delivery = null;
  set({ conversations: [], messages: {}, earlier: {}, loaded: false, queue: null, asking: false, view: { name: "home" }, back: [] });
  await start();
}

export async function reset(): Promise<void> {
  for (const entry of get().outbox) await delivery?.discard(entry.cmid);
  delivery?.stop();
  starting = delivery = null;
  api.forgetSession();
  journal.clear();
  readTo.clear();
  counted = -1;
  set({ conversations: [], messages: {}, earlier: {}, outbox: [], loaded: false, queue: null, asking: false, tell: true, view: { name: "home" }, back: [] });
}

addEventListener("online", () => delivery?.nudge());
document.addEventListener("visibilitychange", () => { if (!document.hidden) { delivery?.nudge(); look(); } });
api.onRefusedIdentity((why) => launcher({ type: "error", detail: why }));
