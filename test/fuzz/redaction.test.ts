import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClean, createRedactor, type Redactor, redactText } from '../../agent/redact.ts';
import { runs, textOf } from './any.ts';

const timeoutMs = 300_000;
const pieces = [
  'password=',
  '"token": "',
  'Authorization: Bearer ',
  'net use \\\\fs1\\s ',
  '/user:svc ',
  '-----BEGIN RSA PRIVATE KEY-----\n',
  'kind: Secret\ndata:\n  a: ',
  '[redacted:key:0123456789ab]',
  'aZ3kQ9xLm2Rt7VbN4cWs',
  '\\u0041',
  '%41',
  '&quot;',
  '\0',
  '"',
  "'",
  '\\',
  '\r\n',
  ' ',
  '{',
  '}',
  '🔑',
];
const any = textOf(pieces);

const placeholders = (text: string): string[] => text.match(/\[redacted:[a-z-]+(?::[0-9a-f]{12})?\]/g) ?? [];

test('a placeholder is never taken for a secret', { timeout: timeoutMs }, () => {
  fc.assert(
    fc.property(any, (text) => {
      const once = placeholders(redactText(text));
      const twice = placeholders(redactText(redactText(text)));
      for (const one of once) {
        expect(twice).toContain(one);
        twice.splice(0, twice.indexOf(one) + 1);
      }
    }),
    { numRuns: runs },
  );
});

test('what was found lies in the text, in order, and what is around it stays', { timeout: timeoutMs }, () => {
  fc.assert(
    fc.property(any, (text) => {
      let before = 0;
      for (const { start, end } of createRedactor().find(text)) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThan(start);
        before = end;
      }
      expect(before).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: runs },
  );
});

/** Which rule finds it first does not count. */
const placeholder = () => '[redacted]';

test('a redactor that has seen other texts finds the same', { timeout: timeoutMs }, () => {
  fc.assert(
    fc.property(fc.array(any, { minLength: 2, maxLength: 6 }), (texts) => {
      // Long enough that known lines are left out.
      const log = `${texts.join('\n')}\n`.padEnd(5000, 'I1101 12:00:00.000001 a line of a log\n');
      const used = createRedactor({ placeholder });
      for (const text of texts) used.find(`${text}\n`.padEnd(5000, 'another line\n'));
      const cleanedBy = (redactor: Redactor) => redactor.cut(log, redactor.find(log));
      expect(cleanedBy(used)).toBe(cleanedBy(createRedactor({ placeholder })));
    }),
    { numRuns: runs },
  );
});

test('data stay data: the same keys and lists, strings for strings', { timeout: timeoutMs }, () => {
  const shapeOf = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(shapeOf)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
        : typeof value;
  const data = fc.letrec((tie) => ({
    node: fc.oneof(any, fc.integer(), fc.constant(null), fc.array(tie('node'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(fc.constantFrom('password', 'name', 'commandLine', 'a'), tie('node'), { maxKeys: 3 }),
  }));
  fc.assert(
    fc.property(data.object, (value) => {
      const clean = createClean(createRedactor())(value);
      expect(shapeOf(JSON.parse(JSON.stringify(clean)))).toEqual(shapeOf(value));
    }),
    { numRuns: runs },
  );
});
