import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { stageId } from '../../agent/stage/prediction.ts';
import { stages, stagesFor } from '../../agent/stages/index.ts';

const files = (folder: string) =>
  readdirSync(fileURLToPath(new URL(folder, import.meta.url))).filter((name) => name.endsWith('.ts'));

test('every stage has a file and a test with its name, in the order of a pod start', () => {
  const ids = stages.map(({ id }) => id);
  expect(ids).toEqual(stageId.options);
  expect(
    files('../../agent/stages')
      .map((name) => name.replace('.ts', ''))
      .filter((name) => name !== 'index')
      .toSorted(),
  ).toEqual(ids.toSorted());
  expect(
    files('.')
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => name.replace('.test.ts', ''))
      .filter((name) => name !== 'index')
      .toSorted(),
  ).toEqual(ids.toSorted());
});

test('shims of containerd 1.6 look up the program before the user, later shims after it', () => {
  expect(
    stagesFor('volume')
      .map(({ id }) => id)
      .slice(-3),
  ).toEqual(['executable', 'user', 'after-start']);
  expect(stagesFor('hpc')).toEqual(stages);
  expect(stagesFor(null)).toEqual(stages);
});
