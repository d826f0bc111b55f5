// Whatever strangers write, nothing of it runs: not in the desk, not in the widget, not in the help centre; and no page breaks
// its own policy on the way. The control shows that the watcher sees a script that does run.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build, startHost } from "./host.mjs";
import { payloads } from "./xss/payloads.mjs";

const email = "ben@example.com", password = "violet-tractor-cloud-19";
const plugins = { kb: {}, portal: {}, widget: {}, desk: {}, livechat: {}, insights: {} };
const extra = '[plugin.widget.config]\ndemo = true\n';

function addAdmin(host) {
  return new Promise((done, fail) => {
    const child = spawn(join(build, "bin/patchbay"), ["agent", "add", email, "--name", "Ben", "--role", "admin", "--password-stdin",
      "--config", join(host.directory, "patchbay.toml"), "--data", join(host.directory, "data")], { stdio: ["pipe", "ignore", "inherit"] });
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`agent add: ${code}`))));
    child.stdin.end(`${password}\n`);
  });
}

function api(host) {
  return async (method, path, body, token) => {
    const answer = await fetch(host.url + path, {
      method, headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
}

// Sees what ran and what a policy refused, in every frame of the context.
async function watch(context) {
  const ran = new Set(), refused = new Set();
  await context.exposeBinding("__ran", (_, n) => { ran.add(n); });
  await context.exposeBinding("__refused", (_, what) => { refused.add(what); });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => window.__refused(`${event.effectiveDirective} ${event.blockedURI} in ${location.pathname}`));
  });
  return {
    ran,
    clean(where) {
      if (ran.size) throw new Error(`${where}: ran: ${[...ran].map((n) => payloads[n]).join("\n")}`);
      if (refused.size) throw new Error(`${where}: refused by the page's own policy: ${[...refused].join("\n")}`);
    },
  };
}

// One conversation whose every word is hostile: bodies, names, file names, attributes, orders, subject, journey, notes.
async function hostile(host, call, agent) {
  const visit = await call("POST", "/api/v1/widget/session", { inbox: "default", locale: "en", identity: null });
  const say = (path, body, more = {}, token = visit.token) => call("POST", `/api/v1/conversations/${path}/messages`, { cmid: crypto.randomUUID(), body, ...more }, token);
  const journey = payloads.slice(0, 40).map((text) => ({ kind: "search", at: new Date().toISOString(), page: text.slice(0, 200), data: { q: text, hits: 0, locale: "en" } }));
  const { conversation } = await say("active", payloads[0], { journey });
  for (const text of payloads.slice(0, 9)) {
    const upload = await fetch(`${host.url}/api/v1/uploads`, { method: "POST", body: "text", headers: { authorization: `Bearer ${visit.token}`, "content-type": "text/plain", "upload-name": encodeURIComponent(`${text.replaceAll("/", "")}.txt`) } });
    if (upload.ok) await say("active", "a file", { attachments: [(await upload.json()).id] });
  }
  for (const text of payloads) await say("active", text);
  const contact = `/api/v1/contacts/${visit.contact_id}`;
  await call("PATCH", contact, { name: payloads[3], attributes: Object.fromEntries(payloads.slice(0, 20).map((text, n) => [`key${n}`, text])) }, agent);
  await call("PUT", `${contact}/orders`, payloads.slice(0, 5).map((text, n) => ({
    number: `A-${n}`, placed_at: new Date().toISOString(), state: text.slice(0, 40), total: { amount: "1.00", currency: "EUR" },
    items: [{ sku: text.slice(0, 40), name: text, quantity: 1 }], tracking_url: "https://example.com/", url: "https://example.com/" })), agent);
  await call("PATCH", `/api/v1/conversations/${conversation}`, { subject: payloads[5] }, agent);
  for (const text of payloads.slice(0, 12)) await say(conversation, text, { note: true }, agent);
  for (const text of payloads) await say(conversation, text, {}, agent);
  return { ...visit, conversation };
}

let shared;
async function house() {
  if (shared) return shared;
  const host = await startHost({ plugins, content: false, extra, limits: 'messages = "off"\napi = "off"\nuploads = "off"\n' });
  await addAdmin(host);
  const call = api(host);
  const { token } = await call("POST", "/api/v1/login", { email, password, cookie: false });
  shared = { host, call, token, victim: await hostile(host, call, token) };
  return shared;
}

const rest = (page) => page.waitForTimeout(1500);

const tests = {
  async "the watcher sees a script that runs"({ context, page }) {
    const seen = await watch(context);
    await page.goto("about:blank");
    await page.setContent(payloads[3]);
    await rest(page);
    if (!seen.ran.has(3)) throw new Error("a payload that ran was not seen");
  },

  async "nothing runs at the desk"({ context, page, shots }) {
    const { host, call, token, victim } = await house();
    const seen = await watch(context);
    await context.request.post(`${host.url}/api/v1/login`, { data: { email, password } });
    const { number } = await call("GET", `/api/v1/conversations/${victim.conversation}`, undefined, token);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${host.url}/desk/c/${number}`);
    await page.getByText("onerror=").first().waitFor();
    await rest(page);
    if (shots) await page.screenshot({ path: `${shots}/xss-desk.png` });
    for (const text of await page.locator("main, body").first().locator("a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href"))))
      if (/^\s*(javascript|data|vbscript):/i.test(text)) throw new Error(`a link leads to ${text}`);
    seen.clean("desk");
    const report = await context.request.get(`${host.url}/insights/`);
    if (!report.ok()) throw new Error(`the reports: ${report.status()} ${(await report.text()).slice(0, 500)}\n${host.log().slice(-600)}`);
    await page.goto(`${host.url}/desk/plugin/insights/insights/`);
    const reports = page.frameLocator("iframe");
    await reports.locator("h1").waitFor();
    await rest(page);
    if (shots) await page.screenshot({ path: `${shots}/reports-desk.png` });
    seen.clean("reports");
  },

  async "nothing runs in the widget and on the account pages"({ context, page, shots }) {
    const { host, call, token, victim } = await house();
    const seen = await watch(context);
    await page.addInitScript(([url, session]) => {
      if (location.origin !== url) return;
      for (const key of ["patchbay:session:default"]) localStorage.setItem(key, JSON.stringify(session));
    }, [host.url, victim]);
    await page.goto(`${host.url}/widget/demo`);
    await page.waitForFunction(() => window.patchbay);
    await page.evaluate(() => window.patchbay.open());
    await rest(page);
    if (shots) await page.screenshot({ path: `${shots}/xss-widget.png` });
    seen.clean("widget");
    await call("PATCH", `/api/v1/contacts/${victim.contact_id}`, { locale: "en" }, token);
    for (const path of ["/", "/contact", "/account/announcements", `/search?q=${encodeURIComponent(payloads[9])}`]) {
      await page.goto(host.url + path);
      seen.clean(path);
    }
  },
};
for (const test of Object.values(tests)) test.allowErrors = test.allowForeign = true;
export default tests;
export const after = async () => { if (shared) await shared.host.stop(); };
