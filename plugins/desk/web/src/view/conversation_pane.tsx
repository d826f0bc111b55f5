// The conversation in the middle: head with what can be done, thread, who else is here, and the composer.
import { useEffect, useRef, useState } from "preact/hooks";
import { accept, block, mark_spam, pass, set_fields, set_status } from "../actions";
import type { Conversation } from "../model";
import { relative, t } from "../texts";
import { use_every_change } from "../use";
import { Composer } from "./composer";
import { conversation_keys } from "./commands";
import { MergeDialog, PassDialog, SnoozeDialog, TransferDialog } from "./conversation_dialogs";
import { channel_icon, Icon } from "./icons";
import { assign_choices, label_choices } from "./list_pane";
import { Button, Empty, Loading, Menu, type Choice } from "./parts";
import { Thread } from "./thread";
import { keys } from "../keys";

export type Asked = "assign" | "label" | "snooze" | "transfer" | "merge" | "due" | null;

export function ConversationPane() {
  const desk = use_every_change();
  const one = desk.conversation;
  if (!one) {
    if (desk.place.at === "inbox" && desk.place.number !== null)
      return desk.missing === desk.place.number ? <Empty icon="search" title={t("conversation.missing", { number: desk.missing })} more={t("conversation.missing.more")} /> : <Loading rows={8} />;
    return <Empty icon="chat" title={t("conversation.none")} more={t("conversation.none.more")} />;
  }
  return <Shown key={one.id} one={one} />;
}

function Shown({ one }: { one: Conversation }) {
  const desk = use_every_change();
  const [asked, set_asked] = useState<Asked>(null);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => keys.add(conversation_keys(desk, () => desk.conversation, set_asked)), [desk]);
  const done = () => set_asked(null);
  const typing = desk.typing.get(one.id);
  const viewing = desk.viewing.get(one.id) ?? [];
  const name = one.contact.name || one.contact.email || t("visitor");
  const more: Choice[] = [
    { id: "transfer", label: t("transfer"), icon: "share", hint: "t", run: () => set_asked("transfer") },
    { id: "due", label: t("due.set"), icon: "clock", run: () => set_asked("due") },
    ...["urgent", "high", "normal", "low"].map((level, at): Choice => ({ id: level, label: t(`priority.${level}`), checked: (one.priority ?? "normal") === level, divider: at === 0, run: () => void set_fields(desk, one.id, { priority: level === "normal" ? null : level }) })),
    { id: "merge", label: t("merge"), icon: "merge", divider: true, run: () => set_asked("merge") },
    { id: "link", label: t("copy_link"), icon: "share", run: () => void navigator.clipboard?.writeText(`${location.origin}/desk/c/${one.number}`).then(() => desk.notices.toast("done", t("copied"))) },
    { id: "spam", label: t("spam"), icon: "warn", divider: true, danger: true, run: () => void mark_spam(desk, one) },
    { id: "block", label: t(one.contact.blocked ? "unblock" : "block"), icon: "block", danger: true, run: () => void block(desk, one, !one.contact.blocked, "") },
  ];
  return (
    <>
      <header class="conversation-head" ref={head}>
        <Button icon="back" label={t("back")} quiet class="back-button" onClick={() => desk.place.at === "inbox" && desk.show_list(desk.place.list)} />
        <div class="who">
          <h2 class="clip">{name}{one.contact.verified && <span class="verified" title={t("verified")}><Icon name="shield" size={16} /><span class="hidden">{t("verified")}</span></span>}</h2>
          <p class="who-more muted"><span><Icon name={channel_icon(one.channel)} size={14} /> #{one.number}</span>{one.subject && <span class="clip">{one.subject}</span>}
            {one.status !== "open" && <span class={`chip status-${one.status}`}>{t(`status.${one.status}`)}{one.snoozed_until && one.status === "snoozed" ? ` · ${relative(one.snoozed_until)}` : ""}</span>}
            {one.due_at && <span class={`chip ${one.due_at < new Date().toISOString() ? "bad" : ""}`}>{t("due", { when: relative(one.due_at) })}</span>}
            {one.labels.map((label) => <span key={label} class="chip clip">{label}</span>)}</p>
        </div>
        <div class="head-actions">
          <Menu label={t("assign")} icon="me" class="wide-only" text={one.assignee ? (one.assignee.id === desk.me.id ? t("you") : one.assignee.name) : t("assign.nobody")} filter choices={() => assign_choices(desk, one)} open={asked === "assign"} on_close={done} align="end" />
          <Menu label={t("labels")} icon="tag" filter choices={() => label_choices(desk, one)} open={asked === "label"} on_close={done} align="end" />
          <Button icon="moon" label={t("snooze")} keys="s" quiet onClick={() => set_asked("snooze")} class="wide-only" />
          {one.status === "resolved"
            ? <Button icon="history" label={t("reopen")} keys="e" show onClick={() => void set_status(desk, one.id, "open")} />
            : <Button icon="check" label={t("resolve")} keys="e" show strong onClick={() => void set_status(desk, one.id, "resolved")} />}
          <Menu label={t("more")} icon="more" align="end" choices={innerWidth < 720 ? [{ id: "assign", label: t("assign"), icon: "me", run: () => set_asked("assign") }, { id: "snooze", label: t("snooze"), icon: "moon", run: () => set_asked("snooze") }, ...more] : more} />
          <Button icon="panel" label={t("context")} quiet class="context-button" pressed={desk.place.at === "inbox" && desk.place.pane === "context"} onClick={() => desk.show(one, desk.place.at === "inbox" && desk.place.pane === "context" ? "conversation" : "context")} />
        </div>
      </header>
      <HandoffBar one={one} />
      {one.contact.blocked && <p class="bar bad" role="status"><Icon name="block" size={16} /> {t("blocked")}</p>}
      {one.merged_into && <p class="bar"><Icon name="merge" size={16} /> {t("merged")}</p>}
      <Thread one={one} />
      <div class="presence-line" aria-live="polite">
        {typing && <span class="typing-text"><span class="typing-dots" aria-hidden="true"><i /><i /><i /></span> {t("typing", { name: typing.author.kind === "visitor" ? name : typing.author.name })}</span>}
        {viewing.length > 0 && <span class="viewing"><Icon name="eye" size={14} /> {t("viewing", { names: viewing.map((agent) => agent.name).join(", ") })}</span>}
      </div>
      <Composer one={one} />
      {(asked === "snooze" || asked === "due") && <SnoozeDialog kind={asked} one={one} on_close={done} />}
      {asked === "transfer" && <TransferDialog one={one} on_close={done} />}
      {asked === "merge" && <MergeDialog one={one} on_close={done} />}
    </>
  );
}

