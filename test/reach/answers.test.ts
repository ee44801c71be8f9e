import { expect, test } from 'vitest';
import * as z from 'zod';
import { QueryError } from '../../agent/error.ts';
import { readAnswer, urlOf, whyRefused, whyUnanswered } from '../../agent/reach/api.ts';
import { eventsAt } from '../../agent/reach/list.ts';
import { statementsIn } from '../../agent/reach/log-query.ts';

const status = (fields: object) => JSON.stringify({ kind: 'Status', ...fields });

// Source: kubernetes apimachinery pkg/apis/meta/v1 types.go, Status.
test.each<[code: number, body: string, kind: string, says: string]>([
  [403, status({ message: 'no', reason: 'Forbidden' }), 'denied', 'get x: 403, no'],
  [401, status({ reason: 'Unauthorized' }), 'denied', 'get x: 401, Unauthorized; sign in again, as for kubectl'],
  [404, status({ message: '', reason: 'NotFound' }), 'failed', 'get x: 404, NotFound'],
  [500, '  <html> ', 'failed', 'get x: 500, <html> (not an answer of Kubernetes)'],
  [502, '', 'failed', 'get x: 502, no text (not an answer of Kubernetes)'],
  [
    503,
    JSON.stringify({ kind: 'Other', message: 'm' }),
    'failed',
    'get x: 503, {"kind":"Other","message":"m"} (not an answer of Kubernetes)',
  ],
  [500, 'x'.repeat(300), 'failed', `get x: 500, ${'x'.repeat(200)} (not an answer of Kubernetes)`],
  [500, status({ message: 'x'.repeat(700) }), 'failed', `get x: 500, ${'x'.repeat(600)}`],
])('the answer %i %s is %s', (code, body, kind, says) => {
  const { message, kind: found, code: own } = whyRefused('get x', code, body);
  expect([message, found, own]).toEqual([says, kind, String(code)]);
});

test('an object that is not as Kubernetes has it is told with the place', () => {
  const read = (schema: z.ZodType, value: unknown) => () => readAnswer('get x', () => schema.parse(value));
  expect(read(z.object({ a: z.array(z.string()) }), { a: [1] })).toThrow(
    /^get x: the answer is not as Kubernetes has it: a\.0: /,
  );
  expect(read(z.string(), 1)).toThrow(/has it: all of it: /);
  expect(read(z.object({ a: z.string() }), { a: 'x' })()).toEqual({ a: 'x' });
  const bug = new TypeError('a bug');
  expect(() =>
    readAnswer('get x', () => {
      throw bug;
    }),
  ).toThrow(bug);
});

test('why no answer came is told where the connection is to blame, and a bug stays one', () => {
  const why = (fields: object, message = 'm') =>
    whyUnanswered('get x', 'https://a', Object.assign(new Error(message), fields));
  expect(why({ name: 'TimeoutError' })).toMatchObject({
    kind: 'timeout',
    message: 'get x: https://a did not answer in time (--request-timeout)',
  });
  for (const cut of [
    why({ code: 'Z_BUF_ERROR' }),
    why({ code: 'ERR_STREAM_PREMATURE_CLOSE' }),
    why({ code: 'ECONNRESET' }, 'aborted'),
  ])
    expect(String(cut)).toMatch(/the answer of https:\/\/a was cut or damaged on the way; try again$/);
  expect(String(why({ code: 'ENOTFOUND' }))).toMatch(/get x: https:\/\/a cannot be reached: the name does not exist$/);
  expect(String(why({ code: 'ERR_OSSL_PEM_NO_START_LINE' }))).toMatch(
    /the certificate or the key of the user cannot be used .*both must be PEM/,
  );
  expect(String(why({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }))).toMatch(
    /not trusted; name its CA with --certificate-authority, or in the kubeconfig$/,
  );
  expect(String(why({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }))).toMatch(
    /use one of these names, or --tls-server-name$/,
  );
  const told = new QueryError('denied', 'x');
  expect(whyUnanswered('get x', 'https://a', told)).toBe(told);
  for (const bug of [new Error('x'), 'x', Object.assign(new Error('x'), { name: 'AbortError', code: 'ABORT_ERR' })])
    expect(whyUnanswered('get x', 'https://a', bug)).toBe(bug);
});

test('a query has each value of a name, behind the path of a server that has one', () => {
  const at = (server: string, query: Parameters<typeof urlOf>[2]) =>
    urlOf({ server } as Parameters<typeof urlOf>[0], '/api/v1', query).href;
  expect(at('https://a/k8s/c1', { x: ['1', '2'], y: 'a b' })).toBe('https://a/k8s/c1/api/v1?x=1&x=2&y=a+b');
  expect(at('https://a', {})).toBe('https://a/api/v1');
});

test('events are those of a namespace, or of all, with each of the fields', () => {
  const fields = { 'involvedObject.kind': 'Pod', reason: 'Failed' };
  expect(eventsAt('n', fields)).toEqual({
    path: '/api/v1/namespaces/n/events',
    query: { fieldSelector: 'involvedObject.kind=Pod,reason=Failed' },
  });
  expect(eventsAt(null, {}).path).toBe('/api/v1/events');
});

// Source: Format-Table -AutoSize -Wrap: a heading for each provider, and columns as wide as they need to be.
test('the tables of several programs follow each other, and a row has its words in the last column', () => {
  const table = (name: string, rows: readonly string[]) => [
    ...['', `   ProviderName: ${name}`, '', 'TimeCreated Id Message', '----------- -- -------', ...rows],
  ];
  const text = [
    ...table('containerd', ['12:00        1 one two', '               three', '', '12:01        2 four']),
    ...table('kubelet', ['12:02        3 five']),
  ].join('\n');
  expect(statementsIn(text).map(({ component, statement }) => [component, statement])).toEqual([
    ['containerd', 'one two three'],
    ['containerd', 'four'],
    ['kubelet', 'five'],
  ]);
  expect(statementsIn('\n  \n')).toEqual([]);
});
