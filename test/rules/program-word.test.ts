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

test('program-word finds what the shim never starts: a path that begins with a dot, or ends with a separator, and a script', () => {
  expect(judge(started('.\\agent.exe'), volumeNode)).toHaveLength(1);
  expect(judge(started('.\\agent.exe'), bindNode)).toEqual([]);
  expect(judge(started('C:\\k\\agent.exe\\'), bindNode)).toHaveLength(1);
  expect(judge(started('%CONTAINER_SANDBOX_MOUNT_POINT%\\k\\start.ps1'), bindNode)).toHaveLength(1);
  expect(judge(started('k\\start.py'), bindNode)).toEqual([]);
});

test('program-word knows a folder with a blank in its name from a command line', () => {
  expect(judge(started('Program Files\\Tool\\tool.exe'), volumeNode)).toEqual([]);
  expect(judge(started('my tool.exe'), volumeNode)).toEqual([]);
  expect(judge(started('C:\\Program Files\\a\\a.exe -v'), volumeNode)).toHaveLength(1);
  expect(judge(started('powershell run.ps1'), volumeNode)).toHaveLength(1);
});

test('program-word finds a relative path with slashes, which cmd cuts at the first', () => {
  expect(judge(started('bin/agent.exe'), bindNode)).toHaveLength(1);
  expect(judge(started('bin/agent.exe'), volumeNode)).toEqual([]);
  expect(judge(started('./agent.exe'), volumeNode)).toHaveLength(1);
  expect(judge(started('C:/k/agent.exe'), bindNode)).toEqual([]);
});
