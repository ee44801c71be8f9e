// Why a validator of our own beside zod: to load the schema of a snapshot and read one with it takes about ten times as long
// as this (70 to 110 ms against 570 to 980 ms, with a processor that others shared), in each run of `--facts`. Code that ajv
// makes of the same schema is 1.3 MB, where the generated shapes are 18 kB, and takes as long as zod to load and to run once.
import { jsonIn } from '../json.ts';
import type { Snapshot } from '../snapshot.ts';
import { snapshotShapes } from './shapes.ts';

/** What a value in JSON must be. A field with a question mark may be missing. */
export type Shape =
  | { fields: Readonly<Record<string, ShapeRef>> }
  | { list: ShapeRef }
  | { map: ShapeRef }
  | { either: readonly ShapeRef[] }
  | { oneOf: readonly unknown[] }
  | { like: string };
/** A shape by its place in the list. */
export type ShapeRef = 'string' | 'number' | 'boolean' | 'null' | number;

/**
 * A snapshot from its JSON text as this version of hostprobe writes it. To make the schema of a snapshot, and to read with it,
 * takes as long as all else of a report.
 * @returns null: something differs; `readSnapshot` reads it, or says what is wrong
 */
export function readAsWritten(text: string): Snapshot | null {
  const json = jsonIn(text);
  const shapes = snapshotShapes();
  // They are made from the schema that the type is inferred from; the last is the snapshot's.
  return json !== undefined && isOf(shapes, shapes.length - 1, json) ? (json as Snapshot) : null;
}

function isOf(shapes: readonly Shape[], part: ShapeRef, value: unknown): boolean {
  if (part === 'null') return value === null;
  // JSON can hold a number that is too large for JavaScript, which reads it as Infinity.
  if (part === 'number') return Number.isFinite(value);
  if (typeof part === 'string') return typeof value === part;
  const shape = shapes[part];
  const is = (inner: ShapeRef, of: unknown) => isOf(shapes, inner, of);
  if (shape === undefined) return false;
  if ('fields' in shape) return isMap(value) && hasFields(shape.fields, value, is);
  if ('list' in shape) return Array.isArray(value) && value.every((item) => is(shape.list, item));
  if ('map' in shape) return isMap(value) && Object.values(value).every((inner) => is(shape.map, inner));
  if ('either' in shape) return shape.either.some((one) => is(one, value));
  if ('oneOf' in shape) return shape.oneOf.includes(value);
  return typeof value === 'string' && new RegExp(shape.like).test(value);
}

/** Whether it has all fields that it must have, and no other than those that it may have. */
function hasFields(
  fields: Readonly<Record<string, ShapeRef>>,
  value: Record<string, unknown>,
  is: (part: ShapeRef, value: unknown) => boolean,
): boolean {
  let known = 0;
  for (const [name, part] of Object.entries(fields)) {
    const key = name.replace('?', '');
    if (Object.hasOwn(value, key)) {
      if (!is(part, value[key])) return false;
      known++;
    } else if (key === name) return false;
  }
  return known === Object.keys(value).length;
}

/** JSON can name a field `__proto__`, which zod leaves out. */
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__');
