import { describe, expect, test } from 'vitest';
import { counter, expose, gauge, only } from '../../agent/print/exposition.ts';
import { readExposition } from '../exposition.ts';
import { complaintsOfPromtool } from '../promtool.ts';

describe('the Prometheus text format', () => {
  test('survives every character in a label', () => {
    const value = 'C:\\a "b"\nc,d={}';
    const text = expose([
      { name: 'a_total', help: 'Help.', type: 'counter', series: [{ labels: { x: value }, value: 2 }] },
    ]);
    expect(readExposition(text)).toEqual([{ name: 'a_total', labels: { x: value }, value: 2 }]);
  });

  test('with strange labels is read by Prometheus', async () => {
    const metrics = [
      counter('a_total', 'Help.', [{ labels: { x: 'C:\\a "b"\nc,d={}' }, value: 2 }]),
      gauge('b_seconds', 'Help.', only(1e-7)),
    ];
    expect(await complaintsOfPromtool(expose(metrics))).toBe('');
  });

  test('leaves out a metric that has no series', () => {
    expect(expose([{ name: 'a', help: 'Help.', type: 'gauge', series: [] }])).toBe('');
  });

  test.each([
    ['# HELP a A.\n# TYPE a gauge\na 1', 'no line feed'],
    ['a 1\n', 'outside its block'],
    ['# HELP a A.\n# TYPE a gauge\na{x="1" y="2"} 1\n', 'no sample'],
    ['# HELP a A.\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n', 'comes twice'],
    ['# HELP a A.\n# TYPE a counter\na 1\n', '_total is for counters'],
    ['# HELP a A.\n# TYPE a gauge\na 1\n# HELP a A.\n', 'a second block'],
    ['# HELP a A.\n# TYPE a gauge\na one\n', 'no sample'],
    ['# HELP a A.\n# TYPE a gauge\n\na 1\n', 'no sample'],
  ])('the reader of these tests refuses %j', (text, message) => {
    expect(() => readExposition(text)).toThrow(message);
  });
});
