import { expect, test } from 'vitest';
import { commandOfLine } from '../../agent/shim/cmd-line.ts';

const nameIn = (line: string, isFile = true) =>
  commandOfLine(line, { variables: ['DIR=C:\\k', 'ODD=a&b'], isFile: () => isFile });

// The rules of `cmd /?`, and of the phases in which cmd reads a line (Stack Overflow, question 4094699).
test.each([
  ['agent.exe -v', 'agent.exe'],
  ['  ,;= agent.exe', 'agent.exe'],
  ['@agent.exe', 'agent.exe'],
  ['agent,x', 'agent'],
  ['agent;x', 'agent'],
  ['agent=x', 'agent'],
  ['agent&other', 'agent'],
  ['agent|other', 'agent'],
  ['agent>log', 'agent'],
  ['a^b.exe', 'ab.exe'],
  ['a^&b.exe x', 'a&b.exe'],
  ['%DIR%\\agent.exe', 'C:\\k\\agent.exe'],
  ['%dir%\\agent.exe', 'C:\\k\\agent.exe'],
  ['%odd%', 'a'],
  ['%OTHER%\\agent.exe', '%OTHER%\\agent.exe'],
  ['bin/agent.exe', 'bin'],
  ['C:/k/agent.exe', 'C:/k/agent.exe'],
  [':label', ''],
  ['(agent.exe)', ''],
  ['agent.exe\nother', 'agent.exe'],
  ['"C:\\a b\\agent.exe" -v', 'C:\\a b\\agent.exe'],
  ['"C:\\a b\\agent.exe" "c d"', 'C:\\a'],
  ['"C:\\a (b)\\agent.exe"', 'C:\\a'],
])('of %j cmd looks for %j', (line, name) => {
  expect(nameIn(line)).toEqual({ name, isInternal: false });
});

test('a line in quotation marks that is no name of a file loses them', () => {
  expect(nameIn('"ping -t localhost"', false).name).toBe('ping');
});

test.each(['echo hello', 'ECHO.', 'cd\\', 'dir/w', 'set A=1', 'echo,x', '@echo off'])(
  '%s is a command of cmd itself',
  (line) => {
    expect(nameIn(line).isInternal).toBe(true);
  },
);

test.each(['echoes', 'cmd /c echo', 'setup.exe', 'for.exe'])('%s is none', (line) => {
  expect(nameIn(line).isInternal).toBe(false);
});
