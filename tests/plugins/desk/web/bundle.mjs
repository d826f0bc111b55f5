// The desk's TypeScript as modules a test can call, by the esbuild of its own lockfile.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const web = resolve(fileURLToPath(new URL("../../../../plugins/desk/web", import.meta.url)));

export async function load() {
  const esbuild = createRequire(join(web, "build.mjs"))("esbuild");
  const folder = mkdtempSync(join(tmpdir(), "desk-web-"));
  const names = ["state", "outbox", "keep", "live", "lists", "triggers", "placeholders", "route", "api", "theme", "answers", "drafts", "keys", "ulid", "texts", "notices", "desk"];
  await esbuild.build({
    stdin: { contents: [...names.map((name) => `export * as ${name} from "./${name}";`), 'export * as thread from "./view/thread"; export * as message from "./view/message"; export * as plugin_page from "./view/plugin_page"; export * as journey from "./view/journey";'].join("\n"), resolveDir: join(web, "src"), loader: "ts" },
    outfile: join(folder, "desk.mjs"), bundle: true, format: "esm", platform: "neutral", mainFields: ["module", "main"], target: "es2022", jsx: "automatic", jsxImportSource: "preact", logLevel: "error", nodePaths: [join(web, "node_modules")],
  });
  const made = await import(pathToFileURL(join(folder, "desk.mjs")).href);
  rmSync(folder, { recursive: true, force: true });
  return made;
}
