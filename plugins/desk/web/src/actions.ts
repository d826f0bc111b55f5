// What an agent does to conversations. Each shows at once; a refusal puts back what was and says why.
import { ApiError, get, patch as send_patch, post, query, remove } from "./api";
import type { Desk, Offer } from "./desk";
import type { Conversation, Id, Macro, Status } from "./model";
import { fill } from "./placeholders";
import { t, tn } from "./texts";

type Change = Partial<Conversation>;

async function optimistic(desk: Desk, id: Id, change: Change, asked: () => Promise<Conversation | undefined | null>): Promise<boolean> {
  const patched = desk.state.patch(id, change);
  desk.changed();
  try {
    const result = await asked();
    if (result && typeof result === "object" && "number" in result) desk.state.put(result);
    return true;
  } catch (error) {
    desk.notices.failed(error);
    return false;
  } finally {
    desk.state.unpatch(patched);
    desk.changed();
  }
}

const path = (id: Id, rest: string) => `/api/v1/conversations/${id}/${rest}`;

export function set_status(desk: Desk, id: Id, status: Status, snoozed_until: string | null = null): Promise<boolean> {
  const before = desk.state.view(id);
  if (!before || (before.status === status && status !== "snoozed")) return Promise.resolve(true);
  if (status !== "open" && desk.conversation?.id === id) step_away(desk, id);
  const done = optimistic(desk, id, { status, snoozed_until }, () =>
    post(path(id, "toggle_status"), snoozed_until ? { status, snoozed_until } : { status }));
  void done.then((ok) => {
    if (ok) desk.notices.toast("done", t(`toast.${status}`, { number: before.number }), undefined, () => void set_status(desk, id, before.status, before.snoozed_until));
  });
  return done;
}

// The next conversation of the list takes the place of one that leaves it.
function step_away(desk: Desk, id: Id) {
  const list = desk.list;
  if (!list || list.kind.filter.status === "all") return;
  const rows = list.refresh(), at = rows.indexOf(id);
  const next = rows[at + 1] ?? rows[at - 1];
  const conversation = next ? desk.state.view(next) : undefined;
  if (conversation && innerWidth > 720) desk.show(conversation);
  else if (at >= 0) desk.show_list(list.kind.key);
}

export function assign(desk: Desk, id: Id, agent: { id: Id; name: string } | null): Promise<boolean> {
  return optimistic(desk, id, { assignee: agent }, () => post(path(id, "assignments"), { assignee_id: agent?.id ?? null }));
}
export function set_team(desk: Desk, id: Id, team: string | null): Promise<boolean> {
  return optimistic(desk, id, { team }, () => post(path(id, "assignments"), { team }));
}
export function set_labels(desk: Desk, id: Id, labels: string[]): Promise<boolean> {
  return optimistic(desk, id, { labels }, async () => { await post(path(id, "labels"), { labels }); return null; });
}
export function set_fields(desk: Desk, id: Id, change: Pick<Change, "subject" | "priority" | "due_at">): Promise<boolean> {
  return optimistic(desk, id, change, () => send_patch(`/api/v1/conversations/${id}`, change));
}

// To another agent or team, with what they should know.
export async function transfer(desk: Desk, id: Id, to: { agent?: { id: Id; name: string }; team?: string }, note: string): Promise<boolean> {
  if (note.trim()) await desk.outbox.add({ conversation: id, body: note.trim(), note: true, parts: [], attachments: [], files: [] });
  return to.agent ? assign(desk, id, to.agent) : set_team(desk, id, to.team ?? null);
}

export async function merge(desk: Desk, id: Id, into: Conversation): Promise<boolean> {
  const ok = await optimistic(desk, id, { merged_into: into.id }, () => post(path(id, "merge"), { into: into.id }));
  if (ok) {
    desk.show(into);
    desk.notices.toast("done", t("toast.merged", { number: into.number }), undefined, () => void optimistic(desk, id, { merged_into: null }, () => post(path(id, "unmerge"))));
  }
  return ok;
}
export async function split(desk: Desk, id: Id, seq: number): Promise<void> {
  try {
    const made = await post<Conversation>(path(id, "split"), { seq });
    desk.state.put(made);
    desk.show(made);
  } catch (error) { desk.notices.failed(error); }
}

export async function block(desk: Desk, conversation: Conversation, blocked: boolean, why: string): Promise<boolean> {
  return optimistic(desk, conversation.id, { contact: { ...conversation.contact, blocked } }, async () => {
    await post(`/api/v1/contacts/${conversation.contact.id}/block`, { blocked, why });
    return null;
  });
}
// Spam is a label, the visitor blocked, and the conversation out of sight.
export async function mark_spam(desk: Desk, conversation: Conversation): Promise<void> {
  const labelled = await set_labels(desk, conversation.id, [...new Set([...conversation.labels, "spam"])]);
  if (labelled && (await block(desk, conversation, true, "spam"))) await set_status(desk, conversation.id, "resolved");
}

