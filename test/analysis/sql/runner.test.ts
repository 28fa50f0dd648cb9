import { describe, expect, it } from "vitest";
import { defaultConfig } from "../../../src/analysis/config/defaults.ts";
import type { MigrationFolder } from "../../../src/analysis/sql/layouts.ts";
import { detectPostgres, detectPrismaVersion, detectRunner } from "../../../src/analysis/sql/runner.ts";
import type { Config } from "../../../src/model/config.ts";
import type { Runner } from "../../../src/model/migration.ts";
import type { SnapshotFile } from "../../../src/model/snapshot.ts";

function repository(files: Readonly<Record<string, string>>): SnapshotFile[] {
  return Object.entries(files).map(([path, before]) => ({ path, status: "unchanged", before }));
}

function folder(layout: Runner["name"], path = "packages/db/prisma/migrations"): MigrationFolder {
  return { root: "packages/db/prisma", path, layout, files: [] };
}

function detected(layout: Runner["name"], files: Readonly<Record<string, string>> = {}, config: Partial<Config> = {}): Runner {
  return detectRunner(folder(layout), repository(files), { ...defaultConfig, ...config });
}

function manifest(dependencies: Readonly<Record<string, string>>, section = "dependencies"): string {
  return JSON.stringify({ name: "app", [section]: dependencies });
}

describe("Prisma's version", () => {
  it.each([
    ["6.14.0", "implicit", "6.14.0"],
    ["^6.14.0", "implicit", "6.14.0"],
    ["~7.3", "implicit", "7.3.0"],
    ["7.4.0", "unsure", "7.4.0"],
    [">=7.10.0 <8", "unsure", "7.10.0"],
    ["8.0.0-dev.3", "unsure", "8.0.0"],
  ])("%s: %s", (written, transaction, version) => {
    expect(detected("prisma", { "package.json": manifest({ prisma: written }, "devDependencies") })).toEqual({
      name: "prisma",
      transaction,
      evidence: `prisma ${version} (package.json)`,
    });
  });

  it("is read from the package.json nearest to the migrations", () => {
    const files = { "package.json": manifest({ prisma: "5.0.0" }), "packages/db/package.json": manifest({ "@prisma/client": "7.5.0" }), "packages/db/prisma/package.json": "{}" };
    expect(detected("prisma", files).evidence).toBe("prisma 7.5.0 (packages/db/package.json)");
  });

  it("is taken from elsewhere only when the repository agrees on one", () => {
    expect(detected("prisma", { "apps/web/package.json": manifest({ prisma: "6.1.0" }) }).evidence).toBe("prisma 6.1.0 (apps/web/package.json)");
    expect(detected("prisma", { "apps/web/package.json": manifest({ prisma: "6.1.0" }), "apps/api/package.json": manifest({ prisma: "7.4.0" }) }).evidence).toMatch(
      /unknown version/,
    );
  });

  it("is read from pnpm's catalogue", () => {
    const files = { "packages/db/package.json": manifest({ prisma: "catalog:" }), "pnpm-workspace.yaml": 'packages:\n  - "packages/*"\ncatalog:\n  "prisma": ^7.4.1\n' };
    expect(detected("prisma", files)).toEqual({ name: "prisma", transaction: "unsure", evidence: "prisma 7.4.1 (pnpm-workspace.yaml)" });
  });

  it.each([["latest"], ["workspace:*"], ["*"]])("%s says nothing, and the evidence says so", (written) => {
    expect(detected("prisma", { "package.json": manifest({ prisma: written }) })).toMatchObject({ transaction: "implicit", evidence: expect.stringMatching(/unknown version/) });
  });

  it("survives a package.json that is none", () => {
    expect(detected("prisma", { "package.json": '{ "prisma": "6.0.0", <<<<<<< HEAD' }).transaction).toBe("implicit");
    expect(detected("prisma", { "package.json": '{"dependencies": {"prisma": {"x": 1}}}' }).transaction).toBe("implicit");
    expect(detected("prisma", { "package.json": '["prisma"]' }).transaction).toBe("implicit");
  });

  it("can be configured", () => {
    expect(detected("prisma", { "package.json": manifest({ prisma: "5.0.0" }) }, { prisma: "7.6" })).toMatchObject({
      transaction: "unsure",
      evidence: "prisma 7.6.0 (configured)",
    });
  });

  it("is told of a database as a plain version", () => {
    expect(detectPrismaVersion(repository({ "package.json": manifest({ prisma: "^6.14.2" }) }), defaultConfig)).toBe("6.14.2");
    expect(detectPrismaVersion([], { ...defaultConfig, prisma: "7.4.0" })).toBe("7.4.0");
    expect(detectPrismaVersion([], defaultConfig)).toBeUndefined();
  });
});

