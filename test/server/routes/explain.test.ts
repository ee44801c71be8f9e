import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createMonitor, savedMonitor } from '../../../agent/monitor.ts';
import type { Gatherer } from '../../../agent/probe.ts';
import { explanationSchema } from '../../../agent/report/schema.ts';
import { got, snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';

const failure =
  'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown';

const incorrect =
  'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: The user name or password is incorrect.: unknown';

const accused = snapshotWith((facts) => {
  const [process] = facts['runtime-process'].containerd;
  if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
});

/** A server for this node, asked to explain. */
async function explainer(snapshot = accused) {
  const ask = await serverFor(savedMonitor(snapshot));
  return (body: string, headers: Record<string, string> = {}) => ask('/explain', { method: 'POST', body, headers });
}

const json = { 'content-type': 'application/json' };
const explained = (body: string) => explanationSchema.parse(JSON.parse(body));

describe('POST /explain', () => {
  test('says what a text means on this node, as explain -o json does', async () => {
    const ask = await explainer();
    const { status, headers, body } = await ask(failure, { 'content-type': 'text/plain' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const { recognised, diagnoses } = explained(body);
    expect(recognised).toBe(true);
    expect(diagnoses[0]?.causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
  });

  test('reads YAML object by object, as the command line does', async () => {
    const ask = await explainer();
    const container = (name: string, message: string) =>
      `  - name: ${name}\n    state:\n      waiting:\n        message: >-\n          ${message}\n`;
    const pod = (name: string, message: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ops}\nstatus:\n  containerStatuses:\n${container('agent', message)}`;
    const { body } = await ask(`${pod('one', failure)}---\n${pod('two', incorrect)}`, { 'content-type': 'text/plain' });
    expect(explained(body).summary.map(({ pods }) => pods)).toEqual([['ops/one'], ['ops/two']]);
  });

  test('weighs against the newest facts of the node, not against nothing', async () => {
    const ask = await explainer(snapshotWith());
    const [diagnosis] = explained((await ask(failure)).body).diagnoses;
    expect(diagnosis?.causes.find(({ id }) => id === 'containerd-account')?.weight).toBe('ruled-out');
  });

  test.each<[string, string, Record<string, string>]>([
    ['text without a type', failure, {}],
    ['what curl --data-binary sends', failure, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a text in JSON', JSON.stringify({ text: failure }), json],
    ['a type in other letters', JSON.stringify({ text: failure }), { 'content-type': 'Application/JSON' }],
    [
      'what kubectl prints as JSON',
      JSON.stringify({ kind: 'List', items: [{ kind: 'Event', message: failure }] }),
      { 'content-type': 'application/json; charset=utf-8' },
    ],
    ['many lines', `${'ordinary\n'.repeat(2000)}${failure}\n`, {}],
  ])('takes %s', async (_, body, headers) => {
    const answer = await (await explainer())(body, headers);
    expect(explained(answer.body).diagnoses).toMatchObject([{ signature: 'logon-denied', seen: [{ count: 1 }] }]);
  });

  test('answers with a text for people, where the query or Accept asks for it', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const textOf = async (path: string, headers: Record<string, string> = {}) => {
      const body = `${incorrect}\nnamed pipe mounts not supported for job containers`;
      const answer = await ask(path, { method: 'POST', body, headers });
      expect({ path, type: answer.headers['content-type'] }).toEqual({ path, type: 'text/plain; charset=utf-8' });
      return answer.body;
    };
    const text = await textOf('/explain?format=text');
    expect(text).toMatch(/^ERROR +PODS +TIMES +FIRST CAUSE +HOW SURE\n/);
    expect(text).toContain('All steps and reasons: add --all.');
    expect(await textOf('/explain', { accept: 'text/plain' })).toBe(text);
    const all = await textOf('/explain?format=text&all');
    expect(all.length).toBeGreaterThan(text.length);
    expect(all).not.toContain('add --all');
  });

  test.each([
    ['format=yaml', 'the parameter format must be json or text'],
    ['all=1', 'the parameter all has no value'],
    ['al', 'unknown parameter al'],
  ])('says what is wrong with ?%s', async (query, complaint) => {
    const ask = await serverFor(savedMonitor(accused));
    const { status, body } = await ask(`/explain?${query}`, { method: 'POST', body: failure });
    expect(status).toBe(400);
    expect(JSON.parse(body).detail).toContain(complaint);
  });

  test.each(['lint', 'predict'])('/%s takes no parameter, and says so', async (route) => {
    const ask = await serverFor(savedMonitor(accused));
    const manifest = 'kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {containers: [{name: a, image: r/a:1}]}';
    const { status, body } = await ask(`/${route}?format=sarif`, { method: 'POST', body: manifest });
    expect({ status, ...JSON.parse(body) }).toMatchObject({
      status: 400,
      detail: 'unknown parameter format; this route has none',
    });
  });

  test('says so when it knows none of the words', async () => {
    const { status, body } = await (await explainer())('pull access denied for nobody knows what, in other words');
    expect(status).toBe(200);
    expect(explained(body)).toMatchObject({ diagnoses: [{ hostProcess: false }] });
    const other = await (await explainer())('all is well');
    expect(explained(other.body)).toMatchObject({ recognised: false, diagnoses: [] });
  });

  test('counts a failure that repeats with other ids as one', async () => {
    const lines = Array.from(
      { length: 1000 },
      (_, index) =>
        `time="2026-11-01T11:00:00Z" level=error msg="StartContainer failed" error="failed to start containerd task \\"${index.toString(16).padStart(64, '0')}\\": failed to create user process token: failed to logon user: Access is denied.: unknown"`,
    );
    const { body } = await (await explainer())(lines.join('\n'));
    expect(explained(body).diagnoses).toMatchObject([{ seen: [{ count: 1000 }] }]);
  });

  test.each<[string, string, Record<string, string>, number, RegExp]>([
    ['nothing', '', {}, 400, /send the error text/],
    ['only space', ' \n ', {}, 400, /send the error text/],
    ['JSON that is none', '{"text": ', json, 400, /says JSON, but the body is not JSON/],
    ['more than 1 MiB', 'x'.repeat(2 ** 20 + 1), {}, 413, /\/explain accepts a body of at most 1048576 bytes/],
    [
      'hundreds of different failures',
      Array.from({ length: 300 }, (_, index) => `user process token: invalid user string \`A\\B\\c${index}\``).join(
        '\n',
      ),
      {},
      413,
      /more than 200 different failures/,
    ],
  ])('refuses %s, with the way out', async (_, body, headers, status, detail) => {
    const answer = await (await explainer())(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.body).detail).toMatch(detail);
  });

  test('has nothing to weigh against before the first run, and sends Retry-After', async () => {
    const gatherer: Gatherer = { gather: () => new Promise(() => undefined) };
    const ask = await serverFor(createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) }));
    const { status, headers } = await ask('/explain', { method: 'POST', body: failure });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });

  test.each<[string, string]>([
    ['objects that never end', '{\n'.repeat(500_000)],
    ['arrays in arrays', '['.repeat(2 ** 20)],
  ])('holds the event loop no longer than a tenth of a second for %s', async (_, body) => {
    const ask = await explainer();
    let longestMs = 0;
    let before = process.threadCpuUsage().user;
    // Time of this thread's processor, which load on the machine does not change.
    const timer = setInterval(() => {
      const now = process.threadCpuUsage().user;
      longestMs = Math.max(longestMs, (now - before) / 1000);
      before = now;
    }, 1);
    const { status } = await ask(body).finally(() => clearInterval(timer));
    expect([200, 413]).toContain(status);
    expect(longestMs).toBeLessThan(100);
  });

  test('lets others be answered while large texts are read, one after the other for one reader', async () => {
    const ask = await serverFor(savedMonitor(accused));
    const large = 'failed to create user process token: failed to lo\n'.repeat(20_000);
    const done: string[] = [];
    const explain = async () => {
      const answer = await ask('/explain', { method: 'POST', body: large });
      done.push(`explain ${answer.status}`);
      return answer;
    };
    const two = [explain(), explain()];
    await ask('/livez').then(({ status }) => done.push(`livez ${status}`));
    const answers = await Promise.all(two);
    expect(done).toEqual(['livez 200', 'explain 200', 'explain 200']);
    const bodies = answers.map(({ body }) => explained(body).diagnoses);
    expect(bodies).toMatchObject(Array(2).fill([{ signature: 'token-cut', seen: [{ count: 20_000 }] }]));
  });
});
