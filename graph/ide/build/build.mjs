// Bundles the IDE into ../static: one script, one style sheet, the page, and the licences of everything in them.

import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const out = "../static";
await mkdir(out, { recursive: true });

const { metafile } = await build({
  alias: { "react-style-singleton": "./no-styles.js" },
  entryPoints: { ide: "ide.jsx" },
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  format: "iife",
  jsx: "automatic",
  legalComments: "none",
  metafile: true,
  minify: true,
  outdir: out,
  target: "es2022",
});
const styles = await build({
  entryPoints: { ide: "ide.css" },
  bundle: true,
  metafile: true,
  minify: true,
  outdir: out,
  write: false,
});
// GraphiQL brings two fonts inside its style sheet; the system's own do, and need no licence of theirs here.
await writeFile(join(out, "ide.css"), styles.outputFiles[0].text.replace(/@font-face\{[^}]*\}/g, ""));
await copyFile("index.html", join(out, "index.html"));
await copyFile("icon.svg", join(out, "icon.svg"));

const packages = new Set(
  Object.keys({ ...metafile.inputs, ...styles.metafile.inputs })
    .map((file) => file.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0])
    .filter(Boolean),
);
const notices = [];
for (const folder of [...packages].sort()) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  notices.push([`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n"));
}
await writeFile(join(out, "licences.txt"), notices.join(`\n\n${"-".repeat(80)}\n\n`) + "\n");
console.log(`${packages.size} packages bundled`);
