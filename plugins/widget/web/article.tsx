// An article inside the widget, with the same question at its end as on its own page.
import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import * as api from "./api";
import { active, go, kChat, loadSteps, store, type Hit } from "./app";
import { config, t } from "./config";
import { PersonRow } from "./home";
import { Icon } from "./icons";
import * as journal from "./journal";
import { mainOf, rebuilt, spoken } from "./prose";
import { canSpeak, isSpeaking, onSpeech, speak } from "./speech";

interface Doc { title: string; body: VNode; text: string; vote: string | null; locale: string }

// Articles tell themselves as data; whatever else there is, is read from its page.
async function fetchDoc(hit: Hit, signal: AbortSignal): Promise<Doc> {
  const base = new URL(hit.url, location.href).href;
  if (hit.kind === "article") {
    const found = await api.look(`/api/v1/kb/articles/${encodeURIComponent(hit.id)}`, signal).catch(() => null);
    if (found?.html) return { title: found.title, body: rebuilt(found.html, base), text: spoken(found.html), vote: `/api/v1/kb/articles/${encodeURIComponent(hit.id)}/votes`, locale: found.locale };
  }
  const answer = await fetch(hit.url, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const { title, html } = mainOf(await answer.text());
  return { title: title || hit.title, body: rebuilt(html, base), text: spoken(html), vote: null, locale: hit.locale };
}

function Vote({ doc, hit }: { doc: Doc; hit: Hit }) {
  const [voted, setVoted] = useState<boolean | null>(null), [comment, setComment] = useState(""), [thanked, setThanked] = useState(false);
  const { steps } = store.use();
  const vote = (helpful: boolean, more = "") => {
    setVoted(helpful);
    if (!more) journal.note("vote", { doc: `${hit.kind}/${hit.id}`, title: doc.title, helpful });
    if (!helpful) void loadSteps();
    if (doc.vote) api.tell(doc.vote, { helpful, comment: more }).catch(() => {});
  };
  return (
    <section class="vote" aria-live="polite">
      {voted === null ? (
        <><b>{t("vote.question")}</b><button type="button" class="pill" onClick={() => vote(true)}>{t("vote.yes")}</button><button type="button" class="pill" onClick={() => vote(false)}>{t("vote.no")}</button></>
      ) : voted ? <b>{t("vote.thanks")}</b> : (
        <div class="stack">
          <b>{t("vote.sorry")}</b>
          {doc.vote && !thanked ? (
            <form class="line" onSubmit={(event) => { event.preventDefault(); if (comment.trim()) vote(false, comment.trim()); setThanked(true); }}>
              <input maxLength={500} aria-label={t("vote.missing")} placeholder={t("vote.missing")} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
              <button class="pill">{t("send")}</button>
            </form>
          ) : null}
          <div class="card">
            <button type="button" class="row" onClick={() => go({ name: "chat", conversation: active()?.id ?? null })}><Icon name="chat" /><span class="row-text"><b>{t("home.write")}</b></span><Icon name="more" /></button>
            <PersonRow step={steps.find((step) => step.id === kChat)} />
          </div>
        </div>
      )}
    </section>
  );
}

export function Article({ hit }: { hit: Hit }) {
  const [doc, setDoc] = useState<Doc | null>(null), [failed, setFailed] = useState(false), [, draw] = useState(0);
  const scrolled = useRef(0), place = useRef<HTMLElement>(null);
  useEffect(() => onSpeech(() => draw((n) => n + 1)), []);
  useEffect(() => {
    const turn = new AbortController(), began = Date.now();
    setDoc(null);
    setFailed(false);
    fetchDoc(hit, turn.signal).then(setDoc, (error) => { if (error.name !== "AbortError") setFailed(true); });
    const scroller = place.current?.closest(".scroll");
    const measure = () => { if (scroller) scrolled.current = Math.max(scrolled.current, Math.round((100 * (scroller.scrollTop + scroller.clientHeight)) / scroller.scrollHeight)); };
    scroller?.addEventListener("scroll", measure, { passive: true });
    return () => {
      turn.abort();
      measure();
      scroller?.removeEventListener("scroll", measure);
      journal.note("article_read", { doc: `${hit.kind}/${hit.id}`, title: hit.title, seconds: Math.round((Date.now() - began) / 1000), scrolled: scrolled.current });
    };
  }, [hit.url]);
  return (
    <article ref={place} class="prose" lang={doc?.locale ?? config.locale}>
      <h1 tabIndex={-1} data-focus>{doc?.title ?? hit.title}</h1>
      <p class="tools">
        {doc && canSpeak() ? <button type="button" class="pill" aria-pressed={isSpeaking(hit.url)} onClick={() => speak(hit.url, `${doc.title}. ${doc.text}`, doc.locale)}><Icon name={isSpeaking(hit.url) ? "stop" : "speaker"} />{t(isSpeaking(hit.url) ? "read.stop" : "read.aloud")}</button> : null}
        <a class="pill" href={hit.url} target="_blank" rel="noopener" onClick={(event) => { event.currentTarget.href = journal.carriedBy(hit.url); }}><Icon name="out" />{t("article.open")}</a>
      </p>
      {failed ? <p class="nothing">{t("article.failed")}</p> : doc ? doc.body : <p class="muted">{t("loading")}</p>}
      {doc ? <Vote doc={doc} hit={hit} /> : null}
    </article>
  );
}
