// The desk as an agent meets it all day, on the real host.
import assert from "node:assert/strict";
import { startHost } from "./host.mjs";

const password = "quiet lantern over nine hills";
const kPixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

let stage = null;
function theHost() {
  stage ??= (async () => {
    const host = await startHost({ plugins: { kb: {}, portal: {}, insights: {}, livechat: {}, desk: {} }, limits: 'login = "off"\nlogin_address = "off"\nmessages = "off"\nchat_start = "off"\n', extra: '[handoff]\norder = ["livechat"]\n[team.support]\nmembers = ["ana@example.com", "ben@example.com"]\n[team.billing]\nmembers = ["ben@example.com"]\n' });
    await host.agent("ana@example.com", "Ana Petrova", "admin", password);
    await host.agent("ben@example.com", "Ben Dimitrov", "agent", password);
    return host;
  })();
  return stage;
}
export async function after() { if (stage) await (await stage).stop(); }

// ---- a customer, by the API the widget uses ----
let cmids = 0;
const cmid = () => `01JDESK${String(++cmids).padStart(19, "0")}`;
async function customer(host, name) {
  const call = async (path, body, method = body === undefined ? "GET" : "POST") => {
    const answer = await fetch(`${host.url}/api/v1${path}`, { method, headers: { "content-type": "application/json", ...(session ? { authorization: `Bearer ${session.token}` } : {}) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  let session = null;
  session = await call("/widget/session", { inbox: "default", locale: "en", identity: null });
  if (name) await (await agentCall(host)).patch(`/contacts/${session.contact_id}`, { name });
  const it = {
    contact: session.contact_id, call,
    async says(body, more = {}) { const made = await call("/conversations/active/messages", { cmid: cmid(), body, attachments: [], parts: [], ...more }); it.conversation = made.conversation; return made; },
    async hears() { return (await call(`/conversations/${it.conversation}/messages`)).items; },
    wantsPerson: (reason = "asked") => call("/conversations/active/handoff", { reason }),
  };
  return it;
}
let token = null;
async function agentCall(host) {
  token ??= (await (await fetch(`${host.url}/api/v1/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email: "ana@example.com", password, cookie: false }) })).json()).token;
  const ask = async (method, path, body) => {
    const answer = await fetch(`${host.url}/api/v1${path}`, { method, headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  return { get: (path) => ask("GET", path), post: (path, body = {}) => ask("POST", path, body), put: (path, body) => ask("PUT", path, body), patch: (path, body) => ask("PATCH", path, body) };
}
const numberOf = async (host, who) => (await (await agentCall(host)).get(`/conversations/${who.conversation}`)).number;

// ---- the agent's browser ----
async function signIn(page, host, email = "ana@example.com", path = "/desk/") {
  await page.goto(host.url + path);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", password);
  await Promise.all([page.waitForURL(/\/desk\//), page.locator("input[name=password]").press("Enter")]);
  await page.locator(".nav").waitFor();
}
const open = async (page, host, who, list = "all") => {
  await page.goto(`${host.url}/desk/c/${await numberOf(host, who)}?list=${list}`);
  await page.locator(".thread .message").first().waitFor();
};
const write = async (page, text) => { await page.keyboard.press("r"); await page.locator(".composer-text").pressSequentially(text); };
const until = async (what, check) => { for (let tries = 0; tries < 200; ++tries) { const found = await check(); if (found) return found; await new Promise((done) => setTimeout(done, 50)); } assert.fail(`waited in vain: ${what}`); };

const tests = {
  async "whoever is no agent is sent to sign in and comes back to the same place"({ page }) {
    const host = await theHost();
    await page.goto(`${host.url}/desk/settings/labels`);
    assert.match(page.url(), /\/signin\?next=/);
    await page.fill("input[name=email]", "ana@example.com");
    await page.fill("input[name=password]", password);
    await Promise.all([page.waitForURL(/\/desk\/settings\/labels$/), page.locator("input[name=password]").press("Enter")]);
    await page.locator("h2", { hasText: "Labels" }).waitFor();
  },

  async "a customer's words appear by themselves, the answer reaches them, a note never does"({ page }) {
    const host = await theHost(), maria = await customer(host, "Maria Ivanova");
    await signIn(page, host);
    await page.locator(".nav a", { hasText: "Unassigned" }).click();
    await maria.says("Where is my order 2041?");
    const row = page.locator(".row", { hasText: "Where is my order 2041?" });
    await row.waitFor();
    await row.locator("a").click();
    await page.locator(".message.in", { hasText: "order 2041" }).waitFor();
    await write(page, "Hello Maria, it left today.");
    await page.keyboard.press("Control+Enter");
    await until("the answer", async () => (await maria.hears()).some((message) => message.body === "Hello Maria, it left today." && message.author.kind === "agent"));
    await page.locator(".message.out:not(.pending)", { hasText: "it left today" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.locator(".composer.is-note").waitFor();
    await page.locator(".composer-text").pressSequentially("Be kind, third late parcel.");
    await page.keyboard.press("Control+Enter");
    await page.locator(".message.note:not(.pending)", { hasText: "third late parcel" }).waitFor();
    assert.ok(!(await maria.hears()).some((message) => message.body.includes("third late")), "the note reached the customer");
    assert.equal(await page.locator(".message.note .note-label").innerText(), "Private note");
    await maria.says("Thank you!");
    await page.locator(".message.in", { hasText: "Thank you!" }).waitFor();
  },

  async "a refused action goes back to what it was and says why"({ page }) {
    const host = await theHost(), visitor = await customer(host, "Refused");
    await visitor.says("Please do something");
    await signIn(page, host);
    await open(page, host, visitor);
    await page.route("**/toggle_status", (route) => route.fulfill({ status: 409, contentType: "application/problem+json", body: '{"code":"conflict","detail":"Ben is closing it right now."}' }));
    await page.keyboard.press("e");
    await page.locator(".toast.failed", { hasText: "Ben is closing it right now." }).waitFor();
    await page.locator(".row", { hasText: "Please do something" }).waitFor();
    assert.equal((await (await agentCall(host)).get(`/conversations/${visitor.conversation}`)).status, "open");
  },

  async "what was written without a line goes out once when it is back, and what was missed comes"({ page }) {
    const host = await theHost(), visitor = await customer(host, "Cut Off");
    await visitor.says("Before the cut");
    const lines = [];
    let down = false;
    await page.routeWebSocket(/\/ws\/v1/, (line) => { if (down) return void line.close({ code: 4000 }); lines.push(line); line.connectToServer(); });
    await page.route("**/api/v1/**", (route) => (down ? route.abort("connectionfailed") : route.continue()));
    await signIn(page, host);
    await open(page, host, visitor);
    down = true;
    for (const line of lines.splice(0)) await line.close({ code: 4000 });
    await page.locator(".line-bar").waitFor();
    await write(page, "Written in the dark");
    await page.keyboard.press("Control+Enter");
    await page.locator(".message.pending", { hasText: "Written in the dark" }).waitFor();
    await visitor.says("Said during the cut");
    assert.ok(!(await visitor.hears()).some((message) => message.body === "Written in the dark"));
    down = false;
    await page.locator(".line-bar button").click();
    await page.locator(".message.in", { hasText: "Said during the cut" }).waitFor();
    await page.locator(".message.out:not(.pending)", { hasText: "Written in the dark" }).waitFor();
    await page.locator(".line-bar").waitFor({ state: "detached" });
    assert.equal((await visitor.hears()).filter((message) => message.body === "Written in the dark").length, 1);
    const shown = await page.locator(".message .body").allInnerTexts();
    assert.deepEqual(shown, ["Before the cut", "Said during the cut", "Written in the dark"]);
  },

  async "a draft survives the tab, a reply refused by the server can be taken back"({ page, context }) {
    const host = await theHost(), visitor = await customer(host, "Drafts");
    await visitor.says("I will wait for your words");
    await signIn(page, host);
    await open(page, host, visitor);
    const kept = page.waitForResponse((answer) => answer.url().includes("/desk/drafts/") && answer.request().method() === "PUT");
    await write(page, "Dear customer, I am still thinking");
    await kept;
    const again = await context.newPage();
    await page.close({ runBeforeUnload: false });
    await open(again, host, visitor);
    await until("the draft", async () => (await again.locator(".composer-text").inputValue()) === "Dear customer, I am still thinking");
    await again.route("**/messages", (route) => (route.request().method() === "POST" ? route.fulfill({ status: 403, contentType: "application/problem+json", body: '{"code":"denied","detail":"This visitor is blocked."}' }) : route.continue()));
    await again.locator(".composer-text").press("Control+Enter");
    await again.locator(".message.failed", { hasText: "This visitor is blocked." }).waitFor();
    await again.locator(".message.failed button", { hasText: "Back to the draft" }).click();
    await until("the words are back", async () => (await again.locator(".composer-text").inputValue()) === "Dear customer, I am still thinking");
    assert.equal((await visitor.hears()).length, 1);
  },

  async "saved replies by a colon, articles by brackets, suggestions by one key, colleagues by @"({ page }) {
    const host = await theHost(), visitor = await customer(host, "Nora Weber");
    await (await agentCall(host)).post("/desk/canned", { shortcut: `hello${Date.now()}`, title: "Greeting", body: "Hello {{contact.first_name}}, {{agent.first_name}} here." });
    await visitor.says("How do I start a return?");
    await signIn(page, host);
    await open(page, host, visitor);
    await page.locator(".suggestion").first().waitFor();
    assert.equal(await page.locator(".suggestion").count(), 3);
    await write(page, ":hello");
    await page.locator(".picks li", { hasText: "Greeting" }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".composer-text").inputValue(), "Hello Nora, Ana here.");
    await page.keyboard.type(" [[start a return");
    await page.locator(".picks li[role=option]", { hasText: /return/i }).first().waitFor();
    await page.keyboard.press("Enter");
    await until("the link", async () => /\/kb\//.test(await page.locator(".composer-text").inputValue()));
    const before = await page.locator(".composer-text").inputValue();
    await page.keyboard.press("Alt+1");
    await until("the passage", async () => (await page.locator(".composer-text").inputValue()).length > before.length + 20);
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.locator(".composer-text").pressSequentially("@Be");
    await page.locator(".picks li", { hasText: "Ben Dimitrov" }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".composer-text").inputValue(), "@Ben Dimitrov ");
  },

  async "a picture pasted into the reply reaches the customer"({ page }) {
    const host = await theHost(), visitor = await customer(host, "Pictures");
    await visitor.says("Can you show me the label?");
    await signIn(page, host);
    await open(page, host, visitor);
    await page.locator("input[type=file]").first().setInputFiles({ name: "label.png", mimeType: "image/png", buffer: kPixel });
    await page.locator(".attachment", { hasText: "label.png" }).waitFor();
    await write(page, "Here it is");
    await page.keyboard.press("Control+Enter");
    const message = await until("the picture", async () => (await visitor.hears()).find((one) => one.parts.some((part) => part.type === "file")));
    assert.equal(message.parts.find((part) => part.type === "file").name, "label.png");
    await page.locator(".message.out .picture img").waitFor();
  },

  async "somebody who asks for a person is offered, with what they tried, and accepted by a key"({ page }) {
    const host = await theHost();
    await signIn(page, host);
    await page.locator(".nav .dot.online").waitFor();
    const visitor = await customer(host, "In Need");
    await visitor.says("The bot does not help me", { journey: [
      { kind: "search", at: new Date(Date.now() - 120_000).toISOString(), locale: "en", page: "/", data: { q: "parcel lost plovdiv", hits: 0, locale: "en" } },
      { kind: "article_read", at: new Date(Date.now() - 60_000).toISOString(), locale: "en", page: "/kb/parcel-is-late", data: { doc: "en/delivery/parcel-is-late.md", seconds: 44, scrolled: 80 } },
    ] });
    await visitor.wantsPerson();
    await page.locator(".offer").waitFor();
    assert.match(await page.locator(".offer-clock span").innerText(), /^\d+$/);
    await page.keyboard.press("Alt+a");
    await page.locator(".conversation-head h2", { hasText: "In Need" }).waitFor();
    await page.locator(".handoff", { hasText: "A person has taken over" }).waitFor();
    await page.locator(".journey .turn", { hasText: "Asked for a person" }).waitFor();
    await page.locator(".journey .bad", { hasText: "parcel lost plovdiv" }).waitFor();
    await page.locator(".journey", { hasText: "Parcel is late" }).waitFor();
    const state = await (await agentCall(host)).get(`/conversations/${visitor.conversation}`);
    assert.equal(state.handoff.state, "accepted");
    assert.equal(state.assignee.name, "Ana Petrova");
  },

  async "who it is: attributes change, orders show, and colleagues see each other"({ page, browser }) {
    const host = await theHost(), visitor = await customer(host, "Context Person");
    await visitor.says("Hello from context");
    await (await agentCall(host)).put(`/contacts/${visitor.contact}/orders`, [{ number: "A-77", placed_at: "2026-11-20T10:00:00.000Z", state: "shipped", total: { amount: "84.50", currency: "EUR" }, items: [{ sku: "l1", name: "Linen throw", quantity: 2 }], tracking_url: "https://example.com/t", url: "https://example.com/o" }]);
    await signIn(page, host);
    await open(page, host, visitor);
    await page.locator(".order", { hasText: "2 × Linen throw" }).waitFor();
    await page.locator(".context-pane button", { hasText: "Add a detail" }).click();
    await page.locator(".context-pane input[aria-label=Name]").fill("plan");
    await page.locator(".context-pane input[aria-label=Value]").fill("Gold");
    await page.keyboard.press("Enter");
    await page.locator(".fact", { hasText: "Gold" }).waitFor();
    assert.equal((await (await agentCall(host)).get(`/contacts/${visitor.contact}`)).attributes.plan, "Gold");
    const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await signIn(other, host, "ben@example.com");
    await open(other, host, visitor);
    await page.locator(".viewing", { hasText: "Ben Dimitrov" }).waitFor();
    await write(other, "I take");
    await page.locator(".presence-line .typing-text", { hasText: "Ben Dimitrov" }).waitFor();
    await other.context().close();
  },

  async "an article is written beside what readers get, published, and found in the help centre"({ page }) {
    const host = await theHost();
    await signIn(page, host, "ana@example.com", "/desk/content");
    await page.locator(".content-table a").first().waitFor();
    await page.locator("button", { hasText: "New article" }).click();
    const title = `Wrapping glass ${Date.now() % 10000}`;
    await page.locator(".editor-title").fill(title);
    await page.locator(".editor-text").fill("## How\n\nUse **two** layers.\n\n> [!NOTE]\n> Glass breaks.\n\n<script>alert(1)</script>");
    await page.locator(".reading h2", { hasText: "How" }).waitFor();
    assert.equal(await page.locator(".reading script").count(), 0);
    await page.locator("button", { hasText: "Publish" }).click();
    await page.locator(".toast.done", { hasText: "published" }).waitFor();
    await page.waitForURL(/id=en%2F/);
    const found = await until("found", async () => (await (await fetch(`${host.url}/api/v1/search?q=${encodeURIComponent(title)}`)).json()).hits.find((hit) => hit.title === title));
    assert.match(await (await fetch(host.url + found.url)).text(), /two<\/strong> layers/);
    await page.locator(".editor-text").fill("## How\n\nUse **three** layers.");
    await page.keyboard.press("Control+s");
    await page.locator(".toast.done", { hasText: "Saved" }).waitFor();
    await page.locator("button[aria-label=History]").click();
    await page.locator(".diff .new", { hasText: "three" }).waitFor();
    await page.locator("button", { hasText: "Bring these words back" }).click();
    await page.locator(".toast.done", { hasText: "earlier words are back" }).waitFor();
    assert.match(await page.locator(".editor-text").inputValue(), /two/);
  },

  async "unsaved words of an article come back after the tab is gone"({ page, context }) {
    const host = await theHost();
    await signIn(page, host, "ana@example.com", "/desk/content");
    await page.locator(".content-table a", { hasText: "Wish lists" }).click();
    await page.locator(".editor-text").waitFor();
    const text = `${await page.locator(".editor-text").inputValue()}\n\nOne more line.`;
    await page.locator(".editor-text").fill(text);
    await page.locator(".editor-state", { hasText: "not saved" }).waitFor();
    const address = page.url(), again = await context.newPage();
    await page.close({ runBeforeUnload: false });
    await again.goto(address);
    await until("the words", async () => (await again.locator(".editor-text").inputValue().catch(() => "")) === text);
  },

  async "a page of another plugin runs in a sandbox that is nobody, and gets its own routes alone"({ page }) {
    const host = await theHost();
    await signIn(page, host);
    await page.locator(".nav a", { hasText: "Reports" }).click();
    const frame = page.frameLocator(".plugin-frame");
    await frame.locator("h1").waitFor();
    assert.equal(await page.locator(".plugin-frame").getAttribute("sandbox"), "allow-scripts allow-forms allow-downloads");
    const inside = page.frames().find((one) => one !== page.mainFrame() && one.url().includes("/insights/"));
    assert.equal(await inside.evaluate(() => origin), "null");
    const answer = await inside.evaluate(() => new Promise((done) => {
      addEventListener("message", (event) => {
        if (event.data?.type !== "patchbay-desk-port") return;
        const port = event.ports[0], got = [];
        port.onmessage = ({ data }) => { got.push(data.status); if (got.length === 2) done(got); };
        port.postMessage({ type: "call", id: 1, method: "GET", path: "/api/v1/insights/report" });
        port.postMessage({ type: "call", id: 2, method: "GET", path: "/api/v1/contacts" });
      });
      parent.postMessage({ type: "patchbay-desk" }, "*");
    }));
    assert.deepEqual(answer.sort(), [200, 403]);
  },
};
for (const test of Object.values(tests)) { test.allowForeign = true; test.allowErrors = true; }
export default tests;
