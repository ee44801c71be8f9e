import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

test.each(['  image: nginx', 'image: nginx', '- item: nginx'])('a block of YAML ends before "%s"', (next) => {
  const block = 'spec:\n  password: |\n    Winter-2026\n    Summer-2027\n';
  expect(redactText(`${block}${next}`)).toBe(`spec:\n  password: |\n[redacted:key]${next}`);
  expect(redactText(`${block}   a third line`)).toBe('spec:\n  password: |\n[redacted:key]');
});

test.each([
  ['passwords: [winter26, "summer27"]', 'passwords: [[redacted:key], "[redacted:key]"]'],
  ["passwords: ['winter26', summer27, plain]", "passwords: ['[redacted:key]', [redacted:key], plain]"],
])('each value of a list goes, and its quotes stay: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});
