/** What one DELETE takes with it, as a graph to draw. */
export interface CascadePicture {
  /** Tables as their authors call them, the one whose row is deleted first, then the nearest. */
  readonly tables: readonly { readonly name: string; readonly kind: "root" | "reached" | "join" | "ledger" }[];
  /** `from` refers to nothing here: its DELETE reaches `to`. Both stand among the tables; they are one for a table that refers to itself. */
  readonly cascades: readonly { readonly from: string; readonly to: string; readonly label: string; readonly isNew: boolean }[];
  /** Tables that are reached too, but not drawn. */
  readonly more: number;
}
