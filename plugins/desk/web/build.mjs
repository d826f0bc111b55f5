// node build.mjs ASSETS: what the browser loads, with packed copies beside it for those who take them.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const assets = process.argv[2];
const { bundle } = await import(new URL(`file://${process.env.PATCHBAY_WEB}/bundle.mjs`));
await bundle(import.meta.url, assets, {
  entries: [{ in: "src/main.tsx", out: "desk" }, { in: "src/desk.css", out: "desk" }],
  pack: true,
  limits: { "desk.js": 110_000, "desk.css": 16_000 },
});
mkdirSync(join(assets, "texts"), { recursive: true });
const locales = new URL("../locales/", import.meta.url);
for (const name of readdirSync(locales)) {
  const text = JSON.stringify(JSON.parse(readFileSync(new URL(name, locales), "utf8"))), file = join(assets, "texts", name);
  writeFileSync(file, text);
  writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(text));
}
