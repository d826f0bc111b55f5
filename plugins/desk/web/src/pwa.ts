// The installed page. Trusted Types let a script's address through only if it is this one.

interface Policy { createScriptURL(url: string): string; createHTML(html: string): string }
interface Factory { createPolicy(name: string, rules: Partial<Policy>): Policy }

const kWorker = "/desk/sw.js";
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const rules: Policy = {
  createScriptURL: (url) => { if (url !== kWorker) throw new TypeError("not a script of the desk"); return url; },
  createHTML: (html) => html,
};
const policy = factory?.createPolicy("patchbay-desk", rules) ?? rules;

export function register_worker() {
  if ("serviceWorker" in navigator && isSecureContext) void navigator.serviceWorker.register(policy.createScriptURL(kWorker), { scope: "/desk/" }).catch(() => {});
}

// HTML the server has cleaned (an article's preview), and nothing else.
export const cleaned_html = (html: string): { __html: string } => ({ __html: policy.createHTML(html) });
