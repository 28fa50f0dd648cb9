#!/usr/bin/env node
/** The analysis process as few files: `node scripts/bundle.mjs [<folder of a build>]`. Each start reads 400 modules otherwise, which takes twice as long. Packages stay what they are. */
import path from "node:path";
import { rolldown } from "rolldown";

const folder = path.resolve(process.argv[2] ?? "dist");
const bundle = await rolldown({ input: path.join(folder, "analysis/process.js"), platform: "node", external: (id) => !id.startsWith(".") && !path.isAbsolute(id) });
await bundle.write({ dir: path.join(folder, "bundle"), format: "esm", cleanDir: true });
await bundle.close();