export async function bulk(desk: Desk, ids: Id[], what: { status?: Status; assignee_id?: Id | null; team?: string | null; labels_add?: string[]; labels_remove?: string[] }): Promise<void> {
  const failed: { id: Id; detail: string }[] = [];
  let done = 0;
  for (let at = 0; at < ids.length; at += 100) {
    try {
      const answer = await post<{ done: Id[]; failed: { id: Id; detail: string }[] }>("/api/v1/conversations/bulk", { ids: ids.slice(at, at + 100), ...what });
      done += answer.done.length;
      failed.push(...answer.failed);
    } catch (error) { desk.notices.failed(error); return; }
  }
  desk.selected.clear();
  for (const { id } of failed) desk.selected.add(id);
  if (done) desk.notices.toast("done", tn("toast.bulk", done));
  if (failed.length) desk.notices.toast("failed", tn("toast.bulk_failed", failed.length), failed[0]!.detail);
  desk.changed();
}

// ---- hand-offs ----
type Offered = Pick<Offer, "conversation"> & { accept_url?: string | null; decline_url?: string | null };

export async function accept(desk: Desk, offer: Offered): Promise<void> {
  desk.offers.delete(offer.conversation);
  desk.changed();
  try {
    await post(offer.accept_url ?? path(offer.conversation, "handoff/accept"));
    await desk.want(offer.conversation);
    const conversation = desk.state.view(offer.conversation);
    if (conversation) desk.show(conversation);
  } catch (error) { desk.notices.failed(error, t("toast.offer_gone")); }
}
// To the next one, or to somebody by name.
export async function pass(desk: Desk, offer: Offered, note = "", to: string | null = null): Promise<void> {
  desk.offers.delete(offer.conversation);
  desk.changed();
  const asked = offer.decline_url ? post(offer.decline_url) : post(path(offer.conversation, "handoff/pass"), { to, ...(note ? { note } : {}) });
  await asked.catch((error: unknown) => desk.notices.failed(error));
}

// ---- macros: their actions one after another; the first that fails stops the rest and says which ----
export async function run_macro(desk: Desk, macro: Macro, id: Id): Promise<void> {
  for (const action of macro.actions) {
    const conversation = desk.state.view(id);
    if (!conversation) return;
    if (!(await run_action(desk, conversation, action))) {
      desk.notices.toast("failed", t("toast.macro_stopped", { name: macro.name, step: t(`macro.${action.do}`) }));
      return;
    }
  }
  desk.notices.toast("done", t("toast.macro_done", { name: macro.name }));
}

async function run_action(desk: Desk, conversation: Conversation, action: Macro["actions"][number]): Promise<boolean> {
  const { id } = conversation;
  switch (action.do) {
    case "reply": case "note":
      await desk.outbox.add({ conversation: id, body: fill(action.text, desk, conversation), note: action.do === "note", parts: [], attachments: [], files: [] });
      return true;
    case "label": return set_labels(desk, id, [...new Set([...conversation.labels, ...action.labels])]);
    case "team": return set_team(desk, id, action.team || null);
    case "assign": {
      if (action.to === "") return assign(desk, id, null);
      const agent = action.to === "me" ? desk.me : desk.agents.get(action.to);
      return agent ? assign(desk, id, { id: agent.id, name: agent.name }) : false;
    }
    case "status": return set_status(desk, id, action.status, action.status === "snoozed" ? new Date(Date.now() + (action.hours ?? 24) * 3600_000).toISOString() : null);
  }
}

// By number ("1042" or "#1042"), for what a customer says on the phone.
export async function find_number(desk: Desk, number: number): Promise<Conversation | null> {
  const known = desk.state.by_number(number);
  if (known) return known;
  try {
    const found = await get<Conversation>(`/api/v1/conversations/${number}`);
    desk.state.put(found);
    return desk.state.view(found.id) ?? null;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) desk.notices.failed(error);
    return null;
  }
}

export const set_presence = async (desk: Desk, presence: "online" | "away") => {
  const before = desk.presence;
  desk.presence = presence;
  desk.changed();
  await post("/api/v1/me/presence", { presence }).catch((error: unknown) => { desk.presence = before; desk.notices.failed(error); });
};

export async function save_filter(desk: Desk, name: string, filter: Desk["filters"][number]["filter"]): Promise<void> {
  try { desk.filters = [...desk.filters, await post("/api/v1/desk/filters", { name, filter })]; }
  catch (error) { desk.notices.failed(error); }
  desk.changed();
}
export async function drop_filter(desk: Desk, id: Id): Promise<void> {
  const before = desk.filters;
  desk.filters = before.filter((one) => one.id !== id);
  desk.changed();
  await remove(query(`/api/v1/desk/filters/${id}`, {})).catch((error: unknown) => { desk.filters = before; desk.notices.failed(error); desk.changed(); });
}