// Why this came to a person, and what was tried before.
function HandoffBar({ one }: { one: Conversation }) {
  const desk = use_every_change();
  const [passing, set_passing] = useState(false);
  const { handoff } = one;
  const [open, set_open] = useState(innerWidth > 720 || handoff?.state !== "accepted");
  if (!handoff || handoff.state === "closed") return null;
  const waiting = handoff.state === "requested" || handoff.state === "offered";
  const mine = one.assignee?.id === desk.me.id;
  return (
    <section class={`handoff ${waiting ? "waiting" : ""}`} aria-label={t("handoff")}>
      <div class="handoff-text">
        <p class="handoff-title"><button type="button" class="handoff-fold" aria-expanded={open} aria-label={t("handoff")} onClick={() => set_open(!open)}><Icon name={open ? "down" : "forward"} size={15} /></button><strong>{t(`handoff.${handoff.state}`)}</strong>{handoff.reason && <span class="muted"> · {reason_text(handoff.reason)}</span>}{handoff.topic && <span class="chip">{handoff.topic}</span>}</p>
        {open && <>{handoff.summary && <p class="handoff-summary">{handoff.summary}</p>}
        {handoff.tried.length > 0 && <p class="handoff-tried muted">{t("handoff.tried")} {handoff.tried.map((tried, at) => <span key={at}>{at > 0 && " · "}{tried.url ? <a href={tried.url} target="_blank" rel="noopener">{tried.title}</a> : tried.title}</span>)}</p>}
        {handoff.eta && <p class="muted">{t("handoff.eta", { when: relative(handoff.eta) })}</p>}</>}
      </div>
      {waiting && <div class="handoff-actions"><Button label={t("offer.accept")} strong onClick={() => void accept(desk, handoff)} /><Button label={t("offer.pass")} quiet onClick={() => void pass(desk, handoff)} /></div>}
      {handoff.state === "accepted" && mine && <div class="handoff-actions"><Button label={t("handoff.hand_on")} quiet onClick={() => set_passing(true)} /></div>}
      {passing && <PassDialog handoff={handoff} on_close={() => set_passing(false)} />}
    </section>
  );
}

export const reason_text = (reason: string) => (t(`reason.${reason}`) === `reason.${reason}` ? reason : t(`reason.${reason}`));
