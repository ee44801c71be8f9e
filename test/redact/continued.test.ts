import { expect, test } from 'vitest';
import { withoutContinuations } from '../../agent/redact/rewritten/continued.ts';
import { gap } from '../../agent/redact/rewritten/text-view.ts';

/** What stands for the lines that do not continue. */
const rest = `${gap}\n`;

test.each([
  ['in the midst of a word of a shell', 'pass\\\nword=a', 'password=a'],
  ['of a shell', 'curl \\\n  -u a', 'curl -u a'],
  ['of a shell, without a space before', 'curl\\\n  -u a', 'curl -u a'],
  ['of PowerShell', 'Connect `\r\n  -Password a', 'Connect -Password a'],
  ['of cmd, twice', 'before\nnet ^\nuse ^\nx: a\nbehind', `${rest}net use x: a${rest}`],
  ['of Visual Basic', 'before\nx = a & _\n  "b"', `${rest}x = a & "b"`],
  ['in two places', 'a \\\nb\nbetween\nc \\\nd\nbehind', `a b${rest}c d${rest}`],
  ['that is otherwise empty', 'before\n\\\nb', `${rest}b`],
])('a line %s is one with the next', (_, text, joined) => {
  expect(withoutContinuations(text)?.text).toBe(joined);
});

test.each([
  ['a path without one', 'C:\\k\nb'],
  // Source: microsoft/hcsshim, internal/jobcontainers: the variable has a backslash at its end.
  ['a variable with a path', 'CONTAINER_SANDBOX_MOUNT_POINT=C:\\C\\4f7a\\\nCOMPUTERNAME=WIN1'],
  ['a drive', 'Current directory: C:\\\nnext'],
  ['a share', 'mounted \\\\srv\\logs\\\nnext'],
  ['a key of the registry', 'HKLM\\SOFTWARE\\Contoso\\\nnext'],
])('%s ends with its line', (_, text) => {
  expect(withoutContinuations(text)).toBeNull();
});
