// A real host on the sample help centre, in a data directory of its own; ended by its pid.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const source = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const build = resolve(process.env.PATCHBAY_BUILD ?? join(source, "build/dev"));
const program = join(build, "bin/patchbay");
const run = promisify(execFile);

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

// plugins: the tables to write, e.g. { kb: {}, portal: {} }. content: import the sample help centre first.
export async function startHost({ plugins = { kb: {}, portal: {} }, content = true, extra = "", limits = "" } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "patchbay-browser-"));
  const port = await freePort();
  const config = join(directory, "patchbay.toml");
  const tables = Object.keys(plugins).map((id) => `[plugin.${id}]\n`).join("");
  writeFileSync(config, `[server]\nlisten = "127.0.0.1:${port}"\n[log]\nlevel = "warn"\nformat = "text"\n[limits]\nsearch = "off"\nsuggest = "off"\nsuggest_session = "off"\nconnections_per_address = "off"\n${limits}` +
    `[site]\nname = "Lantern & Loom"\nlocales = ["en","bg","vi"]\ndefault_locale = "en"\naccent = "#0b6e4f"\n${tables}${extra}\n`);
  const data = join(directory, "data");
  mkdirSync(data, { mode: 0o700 });
  const command = (...args) => run(program, [...args, "--config", config, "--data", data], { maxBuffer: 16 << 20 });
  if (content && plugins.kb)
    for (const locale of ["en", "bg", "vi"]) await command("kb", "import", join(source, "docs/sample-shop", locale), "--locale", locale);
  const child = spawn(program, ["serve", "--config", config, "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (text) => { log += text; });
  child.stderr.on("data", (text) => { log += text; });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; ++tries) {
    if (child.exitCode !== null || tries > 200) throw new Error(`the host did not start:\n${log}`);
    const ok = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ok) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  // An agent who can sign in.
  const agent = async (email, name, role, password) => {
    const adding = run(program, ["agent", "add", email, "--name", name, "--role", role, "--password-stdin", "--config", config, "--data", data]);
    adding.child.stdin.end(`${password}\n`);
    await adding;
  };
  return {
    url, directory, command, agent, log: () => log, pid: child.pid,
    async stop() {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      await Promise.race([ended, new Promise((done) => setTimeout(() => { child.kill("SIGKILL"); done(); }, 15000).unref())]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const built = () => existsSync(program);
