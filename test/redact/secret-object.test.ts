import { describe, expect, test } from 'vitest';
import { findSecretObjects, secretObjects } from '../../agent/redact/secret-object.ts';

/** The values that are found in a text. */
const found = (text: string) => findSecretObjects(text).map((span) => text.slice(span.start, span.end));

describe('the data of a Secret', () => {
  test('are its values in JSON, and nothing beside them', () => {
    const json = {
      kind: 'Secret',
      data: { a: 'b25l', 'b.c': 'dHdv', empty: '' },
      metadata: { name: 'web', labels: {} },
    };
    expect(found(JSON.stringify(json))).toEqual(['b25l', 'dHdv']);
    expect(found(JSON.stringify(json, null, 2))).toEqual(['b25l', 'dHdv']);
    expect(found('{"kind":"Secret","stringData":{"a":"say \\"hi\\"","b":12')).toEqual(['say \\"hi\\"', '12']);
  });

  test('are its values in YAML, with and without quotation marks, on one line or more', () => {
    const yaml = [
      'kind: Secret',
      'data:',
      '  a: b25l',
      '  "b.c": "dHdv"',
      "  d: 'x'",
      '  # a comment',
      '  text: |',
      '    line one',
      '    line two',
      '  empty: ""',
      '  last: end',
      'metadata:',
      '  name: web',
    ];
    const values = ['b25l', 'dHdv', 'x', 'line one', 'line two', 'end'];
    expect(found(yaml.join('\n'))).toEqual(values);
    expect(found(yaml.join('\r\n')).map((value) => value.trimEnd())).toEqual(values);
  });

  test('are those that stand before its kind, and not those of another document', () => {
    expect(found('data:\n  a: b25l\nkind: Secret\n---\nkind: ConfigMap\ndata:\n  a: dHdv\n')).toEqual(['b25l']);
    expect(found('kind: ConfigMap\ndata:\n  a: b25l\n---\nkind: Secret\ndata:\n  a: dHdv\n')).toEqual(['dHdv']);
    expect(found('kind: ConfigMap\ndata:\n  a: b25l\n')).toEqual([]);
  });

  test('are its values as Go prints them', () => {
    expect(found('&Secret{Data:map[string][]byte{a: b25l,},Type:Opaque,}')).toEqual(['b25l']);
  });

  test('are looked for 8 KiB from its kind, and each once', () => {
    const far = (length: number) => `kind: Secret\n${'#'.repeat(length)}\ndata:\n  a: b25l\n`;
    expect(found(far(7000))).toEqual(['b25l']);
    expect(found(far(9000))).toEqual([]);
    expect(
      found('kind: SecretList\nitems:\n- kind: Secret\n  data:\n    a: b25l\n- kind: Secret\n  data:\n    a: dHdv\n'),
    ).toEqual(['b25l', 'dHdv']);
  });
});

test.each([
  ['kind: Secret', 1],
  ['"kind": "SecretList"', 1],
  ['secret/v1', 1],
  ['Secret{', 1],
  ['kind: Secretary', 0],
  ['a Secret', 0],
])('%j names a Secret %i times', (text, times) => {
  expect(secretObjects(text)).toHaveLength(times);
});
