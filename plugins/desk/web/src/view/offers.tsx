// Hand-offs offered to this agent: who, why, what was tried, and how long until it goes to somebody else.
import { useEffect, useRef } from "preact/hooks";
import { accept, pass } from "../actions";
import type { Offer } from "../desk";
import { t } from "../texts";
import { use_every_change } from "../use";
import { reason_text } from "./conversation_pane";
import { Icon } from "./icons";
import { Button } from "./parts";
import { keys } from "../keys";

export function Offers() {
  const desk = use_every_change();
  const offers = [...desk.offers.values()];
  const first = offers[0];
  useEffect(() => (first ? keys.add([
    { id: "offer-accept", keys: ["Alt+a"], group: "act", run: () => void accept(desk, first) },
    { id: "offer-pass", keys: ["Alt+p"], group: "act", run: () => void pass(desk, first) },
  ]) : undefined), [first?.id]);
  if (!first) return null;
  return <section class="offers" aria-label={t("offers")}>{offers.slice(0, 3).map((offer) => <OfferCard key={offer.id} offer={offer} />)}</section>;
}

function OfferCard({ offer }: { offer: Offer }) {
  const desk = use_every_change();
  const ring = useRef<SVGCircleElement>(null);
  const one = desk.state.view(offer.conversation), began = useRef(Math.max(1, (offer.until - Date.now()) / 1000));
  const left = Math.max(0, Math.ceil((offer.until - Date.now()) / 1000));
  const tried = offer.handoff?.tried ?? [];
  useEffect(() => { if (ring.current) ring.current.style.strokeDashoffset = String(62.8 * (1 - Math.min(1, left / began.current))); }, [left]);
  return (
    <div class="offer" role="alertdialog" aria-label={t("offer.title")}>
      <header>
        <span class="offer-clock" title={t("offer.left", { n: left })}><svg viewBox="0 0 24 24" width="34" height="34" aria-hidden="true"><circle cx="12" cy="12" r="10" class="ring-back" /><circle ref={ring} cx="12" cy="12" r="10" class="ring" /></svg><span aria-hidden="true">{left}</span></span>
        <div><p class="offer-title">{t("offer.title")}</p><p class="muted clip">{one ? `${one.contact.name || one.contact.email || t("visitor")} · #${one.number}` : ""} {offer.reason && reason_text(offer.reason)}</p></div>
      </header>
      {offer.summary && <p class="offer-summary">{offer.summary}</p>}
      {tried.length > 0 && <p class="muted"><Icon name="route" size={14} /> {t("handoff.tried")} {tried.slice(0, 3).map((one_tried) => one_tried.title).join(" · ")}</p>}
      <div class="dialog-foot"><Button label={t("offer.pass")} keys="Alt P" show quiet onClick={() => void pass(desk, offer)} /><Button label={t("offer.accept")} keys="Alt A" show strong onClick={() => void accept(desk, offer)} /></div>
    </div>
  );
}
