// What launcher and frame say to each other. The launcher sends one MessagePort to the frame's exact origin; the frame takes
// it from its parent alone, and only when that origin is one the operator allows. Everything else goes through the port.
export interface Visitor {
  identity: string | null; // a JWT of the business
  name?: string;
  email?: string;
}

export interface Page {
  url: string;
  title: string;
}

export type ToFrame =
  | { type: "hello"; page: Page; visitor: Visitor | null; attributes: Record<string, unknown>; open: boolean; full: boolean; shared: boolean; kept: Record<string, string> }
  | { type: "open"; draft?: string }
  | { type: "closed" }
  | { type: "full"; full: boolean }
  | { type: "page"; page: Page }
  | { type: "visitor"; visitor: Visitor }
  | { type: "attributes"; attributes: Record<string, unknown> }
  | { type: "inside" } // the visitor goes on to another page of this site
  | { type: "reset" };

export type ToLauncher =
  | { type: "ready" }
  | { type: "close" }
  | { type: "unread"; count: number; preview: string }
  | { type: "offer"; id: string; text: string } // help the operator offers on this page, beside the closed bubble
  | { type: "known"; known: boolean } // whether there is a conversation to come back to
  | { type: "keep"; key: string; value: string | null } // for a frame whose browser gives it no storage
  | { type: "message"; message: unknown }
  | { type: "error"; detail: string };

export const kHello = "patchbay:port";
