/** compose.yml and the Kubernetes manifests say what the program understands. There is no Docker and no cluster here: they are read, not run. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { SERVER_VARIABLES, serverEnvironment } from "../../src/env.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");
const NAMES = SERVER_VARIABLES.map(({ name }) => name);
const PATHS = /path === "(\/\w+)"/g;
const served = [...read("src/github/http.ts").matchAll(PATHS)].map(([, path]) => path);
const graceSeconds = Number(/const GRACE = ([\d_]+)/.exec(read("src/github/server.ts"))?.[1]?.replaceAll("_", "")) / 1000;

/** Problems of these settings, apart from secrets that are to be filled in. */
function refused(values: Readonly<Record<string, string>>): string[] {
  try {
    serverEnvironment({ ...values, APP_ID: "", PRIVATE_KEY: "" });
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

describe("compose.yml", () => {
  const compose = parse(read("compose.yml"), { merge: true });
  const { web, worker, postgres } = compose.services;

  it("has one process for webhooks, two that review, and PostgreSQL, which both wait for", () => {
    expect(Object.keys(compose.services)).toEqual(["web", "worker", "postgres"]);
    expect([web.environment.ROLE, worker.environment.ROLE]).toEqual(["web", "worker"]);
    expect(worker.deploy.replicas).toBe(2);
    for (const app of [web, worker]) expect(app.depends_on.postgres.condition).toBe("service_healthy");
    expect(postgres.healthcheck.test.join(" ")).toContain("pg_isready");
  });

  it("sets what the program understands, and points both at the database that it makes", () => {
    for (const { environment } of [web, worker]) {
      expect(Object.keys(environment).filter((name) => !NAMES.includes(name))).toEqual([]);
      expect(refused({ ...environment, DATABASE_URL: environment.DATABASE_URL.replace(/\$\{[^}]+\}/, "password") })).toEqual([]);
      const { username, hostname, pathname } = new URL(environment.DATABASE_URL.replace(/\$\{[^}]+\}/, "password"));
      expect([username, hostname, pathname.slice(1)]).toEqual([postgres.environment.POSTGRES_USER, "postgres", postgres.environment.POSTGRES_DB]);
    }
  });

  it("has no password in it, and gives reviews time to end", () => {
    expect(postgres.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(Number.parseInt(web.stop_grace_period, 10)).toBeGreaterThan(graceSeconds);
    expect(web.ports).toEqual([`${web.environment.PORT}:${web.environment.PORT}`]);
  });
});

describe("the Kubernetes manifests", () => {
  const folder = new URL("deploy/kubernetes/", ROOT);
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const documents = files
    .filter((name) => name !== "kustomization.yaml")
    .flatMap((name) => parseAllDocuments(readFileSync(new URL(name, folder), "utf8")).map((one) => one.toJS()));
  const of = (kind: string) => documents.filter((document) => document.kind === kind);
  const deployments = of("Deployment");
  const [config] = of("ConfigMap");
  const [secret] = of("Secret");

  it("are all in the kustomization", () => {
    const { resources } = parse(readFileSync(new URL("kustomization.yaml", folder), "utf8"));
    expect([...resources].sort()).toEqual(files.filter((name) => name !== "kustomization.yaml").sort());
  });

  it("set what the program understands, secrets among the secrets", () => {
    expect([...Object.keys(config.data), ...Object.keys(secret.stringData)].filter((name) => !NAMES.includes(name))).toEqual([]);
    expect(Object.keys(secret.stringData).sort()).toEqual(["DATABASE_URL", "PRIVATE_KEY", "WEBHOOK_SECRET"]);
    expect(Object.values(secret.stringData).every((value) => value === "")).toBe(true);
    for (const name of ["LOG_LEVEL", "LOG_FORMAT", "REVIEWS_AT_ONCE", "RECONCILE_MINUTES", "PORT"])
      expect(config.data[name]).toBe(SERVER_VARIABLES.find((variable) => variable.name === name)?.default);
  });

  it.each(deployments.map((deployment) => [deployment.metadata.name, deployment] as const))(
    "%s runs a role that there is, is probed where the server answers, and may end its reviews",
    (_name, { spec }) => {
      const pod = spec.template.spec;
      const [container] = pod.containers;
      const env = Object.fromEntries(container.env.map(({ name, value }: { name: string; value: string }) => [name, value]));
      expect(refused({ ...config.data, ...env, DATABASE_URL: "postgres://a:b@c/d" })).toEqual([]);
      for (const [probe, path] of [
        ["livenessProbe", "/healthz"],
        ["readinessProbe", "/readyz"],
        ["startupProbe", "/healthz"],
      ] as const) {
        expect(container[probe].httpGet).toEqual({ path, port: "http" });
        expect(served).toContain(path);
      }
      expect(container.ports).toEqual([{ name: "http", containerPort: Number(config.data.PORT) }]);
      expect(spec.template.metadata.annotations["prometheus.io/path"]).toBe("/metrics");
      expect(served).toContain("/metrics");
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(graceSeconds);
      expect(pod.securityContext.runAsNonRoot).toBe(true);
      expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
      expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
    },
  );

  it("send webhooks to those that take them", () => {
    expect(deployments.map(({ spec }) => spec.template.metadata.labels.role).sort()).toEqual(["web", "worker"]);
    expect(of("Service")[0].spec.selector).toEqual({ app: "schema-review", role: "web" });
  });
});
