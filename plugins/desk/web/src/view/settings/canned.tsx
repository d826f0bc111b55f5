// Canned replies and macros: shared words and shared ways, for everybody or one team.
import { useState } from "preact/hooks";
import { post, put, remove } from "../../api";
import type { Desk } from "../../desk";
import type { Canned, Macro, MacroAction } from "../../model";
import { kPlaceholders } from "../../placeholders";
import { t } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Dialog, Empty, Field, TextField } from "../parts";

type Shelf = "canned" | "macros";

async function keep<T extends { id: string; rev: number }>(desk: Desk, shelf: Shelf, one: T): Promise<boolean> {
  const { id, rev, ...fields } = one;
  try {
    const made = id ? await put<T>(`/api/v1/desk/${shelf}/${id}`, fields, { "if-match": `"${rev}"` }) : await post<T>(`/api/v1/desk/${shelf}`, fields);
    const all = desk[shelf] as unknown as T[];
    (desk as unknown as Record<Shelf, T[]>)[shelf] = id ? all.map((other) => (other.id === id ? made : other)) : [...all, made];
    desk.notices.toast("done", t("article.done.saved"));
    desk.changed();
    return true;
  } catch (error) { desk.notices.failed(error); return false; }
}
async function drop(desk: Desk, shelf: Shelf, id: string) {
  try {
    await remove(`/api/v1/desk/${shelf}/${id}`);
    (desk as unknown as Record<Shelf, { id: string }[]>)[shelf] = desk[shelf].filter((other) => other.id !== id);
    desk.changed();
  } catch (error) { desk.notices.failed(error); }
}

function TeamField({ value, set }: { value: string | null; set: (team: string | null) => void }) {
  const desk = use_every_change();
  if (desk.teams.length === 0) return null;
  return <Field label={t("canned.for")}>{(id) => <select class="field" id={id} value={value ?? ""} onChange={(event) => set(event.currentTarget.value || null)}><option value="">{t("canned.everybody")}</option>{desk.teams.map((team) => <option key={team} value={team}>{team}</option>)}</select>}</Field>;
}

export function CannedPage() {
  const desk = use_every_change();
  const [editing, set_editing] = useState<Canned | null>(null);
  return (
    <>
      <p class="muted">{t("canned.intro")}</p>
      <p><Button icon="plus" label={t("canned.new")} show strong onClick={() => set_editing({ id: "", rev: 0, shortcut: "", title: "", body: "", team: null })} /></p>
      {desk.canned.length === 0 ? <Empty icon="chat" title={t("canned.none")} /> : <div class="box">{desk.canned.map((one) => <div class="line" key={one.id}><code>:{one.shortcut}</code><div class="grow"><strong>{one.title}</strong><p class="muted clip">{one.body}</p></div>{one.team && <span class="chip">{one.team}</span>}<Button icon="edit" label={t("canned.edit", { name: one.title })} quiet onClick={() => set_editing(one)} /><Button icon="trash" label={t("canned.delete", { name: one.title })} quiet onClick={() => void drop(desk, "canned", one.id)} /></div>)}</div>}
      {editing && <Dialog title={t(editing.id ? "canned.change" : "canned.new")} on_close={() => set_editing(null)}>
        <form class="stack" onSubmit={(event) => { event.preventDefault(); void keep(desk, "canned", editing).then((ok) => ok && set_editing(null)); }}>
          <TextField label={t("canned.shortcut")} hint={t("canned.shortcut.hint")} required maxLength={40} value={editing.shortcut} onInput={(event) => set_editing({ ...editing, shortcut: event.currentTarget.value.replace(/^:/, "").toLowerCase() })} />
          <TextField label={t("article.title")} required maxLength={80} value={editing.title} onInput={(event) => set_editing({ ...editing, title: event.currentTarget.value })} />
          <Field label={t("canned.body")} hint={t("canned.placeholders", { names: kPlaceholders.map((name) => `{{${name}}}`).join(" ") })}>{(id, hint) => <textarea class="field" rows={6} id={id} aria-describedby={hint} required value={editing.body} onInput={(event) => set_editing({ ...editing, body: event.currentTarget.value })} />}</Field>
          <TeamField value={editing.team} set={(team) => set_editing({ ...editing, team })} />
          <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={() => set_editing(null)} /><Button label={t("save")} submit strong /></div>
        </form>
      </Dialog>}
    </>
  );
}

const kActions: MacroAction["do"][] = ["reply", "note", "label", "assign", "team", "status"];
const fresh = (kind: MacroAction["do"]): MacroAction => (kind === "label" ? { do: "label", labels: [] } : kind === "assign" ? { do: "assign", to: "me" } : kind === "team" ? { do: "team", team: "" } : kind === "status" ? { do: "status", status: "resolved" } : { do: kind, text: "" });

