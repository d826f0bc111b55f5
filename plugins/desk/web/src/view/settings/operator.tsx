// What the operator's file says: which parts are on and how they are, who works here, when it is open.
import { useEffect, useState } from "preact/hooks";
import { language_name, t } from "../../texts";
import { use_every_change } from "../../use";
import { Icon } from "../icons";
import { Avatar, Loading } from "../parts";
import { Owner } from "./room";

interface Operator { name: string; public_url: string; locales: string[]; default_locale: string; time_zone: string; mail: boolean; pathways: { order: string[] }; inboxes: Record<string, { sites: string[] }>; hours: Record<string, { days: Record<string, string[]>; holidays: string[]; time_zone: string }> }
interface Health { ready: boolean; parts: Record<string, { ready: boolean; reason: string | null }> }

function use_answer<T>(path: string, also = 200): T | null {
  const desk = use_every_change();
  const [value, set_value] = useState<T | null>(null);
  useEffect(() => {
    const load = () => void fetch(path, { headers: { accept: "application/json" } }).then(async (answer) => { if (answer.ok || answer.status === also) set_value(await answer.json() as T); else throw new Error(answer.statusText); }).catch((error: unknown) => desk.notices.failed(error));
    load();
    const timer = also === 503 ? setInterval(load, 10_000) : 0;
    return () => clearInterval(timer);
  }, [path]);
  return value;
}

export function Overview() {
  const health = use_answer<Health>("/readyz", 503), operator = use_answer<Operator>("/api/v1/desk/operator");
  if (!health || !operator) return <Loading rows={6} />;
  const parts = Object.entries(health.parts).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <>
      <div class="box">
        {parts.map(([name, part]) => {
          const plugin = name.startsWith("plugin.") ? name.slice(7) : null;
          return <div class="line" key={name}><span class={`dot ${part.ready ? "online" : "away"}`} aria-hidden="true" /><div class="grow"><strong>{plugin ?? name}</strong>{!part.ready && <p class="failed-line">{part.reason}</p>}</div><span class="muted">{t(part.ready ? "health.ready" : "health.not_ready")}</span>{plugin && <span class="wide-only"><Owner path={`[plugin.${plugin}]`} /></span>}</div>;
        })}
      </div>
      <div class="box">
        <div class="line"><div class="grow"><strong>{operator.name}</strong><p class="muted">{operator.public_url}</p></div><Owner path="[site] name" /></div>
        <div class="line"><div class="grow"><strong>{t("operator.languages")}</strong><p class="muted">{operator.locales.map(language_name).join(", ")}</p></div><Owner path="[site] locales" /></div>
        <div class="line"><div class="grow"><strong>{t("operator.mail")}</strong><p class="muted">{t(operator.mail ? "operator.mail.on" : "operator.mail.off")}</p></div><Owner path="[mail] smtp" /></div>
        <div class="line"><div class="grow"><strong>{t("operator.pathways")}</strong><p class="muted">{operator.pathways?.order.join(" → ")}</p></div><Owner path="[pathways] order" /></div>
        <div class="line"><div class="grow"><strong>{t("operator.sites")}</strong><p class="muted">{Object.entries(operator.inboxes ?? {}).map(([name, inbox]) => `${name}: ${inbox.sites.join(", ") || operator.public_url}`).join(" · ")}</p></div><Owner path="[inbox.default] sites" /></div>
      </div>
    </>
  );
}

export function People() {
  const desk = use_every_change();
  const teams = use_answer<{ items: { name: string; members: string[]; open: boolean }[] }>("/api/v1/teams");
  const agents = [...desk.agents.values()].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      <div class="box">
        {agents.map((agent) => <div class="line" key={agent.id}><Avatar name={agent.name || agent.email} kind="agent" size={32} /><div class="grow"><strong>{agent.name || agent.email}</strong>{!agent.enabled && <span class="chip bad">{t("people.disabled")}</span>}<p class="muted clip">{agent.email}{agent.teams.length > 0 && ` · ${agent.teams.join(", ")}`}</p></div>{agent.role === "admin" && <span class="chip">{t("people.admin")}</span>}<span class="owner"><span class={`dot ${agent.presence}`} aria-hidden="true" />{t(`presence.${agent.presence}`)}</span></div>)}
      </div>
      <p><Owner path="patchbay agent add EMAIL --name N --role agent" /></p>
      <h3>{t("teams")}</h3>
      {!teams ? <Loading rows={2} /> : teams.items.length === 0 ? <p class="muted">{t("people.no_teams")}</p> : <div class="box">{teams.items.map((team) => <div class="line" key={team.name}><Icon name="team" /><div class="grow"><strong>{team.name}</strong><p class="muted">{team.members.join(", ")}</p></div><span class={`chip ${team.open ? "good" : ""}`}>{t(team.open ? "hours.open" : "hours.closed")}</span></div>)}</div>}
      <p><Owner path="[team.NAME] members" /></p>
    </>
  );
}

const kDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
// 2024-01-01 was a Monday.
const day_label = (at: number, language: string) => new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + at));

export function Hours() {
  const operator = use_answer<Operator>("/api/v1/desk/operator");
  if (!operator) return <Loading rows={7} />;
  const all = Object.entries(operator.hours ?? {});
  if (all.length === 0) return <><p class="muted">{t("hours.none")}</p><p><Owner path={'[hours.default] mon-fri = "09:00-18:00"'} /></p></>;
  return <>{all.map(([name, hours]) => (
    <section key={name} class="stack">
      <h3>{name} <span class="muted">· {hours.time_zone}</span></h3>
      <div class="box">{kDays.map((day, at) => <div class="line" key={day}><span class="grow">{day_label(at, document.documentElement.lang)}</span><span class={hours.days[day] ? "" : "muted"}>{hours.days[day]?.join(", ") ?? t("hours.closed")}</span></div>)}</div>
      {hours.holidays.length > 0 && <p class="muted">{t("hours.holidays")} {hours.holidays.join(", ")}</p>}
      <p><Owner path={`[hours.${name}]`} /></p>
    </section>
  ))}</>;
}
