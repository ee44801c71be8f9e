import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';
import { changes, manifestOf, newest, oldest } from './versions.ts';

const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);

describe('versions of Kubernetes', () => {
  test('each change has a source, and answers that do not overlap', () => {
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
    for (const { id, answers, source } of changes) {
      expect(source, id).toMatch(/\.(?:go|jsonl)\b/);
      for (const version of versions) {
        expect(answers.filter(({ from, to }) => from <= version && version <= to).length, id).toBeLessThan(2);
      }
    }
  });

  test('lint refuses what the API server of each refuses', () => {
    const failed = new Map<string, string>();
    for (const change of changes) {
      for (const version of versions) {
        const answer = change.answers.find(({ from, to }) => from <= version && version <= to);
        if (answer === undefined) continue;
        const options = { nodes: anyNode, all: false, kubernetes: `1.${version}` };
        const { problems } = lint([{ file: 'a.json', text: manifestOf(change) }], options);
        const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
        const { words } = answer;
        const isRight = (words === null) === (errors.length === 0);
        if (!isRight)
          failed.set(`${change.id}, 1.${version}`, `${words ?? 'accepted'}, but lint says: ${errors.join('; ')}`);
      }
    }
    compareGaps(failed, new URL('versions.gaps.txt', import.meta.url));
  });
});
