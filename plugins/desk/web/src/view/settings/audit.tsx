// Who did what, from where: for administrators.
import { useEffect, useState } from "preact/hooks";
import { get, query, type Page } from "../../api";
import { date_time, t } from "../../texts";
import { use_every_change } from "../../use";
import { Button, Empty, Loading } from "../parts";

interface Entry { at: string; actor: string | { id: string; name: string } | null; action: string; object: string | null; address: string | null }

export function Audit() {
  const desk = use_every_change();
  const [entries, set_entries] = useState<Entry[] | null>(null);
  const [next, set_next] = useState<string | null>(null);
  const load = (cursor: string | null) => void get<Page<Entry>>(query("/api/v1/audit", { cursor, limit: 50 })).then((page) => { set_entries((before) => [...(cursor ? before ?? [] : []), ...page.items]); set_next(page.next); }, (error: unknown) => { desk.notices.failed(error); set_entries((before) => before ?? []); });
  useEffect(() => load(null), []);
  if (!entries) return <Loading rows={8} />;
  if (entries.length === 0) return <Empty icon="history" title={t("audit.none")} />;
  const who = (actor: Entry["actor"]) => (actor === null ? "" : typeof actor === "string" ? desk.agents.get(actor)?.name ?? actor : actor.name || actor.id);
  return (
    <>
      <div class="table-wrap"><table class="table"><thead><tr><th>{t("audit.at")}</th><th>{t("audit.who")}</th><th>{t("audit.what")}</th><th>{t("audit.from")}</th></tr></thead>
        <tbody>{entries.map((entry, at) => <tr key={at}><td class="nowrap">{date_time(entry.at)}</td><td>{who(entry.actor)}</td><td><code>{entry.action}</code> <span class="muted">{entry.object}</span></td><td class="muted">{entry.address}</td></tr>)}</tbody></table></div>
      {next && <p><Button label={t("more.load")} quiet onClick={() => load(next)} /></p>}
    </>
  );
}
