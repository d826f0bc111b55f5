// Any subset of the plugins runs: it starts, no link on its pages leads nowhere, the ways to reach us are those that are on, and
// what is off is gone. None, all, each alone, each missing, each pair.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build, startHost } from "./host.mjs";

// What answers where a plugin is on, for somebody who is not signed in.
const doors = {
  kb: "/kb/", portal: "/contact", widget: "/widget.js", desk: "/desk/", insights: "/insights/", livechat: "/api/v1/livechat/settings?inbox=default",
};
const installed = readdirSync(join(build, "plugins")).sort();

function subsets() {
  const all = [[], installed];
  for (const one of installed) {
    all.push([one], installed.filter((id) => id !== one));
    for (const other of installed) if (one < other) all.push([one, other]);
  }
  return all;
}

// Follows every link of our own from the first page, at most `most` pages.
async function crawl(url, most = 60) {
  const seen = new Set(["/"]), queue = ["/"], dead = [];
  while (queue.length && seen.size <= most) {
    const path = queue.shift();
    const answer = await fetch(url + path, { redirect: "manual" });
    if (answer.status >= 400 && !(path === "/" && answer.status === 404)) dead.push(`${path}: ${answer.status}`);
    if (!(answer.headers.get("content-type") ?? "").startsWith("text/html")) continue;
    for (const [, href] of (await answer.text()).matchAll(/<(?:a|link|script|img)\b[^>]*?(?:href|src)="([^"#]+)/g)) {
      const target = new URL(href.replaceAll("&amp;", "&"), url + path);
      const next = target.pathname + target.search;
      if (target.origin === url && !seen.has(next) && !next.startsWith("/signin")) { seen.add(next); queue.push(next); }
    }
  }
  return dead;
}

const tests = {
  async "any subset of the plugins runs, and what is off is gone"() {
    const wrong = [];
    for (const on of subsets()) {
      const name = on.join("+") || "nothing";
      const host = await startHost({ plugins: Object.fromEntries(on.map((id) => [id, {}])), content: false }).catch((error) => { wrong.push(`${name}: ${error.message}`); return null; });
      if (!host) continue;
      try {
        for (const id of Object.keys(doors)) {
          const { status } = await fetch(host.url + doors[id], { redirect: "manual" });
          if (on.includes(id) === (status === 404)) wrong.push(`${name}: ${doors[id]} answers ${status}`);
        }
        const { steps } = await (await fetch(`${host.url}/api/v1/pathways`)).json();
        for (const { id } of steps) if (id !== "search" && !on.includes(id)) wrong.push(`${name}: a way to "${id}", which is off`);
        if (on.includes("livechat") && !steps.some(({ id }) => id === "livechat")) wrong.push(`${name}: no way to livechat, which is on`);
        for (const dead of await crawl(host.url)) wrong.push(`${name}: dead link ${dead}`);
      } finally {
        await host.stop();
      }
    }
    if (wrong.length) throw new Error(wrong.join("\n"));
  },
};
export default tests;
