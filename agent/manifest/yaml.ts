import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type ScalarTag,
  Schema,
  type Tags,
  visit,
} from 'yaml';
import { type Chunk, maxChunk, workloadOf } from './documents.ts';
import { type Json, placesInJson, readJson } from './json.ts';
import { lastColon, scan } from './libyaml.ts';
import { asText, fieldsOf, type Path } from './path.ts';

/** What a piece of YAML or JSON contains, and the position of each field. */
interface Parsed {
  value: unknown;
  /** The offset, in the whole text, of the field at this path, or of the nearest that would contain it. */
  offsetOf(path: Path): number;
}

/** A sentence about a piece that cannot be read, or that was read with a fault. */
interface Fault {
  /** `syntax`: kubectl refuses it; `size`: more than is read. */
  kind: 'syntax' | 'size' | 'template';
  offset: number;
  message: string;
  /** `warn`: it is read all the same; else kubectl, or hostprobe, cannot read it. */
  severity?: 'warn' | 'error';
}

/** Numbers to the base of 8 in YAML 1.2's form are numbers to kubectl too. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => Number.parseInt(text.replaceAll(/_|0o/g, ''), 8),
};
/** Without a digit before the exponent it is no number for kubectl: the machine type `e2` is a name. */
const point: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^[-+]?(?:\._*|\.?_*[eE][-+]?[0-9]+)$/,
  resolve: (text) => text,
};
/** A number that says so itself may have the form of a whole one. */
const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  resolve(text) {
    const number = Number(text.replaceAll('_', ''));
    return Number.isNaN(number) ? text : number;
  },
};
/** What begins so, and is no value of its own, is a text: most words of a manifest are compared with no other tag. */
const word: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z/]/i,
  resolve: (text) => text,
};
/** kubectl takes the bytes for text. */
const binaryText: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))),
};

/**
 * kubectl reads YAML 1.1, where `yes` is true, without its dates and its numbers to the base of 60, and takes the keys of
 * `<<`. To it sets and ordered maps are lists and maps. Source: sigs.k8s.io/yaml goyaml.v2 resolve.go.
 */
const schema = new Schema({
  schema: 'yaml-1.1',
  customTags: (tags: Tags) => [
    word,
    point,
    octal,
    binaryText,
    float,
    ...tags.filter(
      (tag) =>
        typeof tag === 'string' || !(/(?:timestamp|binary|omap|pairs|set)$/.test(tag.tag) || tag.format === 'TIME'),
    ),
  ],
  resolveKnownTags: false,
});
/** One schema serves all documents. */
const options = {
  schema,
  // Compared each with each, the keys of a large map would take minutes: see secondKey.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Characters that YAML does not allow (1.2.2, section 5.1), and JSON only as escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;
const binary = 'not YAML: here is a control character, which text never has; is it a binary file?';

/** With more actions than these a text is a template, even if a parser accepts it. */
const maxActions = 10_000;

/** How often one anchor may be used before it counts as an attack by repetition. */
const maxAliasCount = 400;
/** How many aliases a document may have: each is looked for among all before it. */
const maxAliases = 4000;

/** Texts that libyaml reads differently from YAML 1.2, or that take a parser long: they are scanned first. */
const suspects = /[\t?]|: .*:(?: |$)|\\\/|"["'\s]*"["'\s]*["']|'["'\s]*'["'\s]*["']|!\s+!/m;

/** In a flow list `a:` is a text to libyaml, and a map to YAML 1.2. */
const colons = /:[,\]}]/;

