import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type Tags,
  visit,
} from 'yaml';
import { type Chunk, maxChunk } from './documents.ts';
import type { Path } from './path.ts';

/** What a piece of YAML or JSON holds, and where each field stands. */
export interface Parsed {
  value: unknown;
  /** The offset, in the whole text, of the field at this path, or of the nearest that would hold it. */
  offsetOf(path: Path): number;
}

/** A sentence about a piece that cannot be read, or that has a fault beside what was read. */
export interface Fault {
  /** `syntax`: kubectl refuses it; `size`: more than is read. */
  kind: 'syntax' | 'size';
  offset: number;
  message: string;
}

/**
 * kubectl reads YAML 1.1, where `yes` is true, without its dates and its numbers to the base of 60, and takes the keys of
 * `<<`. Source: sigs.k8s.io/yaml goyaml.v2 resolve.go.
 */
const options = {
  schema: 'yaml-1.1',
  customTags: (tags: Tags) =>
    tags.filter((tag) => typeof tag === 'string' || !(/timestamp$/.test(tag.tag) || tag.format === 'TIME')),
  merge: true,
  // Compared each with each, the keys of a large map would take minutes: see secondKey.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** What no YAML has (1.2.2, section 5.1), and no JSON outside of an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const binary = 'not YAML: a control character stands here, which no text has; is it a binary file?';

/** How often one anchor may be used before it counts as an attack by repetition. */
const maxAliasCount = 100;

/** Reads one piece. `parsed` is null when there is nothing to judge in it. */
export function parseChunk({ text, offset }: Chunk): { parsed: Parsed | null; faults: Fault[] } {
  const fail = (kind: Fault['kind'], message: string) => ({ parsed: null, faults: [{ kind, offset, message }] });
  if (text.length > maxChunk) return fail('size', tooLarge(text));
  const control = text.search(controls);
  if (control !== -1) {
    const faults: Fault[] = [{ kind: 'syntax', offset: offset + control, message: binary }];
    return { parsed: null, faults };
  }
  const document = parseDocument(text, options);
  const faults: Fault[] = document.errors.map(({ code, message, pos }) => ({
    kind: code === 'RESOURCE_EXHAUSTION' ? 'size' : 'syntax',
    // What never ends is found at the end: the last line that says something shows it better.
    offset: offset + Math.min(pos[0], text.trimEnd().length),
    message: sentence(code, message, text),
  }));
  if (faults.length > 0) return { parsed: null, faults: faults.slice(0, 1) };
  try {
    // A key that stands twice is refused, but what is meant can be read: the last.
    for (const { key, at } of secondKeys(document)) {
      faults.push({ kind: 'syntax', offset: offset + at, message: twice(key) });
    }
    const value: unknown = document.toJS({ maxAliasCount });
    return { parsed: { value, offsetOf: (path) => offset + offsetIn(document, path) }, faults };
  } catch (error) {
    if (error instanceof ReferenceError) {
      return fail('size', `its aliases unfold beyond measure; an anchor may be used ${maxAliasCount} times at most`);
    }
    if (error instanceof RangeError) return fail('size', tooDeep);
    throw error;
  }
}

const twice = (key: string) => `the key ${key} stands twice in this map, which kubectl refuses; the last counts here`;

const tooDeep = 'nested too deep to be an object';

const tooLarge = (text: string) =>
  `${Math.ceil(text.length / 2 ** 20)} MiB without a --- are more than one object can have: the API server stores no more than 1.5 MiB, and ${maxChunk / 2 ** 20} MiB are read`;

function sentence(code: string, message: string, text: string): string {
  const said = message.replace(/^./, (first) => first.toLowerCase()).replace(/\s+$/, '');
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep;
  if (/\{\{/.test(text)) {
    return `not YAML: ${said}. It looks like a template; pass what it renders to: helm template <chart> | hostprobe lint -`;
  }
  return `not YAML: ${said}`;
}

/** Keys that stand in one map before; `<<` may. */
function secondKeys(document: Document): { key: string; at: number }[] {
  const seconds: { key: string; at: number }[] = [];
  visit(document, {
    Map(_key, { items }) {
      const keys = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key) || isMergeKey(key)) continue;
        const name = String(key.value);
        if (keys.has(name)) seconds.push({ key: name, at: startOf(key) ?? 0 });
        keys.add(name);
      }
    },
  });
  return seconds;
}

const isMergeKey = (key: Scalar) => String(key.source ?? key.value) === '<<';

/** Where the key of a field stands, or a list's item. */
function offsetIn(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const next = stepInto(document, node, step);
    if (next === null) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return offset;
}

function stepInto(document: Document, from: unknown, step: string | number): { node: unknown; offset?: number } | null {
  const node = resolved(document, from);
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? null : placed(item, item);
  }
  if (!isMap(node)) return null;
  const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair !== undefined) return placed(pair.value, pair.key);
  for (const { key, value } of node.items) {
    if (!isScalar(key) || !isMergeKey(key)) continue;
    const source = resolved(document, value);
    for (const merged of isSeq(source) ? source.items : [source]) {
      const inner = stepInto(document, merged, step);
      if (inner !== null) return inner;
    }
  }
  return null;
}

function placed(node: unknown, at: unknown) {
  const offset = startOf(at);
  return offset === undefined ? { node } : { node, offset };
}

const resolved = (document: Document, node: unknown) => (isAlias(node) ? node.resolve(document) : node);
const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];
