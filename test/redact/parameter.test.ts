import { expect, test } from 'vitest';
import { redactText } from '../../agent/redact.ts';

const statement = 'UPDATE users SET [password] = @p0 WHERE id = @p1';

test.each([
  ["-- @p0='winter2026'", "-- @p0='[redacted:key]'"],
  ["-- @p0=N'winter2026', @p1='12'", "-- @p0=N'[redacted:key]', @p1='12'"],
  ['{"@p0": "winter2026"}', '{"@p0": "[redacted:key]"}'],
  ["-- @p0='winter2026' or @p0='summer2027'", "-- @p0='[redacted:key]' or @p0='[redacted:key]'"],
  ["-- @p0='' or @p0='summer2027'", "-- @p0='' or @p0='[redacted:key]'"],
  ["-- @p0='<none>' or @p0='summer2027'", "-- @p0='<none>' or @p0='[redacted:key]'"],
  ["-- @p01='winter2026'", "-- @p01='winter2026'"],
])('the value of a parameter that a password gets: %s', (record, clean) => {
  expect(redactText(`${statement} ${record}`)).toBe(`${statement} ${clean}`);
});

test('a parameter whose name has a sign of patterns', () => {
  expect(redactText(`SET password = $1 -- $1: 'winter2026', $12: 'other'`)).toBe(
    `SET password = $1 -- $1: '[redacted:key]', $12: 'other'`,
  );
});

test.each([1950, 2100])('its value stands at most 2,000 characters away: %i', (away) => {
  const text = `SET password = :p ${' '.repeat(away)}:p => "winter2026"`;
  expect(redactText(text).includes('winter2026')).toBe(away > 2000);
});

test.each([
  ['UPDATE users SET name=?, password=? WHERE id=?', "('ops', 'winter2026', 'x1')", "('ops', '[redacted:key]', 'x1')"],
  ['UPDATE users SET password = %s WHERE id = %s', "('winter2026', 'x1')", "('[redacted:key]', 'x1')"],
  ['SELECT 1; UPDATE users SET password=$2 WHERE id=$1', "('x1', 'winter2026')", "('x1', '[redacted:key]')"],
  ['INSERT INTO users (name, password) VALUES (?, ?)', "('ops', 'winter2026')", "('ops', '[redacted:key]')"],
  ["INSERT INTO users (name, password) VALUES ('ops', ?)", "('winter2026',)", "('[redacted:key]',)"],
  ['INSERT INTO users (name, password) VALUES (?, DEFAULT)', "('winter2026',)", "('winter2026',)"],
  ['INSERT INTO users (name, state) VALUES (?, ?)', "('ops', 'winter2026')", "('ops', 'winter2026')"],
  ['UPDATE users SET password=? WHERE id=?', "(None, 'winter2026')", "(None, 'winter2026')"],
])('the value at the place of a password: %s', (sql, values, clean) => {
  expect(redactText(`[SQL: ${sql}]\n[parameters: ${values}]`)).toBe(`[SQL: ${sql}]\n[parameters: ${clean}]`);
});
