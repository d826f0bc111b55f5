// What somebody searched, read and tried, newest first, up to the moment they asked for a person. What did not help is marked:
// that is where to begin.
import { useState } from "preact/hooks";
import type { JourneyEntry } from "../model";
import { day_name, same_day, t, time, tn } from "../texts";
import { reason_text } from "./conversation_pane";
import { Icon, type IconName } from "./icons";

interface Told { icon: IconName; text: string; more?: string; bad?: boolean; good?: boolean; url?: string | null; turn?: boolean }

const text = (value: unknown) => (value === undefined || value === null ? "" : String(value));
// The title where the entry has it, else the last part of its id, read as words.
const doc = (data: Record<string, unknown>) => {
  const words = text(data["title"]) || (text(data["doc"]).split("/").pop() ?? "").replace(/@.*$|\.(md|html)$/g, "").replace(/[-_]+/g, " ");
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
};
const channel = (name: string) => (t(`channel.${name}`) === `channel.${name}` ? name : t(`channel.${name}`));

export function told(entry: JourneyEntry): Told {
  const { data, page } = entry;
  switch (entry.kind) {
    case "search": { const hits = Number(data["hits"] ?? 0); return { icon: "search", text: t("journey.search", { q: text(data["q"]) }), more: hits === 0 ? t("journey.search.none") : tn("journey.search.hits", hits), bad: hits === 0 }; }
    case "result_opened": return { icon: "forward", text: t("journey.result", { doc: doc(data) }), url: page };
    case "article_read": { const seconds = Number(data["seconds"] ?? 0); return { icon: "book", text: t("journey.article", { doc: doc(data) }), more: seconds ? tn("journey.seconds", seconds) : "", url: page }; }
    case "vote": { const helpful = data["helpful"] === true; return { icon: helpful ? "check" : "warn", text: t(helpful ? "journey.vote.yes" : "journey.vote.no", { doc: doc(data) }), more: text(data["comment"]), bad: !helpful, good: helpful, url: page }; }
    case "faq_opened": return { icon: "question", text: t("journey.faq", { doc: doc(data) }), url: page };
    case "guide_step": { const outcome = text(data["outcome"]); return { icon: "route", text: t("journey.guide", { doc: doc(data), step: text(data["step"]) }), more: outcome, bad: outcome === "stuck", url: page }; }
    case "bot_turn": { const bad = data["helpful"] === false || data["intent"] === "oos"; return { icon: "bot", text: data["intent"] && data["intent"] !== "oos" ? t("journey.bot", { intent: text(data["intent"]) }) : t("journey.bot.unsure"), more: text(data["source"]), bad, good: data["helpful"] === true }; }
    case "pathway_shown": return { icon: "route", text: t("journey.pathway.shown", { step: text(data["step"]) }) };
    case "pathway_chosen": return { icon: "route", text: t("journey.pathway.chosen", { step: text(data["step"]) }) };
    case "handoff": return { icon: "me", text: t("journey.handoff"), more: data["reason"] ? reason_text(text(data["reason"])) : "", turn: true };
    case "message": return { icon: "chat", text: t("journey.message", { channel: channel(text(data["channel"])) }) };
    case "csat": return { icon: "check", text: t("journey.csat", { score: text(data["score"]) }), bad: Number(data["score"]) <= 2 };
    case "effort": return { icon: "check", text: t("journey.effort", { score: text(data["score"]) }) };
    case "page": return { icon: "globe", text: t("journey.page", { page: text(data["title"] ?? page) }), url: page };
    default: return { icon: "info", text: `${entry.kind} ${Object.values(data).map(text).join(" ")}`.trim() };
  }
}

const kShort = 12;

export function Journey({ entries }: { entries: JourneyEntry[] }) {
  const [all, set_all] = useState(false);
  if (entries.length === 0) return <p class="muted">{t("journey.none")}</p>;
  const sorted = [...entries].sort((a, b) => (a.at < b.at ? 1 : -1));
  const shown = all ? sorted : sorted.slice(0, kShort);
  const bad = sorted.filter((entry) => told(entry).bad).length;
  return (
    <>
      {bad > 0 && <p class="journey-sum"><Icon name="warn" size={15} /> {tn("journey.failed", bad)}</p>}
      <ol class="journey">
        {shown.map((entry, at) => {
          const one = told(entry), before = shown[at - 1];
          return (
            <li key={`${entry.at}/${at}`} class={`${one.bad ? "bad" : ""} ${one.good ? "good" : ""} ${one.turn ? "turn" : ""}`}>
              {(!before || !same_day(before.at, entry.at)) && <span class="journey-day muted">{day_name(entry.at)}</span>}
              <span class="journey-mark"><Icon name={one.icon} size={14} /></span>
              <span class="journey-text">{one.url && one.url.startsWith("/") ? <a href={one.url} target="_blank" rel="noopener">{one.text}</a> : one.text}{one.bad && <span class="hidden"> ({t("journey.bad")})</span>}{one.more && <span class="muted"> · {one.more}</span>}</span>
              <time class="muted" dateTime={entry.at}>{time(entry.at)}</time>
            </li>
          );
        })}
      </ol>
      {sorted.length > kShort && <button type="button" class="button quiet small" onClick={() => set_all(!all)}>{all ? t("journey.less") : tn("journey.more", sorted.length - kShort)}</button>}
    </>
  );
}
