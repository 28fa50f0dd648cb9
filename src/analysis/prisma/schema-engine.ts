/** Prisma's own schema engine, asked for the SQL between two schemas. Loaded on first use, without a database; thrown away when an input has broken it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { SourceFile } from "../../model/source.ts";

interface SchemaEngine {
  diff(input: unknown): Promise<{ readonly exitCode: number; readonly stdout?: string }>;
}

interface Runtime {
  __wbg_set_wasm(exports: Exports): void;
  readonly SchemaEngine: { new: (options: { readonly datamodels: undefined }, debug: () => void, adapters: unknown) => Promise<SchemaEngine> };
}

type Exports = Readonly<Record<string, unknown>>;

/** What Node's types leave to those of the browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Readonly<Record<string, object>>) => { readonly exports: Exports };
};

/**
 * `wasmSchemaEngineLoader` of @prisma/internals 7.10 reads a file that its package does not hold. The engine is taken from where internals has it from, and made as
 * that loader would.
 */
const RUNTIME = "@prisma/schema-engine-wasm/schema_engine_bg";

interface Loaded {
  readonly engine: SchemaEngine;
  /** Never fulfilled; rejected when the engine has thrown where nobody could catch it. */
  readonly broken: Promise<never>;
}

let loaded: Promise<Loaded> | undefined;
let copies = 0;

/** What turns the one into the other; empty where there is nothing to do. Throws what the engine throws, after discarding it: the next call has a new one. */
export async function sqlBetween(from: readonly SourceFile[], to: readonly SourceFile[]): Promise<string> {
  loaded ??= load();
  try {
    const { engine, broken } = await loaded;
    const input = { from: datamodel(from), to: datamodel(to), script: true, exitCode: true, shadowDatabaseUrl: null, filters: { externalTables: [], externalEnums: [] } };
    const { exitCode, stdout = "" } = await Promise.race([engine.diff(input), broken]);
    return exitCode === 0 ? "" : stdout;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}

function datamodel(files: readonly SourceFile[]): unknown {
  return { tag: "schemaDatamodel", files: files.map(({ path, text }) => ({ path, content: text })) };
}

/** Each instance has its own copy of the glue code around it: the garbage collector would free objects of a broken one in the memory of the next. */
async function load(): Promise<Loaded> {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve("@prisma/internals"));
  const path = resolve(RUNTIME);
  const runtime = (await import(`${pathToFileURL(path).href}?${copies++}`)) as Runtime;
  let fail: (error: unknown) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => {});
  const module = new WebAssembly.Module(readFileSync(path.replace(/\.js$/, ".wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": withNet({ ...runtime } as Exports, fail) });
  runtime.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  return { engine: await Promise.race([runtime.SchemaEngine.new({ datamodels: undefined }, () => {}, NO_DATABASE), broken]), broken };
}

type Callback = (...values: unknown[]) => unknown;

/**
 * Its work runs in microtasks, where a panic or a full stack would end the process: each is caught. wasm-bindgen's names have a hash behind them, and `queueMicrotask`
 * is there twice: to look for the function, and to call it.
 */
function withNet(imports: Exports, fail: (error: unknown) => void): Exports {
  const caught =
    (run: Callback): Callback =>
    (...values) => {
      try {
        return run(...values);
      } catch (error) {
        fail(error);
        return undefined;
      }
    };
  const nets = new Map<string | undefined, Callback>([
    ["queueMicrotask", (given) => (typeof given === "function" ? queueMicrotask(caught(given as Callback) as () => void) : (given as typeof globalThis).queueMicrotask)],
    ["then", (promise, ...steps) => (promise as Promise<unknown>).then(...(steps as Callback[]).map(caught))],
    ["set_message", () => {}],
  ]);
  return Object.fromEntries(Object.entries(imports).map(([name, given]) => [name, nets.get(/^__wbg_(\w+)_[0-9a-f]{16}$/.exec(name)?.[1]) ?? given]));
}

/** Its only question on starting is for the schema and the version of the server. */
const VERSION_ANSWER = { columnNames: ["exists", "version", "numeric_version"], columnTypes: [5, 7, 0], rows: [[true, "PostgreSQL 16.4", 160004]] };
const ADAPTER = { provider: "postgres", adapterName: "schema-review" } as const;
const CONNECTION = {
  ...ADAPTER,
  queryRaw: async () => ok(VERSION_ANSWER),
  executeRaw: async () => ok(0),
  executeScript: async () => ok(undefined),
  dispose: async () => ok(undefined),
  getConnectionInfo: () => ok({ schemaName: "public", supportsRelationJoins: true }),
};
const NO_DATABASE = { ...ADAPTER, connect: async () => ok(CONNECTION), connectToShadowDb: async () => ok(CONNECTION), errorRegistry: { consumeError: () => undefined } };

function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}
