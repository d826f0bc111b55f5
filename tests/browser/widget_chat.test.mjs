// Conversations in the widget, end to end: a visitor in a browser, an agent by the API, the real host between them.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { startHost } from "./host.mjs";
import { chromium } from "playwright-core";

let stage = null;
async function theStage() {
  stage ??= (async () => {
    const site = { url: "" };
    const shop = createServer((request, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>Brass lamp – Shop</title>
        <script src="${site.url}/widget.js" data-inbox="default" async></script></head><body><main><h1>Brass lamp</h1></main></body></html>`);
    });
    await new Promise((done) => shop.listen(0, "127.0.0.1", done));
    const url = `http://localhost:${shop.address().port}`;
    const host = await startHost({ limits: 'chat_start = "off"\nmessages = "off"\nvisits = "off"\n', plugins: { kb: {}, portal: {}, widget: {} }, extra: `[inbox.default]\nsites = ["${url}"]\n` });
    site.url = host.url;
    await host.command("agent", "add", "ana@lantern.example", "--name", "Ana Petrova", "--role", "admin");
    const token = (await host.command("agent", "token", "ana@lantern.example")).stdout.trim().split(/\s+/).pop();
    const agent = async (method, path, body) => {
      const answer = await fetch(`${host.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) });
      const value = await answer.json().catch(() => null);
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${JSON.stringify(value)}`);
      return value;
    };
    return { shop, url, host, agent };
  })();
  return stage;
}
export async function after() {
  if (!stage) return;
  const { shop, host } = await stage;
  shop.close();
  await host.stop();
}

let cmids = 0;
const say = (agent, conversation, body, more = {}) => agent("POST", `/conversations/${conversation}/messages`, { cmid: `agent-${Date.now()}-${++cmids}`, body, ...more });
const until = async (what, work) => {
  for (let tries = 0; tries < 200; ++tries) {
    const value = await work();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${what} did not happen`);
};
async function openChat(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => window.patchbay);
  await page.evaluate(() => window.patchbay.open());
  const frame = await until("the frame", async () => page.frames().find((one) => one.url().includes("/widget/frame")));
  await frame.getByRole("button", { name: /Ask us/ }).click();
  await frame.locator("textarea").waitFor();
  return frame;
}
const write = async (frame, text) => { await frame.fill("textarea", text); await frame.press("textarea", "Enter"); };
const newest = (agent, text) => until(`"${text}" at the server`, async () => {
  const { items } = await agent("GET", "/conversations?status=all");
  return items.find((one) => one.last_message?.body.includes(text));
});
const bodies = async (agent, conversation) => (await agent("GET", `/conversations/${conversation}/messages?limit=200`)).items.filter((one) => !one.note).map((one) => one.body);

const tests = {
  async "what a visitor asks is on the server, what an agent answers is on the screen, and both see it was read"({ page }) {
    const { url, agent } = await theStage();
    const frame = await openChat(page, url);
    await write(frame, "Where is my parcel?");
    await frame.locator(".mine .state.sent").waitFor();
    const conversation = await newest(agent, "Where is my parcel?");
    await say(agent, conversation.id, "a private note", { note: true });
    await say(agent, conversation.id, "It left Sofia this morning.");
    await frame.locator(".theirs .bubble", { hasText: "It left Sofia this morning." }).waitFor();
    await frame.locator(".who", { hasText: "Ana Petrova" }).waitFor();
    assert.equal(await frame.getByText("a private note").count(), 0);
    await until("read by the visitor", async () => (await agent("GET", `/conversations/${conversation.id}`)).seen?.contact?.read >= 3);
    await frame.locator(".mine .state.read").waitFor(); // who answers has read
    await write(frame, "Thank you");
    await frame.locator(".mine .state.sent").waitFor();
    await agent("POST", `/conversations/${conversation.id}/seen`, { seq: 4, state: "read" });
    await frame.locator(".mine .state.sent").waitFor({ state: "detached" });
  },

  async "a conversation is there again on the next page, with what came meanwhile in the badge and the title"({ page }) {
    const { url, agent } = await theStage();
    const frame = await openChat(page, url);
    await write(frame, "I come back later");
    await frame.locator(".mine .state.sent").waitFor();
    const conversation = await newest(agent, "I come back later");
    await page.goto(`${url}/next`);
    await page.waitForFunction(() => window.patchbay);
    await until("the frame", async () => page.frames().find((one) => one.url().includes("/widget/frame")));
    await say(agent, conversation.id, "Welcome back");
    await page.waitForFunction(() => document.title === "(1) Brass lamp – Shop");
    await page.evaluate(() => window.patchbay.open());
    const again = page.frames().find((one) => one.url().includes("/widget/frame"));
    await again.locator(".row", { hasText: "Welcome back" }).click();
    await again.locator(".mine .bubble", { hasText: "I come back later" }).waitFor();
    await again.locator(".theirs .bubble", { hasText: "Welcome back" }).waitFor();
    await page.waitForFunction(() => document.title === "Brass lamp – Shop");
  },

  async "what is written without a connection waits, also through a reload, and arrives once"({ page, context }) {
    const { url, agent } = await theStage();
    let frame = await openChat(page, url);
    await write(frame, "Before the tunnel");
    await frame.locator(".mine .state.sent").waitFor();
    const conversation = await newest(agent, "Before the tunnel");
    await context.setOffline(true);
    // An open socket outlives the switch in this browser, so it is cut as the tunnel would.
    await frame.evaluate(() => dispatchEvent(new Event("offline")));
    await write(frame, "In the tunnel, one");
    await write(frame, "In the tunnel, two");
    await page.waitForTimeout(300);
    await context.setOffline(false);
    await page.reload();
    await page.waitForFunction(() => window.patchbay);
    await until("both", async () => (await bodies(agent, conversation.id)).includes("In the tunnel, two"));
    assert.deepEqual(await bodies(agent, conversation.id), ["Before the tunnel", "In the tunnel, one", "In the tunnel, two"]);
  },

  async "where WebSockets are blocked a conversation goes on by polling"({ page }) {
    const { url, agent } = await theStage();
    await page.routeWebSocket(/\/ws\/v1/, (socket) => socket.close({ code: 1011 }));
    const frame = await openChat(page, url);
    await write(frame, "Through a strict proxy");
    const conversation = await newest(agent, "Through a strict proxy");
    await say(agent, conversation.id, "We hear you");
    await frame.locator(".theirs .bubble", { hasText: "We hear you" }).waitFor();
    assert.deepEqual(await bodies(agent, conversation.id), ["Through a strict proxy", "We hear you"]);
  },

  async "a file goes with a message and can be opened"({ page }) {
    const { url, agent } = await theStage();
    const frame = await openChat(page, url);
    const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    await frame.locator("input[type=file]").setInputFiles([{ name: "shade.png", mimeType: "image/png", buffer: picture }, { name: "invoice.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") }]);
    await write(frame, "The shade is broken");
    const conversation = await newest(agent, "The shade is broken");
    await frame.locator(".picture img").waitFor();
    await until("the picture", () => frame.locator(".picture img").evaluate((image) => image.complete && image.naturalWidth === 1));
    const { items } = await agent("GET", `/conversations/${conversation.id}/messages`);
    assert.deepEqual(items[0].parts.filter((part) => part.type === "file").map((part) => part.name), ["shade.png", "invoice.pdf"]);
  },

  async "a person is one tap away: where nobody is there, it says so and takes an address"({ page }) {
    const { url, agent } = await theStage();
    const frame = await openChat(page, url);
    await write(frame, "I want to talk");
    await frame.locator(".mine .state.sent").waitFor();
    await frame.getByRole("button", { name: "Talk to a person" }).click();
    await frame.locator(".notice").waitFor();
    const conversation = await newest(agent, "I want to talk");
    await until("the hand-off", async () => (await agent("GET", `/conversations/${conversation.id}`)).handoff);
  },

  async "what was searched and read comes with the first message, unless it was taken out"({ page, browser }) {
    const { url, agent } = await theStage();
    await page.goto(url);
    await page.waitForFunction(() => window.patchbay);
    await page.evaluate(() => window.patchbay.open());
    const frame = await until("the frame", async () => page.frames().find((one) => one.url().includes("/widget/frame")));
    await frame.fill("input[type=search]", "refund");
    await frame.press("input[type=search]", "Enter");
    await frame.locator(".page .row mark").first().waitFor();
    await frame.getByRole("button", { name: /Ask us/ }).click();
    await write(frame, "My refund is late");
    const conversation = await newest(agent, "My refund is late");
    const steps = (await until("the journey", async () => { const { items } = await agent("GET", `/conversations/${conversation.id}/journey`); return items.length && items; }));
    assert.ok(steps.some((step) => step.kind === "search" && step.data.q === "refund"), JSON.stringify(steps));
  },

  async "the page may say who it is, and that is kept with the contact"({ page }) {
    const { url, agent } = await theStage();
    await page.goto(url);
    await page.waitForFunction(() => window.patchbay);
    await page.evaluate(() => { window.patchbay.setUser({ name: "Boris" }); window.patchbay.setCustomAttributes({ plan: "garden" }); window.patchbay.open(); });
    const frame = await until("the frame", async () => page.frames().find((one) => one.url().includes("/widget/frame")));
    await frame.getByRole("button", { name: /Ask us/ }).click();
    await write(frame, "Do you know me?");
    const conversation = await newest(agent, "Do you know me?");
    const contact = await until("the name", async () => { const one = await agent("GET", `/contacts/${conversation.contact.id}`); return one.name === "Boris" && one; });
    assert.equal(contact.attributes.plan, "garden");
    assert.equal(contact.verified, false);
  },

  async "a voice message is recorded, heard again and sent"() {
    const { url, agent } = await theStage();
    const own = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"] });
    try {
      const page = await (await own.newContext({ permissions: ["microphone"] })).newPage();
      const frame = await openChat(page, url);
      await frame.getByRole("button", { name: "Record a voice message" }).click();
      await frame.locator(".recording").waitFor();
      await page.waitForTimeout(1500);
      await frame.getByRole("button", { name: "Stop recording" }).click();
      await frame.locator(".recorder .player").waitFor();
      await frame.locator(".recorder").getByRole("button", { name: "Send" }).click();
      await frame.locator(".messages .player").waitFor();
      const file = await until("the recording", async () => {
        for (const one of (await agent("GET", "/conversations?status=all")).items) {
          const { items } = await agent("GET", `/conversations/${one.id}/messages`);
          const part = items.flatMap((message) => message.parts).find((each) => each.type === "file" && each.name.startsWith("voice-message"));
          if (part) return part;
        }
        return null;
      });
      assert.ok(file.size > 500);
    } finally { await own.close(); }
  },
};
for (const test of Object.values(tests)) test.allowForeign = true; // the shop is foreign to the shared host
for (const name of ["what is written without a connection waits, also through a reload, and arrives once", "where WebSockets are blocked a conversation goes on by polling"]) tests[name].allowErrors = true;
export default tests;