/** Reads one piece of YAML or JSON. `parsed` is null when there is nothing to judge in it. */
export function parseChunk({ text: given, offset }: Chunk): { parsed: Parsed | null; faults: Fault[] } {
  const fail = (kind: Fault['kind'], message: string, at = 0) => ({
    parsed: null,
    faults: [{ kind, offset: offset + at, message }],
  });
  const unrendered = (at: number) => ({
    parsed: null,
    faults: [{ ...templateFault(offset + at), severity: 'error' as const }],
  });
  if (given.length > maxChunk) return fail('size', tooLarge(given));
  const template = templateIn(given);
  const json = readJson(given);
  if (json !== null) return readAsJson(json, { text: given, offset, template });
  const control = given.search(controls);
  if (control !== -1) return fail('syntax', binary, control);
  // To libyaml all of these end a line, and a byte order mark is nothing.
  const text = given.replace(/^\ufeff/gm, '\n').replaceAll(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n');
  if (template !== null && text.split('{{', maxActions + 1).length > maxActions) return unrendered(template);
  if (isTooDeep(text)) return fail('size', tooDeep);
  if (text.split('*', maxAliases + 2).length > maxAliases + 1 && scan(text).aliases > maxAliases)
    return fail('size', `it has more than ${maxAliases} aliases, which are not unfolded here`);
  const refusal = suspects.test(text) ? scan(text).fault : null;
  if (refusal !== null)
    return template === null ? fail('syntax', `not YAML: ${refusal.message}`, refusal.at) : unrendered(template);
  const { document, warning } = parse(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const { code, message, pos } = error;
    // What never ends is found at the end: the last line that says something shows it better.
    const at = Math.min(pos[0], text.trimEnd().length);
    if (template !== null) return unrendered(template);
    return code === 'RESOURCE_EXHAUSTION'
      ? fail('size', tooDeep, at)
      : fail('syntax', `not YAML: ${lower(message)}`, at);
  }
  try {
    const keys = keysOf(document);
    if (template !== null && keys.wrong !== null) return unrendered(template);
    if (keys.wrong !== null) return fail('syntax', keys.wrong.message, keys.wrong.at);
    const faults = [
      ...warning.map((fault) => ({ ...fault, offset: offset + fault.offset })),
      ...keys.seconds.map((second) => twice(second, offset)),
    ];
    const value: unknown = document.toJS({ maxAliasCount });
    const parsed = { value, offsetOf: (path: Path) => offset + offsetIn(document, path) };
    return { parsed, faults: isTemplate(value, template) ? [templateFault(offset + template)] : faults };
  } catch (thrown) {
    if (thrown instanceof ReferenceError) {
      return fail('size', `its aliases unfold beyond measure; an anchor may be used ${maxAliasCount} times at most`);
    }
    if (thrown instanceof RangeError) return fail('size', tooDeep);
    if (thrown instanceof Error && /^Merge sources/.test(thrown.message)) {
      return fail('syntax', 'not YAML: map merge requires map or sequence of maps as the value');
    }
    throw thrown;
  }
}

/** kubectl reads nothing deeper. Source: sigs.k8s.io/yaml goyaml.v2 scannerc.go, max_flow_level and max_indents. */
const maxDepth = 10_000;
const compact = new RegExp(`^ *(?:[-?] +){${maxDepth}}`, 'm');

function isTooDeep(text: string): boolean {
  if (compact.test(text)) return true;
  // Brackets in strings and comments count too; a close look follows only if the result would be too deep.
  let [depth, most] = [0, 0];
  for (const { 0: mark } of text.matchAll(/[[\]{}]/g)) {
    depth = mark === '[' || mark === '{' ? depth + 1 : Math.max(0, depth - 1);
    most = Math.max(most, depth);
  }
  return most > maxDepth && scan(text).depth > maxDepth;
}

/** What only a parser of YAML 1.2 dislikes is read without it. */
function parse(text: string): { document: Document; warning: Fault[] } {
  const hasColons = colons.test(text);
  const document = parseDocument(hasColons ? scan(text).text : text, options);
  if (hasColons)
    visit(document, {
      Scalar(_key, node) {
        if (typeof node.value === 'string') node.value = node.value.replaceAll(lastColon, ':');
      },
    });
  const [error] = document.errors;
  if (error === undefined) return { document, warning: [] };
  const { text: eased, fault } = scan(text);
  if (fault !== null || eased === text) return { document, warning: [] };
  const second = parseDocument(eased, options);
  if (second.errors.length > 0) return { document, warning: [] };
  const message = `kubectl reads it, but parsers of YAML 1.2 do not: ${lower(error.message)}`;
  const offset = Math.min(error.pos[0], text.trimEnd().length);
  return { document: second, warning: [{ kind: 'syntax', offset, message, severity: 'warn' }] };
}

function readAsJson(
  { value, seconds, isDeep }: Json,
  { text, offset, template }: { text: string; offset: number; template: number | null },
): { parsed: Parsed | null; faults: Fault[] } {
  if (isDeep !== 'no') {
    const fault: Fault = { kind: 'size', offset, message: tooDeep, ...(isDeep === 'here' ? { severity: 'warn' } : {}) };
    return { parsed: null, faults: [fault] };
  }
  const place = placesInJson(text);
  const offsetOf = (path: Path) => offset + place(path);
  const faults = seconds.map((second) => twice(second, offset));
  const found = isTemplate(value, template) ? [templateFault(offset + template)] : faults;
  return { parsed: { value, offsetOf }, faults: found };
}

/** The position of the first action of a Go template outside of comments; null: nowhere. */
function templateIn(text: string): number | null {
  const found = text.includes('{{') ? /^(?!\s*#).*?\{\{/m.exec(text) : null;
  return found === null ? null : found.index + found[0].length - 2;
}
const asTemplate =
  'this is a template, and no manifest yet; pass what it renders to: helm template <chart> | hostprobe lint -';

/**
 * Whether an object with a pod, read as YAML, is still a template: a value of it is nothing but an action, or has one of helm's own
 * objects in it. Other braces are a program's own, as in `docker ps --format '{{.Names}}'`, and so are all in other kinds of objects:
 * Prometheus and Argo have templates that stay. Source: helm.sh/docs/chart_template_guide/builtin_objects.
 */
function isTemplate(value: unknown, template: number | null): template is number {
  if (template === null) return false;
  const kind = asText(fieldsOf(value).kind);
  return (
    (kind === '' || kind.endsWith('List') || kind.includes('{{') || workloadOf(kind, '') !== null) && hasAction(value)
  );
}

/** @param isCommand the value is a command or arguments, whose words may be actions for the program */
const hasAction = (value: unknown, isCommand = false): boolean =>
  typeof value === 'string'
    ? (!isCommand && /^\s*\{\{.*\}\}\s*$/s.test(value)) || ofHelm.test(value)
    : typeof value === 'object' &&
      value !== null &&
      Object.entries(value).some(
        ([key, inner]) => key.includes('{{') || hasAction(inner, isCommand || key === 'command' || key === 'args'),
      );
const ofHelm = /\{\{[^}]*(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|tpl) )/;

const templateFault = (offset: number): Fault => ({ kind: 'template', offset, message: asTemplate, severity: 'warn' });

const lower = (message: string) => message.replace(/^./, (first) => first.toLowerCase()).replace(/\s+$/, '');

const twice = ({ key, at }: { key: string; at: number }, offset: number): Fault => ({
  kind: 'syntax',
  offset: offset + at,
  message: `duplicate key ${key}; the last value is used`,
  severity: 'warn',
});

const tooDeep = 'nested too deep to be an object';

const tooLarge = (text: string) =>
  `${Math.ceil(text.length / 2 ** 20)} MiB without a --- are more than one object can have: the API server stores no more than 1.5 MiB, and ${maxChunk / 2 ** 20} MiB are read`;

/** Keys that are already in the map (`<<` may), each once, and the first that kubectl refuses. */
function keysOf(document: Document): {
  seconds: { key: string; at: number }[];
  wrong: { at: number; message: string } | null;
} {
  const seconds: { key: string; at: number }[] = [];
  let wrong: { at: number; message: string } | null = null;
  const anchors = new Map<string, unknown>();
  const around: unknown[] = [];
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined || !around.includes(target)) return;
      wrong ??= { at: startOf(node) ?? 0, message: `not YAML: anchor '${node.source}' value contains itself` };
    } else if (isSeq(node)) {
      if (node.anchor) anchors.set(node.anchor, node);
      around.push(node);
      for (const item of node.items) walk(item);
      around.pop();
    } else if (isMap(node)) {
      if (node.anchor) anchors.set(node.anchor, node);
      node.items = withoutMerged(document, node.items);
      lookAtKeys(node.items);
      around.push(node);
      for (const { key, value } of node.items) {
        walk(key);
        walk(value);
      }
      around.pop();
    }
  };
  const lookAtKeys = (items: readonly Pair[]): void => {
    const counts = new Map<string, number>();
    for (const { key } of items) {
      const named = resolved(document, key);
      if (isMap(named) || isSeq(named) || (isScalar(key) && key.value === null)) {
        wrong ??= { at: startOf(key) ?? 0, message: 'not YAML: invalid map key: it must be a text' };
      }
      if (!isScalar(key) || isMergeKey(key)) continue;
      const name = String(key.value);
      const count = counts.get(name) ?? 0;
      if (count === 1) seconds.push({ key: name, at: startOf(key) ?? 0 });
      counts.set(name, count + 1);
    }
  };
  walk(document.contents);
  return { seconds, wrong };
}

/**
 * kubectl sets one field after the other: what `<<` brings replaces fields before it. Source: goyaml.v2 decode.go,
 * mappingStruct.
 */
function withoutMerged(document: Document, items: Pair[]): Pair[] {
  const at = items.findLastIndex(({ key }) => isScalar(key) && isMergeKey(key));
  if (at < 1) return items;
  const source = resolved(document, items[at]?.value);
  const maps = (isSeq(source) ? source.items : [source]).map((one) => resolved(document, one));
  const brought = new Set(maps.flatMap((one) => (isMap(one) ? one.items.map(({ key }) => nameOf(key)) : [])));
  return items.filter(({ key }, index) => index >= at || !brought.has(nameOf(key)));
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');
const isMergeKey = (key: Scalar) => String(key.source ?? key.value) === '<<';

/** The position of the key of a field, or of a list's item. */
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
