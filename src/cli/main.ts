#!/usr/bin/env node
/** The `schema-review` executable. */
import { EXIT_CODES } from "./options.ts";
import { run } from "./program.ts";

// `schema-review rules | head` closes the pipe early: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`schema-review: an unexpected error; nothing was verified.\n${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = EXIT_CODES.incomplete;
}
