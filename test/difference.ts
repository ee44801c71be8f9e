/** What `JSON.parse` gives. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How one JSON value becomes another, by the paths of JSON Pointer (RFC 6901): `/facts/os/value/hostname`. */
export interface Difference {
  /** New values; a path that the first value does not have is added, in an array behind its last element. */
  readonly changes: Readonly<Record<string, Json>>;
  /** Paths that go, later elements of an array first. */
  readonly gone: readonly string[];
}

const escaped = (key: string | number) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
const keysIn = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Keys and values of an object or an array. */
function childrenOf(value: Json): ReadonlyMap<string, Json> | null {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

/** The shortest of two ways: an element that went or came in the middle of an array changes all behind it. */
export function differenceBetween(from: Json, to: Json, path = ''): Difference {
  const whole = { changes: { [path]: to }, gone: [] };
  const [before, after] = [childrenOf(from), childrenOf(to)];
  if (before === null || after === null || Array.isArray(from) !== Array.isArray(to)) {
    return from === to ? { changes: {}, gone: [] } : whole;
  }
  const parts = [...after].map(([key, value]): Difference => {
    const at = `${path}/${escaped(key)}`;
    const old = before.get(key);
    return old === undefined ? { changes: { [at]: value }, gone: [] } : differenceBetween(old, value, at);
  });
  const gone = [...before.keys()].filter((key) => !after.has(key)).map((key) => `${path}/${escaped(key)}`);
  const byPath: Difference = {
    changes: Object.assign({}, ...parts.map(({ changes }) => changes)),
    gone: [...parts.flatMap((part) => part.gone), ...gone.reverse()],
  };
  return path !== '' && JSON.stringify(whole).length < JSON.stringify(byPath).length ? whole : byPath;
}

/** @throws if a path leads nowhere in `from` */
export function withDifference(from: Json, { changes, gone }: Difference): Json {
  // A copy, in which containers may be written to, and no two places are the same object, as they can be in a composed node.
  const root: { '': Json } = { '': JSON.parse(JSON.stringify(from)) };
  const place = (path: string) => {
    const keys = ['', ...keysIn(path)];
    const last = keys.pop() ?? '';
    let at: unknown = root;
    for (const key of keys) at = (at as Record<string, unknown> | undefined)?.[key];
    if (typeof at !== 'object' || at === null) throw new Error(`the path ${path} leads nowhere`);
    return { at: at as Record<string, Json>, last };
  };
  for (const [path, value] of Object.entries(changes)) {
    const { at, last } = place(path);
    // An assignment to a key named __proto__ would add no key.
    Object.defineProperty(at, last, { value, writable: true, enumerable: true, configurable: true });
  }
  for (const path of gone) {
    const { at, last } = place(path);
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
  }
  return root[''];
}

/** JSON with what fits in a line of 120 characters in one: a pair or a short list is read at a glance. */
export function laidOut(value: Json, indent = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [open, close, gap] = Array.isArray(value) ? ['[', ']', ''] : ['{', '}', ' '];
  const inner = ' '.repeat(indent + 2);
  const parts = Object.entries(value).map(
    ([key, part]) => (Array.isArray(value) ? '' : `${JSON.stringify(key)}: `) + laidOut(part, indent + 2),
  );
  if (parts.length === 0) return open + close;
  const line = open + gap + parts.join(', ') + gap + close;
  if (!line.includes('\n') && line.length + indent <= 120) return line;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${' '.repeat(indent)}${close}`;
}
