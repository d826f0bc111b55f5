// The conversation: what was said, what is on its way, who is there, and a person always one tap away.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { askForPerson, conversation, giveEmail, loadEarlier, nameOf, retry, store } from "./app";
import { Composer } from "./composer";
import { dayOf, momentOf, t, waitOf } from "./config";
import { mustAsk, PreChat } from "./forms";
import { Icon } from "./icons";
import * as journal from "./journal";
import { MessageView, Pending, stateOf } from "./message";
import type { Conversation, Message } from "./types";

const waits = ["requested", "offered"], later = ["left_message", "mailed", "scheduled"];

export const withPerson = (of: Conversation | null): boolean => !!of && of.status !== "resolved" && (of.handoff?.state === "accepted" || !!of.assignee);

function LeaveEmail() {
  const [email, setEmail] = useState(""), [state, setState] = useState<"" | "busy" | "done" | "wrong">("");
  if (state === "done") return <p class="done"><Icon name="check" />{t("email.done", { email })}</p>;
  return (
    <form class="line" noValidate onSubmit={(event) => { event.preventDefault(); if (!/^\S+@\S+\.\S+$/.test(email)) { setState("wrong"); return; } setState("busy"); giveEmail(email).then(() => setState("done"), () => setState("wrong")); }}>
      <input type="email" autocomplete="email" aria-label={t("email.ask")} placeholder={t("email.ask")} value={email} aria-invalid={state === "wrong" || undefined} onInput={(event) => { setEmail(event.currentTarget.value); setState(""); }} />
      <button class="pill" disabled={state === "busy"}>{t("email.save")}</button>
      {state === "wrong" ? <span class="wrong" role="alert">{t("field.email")}</span> : null}
    </form>
  );
}

// Where the wish for a person stands.
// `answeredAt`: when a person last wrote; then nobody is waited for any more.
function Desk({ of, answeredAt }: { of: Conversation | null; answeredAt: string }) {
  const { asking, queue, link, outbox } = store.use();
  const failed = outbox.find((entry) => entry.kind === "handoff" && entry.state === "failed");
  if (failed) return <div class="notice" role="alert"><Icon name="warn" /><p>{t("person.failed")} <button type="button" class="pill" onClick={() => void retry(failed.cmid)}>{t("person.again")}</button></p></div>;
  const state = of?.handoff?.state;
  if (asking && (!state || state === "closed")) return <div class="notice" role="status"><Icon name="person" /><p>{t(link === "waiting" ? "person.offline" : "person.asking")}</p></div>;
  if (!state || state === "closed" || answeredAt > (of!.handoff!.requested_at ?? "~")) return null;
  if (waits.includes(state)) {
    const mine = queue?.conversation === of!.id ? queue : null;
    return <div class="notice" role="status"><Icon name="person" /><p>{mine ? (mine.position > 1 ? t("queue.place", { n: mine.position }) : t("queue.next")) : t("person.looking")}{mine?.wait_seconds != null ? ` ${t("queue.wait", { wait: waitOf(mine.wait_seconds) })}` : ""} <small>{t("queue.go-on")}</small></p></div>;
  }
  if (later.includes(state)) return <div class="notice" role="status"><Icon name={state === "mailed" ? "mail" : "clock"} /><div><p>{of!.handoff!.eta ? t("later.at", { when: momentOf(of!.handoff!.eta!) }) : t("later.soon")}</p><LeaveEmail /></div></div>;
  return null;
}

// "We will see what you tried", with the way to keep it to oneself.
function Tried() {
  const { tell } = store.use();
  const [, draw] = useState(0);
  useEffect(() => { draw(1); return journal.watch(() => draw((n) => n + 1)); }, []); // what the screen before this one noted when it went
  const entries = journal.telling();
  if (!entries.length || !tell) return null;
  const words = (entry: (typeof entries)[number]) => entry.kind === "search" ? t("tried.search", { q: String(entry.data.q) }) : t(entry.kind === "vote" ? (entry.data.helpful ? "tried.helped" : "tried.not") : "tried.read", { title: String(entry.data.title ?? entry.data.doc ?? entry.page) });
  return (
    <details class="tried">
      <summary>{t("tried.title")}</summary>
      <ul>{[...new Set(entries.map(words))].map((line) => <li key={line}>{line}</li>)}</ul>
      <button type="button" class="pill" onClick={() => { journal.clear(); store.set({ tell: false }); }}>{t("tried.remove")}</button>
    </details>
  );
}

