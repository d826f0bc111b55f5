// node build.mjs ASSETS [launcher]: what the browser loads. The launcher goes into the plugin's library, since its address is
// fixed; the frame is served from ASSETS. Limits are bytes after gzip: with the document the whole stays under 45 KB.
const { bundle } = await import(new URL(`file://${process.env.PATCHBAY_WEB}/bundle.mjs`));

const out = process.argv[2];
if (process.argv[3] === "launcher") await bundle(import.meta.url, out, { entries: ["launcher.ts"], format: "iife", limits: { "launcher.js": 7 << 10 } });
else await bundle(import.meta.url, out, { entries: ["frame.tsx", "frame.css"], pack: true, limits: { "frame.js": 31 << 10, "frame.css": 5 << 10 } });
