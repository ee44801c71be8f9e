import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composed } from './composed.ts';
import { keptFiles } from './golden.ts';
import { nodesFolder, snapshotText, storedSnapshot, storyNames } from './stories.ts';

const expected = await keptFiles();

test.each(Object.entries(expected))('%s says the same as ever', (file, text) => {
  expect(text, 'if the new text is right: npm run golden').toBe(readFileSync(new URL(file, import.meta.url), 'utf8'));
});

test('nothing else lies there, and a recorded snapshot is stored as recording it again would store it', () => {
  const recorded = storyNames().filter((story) => !(story in composed));
  for (const story of recorded) {
    const { file, text } = storedSnapshot(story, JSON.parse(snapshotText(story)));
    expect(readFileSync(join(nodesFolder, file), 'utf8'), file).toBe(text);
    expected[`nodes/${file}`] = text;
  }
  const files = readdirSync(nodesFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[a-z]+$/.test(file),
  );
  const kept = Object.keys(expected).filter((file) => file.startsWith('nodes/'));
  expect(files.map((file) => `nodes/${file}`).sort()).toEqual(kept.sort());
});
