// Small things every view is made of.
import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { full_time, short_ago, t } from "../texts";
import { Icon, type IconName } from "./icons";

// A colour of its own for everybody, from the name; contrast is the style sheet's.
export function hue_of(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; ++at) hash = (hash * 31 + text.charCodeAt(at)) >>> 0;
  return hash % 12;
}
export const initials = (name: string) => name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toLocaleUpperCase() || "?";

export function Avatar({ name, kind = "visitor", size = 32 }: { name: string; kind?: string; size?: number }) {
  return (
    <span class={`avatar hue-${hue_of(name)} ${kind}`} style={{ width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.38)}px` }} aria-hidden="true">
      {kind === "bot" ? <Icon name="bot" size={Math.round(size * 0.6)} /> : initials(name)}
    </span>
  );
}

export function Ago({ at }: { at: string }) {
  return <time dateTime={at} title={full_time(at)}>{short_ago(at)}</time>;
}

interface ButtonProps { icon?: IconName; label: string; keys?: string; quiet?: boolean; strong?: boolean; danger?: boolean; small?: boolean; show?: boolean; pressed?: boolean; expanded?: boolean; disabled?: boolean; submit?: boolean; class?: string; onClick?: (event: MouseEvent) => void }
// With `show` the label stands beside the icon, else only screen readers and the tooltip have it.
export function Button({ icon, label, keys, quiet, strong, danger, small, show = !icon, pressed, expanded, disabled, submit, class: more = "", onClick }: ButtonProps) {
  const kind = [strong && "strong", quiet && "quiet", danger && "danger", small && "small", !show && "bare", more].filter(Boolean).join(" ");
  return (
    <button type={submit ? "submit" : "button"} class={`button ${kind}`} title={show && !keys ? undefined : keys ? `${label} (${keys})` : label} aria-label={show ? undefined : label}
      aria-pressed={pressed} aria-expanded={expanded} disabled={disabled} onClick={onClick}>
      {icon && <Icon name={icon} />}
      {show && <span>{label}</span>}
    </button>
  );
}

export function Empty({ icon, title, more, children }: { icon: IconName; title: string; more?: string; children?: ComponentChildren }) {
  return <div class="empty"><Icon name={icon} size={36} /><p class="empty-title">{title}</p>{more && <p class="muted">{more}</p>}{children}</div>;
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return <div class="skeleton" role="status" aria-label={t("loading")}>{Array.from({ length: rows }, (_, at) => <span key={at} class={`bone w${at % 4}`} />)}</div>;
}

// A button that opens a list of choices; arrow keys, Escape, and focus back where it was.
export interface Choice { id: string; label: string; icon?: IconName; hint?: string; checked?: boolean; danger?: boolean; divider?: boolean; run: () => void }
export function Menu({ label, icon, text, choices, filter = false, quiet = true, open: asked, on_close, align = "start", class: more = "" }:
  { label: string; icon?: IconName; text?: ComponentChildren; choices: Choice[] | (() => Choice[]); filter?: boolean; quiet?: boolean; open?: boolean; on_close?: () => void; align?: "start" | "end"; class?: string }) {
  const [open, set_open] = useState(false);
  const [word, set_word] = useState("");
  const [at, set_at] = useState(0);
  const button = useRef<HTMLButtonElement>(null), panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = open || asked === true;
  const all = shown ? (typeof choices === "function" ? choices() : choices) : [];
  const found = word ? all.filter((choice) => choice.label.toLocaleLowerCase().includes(word.toLocaleLowerCase())) : all;
  const close = (back = true) => { set_open(false); set_word(""); set_at(0); on_close?.(); if (back) button.current?.focus(); };
  useLayoutEffect(() => {
    if (!shown) return;
    const box = panel.current!, frame = button.current!.getBoundingClientRect();
    const width = box.offsetWidth, height = box.offsetHeight;
    const left = align === "end" ? frame.right - width : frame.left;
    box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    box.style.top = `${frame.bottom + height + 8 > innerHeight ? Math.max(8, frame.top - height - 4) : frame.bottom + 4}px`;
  });
  useEffect(() => {
    if (!shown) return;
    (panel.current!.querySelector("input") ?? panel.current!.querySelector<HTMLElement>("[role^=menuitem]"))?.focus();
    const outside = (event: Event) => { if (!panel.current?.contains(event.target as Node) && !button.current?.contains(event.target as Node)) close(false); };
    addEventListener("pointerdown", outside, true);
    addEventListener("resize", outside);
    return () => { removeEventListener("pointerdown", outside, true); removeEventListener("resize", outside); };
  }, [shown]);
  const move = (step: number) => {
    const next = (at + step + found.length) % Math.max(1, found.length);
    set_at(next);
    if (!filter) panel.current?.querySelectorAll<HTMLElement>("[role^=menuitem]")[next]?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") { close(); return; }
    else if (event.key === "Enter" && filter) { const choice = found[at]; if (choice) { close(); choice.run(); } }
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class={`menu ${more}`}>
      <button ref={button} type="button" class={`button ${quiet ? "quiet" : ""} ${text === undefined ? "bare" : ""}`} title={label} aria-label={text === undefined ? label : undefined} aria-haspopup={filter ? "listbox" : "menu"} aria-expanded={shown}
        aria-controls={shown ? id : undefined} onClick={() => (shown ? close() : set_open(true))}>
        {icon && <Icon name={icon} />}{text !== undefined && <span class="clip">{text}</span>}
      </button>
      {shown && (
        <div ref={panel} class="panel" id={id} onKeyDown={press} data-menu>
          {filter && <input class="field" aria-label={t("menu.filter")} placeholder={t("menu.filter")} value={word} role="combobox" aria-expanded="true" aria-controls={`${id}-list`} aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
            onInput={(event) => { set_word(event.currentTarget.value); set_at(0); }} />}
          <div class="choices" role={filter ? "listbox" : "menu"} id={`${id}-list`} aria-label={label}>
            {found.map((choice, place) => (
              <div key={choice.id} id={`${id}-${place}`} role={filter ? "option" : choice.checked === undefined ? "menuitem" : "menuitemcheckbox"} tabIndex={filter ? undefined : -1} aria-checked={filter ? undefined : choice.checked} aria-selected={filter ? place === at : undefined}
                class={`choice ${place === at && filter ? "at" : ""} ${choice.danger ? "danger" : ""} ${choice.divider ? "divider" : ""}`}
                onClick={() => { close(); choice.run(); }} onKeyDown={(event) => { if (!filter && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); event.stopPropagation(); close(); choice.run(); } }}
                onMouseEnter={() => set_at(place)}>
                {choice.icon && <Icon name={choice.icon} size={16} />}<span class="choice-label">{choice.label}</span>{choice.hint && <span class="muted">{choice.hint}</span>}{choice.checked && <Icon name="check" size={16} />}
              </div>
            ))}
            {found.length === 0 && <p class="muted none">{t("menu.none")}</p>}
          </div>
        </div>
      )}
    </span>
  );
}

// A modal window: the browser's own, so focus stays in it and comes back.
export function Dialog({ title, on_close, children, wide = false, class: more = "" }: { title: string; on_close: () => void; children: ComponentChildren; wide?: boolean; class?: string }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current!;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={box} class={`dialog ${wide ? "wide" : ""} ${more}`} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); on_close(); }} onClick={(event) => { if (event.target === box.current) on_close(); }}>
      <div class="dialog-body">
        <header class="dialog-head"><h2 id={id}>{title}</h2><Button icon="close" label={t("close")} quiet onClick={on_close} /></header>
        {children}
      </div>
    </dialog>
  );
}

export function Field({ label, hint, children }: { label: string; hint?: string; children: (id: string, hint_id: string | undefined) => ComponentChildren }) {
  const id = useId();
  return <div class="row-field"><label for={id}>{label}</label>{children(id, hint ? `${id}-hint` : undefined)}{hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}</div>;
}
export function TextField({ label, hint, ...rest }: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  return <Field label={label} {...(hint ? { hint } : {})}>{(id, hint_id) => <input class="field" id={id} aria-describedby={hint_id} {...rest} />}</Field>;
}
export function Switch({ label, hint, on, set, disabled }: { label: string; hint?: string; on: boolean; set: (on: boolean) => void; disabled?: boolean }) {
  const id = useId();
  return (
    <div class="switch-row">
      <div><label for={id}>{label}</label>{hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}</div>
      <input type="checkbox" role="switch" class="switch" id={id} checked={on} disabled={disabled} aria-describedby={hint ? `${id}-hint` : undefined} onChange={(event) => set(event.currentTarget.checked)} />
    </div>
  );
}
