/** `npm run demo`: a bundled pull request goes through the real app (webhook, queue, analysis process, publishing) in front of the tests' stand-in for GitHub, and what was posted is printed. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createExaminer } from "../src/examiner.ts";
import { openOffice } from "../test/stories/fake/office.ts";

const PULL = path.join(import.meta.dirname, "../../demo/pull");

function read(side: "base" | "head"): Record<string, string> {
  const folder = path.join(PULL, side);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => path.join(entry.parentPath, entry.name)).map((file) => [path.relative(folder, file).split(path.sep).join("/"), readFileSync(file, "utf8")]),
  );
}

/** Hidden markers are for the app itself. */
function visibleText(body: string): string {
  return body.replace(/<!--[\s\S]*?-->\n*/g, "").trim();
}

function heading(text: string): string {
  return `\n${"─".repeat(100)}\n${text}\n${"─".repeat(100)}\n`;
}

const started = performance.now();
const examiner = createExaminer();
const office = await openOffice(read("base"), { examine: examiner.examine });
try {
  const pull = office.github.openPull({ files: read("head"), title: "Invoices, and a reference for each order", author: "alice" });
  console.log(`alice opens pull request #${pull.number}: ${pull.title}`);
  console.log(`The server answers the signed webhook with ${await office.pullEvent(pull, "opened")}.`);
  await office.settle();
  console.log(
    `\nRequests to GitHub:\n${office
      .requests()
      .map((name) => `  ${name}\n`)
      .join("")}`,
  );
  const [check] = office.github.checks;
  if (!check) throw new Error("No check run was made.");
  console.log(heading(`Check run "${check.name}" concludes ${check.conclusion}: ${check.output.title}`));
  for (const thread of pull.threads) {
    console.log(heading(`Inline comment on ${thread.path}, line ${thread.line}`));
    console.log(visibleText(thread.comments[0]?.body ?? ""));
  }
  for (const comment of pull.comments) {
    console.log(heading(`Comment of ${comment.author}`));
    console.log(visibleText(comment.body));
  }
  const posted = `${pull.threads.length} inline comments, ${pull.comments.length} sticky comment, check "${check.conclusion}"`;
  console.log(`\nReviewed in ${((performance.now() - started) / 1000).toFixed(1)} s: ${posted}.`);
  if (check.conclusion !== "failure" || pull.threads.length === 0) throw new Error("The sample pull request should fail and get inline comments.");
} finally {
  await office.close();
  await examiner.close();
}
