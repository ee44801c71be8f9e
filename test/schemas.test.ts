import { expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import { lint } from '../agent/lint.ts';
import { nodeKinds } from '../agent/node/new-pod.ts';
import { predict } from '../agent/predict.ts';
import { schemas } from '../agent/schemas.ts';
import { schemaVersion } from '../agent/snapshot.ts';
import { podWith } from './pod.ts';
import { snapshotWith } from './snapshot.ts';

const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}, {name: a}]}\n';
const answers = {
  report: assess(snapshotWith()),
  facts: snapshotWith(),
  lint: lint([{ file: 'a.yaml', text }], { nodes: nodeKinds, all: true, kubernetes: null }),
  predict: { schemaVersion, predictions: [predict(podWith(), snapshotWith())], passedOver: ['a'], troubles: ['b'] },
};

/** The same value with every list that it holds empty, or every number zero, one at a time, and the place of that. */
function* lessOf(value: unknown, at = ''): Generator<[place: string, less: unknown]> {
  if (typeof value === 'number') yield [at, 0];
  if (Array.isArray(value)) yield [at, []];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, held] of Object.entries(value)) {
    for (const [place, less] of lessOf(held, `${at}.${Array.isArray(value) ? '' : key}`)) {
      yield [place, Array.isArray(value) ? value.with(Number(key), less) : { ...value, [key]: less }];
    }
  }
}

test.each(Object.entries(answers))(
  'a client that holds by the schema of %s takes no item and no amount too',
  (format, answer) => {
    const takes = (value: unknown) => schemas[format]?.safeParse(value).success === true;
    expect(takes(answer)).toBe(true);
    const all = [...lessOf(answer)];
    expect(all.length).toBeGreaterThan(5);
    // A fix without a step is none.
    const asked = all.filter(([place]) => !place.endsWith('.fix.steps'));
    const refused = new Set(asked.flatMap(([place, less]) => (takes(less) ? [] : [place])));
    expect([...refused]).toEqual(['.schemaVersion']);
  },
);
