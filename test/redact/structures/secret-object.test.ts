import { describe, expect, test } from 'vitest';
import { findSecretObjects, secretObjects } from '../../../agent/redact/structures/secret-object.ts';

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

  test('of a block go on behind an empty line, up to the next field', () => {
    const yaml =
      'kind: Secret\nstringData:\n  a: |\n    user=x\n\n    winter\n   \n  b: nightly\n\n  c: >-\n    late\nend: x\n';
    expect(found(yaml)).toEqual(['user=x', 'winter', 'nightly', 'late']);
    expect(found('data:\n  a: b25l\n\nkind: Secret\n')).toEqual(['b25l']);
  });

  test('are those of a map that is indented, in a list', () => {
    expect(found('items:\n- kind: Secret\n  data:\n    a: b25l\n  type: Opaque\n')).toEqual(['b25l']);
    expect(found('kind: Secret\ndata: none\n  a: b25l\n')).toEqual([]);
    expect(found('kind: Secret\ndata:     none\n      a: b25l\n')).toEqual([]);
    expect(found('    a: b25l\n  data: none\nkind: Secret\n')).toEqual([]);
    expect(found('kind: Secret\ndata:\n  a: b25l\n    dHdv\n  b: eA==\n')).toEqual(['b25l', 'dHdv', 'eA==']);
    expect(found('kind: Secret\ndata:\n a: b25l\n # x\n - y\n')).toEqual(['b25l']);
  });

  test('are its values as Go prints them', () => {
    expect(found('&Secret{Data:map[string][]byte{a: b25l,},Type:Opaque,}')).toEqual(['b25l']);
    expect(found('&Secret{Data:map[string][]byte{a: [98 50],b: dHdv,},}')).toEqual(['dHdv']);
  });

  test('are looked for 8 KiB from its kind, and each once', () => {
    const far = (length: number) => `kind: Secret\n${'#'.repeat(length)}\ndata:\n  a: b25l\n`;
    expect(found(far(7000))).toEqual(['b25l']);
    expect(found(far(9000))).toEqual([]);
    // Up to a place 8,192 characters behind the word, and from one before it.
    const behind = (length: number) => {
      const head = 'kind: Secret\n';
      const tail = '\ndata:\n  a: b25l';
      return `${head}${'#'.repeat(length - head.length - tail.length)}${tail}\n`;
    };
    const at = 'kind: '.length;
    expect([8192, 8193].map((length) => found(behind(length + at)))).toEqual([['b25l'], ['b25']]);
    const before = (length: number) => {
      const head = 'data:\n  a: b25l\n';
      return `${head}${'#'.repeat(length - head.length - at - 1)}\nkind: Secret\n`;
    };
    expect([8192, 8193].map((length) => found(`x\n${before(length)}`))).toEqual([['b25l'], []]);
    expect(
      found('kind: SecretList\nitems:\n- kind: Secret\n  data:\n    a: b25l\n- kind: Secret\n  data:\n    a: dHdv\n'),
    ).toEqual(['b25l', 'dHdv']);
  });

  test('is found once, also where names of maps stand in it or their braces are never closed', () => {
    for (const text of [`kind: Secret\n${'data: {'.repeat(2000)}`, 'kind: Secret\ndata:\n  data:\n    a: b25l\n']) {
      const starts = findSecretObjects(text).map(({ start }) => start);
      expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
      expect(starts.length).toBeGreaterThan(0);
    }
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
