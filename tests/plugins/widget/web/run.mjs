// node run.mjs: type-checks the widget's sources, bundles the tests beside this file and runs them with node's own runner.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const web = resolve(here, "../../../../plugins/widget/web");
const require = createRequire(join(web, "package.json"));
const out = mkdtempSync(join(tmpdir(), "patchbay-widget-"));
try {
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", web], { stdio: "inherit" });
  const tests = readdirSync(here).filter((name) => name.endsWith(".test.ts"));
  await require("esbuild").build({
    entryPoints: tests.map((name) => join(here, name)), outdir: out, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm",
    target: "node18", sourcemap: "inline", nodePaths: [join(web, "node_modules")], logLevel: "warning",
  });
  execFileSync(process.execPath, ["--enable-source-maps", "--test", ...tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")))], { stdio: "inherit" });
} catch (error) {
  process.exitCode = error.status || 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
