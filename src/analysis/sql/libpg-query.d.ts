/** The loader inside libpg-query's package, which carries no types: used directly so that a poisoned instance can be replaced. */
declare module "libpg-query/wasm/libpg-query.js" {
  export interface PgQueryInstance {
    /** The wasm memory; another array once it has grown. */
    readonly HEAPU8: Uint8Array;
    getValue(pointer: number, type: "i32"): number;
    _malloc(size: number): number;
    _free(pointer: number): void;
    /** A pointer to `{ tree: char*, stderr: char*, error: { message, function, file: char*; line, cursor: int }* }`. */
    _wasm_parse_query_raw(query: number): number;
    _wasm_free_parse_result(result: number): void;
    _wasm_parse_plpgsql(query: number): number;
    _wasm_free_string(text: number): void;
  }
  export default function create(options?: {
    print?: (line: string) => void;
    printErr?: (line: string) => void;
    quit?: (status: number, reason: unknown) => never;
  }): Promise<PgQueryInstance>;
}
