import { expect, test } from 'vitest';
import type * as z from 'zod';
import { type Finding, runCheck } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';
import { type FactId, factIds } from '../../agent/fact/ids.ts';
import { factSchemas } from '../../agent/facts/index.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { faults, furtherFaults } from '../faults.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import { type Edit, healthyVariations } from '../variations.ts';

/** One change of a value that its schema allows. */
interface Change {
  path: string;
  is: 'missing' | 'refused' | 'other';
  make(): void;
  undo(): void;
}

const refused = { ok: false, error: { kind: 'denied', message: 'ERROR_ACCESS_DENIED (5)', code: '5' } };
/** Texts that Kubernetes and containerd leave empty. */
const mayBeEmpty = /\b(?:conditions\[\d\]|pods\..*|state|last)\.(?:reason|message)$/;
/** What other values of the same fact say too: alone it never changes. */
const follows = /^(?:sandbox\.(?:mountPoint|form)|runtime-binaries\.log\.(?:to|path)|.*\.certificate\.\w+)$/;

/** Every single change of a value: what may be missing is, what may be refused is, and of two answers it is the other. */
function* changesOf(schema: z.core.$ZodType, holder: object, key: string | number, path: string): Generator<Change> {
  const value: unknown = Reflect.get(holder, key);
  if (follows.test(path)) return;
  const to = (is: Change['is'], next: unknown): Change => ({
    ...{ path, is },
    make: () => void (next === undefined ? Reflect.deleteProperty(holder, key) : Reflect.set(holder, key, next)),
    undo: () => void Reflect.set(holder, key, value),
  });
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
      if (value === undefined || value === null) return;
      yield to('missing', def.type === 'nullable' ? null : undefined);
      yield* changesOf(def.innerType, holder, key, path);
      return;
    case 'object':
      for (const [name, inner] of Object.entries(def.shape)) {
        if (value !== undefined) yield* changesOf(inner, Object(value), name, `${path}.${name}`);
      }
      return;
    case 'array':
      if (!Array.isArray(value) || value.length === 0) return;
      yield to('missing', []);
      for (const index of value.slice(0, 2).keys()) yield* changesOf(def.element, value, index, `${path}[${index}]`);
      return;
    case 'union': {
      const isPart = Reflect.get(Object(value), 'ok') === true;
      if (isPart) yield to('refused', refused);
      const inner = def.options.find((option) => (option as z.ZodType).safeParse(value).success);
      if (inner !== undefined) yield* changesOf(inner, holder, key, path);
      return;
    }
    case 'enum':
      for (const other of Object.values(def.entries)) if (other !== value) yield to('other', other);
      return;
    case 'boolean':
      yield to('other', value !== true);
      return;
    case 'string':
      if (value !== '' && mayBeEmpty.test(path)) yield to('missing', '');
  }
}

const sentencesOf = ({ summary, evidence, fix }: Finding): string[] => [
  summary,
  ...evidence.flatMap(({ label, value }) => [label, value]),
  ...(fix?.steps ?? []).flatMap(({ say, risk = '' }) => [say, risk]),
];
const commandsOf = ({ fix }: Finding) => (fix?.steps ?? []).map(({ run = '' }) => run);

/** What a text has where a value was not thought of; a sentence has nothing where it says that something comes. */
/** That clients call https://undefined is what token-client says. */
const notThoughtOf = /(?<!https:[^ ]*)\bundefined\b|\bNaN\b|\bnull\b|\[object/;
const hole = /(?<!\w)\( *\)|[:,] *$|[:,] *[;:.)](?![\w\\])/;

interface Case {
  name: string;
  check: (typeof checks)[number];
  snapshot: Snapshot;
}
const of = (name: string, check: Case['check'], edit: Edit): Case => ({ name, check, snapshot: snapshotWith(edit) });
const cases: readonly Case[] = checks.flatMap((check) => [
  ...Object.entries(healthyVariations).map(([name, edit]) => of(name, check, edit)),
  ...[...Object.values(faults[check.id] ?? {}), ...(furtherFaults[check.id] ?? [])].map((edit, index) =>
    of(`fault ${index}`, check, edit),
  ),
  ...storyNames()
    .map((name) => ({ name, check, snapshot: snapshotOf(name) }))
    .filter(({ snapshot }) => ['warn', 'fail'].includes(runCheck(check, snapshot).status)),
]);

/** Each case with each single change of the facts that its check reads. */
function changed(judge: (before: Finding, after: Finding, change: Change, one: Case) => void): number {
  let count = 0;
  for (const one of cases) {
    const { check, snapshot } = one;
    const before = runCheck(check, snapshot);
    const read: readonly FactId[] = [...check.needs, ...(check.consults ?? [])];
    for (const id of factIds.filter((fact) => read.includes(fact))) {
      const fact = snapshot.facts[id];
      if (!fact.ok) continue;
      const isUnseen: Change = {
        ...{ path: id, is: 'refused' },
        make: () => void Object.assign(snapshot.facts, { [id]: { ...refused, ms: 0 } }),
        undo: () => void Object.assign(snapshot.facts, { [id]: fact }),
      };
      for (const change of [isUnseen, ...changesOf(factSchemas[id], fact, 'value', id)]) {
        change.make();
        judge(before, runCheck(check, snapshot), change, one);
        change.undo();
        count += 1;
      }
    }
  }
  return count;
}

const told = ({ name, check }: Case, { path, is }: Change) => `${check.id}, ${name}: ${path} ${is}`;

test('a check says a whole sentence, whichever value is missing or refused', () => {
  const wrong = new Map<string, string>();
  const count = changed((_before, after, change, one) => {
    const bug = after.summary.startsWith('a bug of hostprobe') ? after.evidence[0]?.value.slice(0, 200) : undefined;
    const sentences = sentencesOf(after);
    const texts = [...sentences, ...commandsOf(after)];
    const broken = bug ?? texts.find((text) => notThoughtOf.test(text)) ?? sentences.find((text) => hole.test(text));
    if (broken !== undefined) wrong.set(`${one.check.id}: ${broken}`, told(one, change));
  });
  expect(Object.fromEntries(wrong)).toEqual({});
  expect(count).toBeGreaterThan(10_000);
});

/** A token that the pod's own account may not read is what its clients meet. */
const ofTokens = ['token-paths', 'token-client'];

test('a value that is refused makes no check of a healthy node complain', () => {
  const wrong: string[] = [];
  changed((before, after, change, one) => {
    if (change.is !== 'refused' || !(one.name in healthyVariations) || ofTokens.includes(one.check.id)) return;
    const isNew = ['warn', 'fail'].includes(after.status) && after.status !== before.status;
    if (isNew) wrong.push(`${told(one, change)}: ${after.summary}`);
  });
  expect(wrong).toEqual([]);
});
