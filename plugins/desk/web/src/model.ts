// The shapes of docs/api/conversations.md, as the desk reads them.

export type Id = string;
export type Status = "open" | "pending" | "snoozed" | "resolved";

export interface Author { kind: "visitor" | "agent" | "bot" | "system"; id: Id; name: string; avatar: string | null }

export type Part =
  | { type: "text"; text: string }
  | { type: "file"; id: Id; name: string; mime: string; size: number; url: string }
  | { type: "choices"; choices: { id: string; label: string }[] }
  | { type: "form"; fields: { id: string; label: string; kind: string; required: boolean }[] }
  | { type: string; [member: string]: unknown };

export interface Delivery { state: "queued" | "sending" | "sent" | "delivered" | "failed"; detail?: string }

export interface Message {
  conversation: Id; id: Id; seq: number; at: string; author: Author; channel: string; body: string; parts: Part[];
  note: boolean; edited_at: string | null; event: number; cmid?: string; delivery?: Delivery;
  meta?: Record<string, unknown>;
}

export interface LastMessage { seq: number; at: string; author: Author; body: string; note: boolean }

export interface Tried { kind: string; title: string; url?: string; outcome?: string }

export interface Handoff {
  id: Id; conversation: Id;
  state: "requested" | "offered" | "accepted" | "mailed" | "scheduled" | "left_message" | "closed";
  topic: string | null; team: string | null; reason: string; summary: string; tried: Tried[]; locale: string;
  requested_at: string; offered_to: string | null; agent: { id: Id; name: string } | null; eta: string | null;
}

export interface ContactBrief { id: Id; name: string; email: string | null; verified: boolean; locale: string; blocked: boolean }

export interface Conversation {
  id: Id; number: number; inbox: string; status: Status; channel: string; contact: ContactBrief;
  assignee: { id: Id; name: string } | null; team: string | null; labels: string[]; subject: string | null;
  priority: string | null; created_at: string; updated_at: string; snoozed_until: string | null; due_at: string | null;
  resolved_at: string | null; waiting_since: string | null; last_seq: number; last_message: LastMessage | null;
  unread: number; handoff: Handoff | null;
  seen: { contact: { delivered: number; read: number }; agent: { read: number } };
  merged_into: Id | null; event: number;
}

export interface Identity { kind: "email" | "phone" | "external" | "visitor"; value: string; verified: boolean }

export interface Contact {
  id: Id; name: string; locale: string; identities: Identity[]; verified: boolean;
  attributes: Record<string, unknown>; blocked: boolean; duplicates: Id[]; merged_into: Id | null;
  created_at: string; last_seen_at: string | null;
}

export interface Order {
  number: string; placed_at: string; state: string; total: { amount: string | number; currency: string };
  items: { sku: string; name: string; quantity: number }[]; tracking_url: string | null; url: string | null;
}

export interface JourneyEntry { kind: string; at: string; locale: string; page: string | null; data: Record<string, unknown> }

export type Presence = "online" | "away" | "offline";
export interface Agent { id: Id; name: string; email: string; role: "agent" | "admin"; teams: string[]; enabled: boolean; presence: Presence }
export interface Label { name: string; colour?: string | null; conversations?: number }
export interface Counts {
  mine: number; unassigned: number; all: number; snoozed: number; due: number;
  by_channel: Record<string, number>; by_team: Record<string, number>;
}

export interface Me { id: Id; name: string; email: string; role: "agent" | "admin"; teams: string[]; totp?: boolean }

export interface Canned { id: Id; rev: number; shortcut: string; title: string; body: string; team: string | null }
export type MacroAction =
  | { do: "reply"; text: string } | { do: "note"; text: string } | { do: "label"; labels: string[] }
  | { do: "assign"; to: string } | { do: "team"; team: string } | { do: "status"; status: Status; hours?: number };
export interface Macro { id: Id; rev: number; name: string; team: string | null; actions: MacroAction[] }
export interface SavedFilter { id: Id; rev: number; name: string; filter: Filter }
export interface Settings { sound: boolean; notify: boolean; enter_sends: boolean; sort: Sort; locale: string }

export type Sort = "latest" | "due" | "waiting";
// What a list shows. Absent = anything; status absent = open.
export interface Filter {
  status?: Status | "all"; assignee?: "me" | "none" | Id; team?: string; inbox?: string; label?: string; channel?: string;
  contact?: Id; due?: boolean;
}

export interface Hit { kind: string; id: string; title: string; snippet: string; url: string; locale: string; score: number }

// What the server sends by the socket.
export type Frame =
  | ({ type: "message" | "message_updated" } & Message)
  | { type: "conversation"; event: number; conversation: Id; changes?: Record<string, unknown>; value: Conversation }
  | { type: "assignment"; event: number; conversation: Id; assignee?: { id: Id; name: string } | null; team?: string | null }
  | { type: "label"; event: number; conversation: Id; labels: string[] }
  | ({ type: "handoff"; event: number } & Handoff)
  | { type: "seen"; event: number; conversation: Id; by: "contact" | "agent"; seq: number; state: "delivered" | "read" }
  | { type: "moved"; event: number; conversation: Id; into: Id | null }
  | { type: "contact"; event: number; contact: Contact; orders_changed?: boolean }
  | { type: "typing"; conversation: Id; author: Author }
  | { type: "viewing"; conversation: Id; agents: { id: Id; name: string }[] }
  | { type: "presence"; agent: Id; presence: Presence }
  | { type: "queue"; conversation: Id; position: number; wait_seconds: number }
  | { type: "ready"; agent_id?: Id; contact_id?: Id; event: number }
  | { type: "subscribed" | "reset" | "resumed"; event: number }
  | { type: "ack"; cmid: string; conversation: Id; id: Id; seq: number }
  | { type: "error"; cmid?: string; ref?: string; code: string; detail: string }
  // From whoever finds agents for hand-offs: this one is asked, until then, and answers there. Lossy.
  | { type: "offer"; conversation: Id; handoff: Id; reason: string; summary: string; since: string; expires_at: string; accept_url: string; decline_url: string }
  | { type: "offer_ended"; conversation: Id }
  | { type: "pong" };
