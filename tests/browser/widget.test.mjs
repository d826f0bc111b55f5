// The widget on a shop's page: another site than the help centre's, with the real host behind it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { startHost } from "./host.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// A shop on localhost, which is another site than 127.0.0.1.
async function openShop() {
  let host = null;
  const server = createServer((request, response) => {
    const lang = new URL(request.url, "http://shop").searchParams.get("lang") ?? "en";
    const compat = request.url.includes("compat") ? ' data-compat="chatwoot"' : "";
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
      <title>Returns and refunds – Lantern &amp; Loom shop</title><script>addEventListener("chatwoot:ready", () => { window.wasReady = true; });</script>
      <script src="${host?.url}/widget.js" data-inbox="default"${compat} async></script></head>
      <body><main><h1>Brass lamp</h1><p>A handmade lamp. <a href="/other">Another one</a></p><button>Buy</button></main></body></html>`);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://localhost:${server.address().port}`, foreign: `http://127.0.0.1:${server.address().port}`, use: (one) => { host = one; }, close: () => server.close() };
}

let stage = null;
async function theStage() {
  stage ??= (async () => {
    const shop = await openShop();
    const host = await startHost({ limits: 'chat_start = "off"\nmessages = "off"\nvisits = "off"\n', plugins: { kb: {}, portal: {}, widget: {} }, extra: `[inbox.default]\nsites = ["${shop.url}"]\n` });
    shop.use(host);
    return { shop, host };
  })();
  return stage;
}
export async function after() {
  if (!stage) return;
  const { shop, host } = await stage;
  shop.close();
  await host.stop();
}

const frameOf = async (page) => {
  for (let tries = 0; tries < 100; ++tries) {
    const frame = page.frames().find((one) => one.url().includes("/widget/frame"));
    if (frame) { await frame.waitForSelector("h1"); return frame; }
    await page.waitForTimeout(50);
  }
  throw new Error("the frame did not come");
};
const openWidget = async (page, url) => {
  await page.goto(url);
  await page.waitForFunction(() => window.patchbay);
  await page.evaluate(() => window.patchbay.open());
  return frameOf(page);
};
async function findings(frame) {
  await frame.evaluate(axe);
  const result = await frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.ok(result.passes.length > 5, "axe looked at something");
  return result.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")})`);
}

const tests = {
  async "the bubble asks for nothing but itself, moves nothing and sets no cookie until somebody wants it"({ page, context }) {
    const { shop, host } = await theStage();
    const asked = [];
    page.on("request", (request) => { if (request.url().startsWith(host.url)) asked.push(new URL(request.url()).pathname); });
    await page.goto(shop.url);
    await page.waitForFunction(() => window.patchbay);
    const shift = await page.evaluate(() => new Promise((done) => {
      let sum = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(sum), 500);
    }));
    assert.equal(shift, 0);
    assert.deepEqual(asked, ["/widget.js"]);
    assert.deepEqual(await context.cookies(), []);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
  },

  async "the launcher is kept by the browser and asked for again with its ETag"() {
    const { host } = await theStage();
    await fetch(`${host.url}/widget.js`);
    const first = await fetch(`${host.url}/widget.js`);
    assert.match(first.headers.get("cache-control"), /public, max-age=\d+/);
    assert.equal(first.headers.get("content-encoding"), "gzip");
    const again = await fetch(`${host.url}/widget.js`, { headers: { "if-none-match": first.headers.get("etag") } });
    assert.equal(again.status, 304);
    const frame = await fetch(`${host.url}/widget/frame`);
    const script = /src="([^"]+frame\.js)"/.exec(await frame.text())[1];
    const asset = await fetch(host.url + script, { headers: { "accept-encoding": "br" } });
    assert.equal(asset.headers.get("content-encoding"), "br");
    assert.match(asset.headers.get("cache-control"), /immutable/);
  },

  async "an answer is found while typing, read in place and, after a No, leads on"({ page }) {
    const { shop } = await theStage();
    const frame = await openWidget(page, shop.url);
    await frame.locator("h2", { hasText: "About this page" }).waitFor();
    await frame.fill("input[type=search]", "refund");
    await frame.locator("[role=option]").first().waitFor();
    await frame.press("input[type=search]", "ArrowDown");
    await frame.press("input[type=search]", "Enter");
    await frame.locator(".prose p").nth(2).waitFor();
    assert.match(await frame.locator(".prose h1").innerText(), /refund/i);
    await frame.getByRole("button", { name: "No", exact: true }).click();
    await frame.getByRole("button", { name: /Talk to a person/ }).waitFor();
    await frame.getByRole("button", { name: "Ask us" }).click();
    await frame.locator(".tried summary").click();
    assert.match(await frame.locator(".tried li").first().innerText(), /Did not help/);
    await frame.getByRole("button", { name: "Keep it to myself" }).click();
    assert.equal(await frame.locator(".tried").count(), 0);
  },

  async "a search that finds nothing still leads to somebody"({ page }) {
    const { shop } = await theStage();
    const frame = await openWidget(page, shop.url);
    await frame.fill("input[type=search]", "qqzzxxyy");
    await frame.press("input[type=search]", "Enter");
    await frame.locator(".nothing").waitFor();
    await frame.getByRole("button", { name: /Talk to a person/ }).waitFor();
    await frame.getByRole("button", { name: /Ask us/ }).click();
    assert.equal(await frame.locator("textarea").inputValue(), "qqzzxxyy", "nobody types it twice");
  },

  async "it speaks the language of the page and can change it"({ page }) {
    const { shop } = await theStage();
    let frame = await openWidget(page, `${shop.url}/?lang=bg`);
    assert.equal(await frame.locator("h1").innerText(), "С какво да помогнем?");
    await page.evaluate(() => window.patchbay.setLocale("vi"));
    await page.waitForTimeout(300);
    frame = await frameOf(page);
    assert.equal(await frame.locator("h1").innerText(), "Chúng tôi có thể giúp gì?");
  },

  async "everything is reached with the keyboard, and Escape gives the focus back"({ page }) {
    const { shop } = await theStage();
    await page.goto(shop.url);
    await page.waitForFunction(() => window.patchbay);
    for (let i = 0; i < 3; ++i) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "patchbay-widget");
    await page.keyboard.press("Enter");
    const frame = await frameOf(page);
    await page.waitForFunction(() => window.patchbay.isOpen);
    await frame.waitForFunction(() => document.activeElement?.tagName === "H1");
    await page.keyboard.press("Tab");
    assert.equal(await frame.evaluate(() => document.activeElement.type), "search");
    await page.keyboard.type("return");
    await frame.locator("[role=option]").first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => window.patchbay.isOpen), true, "the first one closes the list");
    await page.keyboard.press("Enter");
    await frame.locator(".page .row").first().waitFor();
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !window.patchbay.isOpen);
    assert.equal(await page.evaluate(() => document.activeElement.id), "patchbay-widget");
  },

  async "on a phone it fills the screen and keeps the focus"({ page }) {
    const { shop } = await theStage();
    await page.setViewportSize({ width: 360, height: 720 });
    const frame = await openWidget(page, shop.url);
    assert.deepEqual(await frame.evaluate(() => [innerWidth, innerHeight]), [360, 720]);
    const inside = async () => page.evaluate(() => document.activeElement.id);
    for (let i = 0; i < 30; ++i) {
      await page.keyboard.press("Tab");
      assert.equal(await inside(), "patchbay-widget", `after ${i + 1} steps`);
    }
  },

  async "axe finds nothing, in both themes and on every screen"({ browser }) {
    const { shop } = await theStage();
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ locale: "en-GB", colorScheme });
      const page = await context.newPage();
      const frame = await openWidget(page, shop.url);
      await frame.locator(".row").nth(2).waitFor();
      assert.deepEqual(await findings(frame), [], `home, ${colorScheme}`);
      await frame.fill("input[type=search]", "refund");
      await frame.locator("[role=option]").first().waitFor();
      assert.deepEqual(await findings(frame), [], `suggestions, ${colorScheme}`);
      await frame.press("input[type=search]", "Enter");
      await frame.locator(".page .row mark").first().waitFor();
      assert.deepEqual(await findings(frame), [], `results, ${colorScheme}`);
      await frame.locator(".page .row").filter({ hasText: /refund/i }).first().click();
      await frame.locator(".prose p").nth(2).waitFor();
      await frame.getByRole("button", { name: "No", exact: true }).click();
      assert.deepEqual(await findings(frame), [], `article, ${colorScheme}`);
      await frame.getByRole("button", { name: "Ask us" }).click();
      await frame.locator("textarea").waitFor();
      assert.deepEqual(await findings(frame), [], `conversation, ${colorScheme}`);
      await page.evaluate(axe);
      const around = await page.evaluate(() => globalThis.axe.run(document.getElementById("patchbay-widget"), { resultTypes: ["violations"] }));
      assert.deepEqual(around.violations.map((one) => one.id), []);
      await context.close();
    }
  },

  async "it works where the browser keeps nothing"({ browser }) {
    const { shop } = await theStage();
    const context = await browser.newContext({ locale: "en-GB" });
    await context.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage", "indexedDB"])
        Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
    });
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    const frame = await openWidget(page, shop.url);
    await frame.fill("input[type=search]", "refund");
    await frame.press("input[type=search]", "Enter");
    await frame.locator(".page .row").filter({ hasText: /refund/i }).first().click();
    await frame.locator(".prose p").first().waitFor();
    await frame.getByRole("button", { name: "Back" }).click();
    await frame.getByRole("button", { name: /Ask us/ }).click();
    await frame.locator(".tried summary").click();
    assert.match(await frame.locator(".tried").innerText(), /Searched: refund/);
    assert.deepEqual(wrong, []);
    await context.close();
  },

  async "a page that is none of the inbox's sites cannot frame it"({ page }) {
    const { shop } = await theStage();
    await page.goto(shop.foreign);
    await page.waitForFunction(() => window.patchbay);
    await page.evaluate(() => window.patchbay.open());
    await page.waitForTimeout(800);
    const inside = await Promise.all(page.frames().slice(1).map((frame) => frame.locator(".frame").count().catch(() => 0)));
    assert.ok(inside.every((count) => count === 0), "nothing of it is shown");
  },

  async "pages written for Chatwoot find the names they call"({ page }) {
    const { shop } = await theStage();
    await page.goto(`${shop.url}/?compat`);
    await page.waitForFunction(() => window.wasReady);
    await page.evaluate(() => window.$chatwoot.toggle("open"));
    await frameOf(page);
    assert.equal(await page.evaluate(() => window.$chatwoot.isOpen), true);
    await page.evaluate(() => window.$chatwoot.toggle("close"));
    assert.equal(await page.evaluate(() => window.$chatwoot.isOpen), false);
  },

  async "the help centre's own pages carry it, and share one journey with it"({ page }) {
    const { host } = await theStage();
    await page.goto(`${host.url}/search?q=return`);
    await page.waitForFunction(() => window.patchbay);
    await page.evaluate(() => window.patchbay.open());
    const frame = await frameOf(page);
    await frame.getByRole("button", { name: /Ask us/ }).click();
    await frame.locator(".tried summary").click();
    assert.match(await frame.locator(".tried").innerText(), /Searched: return/);
    await page.goto(`${host.url}/bg/`);
    await page.waitForFunction(() => window.patchbay);
    await page.evaluate(() => window.patchbay.open());
    assert.equal(await (await frameOf(page)).locator("h1").innerText(), "С какво да помогнем?");
  },
};
for (const test of Object.values(tests)) test.allowForeign = true; // the shop is foreign to the shared host
tests["a page that is none of the inbox's sites cannot frame it"].allowErrors = true; // the browser says so
export default tests;
