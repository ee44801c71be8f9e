// Why a reader of our own beside zod: to load the schema of a snapshot and read one with it takes about ten times as long as this
// (70 to 110 ms against 570 to 980 ms, with a processor that others shared), in each run of `--facts`, and a page that carries
// zod is a twentieth larger. Code that ajv makes of the same schema is 1.3 MB, where the generated shapes are 20 kB.
import written from './shapes.json' with { type: 'json' };

/** What a value in JSON must be. A field with a question mark may be missing. */
export type Shape =
  | { fields: Readonly<Record<string, ShapeRef>> }
  | { list: ShapeRef }
  | { map: ShapeRef }
  | { either: readonly ShapeRef[] }
  | { oneOf: readonly unknown[] }
  /** `called`: what a text of this pattern is. */
  | { like: string; called: string };
export type ShapeName = keyof typeof written.names;
/** A shape by its place in the list. */
export type ShapeRef = 'string' | 'number' | 'boolean' | 'null' | number;

/** Each refers to earlier ones by their places. They are written as the type says, which the compiler cannot see in JSON. */
const shapes = written.shapes as readonly Shape[];

/** Why a value does not fit, and the way to it: what is read from JSON is never one of these. */
class Misfit {
  readonly must: string;
  readonly path: readonly string[];

  constructor(must: string, path: readonly string[] = []) {
    this.must = must;
    this.path = path;
  }
}

/**
 * A value that hostprobe wrote as JSON, or is about to, without fields that its schema does not have, as zod reads it. The type is the one
 * that is inferred from the schema of that name.
 * @returns `wrong`: where it differs and what must be there: "facts.os.ms: must be a number"
 */
export function shaped<T>(name: ShapeName, json: unknown): { value: T } | { wrong: string } {
  const found = matched(shapes, written.names[name], json);
  // The shapes are made from the schema that the type is inferred from.
  return found instanceof Misfit ? { wrong: `${found.path.join('.')}: must be ${found.must}` } : { value: found as T };
}

/** @returns the value, or a Misfit */
function matched(all: readonly Shape[], part: ShapeRef, value: unknown): unknown {
  if (typeof part === 'string') return isPlain(part, value) ? value : new Misfit(part === 'null' ? part : `a ${part}`);
  const shape = all[part];
  if (shape === undefined) throw new Error(`there must be a shape ${part}`);
  if ('oneOf' in shape) {
    const allowed = shape.oneOf.map((one) => JSON.stringify(one)).join(' or ');
    return shape.oneOf.includes(value) ? value : new Misfit(allowed);
  }
  if ('like' in shape) {
    return typeof value === 'string' && new RegExp(shape.like).test(value) ? value : new Misfit(shape.called);
  }
  if ('either' in shape) return fitEither(all, shape.either, value);
  if ('list' in shape) {
    if (!Array.isArray(value)) return new Misfit('a list');
    const items = fitEach(all, Object.entries(value), () => shape.list);
    return items instanceof Misfit ? items : items.map(([, item]) => item);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Misfit('an object');
  // JSON has no undefined values.
  const present = Object.entries(value).filter(([, one]) => one !== undefined);
  const entries = fitEach(all, present, (name) =>
    // JSON can name a field `__proto__`, which zod leaves out.
    'map' in shape ? (name === '__proto__' ? null : shape.map) : fieldIn(shape.fields, name),
  );
  if (entries instanceof Misfit) return entries;
  const missing = Object.keys('map' in shape ? {} : shape.fields).find(
    (name) => !name.endsWith('?') && !entries.some(([there]) => there === name),
  );
  if (missing !== undefined) return new Misfit('there', [missing]);
  return Object.fromEntries(entries);
}

function fieldIn(fields: Readonly<Record<string, ShapeRef>>, name: string): ShapeRef | null {
  if (Object.hasOwn(fields, name)) return fields[name] ?? null;
  return fields[`${name}?`] ?? null;
}

/** JSON can hold a number that is too large for JavaScript, which reads it as Infinity. */
const isPlain = (part: string, value: unknown): boolean =>
  part === 'null' ? value === null : part === 'number' ? Number.isFinite(value) : typeof value === part;

/** @param shapeOf of an entry; null: it is left out */
function fitEach(
  all: readonly Shape[],
  entries: readonly [string, unknown][],
  shapeOf: (name: string) => ShapeRef | null,
): Misfit | [string, unknown][] {
  const found: [string, unknown][] = [];
  for (const [name, value] of entries) {
    const part = shapeOf(name);
    if (part === null) continue;
    const fitted = matched(all, part, value);
    if (fitted instanceof Misfit) return new Misfit(fitted.must, [name, ...fitted.path]);
    found.push([name, fitted]);
  }
  return found;
}

/** Of several misfits the one furthest inside tells most: the others are not even of this kind. */
function fitEither(all: readonly Shape[], parts: readonly ShapeRef[], value: unknown): unknown {
  let nearest: Misfit | null = null;
  for (const part of parts) {
    const fitted = matched(all, part, value);
    if (!(fitted instanceof Misfit)) return fitted;
    if (nearest === null || fitted.path.length > nearest.path.length) nearest = fitted;
    else if (nearest.path.length === 0) nearest = new Misfit(`${nearest.must} or ${fitted.must}`);
  }
  return nearest;
}
