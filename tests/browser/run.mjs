// Browser tests: a real Chromium against the real host. `node run.mjs [--shots DIR] [--only WORD]`
// Every test is a function of ({ host, browser, page }); the last line is `N passed, N failed`.
import { readdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { built, build, startHost } from "./host.mjs";

const option = (name) => { const at = process.argv.indexOf(name); return at < 0 ? undefined : process.argv[at + 1]; };
const only = option("--only");
if (!built()) { console.error(`nothing is built in ${build}: run scripts/build first`); process.exit(1); }

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

const browser = await launch();
const shared = await startHost();
let passed = 0, failed = 0;
const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".test.mjs")).sort();
for (const file of files) {
  const { default: tests, after } = await import(`./${file}`); // after: ends what the file's tests started
  for (const [name, test] of Object.entries(tests)) {
    if (only && !`${file} ${name}`.includes(only)) continue;
    const context = await browser.newContext({ locale: "en-GB", ...(test.context ?? {}) });
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => { if (message.type() === "error" && !test.allowErrors) wrong.push(message.text()); });
    page.on("request", (request) => { if (!request.url().startsWith(shared.url) && !/^(data|blob|about):/.test(request.url()) && !test.allowForeign) wrong.push(`foreign request: ${request.url()}`); });
    try {
      await test({ host: shared, browser, context, page, shots: option("--shots") });
      if (wrong.length) throw new Error(wrong.join("\n"));
      ++passed;
      console.log(`ok   ${file}: ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAIL ${file}: ${name}\n${String(error.stack ?? error).replace(/^/gm, "     ")}`);
    }
    await context.close();
  }
  await after?.();
}
await browser.close();
await shared.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
