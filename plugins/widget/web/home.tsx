// The first screen: the question, what fits this page, and every way to a person that exists right now.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { active, askForPerson, close, go, kChat, loadSteps, nameOf, search, store, unreadIn, type Hit, type Step } from "./app";
import { config, many, momentOf, t, waitOf } from "./config";
import { Icon, IconButton, type IconName } from "./icons";
import * as journal from "./journal";
import { marked, snippet } from "./prose";

export const openHit = (hit: Hit, rank: number) => {
  journal.note("result_opened", { doc: `${hit.kind}/${hit.id}`, rank });
  go({ name: "article", hit, rank });
};

function SearchBox({ initial = "" }: { initial?: string }) {
  const [query, setQuery] = useState(initial), [hits, setHits] = useState<Hit[]>([]), [chosen, setChosen] = useState(-1), [shown, setShown] = useState(false);
  const list = useId(), running = useRef<AbortController | null>(null), input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    running.current?.abort();
    const words = query.trim();
    if ([...words].length < 2 || words === initial) { setHits([]); return; }
    const timer = setTimeout(() => {
      const turn = running.current = new AbortController();
      search(words, "suggest", turn.signal).then((found) => { setHits(found); setChosen(-1); setShown(true); }, () => {});
    }, 80);
    return () => clearTimeout(timer);
  }, [query]);
  const visible = shown && hits.length > 0;
  const submit = () => { const words = query.trim(); if (words) { setShown(false); go({ name: "results", query: words }); } };
  const key = (event: KeyboardEvent) => {
    if (!visible) return;
    if (event.key === "ArrowDown") setChosen((chosen + 1) % hits.length);
    else if (event.key === "ArrowUp") setChosen((chosen + hits.length - 1) % hits.length);
    else if (event.key === "Enter" && chosen >= 0) openHit(hits[chosen]!, chosen + 1);
    else if (event.key === "Escape") setShown(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form class="search" role="search" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Icon name="search" />
      <input ref={input} type="search" maxLength={200} autocomplete="off" placeholder={t("search.placeholder")} aria-label={t("search.placeholder")} value={query}
        role="combobox" list={undefined} aria-autocomplete="list" aria-expanded={visible} aria-controls={list} {...(visible && chosen >= 0 && { "aria-activedescendant": `${list}-${chosen}` })}
        onInput={(event) => setQuery(event.currentTarget.value)} onKeyDown={key} onBlur={() => setShown(false)} onFocus={() => setShown(true)} />
      <ul id={list} role="listbox" aria-label={t("search.suggestions")} hidden={!visible}>
        {hits.map((hit, i) => (
          <li id={`${list}-${i}`} role="option" aria-selected={i === chosen} onMouseDown={(event) => { event.preventDefault(); openHit(hit, i + 1); }}>{marked(hit.title, query)}</li>
        ))}
      </ul>
      <div class="hidden" role="status">{visible ? many("search.count", hits.length) : ""}</div>
    </form>
  );
}

const Row = ({ icon, title, text, badge, onClick, href }: { icon: IconName; title: string; text?: string; badge?: number; onClick?: () => void; href?: string }) => {
  const inside = <><Icon name={icon} /><span class="row-text"><b>{title}</b>{text ? <small>{text}</small> : null}</span>{badge ? <span class="badge">{badge}</span> : null}<Icon name={href ? "out" : "more"} /></>;
  return href ? <a class="row" href={href} target="_blank" rel="noopener">{inside}</a> : <button type="button" class="row" onClick={onClick}>{inside}</button>;
};

export function HitRow({ hit, rank, query }: { hit: Hit; rank: number; query?: string }) {
  return (
    <button type="button" class="row" onClick={() => openHit(hit, rank)}>
      <Icon name="page" />
      <span class="row-text"><b>{query ? marked(hit.title, query) : hit.title}</b>{hit.snippet ? <small class="two-lines">{snippet(hit.snippet)}</small> : null}</span>
      <Icon name="more" />
    </button>
  );
}

// What the title of the page is about, without the shop's own name behind "–" or "|".
const about = (title: string) => title.split(/\s[–—|·-]\s/)[0]!.slice(0, 120);

function Suggested() {
  const { page } = store.use();
  const [hits, setHits] = useState<Hit[]>([]);
  const words = about(page.title);
  useEffect(() => {
    if (config.settings.suggestions === false || [...words].length < 3) { setHits([]); return; }
    const turn = new AbortController();
    search(words, "search", turn.signal, false).then((found) => setHits(found.slice(0, 3).map(({ snippet: _long, ...hit }) => hit)), () => {});
    return () => turn.abort();
  }, [words]);
  if (!hits.length) return null;
  return <section><h2>{t("home.suggested")}</h2><div class="card">{hits.map((hit, i) => <HitRow key={hit.url} hit={hit} rank={i + 1} />)}</div></section>;
}

