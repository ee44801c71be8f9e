import { expect, test } from 'vitest';
import { parameter } from '../../agent/redact/notations/parameter.ts';
import { redactText } from '../../agent/redact.ts';
import { valuesBy } from './by-notation.ts';

const s = (count: number) => ' '.repeat(count);
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

test.each<[text: string, ...values: string[]]>([
  // The parameter that it gets.
  ["SET password = @p0 -- @p0='hazelnut'", 'hazelnut'],
  ["SET [password] = @p0 -- @p0=N'hazelnut', @p1='x'", 'hazelnut'],
  ["SET password = @p0 -- @p0='hazelnut' or @p0='walnut'", 'hazelnut', 'walnut'],
  ["SET password = @p0 -- @p0='<none>' or @p0='walnut'", 'walnut'],
  ["SET password = @p0 -- @p1='hazelnut'"],
  ["SET password = @p0 -- @p0=''"],
  ['SET password = @p0 -- @p0=12'],
  ["@p0='hazelnut' SET password = @p0", 'hazelnut'],
  ["password => $1 -- $1: 'hazelnut', $12: 'x'", 'hazelnut'],
  ['password: :p -- :p => "hazelnut"', 'hazelnut'],
  [`@p='hazelnut'${s(1987)}password=@p`, 'hazelnut'],
  [`@p='hazelnut'${s(1988)}password=@p`],
  [`password=@p${s(1993)}@p='hazelnut'`, 'hazelnut'],
  [`password=@p${s(1994)}@p='hazelnut'`],
  // A place.
  ["UPDATE users SET name=?, password=? WHERE id=? params=('ops', 'hazelnut', 'x')", 'hazelnut'],
  ["UPDATE users SET password = %s WHERE id = %s params: ('hazelnut', 'x')", 'hazelnut'],
  ["SELECT ?; UPDATE users SET password=? args=['hazelnut', 'x']", 'hazelnut'],
  ["SET password=? params=('hazelnut')"],
  ["UPDATE users SET password=$2 WHERE id=$1 params=['x', 'hazelnut']", 'hazelnut'],
  ["SET password=$2 params=['x', 'hazelnut']", 'hazelnut'],
  ["UPDATE users SET a=?, password=$1 params=['x', 'hazelnut']", 'x'],
  ["UPDATE users SET password=? params=(None, 'hazelnut')"],
  ["UPDATE users SET password=? params=('', 'hazelnut')"],
  ["UPDATE users SET password=? params=(12, 'hazelnut')"],
  ["UPDATE users SET password=? params=('null', 'hazelnut')"],
  ['UPDATE users SET password=?'],
  ["UPDATE users SET password x=? params=('hazelnut')"],
  ["UPDATE users SET a=?, password=? params=('hazelnut')"],
  ["UPDATE users SET password=@p0 WHERE a=? params=('hazelnut')"],
  ["UPDATE users SET a=@p0, password=@p1 params=('hazelnut')"],
  ["SELECT ? UPDATE t SET a=? DELETE password=? params=('hazelnut', 'x')", 'hazelnut'],
  // A column.
  ["INSERT INTO users (name, password) VALUES (?, ?) params=('ops', 'hazelnut')", 'hazelnut'],
  ["INSERT INTO users (password, name) VALUES (%s, %s) params=('hazelnut', 'ops')", 'hazelnut'],
  ["INSERT INTO users (name, password) VALUES ('ops', ?) params=('hazelnut')", 'hazelnut'],
  ["INSERT INTO users (name, password) VALUES (?, 'x') params=('hazelnut')"],
  ["INSERT INTO users (name, password) VALUES (?) params=('ops', 'hazelnut')"],
  ["INSERT INTO users (name, password) OUTPUT id VALUES (?, ?) params=('ops', 'hazelnut')", 'hazelnut'],
  ["users (name, password) VALUES (?, ?) params=('ops', 'hazelnut')"],
  ["INSERT INTO users (name, password) params=('ops', 'hazelnut')"],
  ["INSERT INTO users (name, password) VALUES (1, ?, ?) params=('ops', 'hazelnut')", 'ops'],
  ["INSERT INTO users (name, password, id) VALUES (?, ?, ?) params=('ops', 'hazelnut', 'x')", 'hazelnut'],
  ["INSERT INTO users (name; password) VALUES (?; ?) params=('ops', 'hazelnut')"],
  ['INSERT INTO users (name, password) VALUES (?, ?)'],
  ["INSERT INTO users (name, password x) VALUES (?, ?) params=('ops', 'hazelnut')"],
  // How far.
  [`UPDATE${s(1989)}a=?, password=? params=('x', 'hazelnut')`, 'hazelnut'],
  [`UPDATE${s(1990)}a=?, password=? params=('x', 'hazelnut')`],
  [`UPDATE users SET password=?${s(1989)} params=('hazelnut')`, 'hazelnut'],
  [`UPDATE users SET password=?${s(1990)} params=('hazelnut')`],
  ["UPDATE: password=? params=('hazelnut')", 'hazelnut'],
  ["update password=? params=('hazelnut')", 'hazelnut'],
  ["xupdate password=? params=('hazelnut')"],
  ["?update password=? params=('hazelnut')", 'hazelnut'],
])('of a password, in %j', (text, ...values) => {
  expect(valuesBy(parameter, text)).toEqual(values);
});
