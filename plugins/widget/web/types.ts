// The shapes of docs/api/conversations.md, as far as a visitor sees them. Members nobody knows are ignored.

export interface Author {
  kind: "visitor" | "agent" | "bot" | "system";
  id: string;
  name: string | null;
  avatar: string | null;
}

export interface Part {
  type: string;
  [member: string]: unknown;
}

export interface Message {
  conversation: string;
  id: string;
  seq: number;
  at: string;
  author: Author;
  channel: string;
  body: string;
  parts: Part[];
  note?: boolean;
  edited_at?: string | null;
  event?: number;
  cmid?: string;
}

export interface Handoff {
  id: string;
  conversation: string;
  state: "requested" | "offered" | "accepted" | "mailed" | "scheduled" | "left_message" | "closed";
  agent: { id: string; name: string } | null;
  requested_at?: string;
  eta: string | null;
}

export interface Conversation {
  id: string;
  number?: number;
  status: "open" | "pending" | "snoozed" | "resolved";
  subject: string | null;
  updated_at: string;
  last_seq: number;
  last_message: { seq: number; at: string; author: Author; body: string } | null;
  assignee: { id: string; name: string } | null;
  handoff: Handoff | null;
  seen: { contact?: { delivered?: number; read?: number }; agent?: { delivered?: number; read?: number } };
  event?: number;
}

export interface JourneyEntry {
  kind: string;
  at: number;
  locale: string;
  page: string;
  data: Record<string, unknown>;
}

// A frame of /ws/v1 whose type says what else is in it.
export interface Frame {
  type: string;
  event?: number;
  conversation?: string;
  [member: string]: unknown;
}

// What a call to the server ended with when it was not a success. status 0: no answer came.
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly retryAfter = 0) {
    super(detail);
  }
}
