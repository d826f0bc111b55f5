// What draws an agent's eye or ear: toasts, sound, desktop notifications, the number in the page's title.
import { ApiError } from "./api";
import type { Conversation, Me, Message, Settings } from "./model";
import { t } from "./texts";

export interface Toast { id: number; kind: "info" | "done" | "failed"; text: string; more?: string | undefined; undo?: (() => void) | undefined }

const kStay = 6_000;

export class Notices {
  toasts: Toast[] = [];
  spoken = "";                                 // for the live region
  private next = 0;
  private audio: AudioContext | null = null;
  on_click: (number: number) => void = () => {};

  constructor(private readonly changed: () => void, private readonly settings: () => Settings) {}

  toast(kind: Toast["kind"], text: string, more?: string, undo?: () => void) {
    const toast: Toast = { id: ++this.next, kind, text, more, undo };
    this.toasts = [...this.toasts.slice(-3), toast];
    setTimeout(() => this.dismiss(toast.id), kind === "failed" ? kStay * 2 : kStay);
    this.changed();
  }
  dismiss(id: number) {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
    this.changed();
  }
  // A failed action, in the server's own words.
  failed(error: unknown, what = t("toast.failed")) {
    const why = error instanceof ApiError ? (error.status === 0 ? t("toast.offline") : error.message) : String((error as Error)?.message ?? error);
    this.toast("failed", what, why);
  }
  say(text: string) { this.spoken = text; this.changed(); }

  message(message: Message, conversation: Conversation | undefined, me: Me, open: boolean) {
    if (message.author.id === me.id || message.author.kind === "bot" || message.author.kind === "system") return;
    const mentioned = message.note && mentions(message.body, me.name);
    if (message.author.kind === "visitor") this.say(t("live.message", { name: message.author.name || t("visitor"), text: message.body.slice(0, 120) }));
    if (!mentioned && conversation?.assignee?.id !== me.id) return;
    if (open && !document.hidden) return;
    this.ring(mentioned ? "mention" : "message");
    this.notify(message.author.name || t("visitor"), message.body, conversation, message.conversation);
  }
  assigned(conversation: Conversation | undefined) {
    if (!conversation) return;
    this.ring("message");
    this.notify(t("notice.assigned"), conversation.contact.name || t("visitor"), conversation, conversation.id);
  }
  offer(offer: { id: string; summary: string; reason: string }, conversation: Conversation | undefined) {
    this.say(t("offer.title"));
    this.ring("offer");
    this.notify(t("offer.title"), offer.summary || offer.reason, conversation, offer.id);
  }

  // Three tones made here: no file, no request.
  ring(kind: "message" | "mention" | "offer") {
    if (!this.settings().sound) return;
    try {
      const audio = (this.audio ??= new AudioContext());
      if (audio.state === "suspended") void audio.resume();
      const tones = kind === "offer" ? [659, 880, 659, 880] : kind === "mention" ? [784, 988] : [784];
      tones.forEach((tone, at) => {
        const swing = audio.createOscillator(), loud = audio.createGain(), begin = audio.currentTime + at * 0.16;
        swing.frequency.value = tone;
        swing.type = "sine";
        loud.gain.setValueAtTime(0, begin);
        loud.gain.linearRampToValueAtTime(0.12, begin + 0.015);
        loud.gain.exponentialRampToValueAtTime(0.001, begin + 0.15);
        swing.connect(loud).connect(audio.destination);
        swing.start(begin);
        swing.stop(begin + 0.16);
      });
    } catch { /* no sound device */ }
  }

  private notify(title: string, body: string, conversation: Conversation | undefined, tag: string) {
    if (!this.settings().notify || typeof Notification === "undefined" || Notification.permission !== "granted" || !document.hidden) return;
    const shown = new Notification(title, { body: body.slice(0, 160), tag });
    shown.onclick = () => { focus(); if (conversation) this.on_click(conversation.number); shown.close(); };
  }
}

export function mentions(text: string, name: string): boolean {
  const at = text.toLocaleLowerCase().indexOf(`@${name.toLocaleLowerCase()}`);
  return name !== "" && at >= 0;
}
