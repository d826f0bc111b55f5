// Bundles a plugin's TypeScript with the esbuild of its own lockfile. In web/build.mjs:
//
//   const { bundle } = await import(new URL(`file://${process.env.PATCHBAY_WEB}/bundle.mjs`));
//   await bundle(import.meta.url, process.argv[2], { entries: ["desk.tsx", "desk.css"] });
//
// entries: files of the web folder; each becomes one minified file of the same base name in the assets folder. format: "esm",
// or "iife" for a script of somebody else's page. Returns { "desk.js": { bytes, gzip } }; a name in `limits` {name: gzip bytes}
// that is over its limit ends the build. pack: .gz and .br beside each file, which the host serves to who takes them. CSS strings: `import css from "./x.css?text"`.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

// `?text` gives the minified text of a style sheet, for a shadow root.
const textOfStyles = (esbuild) => ({
  name: "text-of-styles",
  setup(build) {
    build.onResolve({ filter: /\.css\?text$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace(/\?text$/, "")), namespace: "css-text" }));
    build.onLoad({ filter: /.*/, namespace: "css-text" }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text", watchFiles: [path] };
    });
  },
});

export async function bundle(from, assets, { entries, format = "esm", limits = {}, pack = false, options = {} }) {
  const esbuild = createRequire(from)("esbuild");
  const web = fileURLToPath(new URL(".", from));
  const result = await esbuild.build({
    absWorkingDir: web, entryPoints: entries, outdir: assets, bundle: true, minify: true, write: true, metafile: true, format,
    target: ["es2020", "chrome90", "firefox90", "safari15"], charset: "utf8", legalComments: "none", logLevel: "warning",
    jsx: "automatic", jsxImportSource: "preact", plugins: [textOfStyles(esbuild)], ...options,
  });
  const sizes = {};
  for (const name of Object.keys(result.metafile.outputs)) {
    const file = resolve(web, name), bytes = readFileSync(file), packed = gzipSync(bytes, { level: 9 });
    sizes[basename(name)] = { bytes: bytes.length, gzip: packed.length };
    if (!pack) continue;
    writeFileSync(`${file}.gz`, packed);
    writeFileSync(`${file}.br`, brotliCompressSync(bytes));
  }
  for (const [name, limit] of Object.entries(limits))
    if (!(sizes[name]?.gzip <= limit)) throw new Error(`${name} is ${sizes[name]?.gzip ?? "missing"} bytes after gzip; at most ${limit} are allowed`);
  return sizes;
}