const icons: Record<string, IconName> = { livechat: "person", email: "mail", phone: "phone", chatbot: "chat", guides: "page", faq: "page" };

export function PersonRow({ step }: { step: Step | undefined }) {
  const text = !step ? "" : step.available ? (step.wait_seconds !== null ? t("person.wait", { wait: waitOf(step.wait_seconds) }) : t("person.now")) : step.opens_at ? t("person.later", { when: momentOf(step.opens_at) }) : step.reason ?? t("person.away");
  return <Row icon="person" title={t("person.ask")} text={text} onClick={() => void askForPerson()} />;
}

function Ways() {
  const { steps } = store.use();
  const others = steps.filter((step) => step.available && step.revealed !== false && step.url && !["search", kChat, "chatbot", "faq"].includes(step.id));
  const choose = (step: Step) => journal.note("pathway_chosen", { step: step.id });
  return (
    <section>
      <h2>{t("home.ways")}</h2>
      <div class="card">
        <Row icon="chat" title={t("home.write")} text={t("home.write.more")} onClick={() => go({ name: "chat", conversation: active()?.id ?? null })} />
        <PersonRow step={steps.find((step) => step.id === kChat)} />
        {others.map((step) => <span onClick={() => choose(step)}><Row icon={icons[step.id] ?? "out"} title={step.label} text={step.wait_seconds !== null ? t("person.wait", { wait: waitOf(step.wait_seconds) }) : ""} href={step.url!} /></span>)}
      </div>
    </section>
  );
}

function Recent() {
  const { conversations } = store.use();
  const latest = conversations[0];
  if (!latest) return null;
  const last = latest.last_message;
  return (
    <section>
      <h2>{t("home.recent")}</h2>
      <div class="card">
        <Row icon="chat" title={last ? last.body || t("message.file") : t("home.conversation")} text={last ? `${nameOf(last.author)} · ${momentOf(last.at)}` : ""} badge={unreadIn(latest.id)} onClick={() => go({ name: "chat", conversation: latest.id })} />
        {conversations.length > 1 ? <Row icon="clock" title={t("history.title")} text={many("history.count", conversations.length)} onClick={() => go({ name: "history" })} /> : null}
      </div>
    </section>
  );
}

export function Home() {
  const { chat } = store.use();
  useEffect(() => { void loadSteps(); }, []);
  return (
    <main class="screen home">
      <header class="hero">
        <div class="brand">{config.site.logo ? <img src={config.site.logo} alt="" height="28" /> : null}<span>{config.site.name}</span><IconButton name="close" label={t("close")} onClick={close} /></div>
        <h1 tabIndex={-1} data-focus>{t("home.greeting")}</h1>
        {chat.greeting ? <p>{chat.greeting}</p> : null}
        <SearchBox />
      </header>
      <div class="scroll"><Recent /><Suggested /><Ways /></div>
    </main>
  );
}

export function Results({ query }: { query: string }) {
  const [hits, setHits] = useState<Hit[] | null>(null);
  const { steps } = store.use();
  useEffect(() => {
    const turn = new AbortController();
    setHits(null);
    search(query, "search", turn.signal).then((found) => { setHits(found); journal.note("search", { q: query, hits: found.length, locale: config.locale }); }, () => setHits([]));
    return () => turn.abort();
  }, [query]);
  return (
    <>
      <h1 class="hidden" tabIndex={-1} data-focus>{t("results.title", { q: query })}</h1>
      <SearchBox key={query} initial={query} />
      <div aria-live="polite">
        {hits === null ? <p class="muted">{t("loading")}</p> : hits.length ? <div class="card">{hits.map((hit, i) => <HitRow key={hit.url} hit={hit} rank={i + 1} query={query} />)}</div> : <p class="nothing">{t("results.none", { q: query })}</p>}
      </div>
      <h2>{t("results.more")}</h2>
      <div class="card">
        <Row icon="chat" title={t("home.write")} text={t("home.write.more")} onClick={() => { store.set({ draft: query }); go({ name: "chat", conversation: active()?.id ?? null }); }} />
        <PersonRow step={steps.find((step) => step.id === kChat)} />
      </div>
    </>
  );
}

export function History() {
  const { conversations } = store.use();
  return (
    <div class="card">
      {conversations.map((one) => (
        <Row key={one.id} icon="chat" badge={unreadIn(one.id)} title={one.subject || one.last_message?.body || t("home.conversation")}
          text={`${momentOf(one.updated_at)} · ${t(one.status === "resolved" ? "history.closed" : "history.open")}`} onClick={() => go({ name: "chat", conversation: one.id })} />
      ))}
    </div>
  );
}
