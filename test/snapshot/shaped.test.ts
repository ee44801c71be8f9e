import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bundleManifestSchema } from '../../agent/bundle/schema.ts';
import { factIds } from '../../agent/fact/ids.ts';
import { factSchemas } from '../../agent/facts/index.ts';
import { setup as setupSchema } from '../../agent/facts/setup.ts';
import { changeSchema, historySchema } from '../../agent/history.ts';
import { snapshotSchema } from '../../agent/snapshot/schema.ts';
import { type ShapeName, shaped } from '../../agent/snapshot/shaped.ts';
import { composed } from '../composed.ts';
import { setupWith } from '../setup.ts';
import { factsWith, snapshotWith } from '../snapshot.ts';

const at = '2026-11-01T12:00:00.000Z';
const entry = { path: 'a', bytes: 1, sha256: '0', source: 'C:\\a', truncated: false, redactions: { token: 2 } };
const manifest = { schemaVersion: 1, tool: { name: 'hostprobe', version: '1' }, node: 'win-1', at, since: null };
const saved: Readonly<Record<string, { schema: z.ZodType; good: unknown }>> = {
  ...Object.fromEntries(factIds.map((id) => [id, { schema: factSchemas[id], good: factsWith()[id] }])),
  setup: { schema: setupSchema, good: setupWith().value },
  snapshot: { schema: snapshotSchema, good: snapshotWith() },
  'list of files': {
    schema: bundleManifestSchema,
    good: { ...manifest, entries: [entry, { ...entry, modifiedAt: at }] },
  },
  'history head': {
    schema: historySchema.omit({ changes: true }),
    good: { schemaVersion: 1, since: at, begins: null, file: null, problem: null },
  },
  change: { schema: changeSchema, good: { at, after: null, what: 'w'.repeat(200), from: null, to: 't'.repeat(500) } },
};

/** What zod, which the shapes are made from, reads; undefined: it refuses. */
const byZod = (name: ShapeName, json: unknown) => saved[name]?.schema.safeParse(json).data;
const byShape = (name: ShapeName, json: unknown) => {
  const found = shaped(name, json);
  return 'value' in found ? found.value : undefined;
};

test.each(Object.entries(composed))('the node %s is read as the schema reads it', (_, snapshot) =>
  expect(byShape('snapshot', snapshot)).toEqual(snapshot),
);

const wrongValues = [
  null,
  true,
  0,
  -1.5,
  '',
  'x',
  at,
  '2026-11-01',
  'l'.repeat(501),
  [],
  [1],
  {},
  { ok: true },
  Infinity,
];

/** The same with one value, at each place in turn, that is missing, is another one, or stands beside an unknown field. */
function* changesOf(value: unknown): Generator<unknown> {
  for (const wrong of wrongValues) yield wrong;
  if (typeof value !== 'object' || value === null) return;
  const place = (key: string, inner: unknown) =>
    Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
  if (!Array.isArray(value)) {
    yield { ...value, unknown: 1 };
    yield JSON.parse(JSON.stringify(value).replace('{', '{"__proto__":{},'));
  }
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
    for (const changed of changesOf(inner)) yield place(key, changed);
  }
}

describe.each(Object.entries(saved))('%s', (name, { good }) => {
  const named = name as ShapeName; // Object.entries widens the keys of a record.
  test('is read as it is', () => expect(byShape(named, good)).toEqual(good));

  test('is read and refused as zod does, whatever is wrong at any one place', () => {
    let count = 0;
    // A snapshot has some ten thousand such places: every fifth is enough.
    for (const changed of changesOf(good)) {
      if (count++ % (named === 'snapshot' ? 5 : 1) > 0) continue;
      const [read, meant] = [byShape(named, changed), byZod(named, changed)];
      // To write each of them down takes longer than to read it.
      if (!isDeepStrictEqual(read, meant)) expect(read, JSON.stringify(changed)).toEqual(meant);
    }
    expect(count).toBeGreaterThan(50);
  });
});

test.each(factIds)('%s bounds no text, list or number: what a node says may be long, many and odd', (id) => {
  const schema = z.toJSONSchema(factSchemas[id], { io: 'input', unrepresentable: 'any' });
  expect(JSON.stringify(schema).match(/"(?:min|max|exclusiveM)[^"]*":[^,}]*/g)).toBeNull();
});

test('what is undefined is not there', () => {
  const listing = (more: object) => byShape('list of files', { ...manifest, entries: [{ ...entry, ...more }] });
  expect(listing({ modifiedAt: undefined })).toStrictEqual({ ...manifest, entries: [entry] });
  expect(listing({ path: undefined })).toBeUndefined();
});

test.each<[unknown, string]>([
  [{ ...snapshotWith(), at: 'noon' }, 'at: must be a date-time'],
  [{ ...snapshotWith(), standIns: [1] }, 'standIns.0: must be a string'],
  [{ ...snapshotWith(), standIns: {} }, 'standIns: must be a list'],
  [{ ...snapshotWith(), tool: null }, 'tool: must be an object'],
  [{ ...snapshotWith(), schemaVersion: 2 }, 'schemaVersion: must be 1'],
  [{ ...snapshotWith(), facts: { ...snapshotWith().facts, os: { ok: true, ms: 1 } } }, 'facts.os.value: must be there'],
  [
    {
      ...snapshotWith(),
      facts: { ...snapshotWith().facts, os: { ok: false, ms: 1, error: { kind: 'no', message: '' } } },
    },
    'facts.os.error.kind: must be "denied" or "timeout" or "unsupported" or "failed"',
  ],
])('says where it differs, and what must be there', (json, wrong) =>
  expect(shaped('snapshot', json)).toEqual({ wrong }),
);
