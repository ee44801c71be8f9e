import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../agent/lint.ts';
import { type NodeKind, nodeKinds } from '../agent/node/new-pod.ts';
import { predictManifests } from '../agent/predict/manifests.ts';
import { textOf } from './fix.ts';
import { compareGaps } from './known-gaps.ts';
import { snapshotWith } from './snapshot.ts';
import { bind, fallback, six } from './stages/nodes.ts';

/**
 * Manifests of what is met in public HostProcess workloads, right and wrong. Those that are no YAML end in .txt.
 * Comments at the top of each say what must happen: "on <kind of node>: runs" or "fails", and what lint must say
 * or never say.
 */
const folder = new URL('lessons/', import.meta.url);
const lessons = readdirSync(folder).map((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const told = (key: string) =>
    [...text.matchAll(new RegExp(`^# ${key}: (.*)$`, 'gm'))].map(([, value]) => value ?? '');
  const on = [...text.matchAll(/^# on (.*): (runs|fails)$/gm)].map(([, kind, outcome]) => ({ kind, outcome }));
  return { file, text, on, says: told('says'), never: told('never') };
});

const nodes: ReadonlyMap<NodeKind, ReturnType<typeof snapshotWith>> = new Map([
  ['1.6', snapshotWith(six)],
  ['1.7 without bind filter', snapshotWith(fallback)],
  ['1.7 with bind filter', snapshotWith(bind)],
]);

describe('lessons of public manifests', () => {
  test('each says what happens on every kind of node', () => {
    expect(lessons.length).toBeGreaterThan(30);
    for (const { file, on } of lessons)
      expect(
        on.map(({ kind }) => kind),
        file,
      ).toEqual([...nodes.keys()]);
  });

  test('lint has an error where it fails, and predict says so too', () => {
    const failed = new Map<string, string>();
    for (const { file, text, on } of lessons) {
      const input = { file, text };
      for (const [index, [kind, snapshot]] of [...nodes].entries()) {
        const fails = on[index]?.outcome === 'fails';
        const errors = lint([input], { nodes: [kind], all: false }).problems.filter(
          ({ severity }) => severity === 'error',
        );
        const { predictions, troubles } = predictManifests([input], [snapshot]);
        const stops = troubles.length > 0 || predictions.some(({ verdict }) => verdict === 'does-not-run');
        const said = errors.map(({ message }) => message).join('; ') || 'nothing';
        if (errors.length > 0 !== fails) failed.set(`${file}, ${kind}, lint`, said);
        // What predict reads no pod in, it tells the reason of: that is as good.
        if ((stops || predictions.length === 0) !== fails) failed.set(`${file}, ${kind}, predict`, `${stops}`);
      }
    }
    compareGaps(failed, new URL('lessons.gaps.txt', import.meta.url));
  });

  test('lint reports the expected problems, and no others', () => {
    const failed = new Map<string, string>();
    for (const { file, text, says, never } of lessons) {
      const { problems } = lint([{ file, text }], { nodes: nodeKinds, all: false });
      const told = problems.map(({ message, fix }) => `${message} ${textOf(fix)}`).join('\n');
      for (const words of says) if (!told.includes(words)) failed.set(`${file} does not say ${words}`, told);
      for (const words of never) if (told.includes(words)) failed.set(`${file} says ${words}`, told);
    }
    compareGaps(failed, new URL('lessons-words.gaps.txt', import.meta.url));
  });
});
