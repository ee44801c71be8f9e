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

test.each([
  // Fields of Go values, and of objects in one line.
  ['{Name:a Token:map[b:winter26] C:d}', '{Name:a Token:map[b:winter26] C:d}'],
  ['{Name:a Tokens:map[winter26] C:d}', '{Name:a Tokens:map[[redacted:key]] C:d}'],
  ['password: {"value": "winter26", "key": "a"}', 'password: {"value": "[redacted:key]", "key": "a"}'],
  ['password: {value: winter26}', 'password: {value: [redacted:key]}'],
  ['password={sofakissen}', 'password={[redacted:key]}'],
  ['passwords: [winter26,\nsummer27]', 'passwords: [[redacted:key],\n[redacted:key]]'],
  ['passwords: [winter26\nnext27: b', 'passwords: [[redacted:key]\nnext27: b'],
  // The value is the rest of its line.
  ['  password: a;b,c=d(e', '  password: [redacted:key]'],
  ['- password=two words here', '- password=[redacted:key]'],
  // Lists and blocks of YAML.
  ['passwords:\n- winter26\n- "summer27"\nnext: a', 'passwords:\n- [redacted:key]\n- "[redacted:key]"\nnext: a'],
  ['a: b\n  password: |-\n    winter\n  next: c', 'a: b\n  password: |-\n[redacted:key]  next: c'],
  ['password: |\n  winter\n\n  summer\n\nnext: c', 'password: |\n[redacted:key]\nnext: c'],
  ['- password: |\n  winter\n  summer\nnext: c', '- password: |\n[redacted:key]next: c'],
  // Sentences, and words that say that there is none.
  ['token: failed to log on', 'token: failed to log on'],
  ['the password: it is not known', 'the password: it is not known'],
  ['"tokens": 12', '"tokens": 12'],
  ['password: null', 'password: null'],
  ['helm --set-file password=./winter26.txt', 'helm --set-file password=./winter26.txt'],
])('%j becomes %j', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});
