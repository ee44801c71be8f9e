import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { anyNode, expectFixes } from '../rules/lint.ts';
import { answers, idOf, manifestOf } from './admission.ts';
import { manifestOf as changed, changes } from './versions.ts';

const filesOf = (folder: string) => {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url).map((file): [string, string] => [file, readFileSync(new URL(file, url), 'utf8')]);
};

/** Expects that the fix of each problem of a rule has the right form, and removes it where a program could apply it. */
function expectWorkingFixes(text: string): number {
  const options = { nodes: anyNode, all: false };
  const { problems } = lint([{ file: 'a.yaml', text }], options);
  const ofRules = problems.filter(({ fix }) => fix !== null);
  expectFixes(ofRules, text, options);
  return ofRules.length;
}

describe('the fix of every problem', () => {
  test.each([...filesOf('../lessons/'), ...filesOf('../manifests/')])('in %s', (_file, text) => {
    expectWorkingFixes(text);
  });

  test('in what API servers were asked', () => {
    let count = 0;
    const asked = [
      ...answers.map((answer) => [idOf(answer), manifestOf(answer)] as const),
      ...changes.map((change) => [change.id, changed(change)] as const),
    ];
    for (const [id, text] of asked) {
      try {
        count += expectWorkingFixes(text);
      } catch (error) {
        throw new Error(id, { cause: error });
      }
    }
    expect(count).toBeGreaterThan(400);
  });
});