describe("other runners", () => {
  it.each([
    ["drizzle", "per-file", /one transaction/],
    ["flyway", "per-file", /Flyway/],
    ["dbmate", "per-file", /dbmate/],
    ["golang-migrate", "implicit", /one query/],
    ["node-pg-migrate", "per-file", /node-pg-migrate/],
    ["goose", "per-file", /goose annotations/],
    ["supabase", "unsure", /pipeline/],
    ["diesel", "per-file", /diesel/],
    ["plain", "unsure", /unknown: a file may/],
  ] as const)("%s: %s", (layout, transaction, evidence) => {
    expect(detected(layout)).toEqual({ name: layout, transaction, evidence: expect.stringMatching(evidence) });
  });

  it("knows the packages that apply plain files", () => {
    expect(detected("plain", { "package.json": manifest({ "postgres-migrations": "^5.3.0" }) })).toEqual({
      name: "plain",
      transaction: "per-file",
      evidence: "postgres-migrations (package.json): one transaction a file",
    });
  });

  it("does as configured", () => {
    expect(detected("plain", {}, { runner: "transaction" })).toEqual({ name: "plain", transaction: "per-file", evidence: "configured (runner: transaction)" });
    expect(detected("prisma", {}, { runner: "none" })).toEqual({ name: "prisma", transaction: "none", evidence: "configured (runner: none)" });
    expect(detected("plain", {}, { runner: "flyway" })).toEqual({ name: "flyway", transaction: "per-file", evidence: expect.stringMatching(/^configured \(runner: flyway\); /) });
  });
});

describe("PostgreSQL's version", () => {
  const compose = (image: string): string => `services:\n  db:\n    image: ${image}\n    ports: ["5432:5432"]\n`;
  const found = (files: Readonly<Record<string, string>>, config: Partial<Config> = {}) => detectPostgres(repository(files), { ...defaultConfig, ...config });

  it.each([
    ["postgres:16", 16],
    ["postgres:16.3-alpine", 16],
    ['"postgres:14"', 14],
    ["docker.io/library/postgres:15-bookworm", 15],
    ["postgis/postgis:15-3.3", 15],
    ["timescale/timescaledb:2.11.2-pg14", 14],
    ["timescale/timescaledb-ha:pg16.2-ts2.14", 16],
    ["timescale/timescaledb:latest-pg17", 17],
    ["pgvector/pgvector:pg16", 16],
    ["ankane/pgvector:v0.5.1-pg15", 15],
    ["supabase/postgres:15.1.0.147", 15],
    ["bitnami/postgresql:13", 13],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of docker compose
    ["postgres:${POSTGRES_VERSION:-17}", 17],
  ])("%s is %i", (image, version) => {
    const name = image.replaceAll('"', "");
    expect(found({ "docker-compose.yml": compose(image) })).toEqual({ version, evidence: `${name} (docker-compose.yml)` });
  });

  it.each(["postgres", "postgres:latest", "postgres:alpine", "redis:7", "timescale/timescaledb:2.11.2", "ankane/pgvector:v0.5.1", "prodrigestivill/postgres-backup-local:latest"])(
    "%s says nothing",
    (image) => {
      expect(found({ "compose.yaml": compose(image) })).toEqual({ version: 15, evidence: expect.stringMatching(/^assumed/) });
    },
  );

  it("is configured, before all", () => {
    expect(found({ "docker-compose.yml": compose("postgres:16") }, { postgres: 13 })).toEqual({ version: 13, evidence: "configured" });
  });

  it("is the one nearest to the root, of several the lowest", () => {
    const two = `services:\n  a:\n    image: postgres:17\n  b:\n    image: postgres:14\n`;
    expect(found({ "docker-compose.yml": two }).version).toBe(14);
    expect(found({ "examples/old/docker-compose.yml": compose("postgres:12"), "docker-compose.dev.yml": compose("postgres:16") }).version).toBe(16);
  });

  it("is read from CI where there is no compose file", () => {
    const workflow = "jobs:\n  test:\n    services:\n      postgres:\n        image: postgres:17\n";
    expect(found({ ".github/workflows/test.yml": workflow })).toEqual({ version: 17, evidence: "postgres:17 (.github/workflows/test.yml)" });
    expect(found({ ".github/workflows/test.yml": workflow, "docker-compose.yml": compose("postgres:15") }).version).toBe(15);
    expect(found({ ".circleci/config.yml": "jobs:\n  build:\n    docker:\n      - image: cimg/postgres:14.5\n" }).version).toBe(14);
  });

  it("is not read from files of another kind", () => {
    expect(found({ "README.yml": compose("postgres:12") }).version).toBe(15);
  });
});
