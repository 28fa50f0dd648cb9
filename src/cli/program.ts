/** `schema-review` on the command line: which command with which flags. Each command is loaded when it is called, so that `--help` is instant. */
import { createRequire } from "node:module";
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "./failure.ts";
import { EXIT_CODES, FORMATS } from "./options.ts";

/** `done` hears the exit code. */
function program(done: (exitCode: number) => void): Command {
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  const main = new Command("schema-review")
    .description("Reviews changes of a PostgreSQL database: Prisma schemas, SQL migrations, Prisma Client code.")
    .version(version, "-V, --version")
    .showHelpAfterError("(schema-review <command> --help shows how)")
    .addHelpText("after", "\nExit codes: 0 passed, 1 failed, 2 wrong usage, 3 something could not be read.");

  main
    .command("review")
    .description("review a branch, two folders, or a pull request on GitHub")
    .option("--repo <path>", "the git repository, bare or not")
    .option("--base <ref or folder>", "what to compare with (default: origin's default branch, main or master)")
    .option("--head <ref or folder>", "what to review (default: HEAD)")
    .option("--pull <owner/repo#number>", "a pull request on GitHub; needs GITHUB_TOKEN")
    .option("--publish", "with --pull: post the check run and the comments, too")
    .option("--body-file <file>", "the pull request's description: plans are sections of it (- reads standard input)")
    .addOption(configOption())
    .addOption(formatOption(FORMATS))
    .addHelpText(
      "after",
      examples(
        ["review", "the current branch against main"],
        ["review --base v1.4.0 --head release/1.5", "two refs"],
        ["review --repo app.git --base refs/pulls/7/base --head refs/pulls/7/head", "a bare repository"],
        ["review --base ./before --head ./after", "two folders"],
        ["review --pull acme/shop#12 --format markdown", "a pull request on GitHub"],
      ),
    )
    .action(async (options) => done(await (await import("./review.ts")).reviewCommand(options)));

  main
    .command("lint")
    .description("check files as if all of them were new")
    .argument("<files...>", "files, folders or globs; each folder of migrations is one history, in its own order")
    .addOption(configOption())
    .addOption(formatOption(FORMATS))
    .addHelpText("after", examples(["lint prisma/", "a folder"], ["lint 'db/**/*.sql' --format sarif", "a glob"]))
    .action(async (files, options) => done(await (await import("./lint.ts")).lintCommand(files, options)));

  main
    .command("audit")
    .description("check a whole repository as if all of it were new")
    .option("--repo <path>", "the git repository (bare or not) or folder", ".")
    .option("--head <ref>", "the commit to check (default: HEAD)")
    .option("--write-baseline <file>", "write all findings to a file: they stay quiet until their code changes")
    .option("--baseline <file>", "leave out the findings of such a file")
    .addOption(configOption())
    .addOption(formatOption(FORMATS))
    .addHelpText(
      "after",
      examples(
        ["audit --repo ../shop", "the last commit of a repository"],
        ["audit --write-baseline baseline.json", "start late: what is found today stays quiet"],
        ["audit --baseline baseline.json", "what has come since"],
      ),
    )
    .action(async (options) => done(await (await import("./audit.ts")).auditCommand(options)));

  main
    .command("roles")
    .description("list what each table is for (tenant, ledger, join table, …), and why the rules think so")
    .option("--repo <path>", "the git repository (bare or not) or folder", ".")
    .option("--head <ref>", "the commit to look at (default: HEAD)")
    .addOption(configOption())
    .addOption(formatOption(["text", "json", "markdown"]))
    .addHelpText("after", examples(["roles --repo ../shop", "the last commit of a repository"], ["roles --format json", "for a program"]))
    .action(async (options) => done(await (await import("./roles.ts")).rolesCommand(options)));

  main
    .command("rules")
    .description("list all rules")
    .addOption(formatOption(["text", "json", "markdown"]))
    .action(async (options) => done(await (await import("./rules.ts")).rulesCommand(options)));

  main
    .command("explain")
    .description("show a rule's page: what hurts, the safe way, examples")
    .argument("<rule>")
    .addOption(formatOption(["text", "json", "markdown"]))
    .addHelpText("after", examples(["explain require-concurrent-index", "one rule"]))
    .action(async (rule, options) => done(await (await import("./rules.ts")).explainCommand(rule, options)));

  main
    .command("doctor")
    .description("check a server's set-up: settings, credentials, permissions, webhooks, analysis, queue")
    .option("--repo <owner/repo>", "also: is the check required in this repository?")
    .option("--json", "for a program")
    .addHelpText("after", examples(["doctor", "with the settings that the server has"], ["doctor --repo acme/shop", "is the check required there?"]))
    .action(async (options) => done(await (await import("./doctor.ts")).doctorCommand(options)));

  for (const command of [main, ...main.commands]) command.exitOverride();
  return main;
}

/** Runs a command line (without node and script) and answers with the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_CODES.passed;
  try {
    await program((code) => {
      exitCode = code;
    }).parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.passed : EXIT_CODES.usage;
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`schema-review: ${error.message}\n`);
    return EXIT_CODES.usage;
  }
}

function configOption(): Option {
  return new Option("--config <file>", "the configuration (default: .github/schema-review.yml of the base)");
}

function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "what is printed").choices(formats).default("text");
}

function examples(...lines: readonly (readonly [args: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([args]) => args.length));
  return `\nExamples:\n${lines.map(([args, meaning]) => `  $ schema-review ${args.padEnd(width)}  # ${meaning}`).join("\n")}`;
}
