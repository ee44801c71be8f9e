import { expect, test } from 'vitest';
import { bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

const judge = lintWith('program-word');
const started = (program: string) => hostProcessPod(`  containers: [{name: a, command: ['${program}', x]}]`);

test('program-word finds a command line in one word, which only cmd splits', () => {
  expect(judge(started('ping -t localhost'), volumeNode)).toEqual([
    '11:36 error the shim looks for a program with the name "ping -t localhost": its arguments are in the same word',
  ]);
  expect(judge(started('ping -t localhost'), bindNode)).toEqual([]);
});

test('program-word finds quotation marks in the word, and accepts a path with blanks', () => {
  expect(judge(started('"C:\\a b\\c.exe"'), bindNode)).toHaveLength(1);
  expect(judge(started('C:\\Program Files\\a\\a.exe'), volumeNode)).toEqual([]);
});
