// Articles as a reader meets them: what a script adds, and that the page is whole without one.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const svg = (width, height) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="#0b6e4f"/></svg>`;
const everything = `---
title: Everything an article may hold
updated: 2026-05-12
---
Words with **bold**, \`code\`, <kbd>Ctrl</kbd>, H<sub>2</sub>O and a note[^1].

## Code

\`\`\`powershell
Get-Item "C:\\very\\long\\path\\that\\goes\\on\\and\\on\\and\\on\\and\\on\\until\\it\\is\\wider\\than\\the\\page" | Format-List
\`\`\`

#### A heading that skips levels

| a | | wide |
|:-:|--:|---|
| 1 | 2 | ${"many words ".repeat(30)} |

> [!WARNING]
> Hot!

> [!NOTE]
> Cold, see [elsewhere](https://example.com).

![A picture](big.svg)

![](small.svg) and [![](big.svg)](https://example.com) and ![Missing](none.png)

- [x] done
- [ ] open

<details><summary>More</summary>

Inside.

</details>

[Sizes](sizes.csv)

## Last

${"A paragraph of some length. ".repeat(200)}

[^1]: The note.
`;

// An article with everything, imported into the host all tests share.
let imported;
async function bring(host) {
  imported ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), "patchbay-articles-"));
    mkdirSync(join(folder, "everything"));
    writeFileSync(join(folder, "everything/everything.md"), everything);
    writeFileSync(join(folder, "everything/big.svg"), svg(900, 600));
    writeFileSync(join(folder, "everything/small.svg"), svg(24, 24));
    writeFileSync(join(folder, "everything/sizes.csv"), "a,b\n");
    await host.command("kb", "import", folder, "--locale", "en", "--source", "everything");
    rmSync(folder, { recursive: true });
  })();
  await imported;
  return `${host.url}/kb/everything`;
}

async function findings(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")})`);
}

const tests = {
  async "code is copied, a heading has its own link, a picture opens large and closes with Escape"({ host, page, context }) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(await bring(host));
    await page.locator(".kb-copy").click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^Get-Item/);
    assert.equal(await page.locator("#code .kb-anchor").getAttribute("href"), "#code");
    await page.locator(".kb-zoom").first().click();
    assert.ok(await page.locator("dialog.kb-lightbox[open] img").isVisible());
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.className), "kb-zoom", "the focus is where it was");
  },

  async "the contents follow the scroll on a wide screen"({ host, page }) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(await bring(host));
    await page.locator("#last").scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, document.getElementById("last").getBoundingClientRect().top + scrollY - 50));
    await page.locator(".kb-toc a[aria-current]").waitFor();
    assert.equal(await page.locator(".kb-toc a[aria-current]").innerText(), "Last");
  },

  async "a vote is answered in place and its comment goes with it"({ host, page }) {
    await page.goto(await bring(host));
    await page.getByRole("button", { name: "No", exact: true }).click();
    await page.getByText("Sorry that this did not help.").waitFor();
    const comment = page.locator(".kb-vote input[name=comment]");
    await comment.fill("too long");
    const sent = page.waitForRequest((request) => request.url().endsWith("/vote"));
    await comment.press("Enter");
    assert.deepEqual(JSON.parse((await sent).postData()), { helpful: false, comment: "too long" });
    assert.equal(page.url(), `${host.url}/kb/everything`);
  },

  async "reading is told to the journey of this tab and to the counter, once"({ host, page }) {
    await page.goto(await bring(host));
    await page.evaluate(() => {
      const real = performance.now.bind(performance);
      performance.now = () => real() + 12000;
    });
    let told = 0;
    page.on("request", (request) => { if (request.url().endsWith("/read")) ++told; });
    await page.evaluate(() => { for (const _ of [1, 2]) dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })); });
    await page.waitForFunction(() => window.patchbayJourney.entries().length > 0);
    assert.equal(told, 1);
    assert.ok(await page.evaluate(() => window.patchbayJourney.entries().some((entry) => entry.kind === "article_read" && entry.data.seconds >= 12)));
  },

  async "nothing moves while an article with pictures loads, and nothing is wider than a phone"({ host, page }) {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(await bring(host), { waitUntil: "networkidle" });
    assert.equal(await page.evaluate(() => globalThis.shift), 0);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 360);
  },

  async "the whole article is reached and used with the keyboard alone"({ host, page }) {
    await page.goto(await bring(host));
    const seen = new Set();
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      seen.add(await page.evaluate(() => document.activeElement.className || document.activeElement.name || document.activeElement.tagName));
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.notEqual(outline, "none", await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200)));
    }
    for (const part of ["kb-copy", "kb-zoom", "kb-table", "kb-file", "kb-button"]) assert.ok([...seen].some((one) => one.includes(part)), `${part} is not reached: ${[...seen]}`);
  },
};

for (const scheme of ["light", "dark"]) {
  const test = async ({ host, page, shots }) => {
    const problems = [];
    await bring(host);
    for (const path of ["/kb/everything", "/kb/c/everything", "/kb/everything/vote?said=no", "/kb/everything/vote?said=yes", "/vi/kb/everything", "/kb/change-a-bulb", "/kb/c/delivery", "/bg/kb/", "/kb/none"]) {
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(host.url + path);
        for (const finding of await findings(page)) problems.push(`${path} at ${width}: ${finding}`);
        if (shots) await page.screenshot({ path: `${shots}/article-${scheme}-${width}-${path.replace(/[^a-z0-9]+/gi, "_")}.png`, fullPage: true });
      }
    }
    assert.deepEqual(problems, []);
  };
  test.context = { colorScheme: scheme };
  test.allowErrors = true;  // the page that does not exist is a 404 in the console
  tests[`axe finds nothing in articles and lists, ${scheme} theme`] = test;
}

const plain = async ({ host, page }) => {
  await page.goto(await bring(host));
  for (const part of [".kb-toc a", ".kb-callout", ".kb-table table", "a.kb-zoom img", "a.kb-file", "details summary"]) assert.ok(await page.locator(part).count() > 0, part);
  assert.equal(await page.locator(".kb-tools button").count(), 0);
  await page.locator("summary").filter({ hasText: "comment" }).click();
  await page.fill("input[name=comment]", "without a script");
  await page.getByRole("button", { name: "No", exact: true }).click();
  assert.match(page.url(), /said=no&commented=1/);
  assert.match(await page.locator("h1").innerText(), /Sorry/);
};
plain.context = { javaScriptEnabled: false };
tests["an article is whole without JavaScript"] = plain;

export default tests;
