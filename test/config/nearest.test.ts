import { expect, test } from 'vitest';
import { nearest, suggest } from '../../agent/config/nearest.ts';

const names = ['serve', 'report', 'facts', 'list', 'schema'];

test.each([
  ['reprot', 'report'],
  ['SERVE', 'serve'],
  ['fact', 'facts'],
  ['lst', 'list'],
  ['lsit', 'list'],
  // A third of the letters of a name may differ, and one of the shortest.
  ['rpot', 'report'],
  ['lept', null],
  ['explain', null],
  ['x', null],
])('%s most likely means %s', (word, expected) => {
  expect(nearest(word, names)).toBe(expected);
});

test('the list is given when no name is near', () => {
  expect(suggest('fly', names)).toBe('it is one of: serve, report, facts, list, schema');
  expect(suggest('fact', names)).toBe('did you mean facts?');
  expect(suggest('re', names)).toBe('did you mean report?');
  expect(suggest('RE', names)).toBe('did you mean report?');
  expect(nearest('ax', ['as'])).toBe('as');
  expect(suggest('s', names)).toMatch(/^it is one of: /);
});
