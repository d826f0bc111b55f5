// Who writes, and what they did before: person, orders, attributes, other conversations, and the way that led here.
import { useEffect, useState } from "preact/hooks";
import { get, patch, post, query, type Page } from "../api";
import type { Contact, Conversation, JourneyEntry, Order } from "../model";
import { day, money, relative, t } from "../texts";
import { use_every_change } from "../use";
import { Icon } from "./icons";
import { Journey } from "./journey";
import { Avatar, Button, Loading } from "./parts";

interface Known { contact: Contact | null; orders: Order[]; others: Conversation[]; journey: JourneyEntry[]; failed: string | null }

// Who only passes by on the way down the list asks for nothing.
const kPause = 90;
// A short memory, so that going back and forth shows at once and is asked again quietly.
const memory = new Map<string, Known>();

export function ContextPane() {
  const desk = use_every_change();
  const one = desk.conversation;
  if (!one) return <section class="context-pane" aria-label={t("context")} />;
  return <Shown key={one.contact.id} one={one} />;
}

function Shown({ one }: { one: Conversation }) {
  const desk = use_every_change();
  const id = one.contact.id;
  const [known, set_known] = useState<Known | null>(memory.get(id) ?? null);
  const stamp = desk.state.contacts.get(id)?.event ?? 0;
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => load(stop), memory.has(id) ? 0 : kPause);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [id, one.id, stamp, one.handoff?.id]);
  const load = (stop: AbortController) => {
    const quiet = <T,>(asked: Promise<T>, otherwise: T) => asked.catch((error: unknown) => { if (stop.signal.aborted) throw error; return otherwise; });
    void Promise.all([
      quiet(get<Contact | null>(`/api/v1/contacts/${id}`, stop.signal), null),
      quiet(get<Page<Order> | Order[]>(`/api/v1/contacts/${id}/orders`, stop.signal), []),
      quiet(get<Page<Conversation>>(`/api/v1/contacts/${id}/conversations`, stop.signal), { items: [], next: null }),
      quiet(get<Page<JourneyEntry>>(query(`/api/v1/conversations/${one.id}/journey`, { limit: 100 }), stop.signal), { items: [], next: null }),
    ]).then(([contact, orders, others, journey]) => {
      const found: Known = { contact, orders: Array.isArray(orders) ? orders : orders.items, others: others.items, journey: journey.items, failed: null };
      memory.set(id, found);
      if (memory.size > 200) memory.delete(memory.keys().next().value!);
      if (contact) desk.state.put_contact(contact, stamp);
      set_known(found);
    }, () => {});
  };
  const contact = desk.state.contacts.get(id)?.value ?? known?.contact ?? null;
  return (
    <section class="context-pane" aria-label={t("context")}>
      <header class="context-head"><Button icon="back" label={t("back")} quiet class="back-button" onClick={() => desk.show(one)} /><h2>{t("context")}</h2></header>
      <Person one={one} contact={contact} />
      {!known ? <Loading rows={6} /> : <>
        <Section title={t("journey")} open><Journey entries={known.journey} /></Section>
        <Section title={t("orders")} count={known.orders.length} open={known.orders.length > 0}>
          {known.orders.length === 0 ? <p class="muted">{t("orders.none")}</p> : <ul class="orders">{known.orders.map((order) => <OrderView key={order.number} order={order} />)}</ul>}
        </Section>
        <Section title={t("attributes")} open>{contact ? <Attributes contact={contact} /> : <p class="muted">{t("attributes.none")}</p>}</Section>
        <Others one={one} others={known.others} />
      </>}
    </section>
  );
}

export function Section({ title, count, open, children }: { title: string; count?: number; open?: boolean; children: preact.ComponentChildren }) {
  return <details class="section" open={open}><summary><h3>{title}</h3>{!!count && <span class="count">{count}</span>}<Icon name="down" size={16} /></summary><div class="section-body">{children}</div></details>;
}

function Person({ one, contact }: { one: Conversation; contact: Contact | null }) {
  const desk = use_every_change();
  const [editing, set_editing] = useState<string | null>(null);
  const name = one.contact.name || one.contact.email || t("visitor");
  const save = async () => {
    try {
      const made = await patch<Contact>(`/api/v1/contacts/${one.contact.id}`, { name: editing });
      if (made) desk.state.put_contact(made, desk.state.contacts.get(made.id)?.event ?? 0);
      set_editing(null);
      desk.changed();
    } catch (error) { desk.notices.failed(error); }
  };
  return (
    <section class="person">
      <Avatar name={name} size={48} />
      <div class="person-text">
        {editing === null ? <p class="person-name"><span class="clip">{name}</span><Button icon="edit" label={t("person.rename")} quiet small onClick={() => set_editing(one.contact.name)} /></p>
          : <form class="inline-form" onSubmit={(event) => { event.preventDefault(); void save(); }}><input class="field" aria-label={t("person.name")} value={editing} onInput={(event) => set_editing(event.currentTarget.value)} /><Button label={t("save")} submit small strong /><Button label={t("cancel")} small quiet onClick={() => set_editing(null)} /></form>}
        <p class={one.contact.verified ? "verified-line" : "unverified-line"}><Icon name={one.contact.verified ? "shield" : "info"} size={15} /> {t(one.contact.verified ? "verified" : "unverified")}</p>
      </div>
      {contact && <dl class="facts">
        {contact.identities.filter(({ kind }) => kind !== "visitor").map((identity) => <div key={identity.kind + identity.value}><dt>{t(`identity.${identity.kind}`)}</dt><dd><span class="clip">{identity.value}</span>{identity.verified ? <span class="verified" title={t("verified")}><Icon name="check" size={14} /><span class="hidden">{t("verified")}</span></span> : <span class="muted"> {t("unverified.short")}</span>}</dd></div>)}
        <div><dt>{t("person.locale")}</dt><dd>{contact.locale || "–"}</dd></div>
        {contact.last_seen_at && <div><dt>{t("person.seen")}</dt><dd>{relative(contact.last_seen_at)}</dd></div>}
        <div><dt>{t("person.since")}</dt><dd>{day(contact.created_at)}</dd></div>
      </dl>}
      {contact && contact.duplicates.length > 0 && <Duplicates contact={contact} />}
    </section>
  );
}

