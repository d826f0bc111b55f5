// One thread across channels: days, runs of one author, the bot's part folded to a summary, notes that look like nothing else.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Waiting } from "../outbox";
import type { Conversation, Message } from "../model";
import { day_name, same_day, t, tn } from "../texts";
import { use_every_change } from "../use";
import { Icon } from "./icons";
import { MessageView, WaitingView } from "./message";
import { Loading } from "./parts";

type Block = { kind: "day"; at: string } | { kind: "bot"; messages: Message[] } | { kind: "message"; message: Message; follows: boolean };

const kRun = 5 * 60_000, kFold = 3;

export function blocks_of(messages: Message[]): Block[] {
  const out: Block[] = [];
  let run: Message[] = [], before: Message | null = null;
  // A bot's turns, with what the visitor said to it, fold up once a person has come.
  const handed = messages.some((message) => message.author.kind === "agent" && !message.note);
  const last_bot = handed ? messages.map((message) => message.author.kind).lastIndexOf("bot") : -1;
  const first_bot = handed ? messages.findIndex((message) => message.author.kind === "bot") : -1;
  const begin = first_bot > 0 && messages[first_bot - 1]!.author.kind === "visitor" ? first_bot - 1 : first_bot;
  const close = () => {
    if (run.length >= kFold) out.push({ kind: "bot", messages: run });
    else for (const message of run) out.push({ kind: "message", message, follows: false });
    run = [];
  };
  messages.forEach((message, at) => {
    if (!before || !same_day(before.at, message.at)) { close(); out.push({ kind: "day", at: message.at }); before = null; }
    const folds = at >= begin && at <= last_bot && begin >= 0 && !message.note && (message.author.kind === "bot" || message.author.kind === "visitor");
    if (folds) { run.push(message); before = message; return; }
    close();
    const follows = !!before && before.author.id === message.author.id && before.author.kind === message.author.kind && before.note === message.note && before.channel === message.channel &&
      Date.parse(message.at) - Date.parse(before.at) < kRun;
    out.push({ kind: "message", message, follows });
    before = message;
  });
  close();
  return out;
}

export function Thread({ one }: { one: Conversation }) {
  const desk = use_every_change();
  const box = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const height = useRef(0);
  const [earlier, set_earlier] = useState(false);
  const thread = desk.state.threads.get(one.id);
  const version = thread ? `${thread.messages.size}/${desk.state.version}` : "";
  const blocks = useMemo(() => (thread ? blocks_of([...thread.messages.values()].filter((message) => message.seq >= thread.lowest).sort((a, b) => a.seq - b.seq)) : []), [thread, version]);
  const waiting = desk.outbox.of(one.id).filter((item) => item.state !== "sent" || !thread?.messages.has(item.seq ?? -1));
  const size = `${blocks.length}/${waiting.length}/${one.last_seq}`;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (stuck.current) element.scrollTop = element.scrollHeight;
    else if (height.current && element.scrollTop < 40 && earlier) element.scrollTop += element.scrollHeight - height.current;
    height.current = element.scrollHeight;
  }, [size, !!thread]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const grown = new ResizeObserver(() => { if (stuck.current) element.scrollTop = element.scrollHeight; });
    grown.observe(element.firstElementChild ?? element);
    grown.observe(element);
    return () => grown.disconnect();
  }, [!!thread]);
  if (!thread) return <div class="thread" ref={box}><Loading rows={7} /></div>;
  const more = async () => {
    if (earlier || thread.lowest <= 1) return;
    set_earlier(true);
    stuck.current = false;
    await desk.load_earlier(one.id).catch((error: unknown) => desk.notices.failed(error));
    set_earlier(false);
  };
  const scrolled = () => {
    const element = box.current!;
    stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    if (element.scrollTop < 80) void more();
  };
  return (
    <div class="thread" ref={box} onScroll={scrolled} tabIndex={0} role="log" aria-label={t("thread")} aria-live="off">
      <div class="thread-inside">
        {thread.lowest > 1 && <p class="earlier"><button type="button" class="button quiet small" onClick={() => void more()}>{earlier ? t("loading") : t("thread.earlier")}</button></p>}
        {blocks.map((block) => block.kind === "day" ? <p key={`day/${block.at}`} class="day"><span>{day_name(block.at)}</span></p>
          : block.kind === "bot" ? <BotPart key={`bot/${block.messages[0]!.id}`} messages={block.messages} one={one} />
          : <MessageView key={block.message.id} message={block.message} one={one} follows={block.follows} />)}
        {waiting.map((item: Waiting) => <WaitingView key={item.cmid} item={item} />)}
        {blocks.length === 0 && waiting.length === 0 && <p class="muted day"><span>{t("thread.empty")}</span></p>}
      </div>
    </div>
  );
}

function BotPart({ messages, one }: { messages: Message[]; one: Conversation }) {
  const [open, set_open] = useState(false);
  const asked = messages.filter((message) => message.author.kind === "visitor");
  const turns = messages.length - asked.length;
  const last = asked[asked.length - 1];
  return (
    <section class={`bot-part ${open ? "open" : ""}`} aria-label={t("bot.part")}>
      <button type="button" class="bot-head" aria-expanded={open} onClick={() => set_open(!open)}>
        <Icon name="bot" /><span><strong>{tn("bot.summary", turns)}</strong>{last && <span class="muted"> · {t("bot.asked", { text: last.body.slice(0, 120) })}</span>}</span><Icon name="down" size={16} />
      </button>
      {open && messages.map((message) => <MessageView key={message.id} message={message} one={one} follows={false} />)}
    </section>
  );
}
