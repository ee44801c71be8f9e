import { expect, test } from 'vitest';
import { withoutQuotes } from '../../agent/redact/rewritten/argument-lists.ts';

/** The command lines, without what stands for the text around them. */
const commandLines = (text: string) =>
  withoutQuotes(text)
    ?.text.split('\ufdd0\n')
    .filter((one) => one !== '') ?? null;

test.each([
  ["run(['net', 'user', 'svc', 'winter'])", ['net user svc winter']],
  ['exec "net" "user" "svc" ""', ['net user svc ']],
  ['["/bin/x","-p","the winter"]', ['/bin/x -p the winter']],
  ["['a1', 'b', 'c'] and ['d1', 'e', 'f']", ['a1 b c', 'd1 e f']],
  ["['net', 'user']", null],
  ["say 'it' and 'that'", null],
])('%s is shown as a command line', (text, lines) => {
  expect(commandLines(text)).toEqual(lines);
});

test('what is found in a command line is told where it stands', () => {
  const text = "run(['net', 'user', 'svc', 'winter'])";
  const view = withoutQuotes(text);
  const at = view?.text.indexOf('winter') ?? -1;
  expect(text.slice(view?.startOf(at), view?.endOf(at + 5))).toBe('winter');
});
