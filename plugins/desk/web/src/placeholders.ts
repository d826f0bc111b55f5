// {{contact.name}} and its like in canned replies and macros. What has no value becomes nothing, never the braces: those
// would reach the customer.
import type { Desk } from "./desk";
import type { Conversation } from "./model";

export const kPlaceholders = ["contact.name", "contact.first_name", "contact.email", "agent.name", "agent.first_name", "conversation.number", "site.name"] as const;

export function fill(text: string, desk: Pick<Desk, "me" | "site">, conversation: Pick<Conversation, "contact" | "number">): string {
  const { contact } = conversation;
  const first = (name: string) => name.trim().split(/\s+/)[0] ?? "";
  const values: Record<string, string> = {
    "contact.name": contact.name, "contact.first_name": first(contact.name), "contact.email": contact.email ?? "",
    "agent.name": desk.me.name, "agent.first_name": first(desk.me.name),
    "conversation.number": String(conversation.number), "site.name": desk.site.name,
  };
  return text.replace(/[ \t]?\{\{\s*([\w.]+)\s*\}\}/g, (slot, name: string) => {
    const value = values[name] ?? "";
    return value === "" ? "" : (/^[ \t]/.test(slot) ? slot[0] : "") + value;
  });
}
