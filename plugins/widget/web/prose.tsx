// Text that comes from others, as elements: links in plain text, and an article's HTML rebuilt from the elements we know.
// Nothing is ever handed to the browser as HTML of this document.
import { Fragment, h, type ComponentChildren, type VNode } from "preact";

const kLink = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

// Plain text with its web addresses as links.
export function linked(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(kLink)) {
    out.push(text.slice(at, match.index));
    out.push(<a href={match[0]} target="_blank" rel="noopener noreferrer">{match[0].replace(/^https?:\/\//, "")}</a>);
    at = match.index! + match[0].length;
  }
  out.push(text.slice(at));
  return out;
}

// The typed words marked in a title.
export function marked(title: string, query: string): ComponentChildren[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word.length > 1).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!words.length) return [title];
  return title.split(new RegExp(`(${words.join("|")})`, "i")).map((part, i) => (i % 2 ? <mark>{part}</mark> : part));
}

const kKnown = new Set("p h2 h3 h4 h5 h6 ul ol li a b strong i em code pre kbd blockquote br hr table thead tbody tr th td img figure figcaption details summary div section span dl dt dd mark s del sub sup small video audio source".split(" "));
const kAttributes: Record<string, string[]> = {
  a: ["href"], img: ["src", "alt", "width", "height"], video: ["src", "poster"], audio: ["src"], source: ["src", "type"], ol: ["start"], th: ["colspan", "rowspan", "scope"], td: ["colspan", "rowspan"], details: ["open"],
};
const kLeft = new Set(["script", "style", "form", "button", "template", "iframe", "object", "svg", "math", "noscript", "nav"]);

let policy: { createHTML(html: string): unknown } = { createHTML: (html) => html };
if ("trustedTypes" in window) policy = (window as any).trustedTypes.createPolicy("patchbay", { createHTML: (html: string) => html }); // parsed apart, never inserted
const parse = (html: string) => new DOMParser().parseFromString(policy.createHTML(html) as string, "text/html");

function address(value: string, base: string): string | null {
  try {
    const url = new URL(value, base);
    return /^(https?|mailto|tel):$/.test(url.protocol) ? url.href : null;
  } catch { return null; }
}

function rebuild(node: Node, base: string): ComponentChildren {
  if (node.nodeType === 3) return node.nodeValue;
  if (node.nodeType !== 1) return null;
  const element = node as Element, name = element.localName;
  if (kLeft.has(name) || element.classList.contains("kb-anchor")) return null;
  const children = Array.from(element.childNodes, (child) => rebuild(child, base));
  if (!kKnown.has(name)) return h(Fragment, null, children);
  const properties: Record<string, unknown> = {};
  for (const attribute of kAttributes[name] ?? []) {
    const value = element.getAttribute(attribute);
    if (value === null) continue;
    const made = ["href", "src", "poster"].includes(attribute) ? address(value, base) : value;
    if (made !== null) properties[attribute] = made;
  }
  if (element.id) properties.id = `doc-${element.id}`;
  const kind = /\bkb-(note|tip|important|warning|caution|callout-title|missing)\b/.exec(element.className);
  if (kind) properties.class = kind[1] === "callout-title" ? "callout-title" : kind[1] === "missing" ? "missing" : `callout ${kind[1]}`;
  if (name === "a" && properties.href) {
    const target = new URL(properties.href as string);
    if (target.origin + target.pathname === base.split("#")[0] && target.hash) properties.href = `#doc-${decodeURIComponent(target.hash.slice(1))}`;
    else { properties.target = "_blank"; properties.rel = "noopener noreferrer"; }
  }
  if (name === "img") properties.loading = "lazy";
  if (name === "video" || name === "audio") properties.controls = true;
  return h(name, properties, children);
}

// `html` of our own content as elements; `base`: the address it stands at.
export function rebuilt(html: string, base: string): VNode {
  return h(Fragment, null, Array.from(parse(html).body.childNodes, (node) => rebuild(node, base)));
}

// <main> of one of our own pages, without what only works there.
export function mainOf(page: string): { title: string; html: string } {
  const main = parse(page).querySelector("main");
  const title = main?.querySelector("h1")?.textContent?.trim() ?? "";
  main?.querySelectorAll("h1, form, nav, script, [class*=vote], [class*=related], [class*=toc], [class*=tools], [class*=turn], .breadcrumb").forEach((element) => element.remove());
  return { title, html: main?.innerHTML ?? "" };
}

// The words of an article, for reading aloud.
export const spoken = (html: string): string => (parse(html).body.textContent ?? "").replace(/\s+/g, " ").trim();

// A snippet of the search: escaped text with <mark>.
export function snippet(html: string): ComponentChildren[] {
  return Array.from(parse(html).body.childNodes, (node) => (node.nodeName === "MARK" ? <mark>{node.textContent}</mark> : node.textContent));
}
