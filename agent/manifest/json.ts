import type { Path } from './path.ts';

/** Go's decoder gives up deeper than this. Source: encoding/json scanner.go maxNestingDepth. */
const maxDepth = 10_000;
/** Deeper than this nothing is judged. */
const readDepth = 500;

/** JSON as kubectl reads it: the last of two equal keys counts. `isDeep`: more than is read here, or than Go reads. */
export interface Json {
  value: unknown;
  seconds: { key: string; at: number }[];
  isDeep: 'no' | 'here' | 'everywhere';
}

/** null: it is not JSON, which says nothing of YAML. */
export function readJson(text: string): Json | null {
  if (!/^(?:\ufeff|---)?\s*\{/.test(text)) return null;
  const start = text.indexOf('{');
  const { seconds, depth } = keysIn(text);
  if (depth > readDepth) {
    return { value: null, seconds: [], isDeep: depth > maxDepth ? 'everywhere' : 'here' };
  }
  try {
    return { value: JSON.parse(text.slice(start)), seconds, isDeep: 'no' };
  } catch {
    return null;
  }
}

const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}:,]/g;

/** Keys that appear a second time in their map, and how deep the text is nested. */
function keysIn(text: string): { seconds: Json['seconds']; depth: number } {
  const seconds: Json['seconds'] = [];
  /** For each surrounding map, how many times each key occurs in it; null: a list. */
  const around: (Map<string, number> | null)[] = [];
  let depth = 0;
  let last: RegExpExecArray | null = null;
  for (const found of text.matchAll(tokens)) {
    const [token] = found;
    if (token === '{') around.push(new Map());
    else if (token === '[') around.push(null);
    else if (token === '}' || token === ']') around.pop();
    else if (token === ':' && last?.[0].startsWith('"')) {
      const keys = around.at(-1);
      const count = keys?.get(last[0]) ?? 0;
      if (count === 1) seconds.push({ key: last[0].slice(1, -1), at: last.index });
      keys?.set(last[0], count + 1);
    }
    depth = Math.max(depth, around.length);
    if (depth > maxDepth) break;
    last = found;
  }
  return { seconds, depth };
}

/** The end of each of several consecutive JSON documents; a single one, or a text that is not JSON, ends with the text. */
export function* jsonEnds(text: string): Generator<number> {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth === 0 && token === '}' && /^\s*\{/.test(text.slice(index + 1, index + 200))) yield index + 1;
  }
  yield text.length;
}

/** A value in a text that is JSON: where it starts, or its key, and what is in it. */
interface Place {
  start: number;
  /** Missing: nothing is. */
  inside?: Map<string | number, Place>;
}

/**
 * The position of a field's key, or of a list item, in JSON text. For a missing one, the position of the nearest
 * parent. Of duplicate keys the last one counts.
 */
export function placesInJson(text: string): (path: Path) => number {
  let whole: Place | null = null;
  return (path) => {
    whole ??= readPlaces(text);
    let place = whole;
    for (const step of path) {
      const next = place.inside?.get(step);
      if (next === undefined) break;
      place = next;
    }
    return place.start;
  };
}

function readPlaces(text: string): Place {
  const whole: Place = { start: Math.max(0, text.indexOf('{')) };
  const around: { place: Place; inside: Map<string | number, Place>; isMap: boolean }[] = [];
  /** What the next token is the value of; the map or list around it: its key or item comes next. */
  let next = whole;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|[^\s,:[\]{}"]+/g)) {
    if (token === '}' || token === ']') {
      around.pop();
      next = around.at(-1)?.place ?? whole;
      continue;
    }
    const inner = around.at(-1);
    if (inner !== undefined && next === inner.place) {
      next = { start: index };
      inner.inside.set(inner.isMap ? JSON.parse(token) : inner.inside.size, next);
      if (inner.isMap) continue;
    }
    if (token === '{' || token === '[') {
      next.inside = new Map();
      around.push({ place: next, inside: next.inside, isMap: token === '{' });
    } else if (inner !== undefined) next = inner.place;
  }
  return whole;
}
