// Find in every message, or a conversation by its number.
import { useEffect, useRef, useState } from "preact/hooks";
import { find_number } from "../actions";
import { marked } from "../answers";
import { get, query, type Page } from "../api";
import type { Conversation } from "../model";
import { t } from "../texts";
import { use_every_change } from "../use";
import { Ago, Button, Empty, Loading } from "./parts";

interface Found { conversation: string; number: number; message: string; seq: number; at: string; snippet: string; contact: { id: string; name: string } }

export function RoomHead({ title, on_menu, children }: { title: string; on_menu: () => void; children?: preact.ComponentChildren }) {
  return <header class="room-head"><Button icon="menu" label={t("nav.open")} quiet class="menu-button" onClick={on_menu} /><h1 class="clip">{title}</h1>{children}</header>;
}

export function SearchRoom({ q, on_menu }: { q: string; on_menu: () => void }) {
  const desk = use_every_change();
  const field = useRef<HTMLInputElement>(null);
  const [word, set_word] = useState(q);
  const [found, set_found] = useState<Found[] | null>(null);
  const [next, set_next] = useState<string | null>(null);
  const [numbered, set_numbered] = useState<Conversation | null>(null);
  const [failed, set_failed] = useState<string | null>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => { if (q !== word) set_word(q); }, [q]);
  useEffect(() => {
    const text = word.trim();
    set_failed(null);
    if (text !== q.trim()) desk.go({ at: "search", q: text }, { replace: true });
    if (!text) { set_found(null); set_numbered(null); return; }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const number = Number(text.replace(/^#/, ""));
      void (Number.isInteger(number) && number > 0 ? find_number(desk, number) : Promise.resolve(null)).then((one) => { if (!stop.signal.aborted) set_numbered(one); });
      get<Page<Found>>(query("/api/v1/conversations/search", { q: text, limit: 30 }), stop.signal).then((page) => { set_found(page.items); set_next(page.next); }, (error: Error) => { if (!stop.signal.aborted) { set_found([]); set_failed(error.message); } });
    }, 180);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [word]);
  const more = () => void get<Page<Found>>(query("/api/v1/conversations/search", { q: word.trim(), cursor: next, limit: 30 })).then((page) => { set_found([...(found ?? []), ...page.items]); set_next(page.next); }, (error: unknown) => desk.notices.failed(error));
  const open = (number: number) => desk.go({ at: "inbox", list: "all", number, pane: "conversation" });
  const link = (number: number, children: preact.ComponentChildren) => <a class="found" href={`/desk/c/${number}`} onClick={(event) => { if (event.ctrlKey || event.metaKey) return; event.preventDefault(); open(number); }}>{children}</a>;
  return (
    <div class="room-inside">
      <RoomHead title={t("search")} on_menu={on_menu} />
      <form role="search" class="search-form" onSubmit={(event) => { event.preventDefault(); if (numbered) open(numbered.number); }}><input ref={field} class="field" type="search" aria-label={t("search")} placeholder={t("search.placeholder")} value={word} onInput={(event) => set_word(event.currentTarget.value)} /></form>
      <div class="room-body" aria-live="polite">
        {numbered && <ul class="found-list"><li>{link(numbered.number, <><span class="found-head"><strong>#{numbered.number} · {numbered.contact.name || numbered.contact.email || t("visitor")}</strong><span class={`chip status-${numbered.status}`}>{t(`status.${numbered.status}`)}</span></span><span class="muted clip">{numbered.subject ?? numbered.last_message?.body}</span></>)}</li></ul>}
        {found === null ? (word.trim() ? <Loading rows={5} /> : <Empty icon="search" title={t("search.start")} more={t("search.start.more")} />)
          : found.length === 0 && !numbered ? <Empty icon="search" title={failed ?? t("search.none", { q: word })} more={t("search.none.more")} />
          : <ul class="found-list">{found.map((one) => <li key={one.message}>{link(one.number, <><span class="found-head"><strong>{one.contact.name || t("visitor")}</strong><span class="muted">#{one.number}</span><Ago at={one.at} /></span><span class="found-text">{marked(one.snippet).map((piece, at) => (at % 2 ? <mark key={at}>{piece}</mark> : piece))}</span></>)}</li>)}</ul>}
        {next && <Button label={t("more.load")} quiet onClick={more} />}
      </div>
    </div>
  );
}