function Greeting() {
  const { chat } = store.use();
  return <li class="theirs"><p class="bubble">{chat.greeting || t("chat.greeting")}</p></li>;
}

export function Chat({ id }: { id: string | null }) {
  const { messages, outbox, typing, link, earlier, open } = store.use();
  const of = conversation(id), list: Message[] = (id && messages[id]) || [];
  const pending = outbox.filter((entry) => entry.kind === "message" && (entry.conversation === id || entry.conversation === null) && !list.some((one) => one.cmid === entry.cmid));
  const [asked, setAsked] = useState(false);
  const scroller = useRef<HTMLDivElement>(null), atEnd = useRef(true), height = useRef(0);
  const newest = list.at(-1), total = list.length + pending.length;

  useLayoutEffect(() => {
    const element = scroller.current!;
    if (atEnd.current || pending.length) element.scrollTop = element.scrollHeight;
    else if (height.current && list[0] && element.scrollTop < 80) element.scrollTop += element.scrollHeight - height.current;
    height.current = element.scrollHeight;
  }, [total, newest?.seq, typing, open, list[0]?.seq]);
  // Whatever makes it smaller (a bar, files, a keyboard) leaves the end in sight.
  useEffect(() => {
    const element = scroller.current!, sizes = new ResizeObserver(() => { if (atEnd.current) element.scrollTop = element.scrollHeight; });
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    return () => sizes.disconnect();
  }, []);
  const scrolled = () => {
    const element = scroller.current!;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    if (element.scrollTop < 40 && id && earlier[id] !== false && (list[0]?.seq ?? 1) > 1) void loadEarlier(id);
  };

  const before = mustAsk() && !asked && !list.length && !pending.length;
  const answered = list.filter((one) => one.author.kind === "agent").at(-1)?.seq ?? 0;
  let lastDay = "";
  const rows = list.flatMap((message, i) => {
    const day = dayOf(message.at), newDay = day !== lastDay;
    lastDay = day;
    const previous = list[i - 1], next = list[i + 1];
    const same = (a: Message | undefined) => a && a.author.kind === message.author.kind && a.author.id === message.author.id;
    const mine = message.author.kind === "visitor";
    const isLastMine = mine && !list.slice(i + 1).some((one) => one.author.kind === "visitor") && !pending.length;
    const end = !same(next) || dayOf(next!.at) !== day;
    const view = <MessageView key={message.seq} message={message} first={newDay || !same(previous)} end={end || isLastMine} latest={i === list.length - 1 && !pending.length} state={isLastMine || (mine && end) ? stateOf(message, of, answered) : null} />;
    return newDay ? [<li class="day" key={`day-${day}`}><span>{day}</span></li>, view] : [view];
  });

  return (
    <>
      {link === "waiting" ? <p class="offline" role="status"><Icon name="warn" />{t("offline")}</p> : null}
      <div class="scroll talk" ref={scroller} onScroll={scrolled} tabIndex={0} role="region" aria-label={t("chat.messages")}>
        <ol class="messages">
          {!list.length ? <Greeting /> : null}
          {rows}
          {pending.map((entry) => <Pending key={entry.cmid} entry={entry} />)}
          {typing && typing.conversation === id ? <li class="theirs typing"><p class="bubble" aria-label={t("typing", { name: nameOf(typing.author) })}><i /><i /><i /></p></li> : null}
        </ol>
        {before ? <PreChat done={() => setAsked(true)} /> : null}
        {!list.length && !pending.length ? <Tried /> : null}
        <Desk of={of} answeredAt={list.filter((one) => one.author.kind === "agent").at(-1)?.at ?? ""} />
        {of?.status === "resolved" ? <p class="closed">{t("chat.closed")}</p> : null}
      </div>
      {withPerson(of) ? null : (
        <div class="person"><button type="button" class="pill" onClick={() => void askForPerson()} disabled={waits.includes(of?.handoff?.state ?? "")}><Icon name="person" />{t(waits.includes(of?.handoff?.state ?? "") ? "person.asked" : "person.ask")}</button></div>
      )}
      <Composer disabled={before} />
    </>
  );
}