export function MacrosPage() {
  const desk = use_every_change();
  const [editing, set_editing] = useState<Macro | null>(null);
  const change = (at: number, action: MacroAction) => set_editing({ ...editing!, actions: editing!.actions.map((one, place) => (place === at ? action : one)) });
  return (
    <>
      <p class="muted">{t("macros.intro")}</p>
      <p><Button icon="plus" label={t("macros.new")} show strong onClick={() => set_editing({ id: "", rev: 0, name: "", team: null, actions: [fresh("reply")] })} /></p>
      {desk.macros.length === 0 ? <Empty icon="bolt" title={t("macros.none")} /> : <div class="box">{desk.macros.map((one) => <div class="line" key={one.id}><div class="grow"><strong>{one.name}</strong><p class="muted">{one.actions.map((action) => t(`macro.${action.do}`)).join(" → ")}</p></div>{one.team && <span class="chip">{one.team}</span>}<Button icon="edit" label={t("canned.edit", { name: one.name })} quiet onClick={() => set_editing(one)} /><Button icon="trash" label={t("canned.delete", { name: one.name })} quiet onClick={() => void drop(desk, "macros", one.id)} /></div>)}</div>}
      {editing && <Dialog title={t(editing.id ? "macros.change" : "macros.new")} on_close={() => set_editing(null)} wide>
        <form class="stack" onSubmit={(event) => { event.preventDefault(); void keep(desk, "macros", editing).then((ok) => ok && set_editing(null)); }}>
          <TextField label={t("filter.name")} required maxLength={80} value={editing.name} onInput={(event) => set_editing({ ...editing, name: event.currentTarget.value })} />
          <TeamField value={editing.team} set={(team) => set_editing({ ...editing, team })} />
          <ol class="actions-list">{editing.actions.map((action, at) => (
            <li key={at}>
              <select class="field action-kind" aria-label={t("macros.step", { n: at + 1 })} value={action.do} onChange={(event) => change(at, fresh(event.currentTarget.value as MacroAction["do"]))}>{kActions.map((kind) => <option key={kind} value={kind}>{t(`macro.${kind}`)}</option>)}</select>
              <ActionFields action={action} set={(made) => change(at, made)} desk={desk} />
              <Button icon="close" label={t("macros.remove", { n: at + 1 })} quiet disabled={editing.actions.length === 1} onClick={() => set_editing({ ...editing, actions: editing.actions.filter((_, place) => place !== at) })} />
            </li>
          ))}</ol>
          <p><Button icon="plus" label={t("macros.add")} show quiet disabled={editing.actions.length >= 20} onClick={() => set_editing({ ...editing, actions: [...editing.actions, fresh("status")] })} /></p>
          <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={() => set_editing(null)} /><Button label={t("save")} submit strong /></div>
        </form>
      </Dialog>}
    </>
  );
}

function ActionFields({ action, set, desk }: { action: MacroAction; set: (action: MacroAction) => void; desk: Desk }) {
  switch (action.do) {
    case "reply": case "note": return <textarea class="field" rows={2} required aria-label={t(`macro.${action.do}`)} value={action.text} onInput={(event) => set({ ...action, text: event.currentTarget.value })} />;
    case "label": return <input class="field" required aria-label={t("labels")} placeholder={t("article.tags.hint")} value={action.labels.join(", ")} onChange={(event) => set({ ...action, labels: event.currentTarget.value.split(",").map((label) => label.trim()).filter(Boolean) })} />;
    case "assign": return <select class="field" aria-label={t("assign")} value={action.to} onChange={(event) => set({ ...action, to: event.currentTarget.value })}><option value="me">{t("assign.me")}</option><option value="">{t("assign.nobody")}</option>{[...desk.agents.values()].map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}</select>;
    case "team": return <select class="field" aria-label={t("team")} value={action.team} onChange={(event) => set({ ...action, team: event.currentTarget.value })}><option value="">{t("assign.nobody")}</option>{desk.teams.map((team) => <option key={team} value={team}>{team}</option>)}</select>;
    case "status": return <select class="field" aria-label={t("filter.status")} value={action.status} onChange={(event) => set({ do: "status", status: event.currentTarget.value as "open", ...(event.currentTarget.value === "snoozed" ? { hours: 24 } : {}) })}>{["open", "pending", "snoozed", "resolved"].map((status) => <option key={status} value={status}>{t(`status.${status}`)}</option>)}</select>;
  }
}