function Duplicates({ contact }: { contact: Contact }) {
  const desk = use_every_change();
  const [others, set_others] = useState<Contact[]>([]);
  useEffect(() => { void Promise.all(contact.duplicates.slice(0, 5).map((id) => get<Contact>(`/api/v1/contacts/${id}`).catch(() => null))).then((found) => set_others(found.filter((one): one is Contact => !!one))); }, [contact.duplicates.join()]);
  const merge = async (other: Contact) => {
    try {
      await post(`/api/v1/contacts/${contact.id}/merge`, { into: other.id });
      desk.notices.toast("done", t("duplicate.merged"));
    } catch (error) { desk.notices.failed(error); }
  };
  return <div class="duplicates"><p><Icon name="info" size={15} /> {t("duplicate.title")}</p><ul>{others.map((other) => <li key={other.id}><span class="clip">{other.name || other.identities[0]?.value}</span><Button label={t("merge")} small quiet onClick={() => void merge(other)} /></li>)}</ul></div>;
}

function OrderView({ order }: { order: Order }) {
  const name = <strong>{order.number}</strong>;
  return (
    <li class="order">
      <p class="order-head">{order.url ? <a href={order.url} target="_blank" rel="noopener noreferrer">{name}</a> : name}<span class="chip">{t(`order.${order.state}`) === `order.${order.state}` ? order.state : t(`order.${order.state}`)}</span></p>
      <p class="muted">{day(order.placed_at)} · {money(order.total.amount, order.total.currency)}</p>
      <p class="clip">{order.items.map((item) => `${item.quantity > 1 ? `${item.quantity} × ` : ""}${item.name}`).join(", ")}</p>
      {order.tracking_url && <a href={order.tracking_url} target="_blank" rel="noopener noreferrer">{t("order.track")}</a>}
    </li>
  );
}

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function Attributes({ contact }: { contact: Contact }) {
  const desk = use_every_change();
  const [editing, set_editing] = useState<{ key: string; value: string; made: boolean } | null>(null);
  const rows = Object.entries(contact.attributes);
  const save = async (key: string, value: string | null) => {
    if (!key.trim()) return;
    const before = contact.attributes[key];
    const typed: unknown = value !== null && typeof before === "number" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value !== null && typeof before === "boolean" ? value === "true" : value;
    try {
      const made = await patch<Contact>(`/api/v1/contacts/${contact.id}`, { attributes: { [key.trim()]: typed } });
      if (made) desk.state.put_contact(made, desk.state.contacts.get(made.id)?.event ?? 0);
      set_editing(null);
      desk.changed();
    } catch (error) { desk.notices.failed(error); }
  };
  return (
    <>
      <dl class="facts editable">
        {rows.map(([key, value]) => (
          <div key={key}><dt>{key}</dt><dd>{editing && !editing.made && editing.key === key
            ? <form class="inline-form" onSubmit={(event) => { event.preventDefault(); void save(key, editing.value); }}><input class="field" aria-label={key} value={editing.value} onInput={(event) => set_editing({ ...editing, value: event.currentTarget.value })} /><Button icon="check" label={t("save")} submit small /><Button icon="trash" label={t("attribute.remove", { name: key })} small quiet onClick={() => void save(key, null)} /></form>
            : <button type="button" class="fact" title={t("attribute.edit", { name: key })} onClick={() => set_editing({ key, value: shown(value), made: false })}><span class="clip">{shown(value)}</span><Icon name="edit" size={13} /></button>}</dd></div>
        ))}
      </dl>
      {rows.length === 0 && !editing && <p class="muted">{t("attributes.none")}</p>}
      {editing?.made ? <form class="inline-form" onSubmit={(event) => { event.preventDefault(); void save(editing.key, editing.value); }}><input class="field" aria-label={t("attribute.name")} placeholder={t("attribute.name")} value={editing.key} onInput={(event) => set_editing({ ...editing, key: event.currentTarget.value })} /><input class="field" aria-label={t("attribute.value")} placeholder={t("attribute.value")} value={editing.value} onInput={(event) => set_editing({ ...editing, value: event.currentTarget.value })} /><Button icon="check" label={t("save")} submit small /></form>
        : <Button icon="plus" label={t("attribute.add")} show quiet small onClick={() => set_editing({ key: "", value: "", made: true })} />}
    </>
  );
}

function Others({ one, others }: { one: Conversation; others: Conversation[] }) {
  const desk = use_every_change();
  const rest = others.filter((other) => other.id !== one.id && !other.merged_into);
  return (
    <Section title={t("others")} count={rest.length} open={rest.length > 0}>
      {rest.length === 0 ? <p class="muted">{t("others.none")}</p> : <ul class="others">{rest.slice(0, 20).map((other) => (
        <li key={other.id}><a href={`/desk/c/${other.number}`} onClick={(event) => { if (event.ctrlKey || event.metaKey) return; event.preventDefault(); desk.state.put(other); desk.show(other); }}><span class="other-line"><strong>#{other.number}</strong><span class={`chip status-${other.status}`}>{t(`status.${other.status}`)}</span><span class="muted">{day(other.updated_at)}</span></span><span class="clip muted">{other.subject ?? other.last_message?.body ?? ""}</span></a></li>
      ))}</ul>}
    </Section>
  );
}
