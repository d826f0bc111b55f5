// data-compat="chatwoot": the names a page that carried Chatwoot's widget already calls.
import type { Api } from "./launcher";

export function speakChatwoot(api: Api, showBubble: (shown: boolean) => void): void {
  const tell = (name: string, detail?: unknown) => dispatchEvent(new CustomEvent(`chatwoot:${name}`, { detail }));
  const settings = (window as any).chatwootSettings ?? {};
  const nothing = () => {};
  (window as any).$chatwoot = {
    hasLoaded: true,
    get isOpen() { return api.isOpen; },
    toggle: (state?: "open" | "close") => (state === "open" ? api.open() : state === "close" ? api.close() : api.toggle()),
    popoutChatWindow: () => api.open(),
    toggleBubbleVisibility: (state: "hide" | "show") => showBubble(state !== "hide"),
    // There the hash is an HMAC of the identifier; here identity is a signed token, so only that one verifies.
    setUser: (identifier: string | number, about: { name?: string; email?: string; identifier_hash?: string; identity?: string } = {}) => {
      const token = about.identity ?? (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(about.identifier_hash ?? "") ? about.identifier_hash : undefined);
      api.setUser({ ...(token && { identity: token }), ...(about.name && { name: about.name }), ...(about.email && { email: about.email }) });
      api.setCustomAttributes({ identifier: String(identifier) });
    },
    setCustomAttributes: (attributes: Record<string, unknown>) => api.setCustomAttributes(attributes),
    deleteCustomAttribute: (name: string) => api.setCustomAttributes({ [name]: null }),
    setConversationCustomAttributes: (attributes: Record<string, unknown>) => api.setCustomAttributes(attributes),
    deleteConversationCustomAttribute: (name: string) => api.setCustomAttributes({ [name]: null }),
    setLabel: nothing, removeLabel: nothing, // labels are the agents' here
    setLocale: (locale: string) => api.setLocale(locale.replace("_", "-")),
    setColorScheme: nothing,
    reset: () => api.reset(),
  };
  (window as any).chatwootSDK ??= { run: nothing };
  api.on("ready", nothing);
  api.on("message", (message) => tell("on-message", message));
  api.on("error", (detail) => tell("error", detail));
  api.on("open", () => tell("opened"));
  api.on("close", () => tell("closed"));
  if (settings.hideMessageBubble) showBubble(false);
  if (settings.locale) api.setLocale(settings.locale);
  queueMicrotask(() => tell("ready"));
}
