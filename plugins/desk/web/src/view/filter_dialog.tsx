// A list of one's own: what it shows, and its name.
import { useState } from "preact/hooks";
import type { Filter } from "../model";
import { t } from "../texts";
import { the_desk } from "../use";
import { Button, Dialog, Field, TextField } from "./parts";

export function FilterDialog({ start, on_close, on_save }: { start: Filter; on_close: () => void; on_save: (name: string, filter: Filter) => void }) {
  const desk = the_desk();
  const [name, set_name] = useState("");
  const [filter, set_filter] = useState<Filter>(start);
  const take = (key: keyof Filter, value: string) => set_filter((before) => { const { [key]: _, ...rest } = before; return value ? { ...rest, [key]: value } : rest; });
  const select = (key: "status" | "assignee" | "team" | "label" | "channel", label: string, options: [string, string][]) => (
    <Field label={label}>{(id) => <select class="field" id={id} value={String(filter[key] ?? "")} onChange={(event) => take(key, event.currentTarget.value)}>{options.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select>}</Field>
  );
  const any: [string, string] = ["", t("filter.any")];
  return (
    <Dialog title={t("filter.new")} on_close={on_close}>
      <form class="stack" onSubmit={(event) => { event.preventDefault(); if (name.trim()) on_save(name.trim(), filter); }}>
        <TextField label={t("filter.name")} value={name} required maxLength={60} onInput={(event) => set_name(event.currentTarget.value)} />
        {select("status", t("filter.status"), [["", t("status.open")], ["pending", t("status.pending")], ["snoozed", t("status.snoozed")], ["resolved", t("status.resolved")], ["all", t("filter.any")]])}
        {select("assignee", t("assign"), [any, ["me", t("you")], ["none", t("assign.nobody")], ...[...desk.agents.values()].map((agent): [string, string] => [agent.id, agent.name])])}
        {desk.teams.length > 0 && select("team", t("team"), [any, ...desk.teams.map((team): [string, string] => [team, team])])}
        {desk.labels.length > 0 && select("label", t("labels"), [any, ...desk.labels.map(({ name: label }): [string, string] => [label, label])])}
        {select("channel", t("channel"), [any, ...["web", "email", "phone"].map((channel): [string, string] => [channel, t(`channel.${channel}`)])])}
        <div class="dialog-foot"><Button label={t("cancel")} quiet onClick={on_close} /><Button label={t("save")} submit strong disabled={!name.trim()} /></div>
      </form>
    </Dialog>
  );
}
