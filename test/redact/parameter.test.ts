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
