// The one way from text to markup: HTML the server has cleaned (an article's preview). Nothing else may become markup, and no
// text a script: the page's policy names this one rule and forbids every other.

interface Policy { createHTML(html: string): string }
interface Factory { createPolicy(name: string, rules: Policy): Policy }

const rules: Policy = { createHTML: (html) => html };
const policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("patchbay-desk", rules) ?? rules;

export const cleaned_html = (html: string): { __html: string } => ({ __html: policy.createHTML(html) });
