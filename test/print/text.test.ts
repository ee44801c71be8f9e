import { describe, expect, test } from 'vitest';
import { onNode, verified } from '../../agent/fix.ts';
import { defused, printable } from '../../agent/print/printable.ts';
import { paint, wrap, wrapFix } from '../../agent/print/text.ts';

describe('printable text', () => {
  test('holds no escape sequence and no control character from a node', () => {
    expect(printable('\u001b[31mred\u001b[0m\u0007 a\tb\r\nc\u0000', false)).toBe('red\\u{7} a  b\nc\\u{0}');
    // A terminal obeys the same sequences where one control character begins them (ECMA-48, 5.3).
    expect(printable('\u009b31mred\u009b0m \u009d0;title\u009cend', false)).toBe('red end');
  });

  test('writes out what would turn the direction of the text around it', () => {
    expect(printable('admin\u202egnp.exe\u2066', false)).toBe('admin\\u{202e}gnp.exe\\u{2066}');
  });

  test('keeps letters of any language, or writes them in ASCII', () => {
    expect(printable('NT-AUTORITÄT 🙂', false)).toBe('NT-AUTORITÄT 🙂');
    expect(printable('NT-AUTORITÄT 🙂', true)).toBe('NT-AUTORIT\\u{c4}T \\u{1f642}');
  });
});

describe('wrapped text', () => {
  const options = { width: 14, indent: 2, ascii: false };

  test('breaks at spaces, within the width, indented', () => {
    expect(wrap('one two three four', options)).toBe('  one two\n  three four');
  });

  test('leaves a path whole and keeps line breaks', () => {
    expect(wrap('see C:\\var\\log\\containerd.log now\n\nend', options)).toBe(
      '  see\n  C:\\var\\log\\containerd.log\n  now\n\n  end',
    );
  });
});

describe('a wrapped fix', () => {
  const options = { width: 24, indent: 2, ascii: true };
  const run = 'sc.exe config "NT-Dienst Ä" obj= LocalSystem';

  test('keeps every command whole, below the sentence of its step', () => {
    const steps = [
      onNode('Let it run as LocalSystem.', run),
      onNode('Restart it.', 'a\n  b', 'New pods have to wait.'),
    ];
    expect(wrapFix(verified('sc.exe qc x', 'It lists it.', steps), options)).toBe(
      [
        '  Fix, on the node:',
        '  1. Let it run as',
        '     LocalSystem.',
        '      sc.exe config "NT-Dienst \\u{c4}" obj= LocalSystem',
        '  2. Restart it.',
        '      a',
        '        b',
        '     Risk: New pods have',
        '     to wait.',
        '  To see whether it',
        '  worked, on the node:',
        '      sc.exe qc x',
        '  Expected: It lists it.',
      ].join('\n'),
    );
  });
});

test('colours are written only if wanted, on any terminal', () => {
  expect(defused(paint('FAIL', ['bold', 'red'], { colour: true }))).toBe('\u001b[1m\u001b[31mFAIL\u001b[39m\u001b[22m');
  expect(paint('FAIL', ['bold', 'red'], { colour: false })).toBe('FAIL');
});
