// Labels of the whole desk.
import { useState } from "preact/hooks";
import { post, remove } from "../../api";
import type { Label } from "../../model";
import { number, t } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Empty, TextField } from "../parts";

const kColours = ["#0b6e4f", "#1f6feb", "#8250df", "#b3261e", "#9a6700", "#57606a"];

export function Labels() {
  const desk = use_every_change();
  const [name, set_name] = useState("");
  const [colour, set_colour] = useState(kColours[0]!);
  const add = async () => {
    try {
      const made = await post<Label>("/api/v1/labels", { name: name.trim(), colour });
      desk.labels = [...desk.labels.filter((one) => one.name !== made.name), made].sort((a, b) => a.name.localeCompare(b.name));
      set_name("");
      desk.changed();
    } catch (error) { desk.notices.failed(error); }
  };
  const drop = async (label: Label) => {
    try {
      await remove(`/api/v1/labels/${encodeURIComponent(label.name)}`);
      desk.labels = desk.labels.filter((one) => one !== label);
      desk.changed();
    } catch (error) { desk.notices.failed(error); }
  };
  return (
    <>
      <form class="box pad" onSubmit={(event) => { event.preventDefault(); if (name.trim()) void add(); }}>
        <TextField label={t("labels.new")} value={name} maxLength={60} onInput={(event) => set_name(event.currentTarget.value)} />
        <fieldset class="swatches"><legend class="hidden">{t("labels.colour")}</legend>{kColours.map((one, at) => <label key={one} class={`swatch-choice ${one === colour ? "chosen" : ""}`}><input type="radio" class="hidden" name="colour" checked={one === colour} aria-label={t("labels.colour_n", { n: at + 1 })} onChange={() => set_colour(one)} /><span class="swatch" style={{ background: one }} /></label>)}</fieldset>
        <p><Button label={t("labels.add")} submit strong disabled={!name.trim()} /></p>
      </form>
      {desk.labels.length === 0 ? <Empty icon="tag" title={t("labels.none")} /> : <div class="box">{desk.labels.map((label) => <div class="line" key={label.name}><span class="swatch" style={{ background: label.colour ?? "transparent" }} aria-hidden="true" /><span class="grow">{label.name}</span>{label.conversations !== undefined && <span class="muted">{number(label.conversations)}</span>}{desk.me.role === "admin" && <Button icon="trash" label={t("canned.delete", { name: label.name })} quiet onClick={() => void drop(label)} />}</div>)}</div>}
    </>
  );
}
