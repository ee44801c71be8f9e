import { expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

const judge = lintWith('command-lines');
const started = (...words: string[]) => hostProcessPod(`  containers: [{name: a, command: ${JSON.stringify(words)}}]`);

test('command-lines finds lines that cmd does not read', () => {
  expect(judge(started('powershell.exe', '-Command', 'a\nb'), bindNode)).toEqual([
    '11:64 error cmd reads only the first line',
  ]);
  expect(judge(started('cmd', '/c', 'a\nb'), volumeNode)).toHaveLength(1);
});

test('command-lines accepts a trailing line break, and line breaks that cmd does not read', () => {
  expect(judge(started('powershell.exe', '-Command', 'a\n'), bindNode)).toEqual([]);
  expect(judge(started('powershell.exe', '-Command', 'a\nb'), volumeNode)).toEqual([]);
});

test('command-lines warns of arguments for the program of the image, which may be cmd', () => {
  const text = hostProcessPod(`  containers: [{name: a, args: ["a\\nb", c]}]`);
  expect(judge(text, bindNode)).toEqual(['11:33 warn cmd reads only the first line']);
});
