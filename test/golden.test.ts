import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSnapshot } from '../agent/snapshot/read.ts';
import { expectedFiles, nodesFolder, storyNames } from './golden.ts';

const accept = 'if the new text is right: npm run golden';

describe.each(storyNames())('the node %s', (story) => {
  test('gives the same bytes as ever in every form', () => {
    for (const [file, text] of Object.entries(expectedFiles(story))) {
      expect(text, accept).toBe(readFileSync(join(nodesFolder, story, file), 'utf8'));
    }
  });

  test('is a snapshot that a user may have sent, and nothing else lies in its folder', () => {
    const folder = join(nodesFolder, story);
    readSnapshot(readFileSync(join(folder, 'snapshot.json'), 'utf8'), story);
    const names = new Set([...Object.keys(expectedFiles(story)), 'snapshot.json']);
    expect(readdirSync(folder).filter((name) => !names.has(name))).toEqual([]);
  });
});
