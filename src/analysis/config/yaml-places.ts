/** Where in the YAML text a key or value stands. */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from "yaml";
import type { Places, Whereabouts } from "./problems.ts";

export function placesIn(document: Document, place: (start: number, end: number) => Whereabouts): Places {
  function nodePlace(node: unknown): Whereabouts | undefined {
    const range = (node as Node | null | undefined)?.range;
    return range ? place(range[0], range[1]) : undefined;
  }
  return (path, what) => {
    let node: unknown = document.contents;
    let found = nodePlace(node) ?? place(0, 0);
    for (const [depth, segment] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document);
      const last = depth === path.length - 1;
      if (isMap(node)) {
        const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(segment));
        if (!pair) return found;
        found = (last && what === "value" ? nodePlace(pair.value) : undefined) ?? nodePlace(pair.key) ?? found;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(segment)];
        found = nodePlace(node) ?? found;
      } else return found;
    }
    return found;
  };
}
