import { expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import { Refusal, toQueryError } from '../../../agent/host/cluster/connect.ts';

const statusOf = (message: string) => JSON.stringify({ kind: 'Status', message });

// RFC 9110, 10.2.3: a number of seconds, or a date, which Kubernetes does not send.
test.each([
  [429, '2', 2000],
  [503, '1', 1000],
  [429, '0', null],
  [429, '-1', null],
  [429, '1.5', null],
  [503, 'Wed, 21 Oct 2026 07:28:00 GMT', null],
  [429, undefined, null],
  [500, '2', null],
])('a %i that says %s is to be waited for %s ms', (code, after, ms) => {
  expect(new Refusal(code, null, { 'retry-after': after }).retryAfterMs).toBe(ms);
});

// RFC 9110, 15: 401 and 403 are about the credential, 3xx lead elsewhere.
test.each([
  [401, 'denied'],
  [403, 'denied'],
  [404, 'failed'],
  [409, 'failed'],
  [500, 'failed'],
])('a %i is %s, with the code and what was asked', (code, kind) => {
  const error = toQueryError('list pods', new Refusal(code, statusOf('in its words'), {}));
  expect(error).toMatchObject({ kind, code: String(code) });
  expect(error.message).toMatch(new RegExp(`^list pods: .*${code === 401 ? '' : `${code}.*in its words`}`));
  expect(error.message.includes('in its words')).toBe(code !== 401);
});

test('the words of a server are cut, and only a redirect is told as one', () => {
  const said = (code: number, body: string | null) => toQueryError('x', new Refusal(code, body, {})).message;
  expect(said(403, statusOf('w'.repeat(900)))).toMatch(/[^w]w{400}$/);
  const isRedirect = [300, 399, 400, 299].map((code) => said(code, '<html>').includes('redirect'));
  expect(isRedirect).toEqual([true, true, false, false]);
  expect(said(502, '<html>')).not.toContain('html');
});

test('an error keeps its kind and code under another question', () => {
  expect(toQueryError('x', new QueryError('unsupported', 'no way', 'E'))).toMatchObject({
    ...{ kind: 'unsupported', code: 'E', message: 'x: no way' },
  });
  const late = Object.assign(new Error('aborted'), { name: 'TimeoutError' });
  expect(toQueryError('x', late)).toMatchObject({ kind: 'timeout' });
  const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(toQueryError('x', gone)).toMatchObject({ kind: 'failed', code: 'ECONNREFUSED' });
});
