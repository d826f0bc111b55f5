// What needs one more answer before it is done: until when, to whom, into which.
import { useEffect, useState } from "preact/hooks";
import { find_number, merge, pass, set_fields, set_status, transfer } from "../actions";
import type { Conversation, Handoff } from "../model";
import { date_time, t } from "../texts";
import { the_desk } from "../use";
import { Button, Dialog, Field } from "./parts";

// Local time as <input type=datetime-local> wants it.
const local = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
function at_hour(days: number, hour: number): Date {
  const at = new Date();
  at.setDate(at.getDate() + days);
  at.setHours(hour, 0, 0, 0);
  return at;
}
const next_monday = () => at_hour(((8 - new Date().getDay()) % 7) || 7, 9);

export function SnoozeDialog({ kind, one, on_close }: { kind: "snooze" | "due"; one: Conversation; on_close: () => void }) {
  const desk = the_desk();
  const [own, set_own] = useState(local(at_hour(1, 9)));
  const take = (at: Date | null) => {
    on_close();
    if (kind === "snooze") void set_status(desk, one.id, "snoozed", (at ?? at_hour(1, 9)).toISOString());
    else void set_fields(desk, one.id, { due_at: at ? at.toISOString() : null });
  };
  const choices: [string, Date][] = [["in_1h", new Date(Date.now() + 3600_000)], ["in_3h", new Date(Date.now() + 3 * 3600_000)], ["tomorrow", at_hour(1, 9)], ["monday", next_monday()], ["in_2w", at_hour(14, 9)]];
  return (
    <Dialog title={t(kind === "snooze" ? "snooze.title" : "due.title")} on_close={on_close}>
      <div class="stack">
        {choices.map(([name, at]) => <button key={name} type="button" class="choice-button" onClick={() => take(at)}><span>{t(`until.${name}`)}</span><span class="muted">{date_time(at.getTime())}</span></button>)}
        <form class="inline-form" onSubmit={(event) => { event.preventDefault(); const at = new Date(own); if (!Number.isNaN(at.getTime())) take(at); }}>
          <Field label={t("until.own")}>{(id) => <input class="field" type="datetime-local" id={id} value={own} min={local(new Date())} onInput={(event) => set_own(event.currentTarget.value)} />}</Field>
          <Button label={t("set")} submit strong />
        </form>
        {kind === "due" && one.due_at && <Button label={t("due.none")} quiet onClick={() => take(null)} />}
      </div>
    </Dialog>
  );
}

function PersonOrTeam({ value, set }: { value: string; set: (value: string) => void }) {
  const desk = the_desk();
  return (
    <Field label={t("transfer.to")}>{(id) => (
      <select class="field" id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{t("choose")}</option>
        <optgroup label={t("agents")}>{[...desk.agents.values()].filter((agent) => agent.enabled && agent.id !== desk.me.id).map((agent) => <option key={agent.id} value={`agent:${agent.id}`}>{agent.name} · {t(`presence.${agent.presence}`)}</option>)}</optgroup>
        {desk.teams.length > 0 && <optgroup label={t("teams")}>{desk.teams.map((team) => <option key={team} value={`team:${team}`}>{team}</option>)}</optgroup>}
      </select>
    )}</Field>
  );
}

export function TransferDialog({ one, on_close }: { one: Conversation; on_close: () => void }) {
  const desk = the_desk();
  const [to, set_to] = useState("");
  const [note, set_note] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    const [kind, ...rest] = to.split(":"), value = rest.join(":"), agent = desk.agents.get(value);
    if (kind === "agent" ? !agent : !value) return;
    on_close();
    void transfer(desk, one.id, kind === "agent" ? { agent: { id: agent!.id, name: agent!.name } } : { team: value }, note);
  };
  return (
    <Dialog title={t("transfer.title")} on_close={on_close}>
      <form class="stack" onSubmit={submit}>
        <PersonOrTeam value={to} set={set_to} />
        <Field label={t("transfer.note")} hint={t("transfer.note.hint")}>{(id, hint) => <textarea class="field" rows={3} id={id} aria-describedby={hint} value={note} onInput={(event) => set_note(event.currentTarget.value)} />}</Field>
        <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={on_close} /><Button label={t("transfer")} submit strong disabled={!to} /></div>
      </form>
    </Dialog>
  );
}

export function PassDialog({ handoff, on_close }: { handoff: Handoff; on_close: () => void }) {
  const desk = the_desk();
  const [to, set_to] = useState("");
  const [note, set_note] = useState("");
  return (
    <Dialog title={t("handoff.hand_on")} on_close={on_close}>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); on_close(); void pass(desk, handoff, note.trim(), to || "bot"); }}>
        <PersonOrTeam value={to} set={set_to} />
        <p class="hint">{t("handoff.back_to_bot")}</p>
        <Field label={t("transfer.note")} hint={t("transfer.note.hint")}>{(id, hint) => <textarea class="field" rows={3} id={id} aria-describedby={hint} value={note} onInput={(event) => set_note(event.currentTarget.value)} />}</Field>
        <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={on_close} /><Button label={t("handoff.hand_on")} submit strong /></div>
      </form>
    </Dialog>
  );
}

export function MergeDialog({ one, on_close }: { one: Conversation; on_close: () => void }) {
  const desk = the_desk();
  const [number, set_number] = useState("");
  const [found, set_found] = useState<Conversation | null | undefined>(undefined);
  useEffect(() => {
    const wanted = Number(number.replace(/^#/, ""));
    set_found(undefined);
    if (!Number.isInteger(wanted) || wanted <= 0) return;
    let late = false;
    const timer = setTimeout(() => void find_number(desk, wanted).then((result) => { if (!late) set_found(result && result.id !== one.id ? result : null); }), 250);
    return () => { late = true; clearTimeout(timer); };
  }, [number]);
  return (
    <Dialog title={t("merge.title", { number: one.number })} on_close={on_close}>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); if (found) { on_close(); void merge(desk, one.id, found); } }}>
        <p class="muted">{t("merge.more")}</p>
        <Field label={t("merge.into")}>{(id) => <input class="field" id={id} inputMode="numeric" placeholder="#1042" value={number} onInput={(event) => set_number(event.currentTarget.value)} />}</Field>
        <p role="status" class={found === null ? "failed-line" : "muted"}>{found ? `#${found.number} · ${found.contact.name || found.contact.email || t("visitor")} · ${found.last_message?.body ?? ""}` : found === null ? t("merge.none") : ""}</p>
        <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={on_close} /><Button label={t("merge")} submit strong disabled={!found} /></div>
      </form>
    </Dialog>
  );
}
