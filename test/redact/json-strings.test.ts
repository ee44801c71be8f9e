import { describe, expect, test } from 'vitest';
import { redactStrings } from '../../agent/redact/json-strings.ts';
import { createRedactor } from '../../agent/redact.ts';

const digits = createRedactor({ more: [{ id: 'digits', pattern: /\d+/g, isNamed: false }] });

describe('in a text of JSON', () => {
  test('strings are cleaned; names, numbers and layout stay', () => {
    const json = '{\n  "id7": "a 12\\n\\"34\\"", "n": 56, "deep": [ "7", {"8": "x"} ]\n}\n';
    const clean = redactStrings(json, digits);
    expect(clean).toBe(
      '{\n  "id7": "a [redacted:digits]\\n\\"[redacted:digits]\\"", "n": 56, "deep": [ "[redacted:digits]", {"8": "x"} ]\n}\n',
    );
    expect(() => JSON.parse(clean)).not.toThrow();
  });

  test('lines of JSON are cleaned as one is, and each find is told', () => {
    const found: string[] = [];
    expect(redactStrings('{"a":"1"}\n{"b":"token=abcd"}\n', digits, (id) => found.push(id))).toBe(
      '{"a":"[redacted:digits]"}\n{"b":"token=[redacted:key]"}\n',
    );
    expect(found).toEqual(['digits', 'key']);
  });

  test('a long string is no trouble', () => {
    const long = JSON.stringify({ text: '\\"x'.repeat(1_000_000) });
    expect(redactStrings(long, digits)).toBe(long);
  });
});
