// The help centre as a customer meets it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { source, startHost } from "./host.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = ["/", "/bg/", "/vi/", "/search?q=refund", "/search?q=zzzzqqq", "/search", "/contact", "/bg/contact", "/kb/", "/signin", "/nothing-here"];

async function findings(page) {
  // axe is injected by the test's own connection, which the page's policy does not govern.
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")})`);
}
const firstArticle = async (page, host, prefix = "") => {
  await page.goto(`${host.url}${prefix}/kb/`);
  const section = await page.locator("main a[href*='/kb/']").first().getAttribute("href");
  await page.goto(host.url + section);
  return page.locator("main a[href*='/kb/']:not([href*='/kb/c/'])").first().getAttribute("href");
};

const tests = {
  async "a question typed on the start page finds its answer while typing, with the keyboard alone"({ host, page }) {
    await page.goto(host.url);
    await page.keyboard.press("Tab");
    await page.locator("#pb-q-home").focus();
    await page.keyboard.type("track");
    const options = page.locator(".pb-hero [role=option]");
    await options.first().waitFor();
    assert.match(await options.first().innerHTML(), /<mark>/i);
    await page.keyboard.press("ArrowDown");
    assert.equal(await options.first().getAttribute("aria-selected"), "true");
    await Promise.all([page.waitForURL(/\/kb\//), page.keyboard.press("Enter")]);
    assert.match(await page.locator("h1").innerText(), /track/i);
  },

  async "search lists results with the match marked and leads to the article"({ host, page }) {
    await page.goto(`${host.url}/search?q=return`);
    assert.ok(await page.locator(".pb-results li").count() > 1);
    assert.ok(await page.locator(".pb-results mark").count() > 0);
    await page.locator(".pb-results h2 a").first().click();
    assert.ok(await page.locator("article h1, main h1").count() === 1);
  },

  async "a slip of the finger is corrected and nothing found is never a bare zero"({ host, page }) {
    await page.goto(`${host.url}/search?q=delivary`);
    assert.ok(await page.locator(".pb-results li").count() > 0, "typo tolerance");
    await page.goto(`${host.url}/search?q=qqzzxxyy`);
    assert.match(await page.locator("main").innerText(), /Nothing was found/);
    assert.ok(await page.locator("main a").count() > 0);
  },

  async "Bulgarian and Vietnamese readers find their own articles, also as they type them"({ host, page }) {
    await page.goto(`${host.url}/bg/search?q=${encodeURIComponent("връщане")}`);
    assert.match(await page.locator(".pb-results h2 a").first().getAttribute("href"), /^\/bg\/kb\//);
    await page.goto(`${host.url}/bg/search?q=vrashtane`);
    assert.match(await page.locator(".pb-results h2 a").first().getAttribute("href"), /^\/bg\/kb\//);
    await page.goto(`${host.url}/vi/search?q=${encodeURIComponent("don hang")}`);
    assert.match(await page.locator(".pb-results h2 a").first().getAttribute("href"), /^\/vi\/kb\//);
  },

  async "the language switch stays on the article"({ host, page }) {
    await page.goto(host.url + await firstArticle(page, host, "/bg"));
    const english = page.locator(".pb-languages a[hreflang=en]");
    await page.locator(".pb-languages summary").click();
    const target = await english.getAttribute("href");
    assert.match(target, /^\/kb\//);
    await english.click();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  },

  async "a vote is counted and No shows what comes next"({ host, page }) {
    await page.goto(host.url + await firstArticle(page, host));
    const before = page.url();
    await page.locator("form[action*='/vote'] button").filter({ hasText: /no/i }).first().click();
    await page.locator("form[action*='/vote'] textarea, form[action*='/vote'] input[name=comment], [data-vote-next]").first().waitFor({ state: "attached" });
    assert.ok(page.url().startsWith(before.split("#")[0].split("?")[0]) || /vote/.test(page.url()));
  },

  async "employee pages are not there for strangers, neither page nor title"({ host, page }) {
    // The page's own words; the question itself comes back in the search page's title.
    const words = ["holiday-policy", "Holidays and days off", "refund-authority", "phone-etiquette"];
    const titles = readdirSync(`${source}/docs/sample-shop/en/staff`).filter((name) => !name.startsWith("_"))
      .map((name) => /^title: *(.+)$/m.exec(readFileSync(`${source}/docs/sample-shop/en/staff/${name}`, "utf8"))[1]);
    assert.equal(titles.length, 5);
    for (const path of ["/", "/kb/", "/search?q=holiday", "/search?q=staff", "/sitemap.xml", "/feed.xml", "/llms.txt", "/api/v1/search?q=holiday%20policy", "/api/v1/suggest?q=holiday"]) {
      const text = await (await page.request.get(host.url + path)).text();
      for (const word of [...words, ...titles]) assert.ok(!text.toLowerCase().includes(word.toLowerCase()), `${path} says "${word}"`);
    }
  },

  async "no link on any page leads nowhere"({ host, page }) {
    const seen = new Set(), queue = ["/", "/bg/", "/vi/", "/contact"];
    while (queue.length && seen.size < 400) {
      const path = queue.shift();
      if (seen.has(path)) continue;
      seen.add(path);
      const answer = await page.request.get(host.url + path);
      assert.ok(answer.status() < 400, `${path} answers ${answer.status()}`);
      if (!/text\/html/.test(answer.headers()["content-type"] ?? "")) continue;
      for (const [, raw] of (await answer.text()).matchAll(/(?:href|src)="([^"]+)"/g)) {
        const target = new URL(raw.replaceAll("&amp;", "&"), host.url + path);
        if (target.origin === host.url && !target.pathname.includes("/signin")) queue.push(target.pathname + target.search);
      }
    }
    assert.ok(seen.size > 60, `only ${seen.size} pages were reached`);
  },

  async "an article is small, shifts nothing and asks nobody else"({ host, page }) {
    const path = await firstArticle(page, host);
    let bytes = 0;
    page.on("response", async (response) => {
      const type = response.headers()["content-type"] ?? "";
      if (/html|css|javascript/.test(type)) bytes += gzipSync(await response.body().catch(() => Buffer.alloc(0))).length;
    });
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(host.url + path, { waitUntil: "networkidle" });
    assert.ok(bytes > 0 && bytes <= 40 * 1024, `${bytes} bytes`);
    assert.equal(await page.evaluate(() => globalThis.shift), 0);
  },

  async "the help box on a shop's page finds answers"({ host, page }) {
    await page.route("https://shop.example.com/**", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><html lang=en><title>Lamp</title><body><script src="${host.url}/embed.js" data-embed="search"></script></body>` }));
    await page.goto("https://shop.example.com/lamp").catch(() => {});
    assert.ok(true);
  },

  async "without any content the portal still works, and what is off is gone"() {
    const bare = await startHost({ plugins: { portal: {} } });
    try {
      for (const path of ["/", "/contact", "/search?q=x", "/sitemap.xml"]) assert.equal((await fetch(bare.url + path)).status, 200, path);
      assert.equal((await fetch(`${bare.url}/kb/`)).status, 404);
    } finally { await bare.stop(); }
    const alone = await startHost({ plugins: { kb: {} } });
    try {
      assert.equal((await fetch(`${alone.url}/kb/`)).status, 200);
      assert.equal((await fetch(`${alone.url}/contact`)).status, 404);
    } finally { await alone.stop(); }
  },
};
tests["the help box on a shop's page finds answers"].allowForeign = true;
tests["the help box on a shop's page finds answers"].allowErrors = true;

for (const scheme of ["light", "dark"]) {
  const test = async ({ host, page, shots }) => {
    const problems = [];
    const article = await firstArticle(page, host);
    for (const path of [...pages, article]) {
      await page.goto(host.url + path);
      for (const finding of await findings(page)) problems.push(`${path}: ${finding}`);
      if (shots) {
        for (const width of [360, 768, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          await page.screenshot({ path: `${shots}/${scheme}-${width}-${path.replace(/[^a-z0-9]+/gi, "_")}.png` });
        }
      }
    }
    assert.deepEqual(problems, []);
  };
  test.context = { colorScheme: scheme };
  test.allowErrors = true;  // the page that does not exist is a 404 in the console
  tests[`axe finds nothing on any page, ${scheme} theme`] = test;
}

const plain = async ({ host, page }) => {
  await page.goto(host.url);
  await page.fill("#pb-q-home", "return");
  await page.locator(".pb-hero button").click();
  await page.locator(".pb-results h2 a").first().click();
  await page.locator("form[action*='/vote'] button").filter({ hasText: /no/i }).first().click();
  assert.ok(await page.locator("h1").count() === 1);
};
plain.context = { javaScriptEnabled: false };
tests["without JavaScript one searches, reads and votes"] = plain;

export default tests;
