import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { lintSchema } from '../../../agent/lint/schema.ts';
import { lint } from '../../../agent/lint.ts';
import { createMonitor, savedMonitor } from '../../../agent/monitor.ts';
import type { Gatherer } from '../../../agent/probe.ts';
import { hostProcessPod } from '../../rules/lint.ts';
import { snapshotWith } from '../../snapshot.ts';
import { fallback, six } from '../../stages/nodes.ts';
import { serverFor } from '../client.ts';

/** A server for this node, asked to lint. */
async function linter(snapshot = snapshotWith()) {
  const ask = await serverFor(savedMonitor(snapshot));
  return (body: string, headers: Record<string, string> = {}) => ask('/lint', { method: 'POST', body, headers });
}
const linted = (body: string) => lintSchema.parse(JSON.parse(body));

/** What is an error without the bind filter, and nothing with it. */
const tied = hostProcessPod("  containers: [{name: a, command: ['C:\\hpc\\a.exe']}]\n");

describe('POST /lint', () => {
  test('answers for the kind of this node as lint -o json does', async () => {
    const { status, headers, body } = await (await linter(snapshotWith(six)))(tied);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(body)).toEqual(
      lint([{ file: 'body', text: tied }], { nodes: ['1.6'], all: false, kubernetes: 'v1.33.4' }),
    );
    expect(linted(body).problems).toMatchObject([{ rule: 'hpc-path', severity: 'error', nodes: null }]);
  });

  test.each([
    ['bind mode', snapshotWith(), ['1.7 with bind filter'], []],
    ['no bind filter', snapshotWith(fallback), ['1.7 without bind filter'], ['hpc-path']],
  ])('judges by the newest run: %s', async (_mode, snapshot, nodes, rules) => {
    const { nodes: asked, problems } = linted((await (await linter(snapshot))(tied)).body);
    expect(asked).toEqual(nodes);
    expect(problems.map(({ rule }) => rule)).toEqual(rules);
  });

  test.each([
    ['JSON', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Service' }] }), 'application/json'],
    ['YAML', 'kind: Service\n', 'application/yaml'],
    ['what curl --data-binary sends', '---\nkind: Service\n', 'application/x-www-form-urlencoded'],
  ])('takes %s, and passes over what has no pod', async (_form, body, type) => {
    const answer = await (await linter())(body, { 'content-type': type });
    expect([answer.status, linted(answer.body)]).toMatchObject([200, { pods: [], passedOver: { Service: 1 } }]);
  });

  test('reports what cannot be read with its place, and judges the rest', async () => {
    const { status, body } = await (await linter())(`kind: [\n---\n${tied}`);
    const { pods, problems } = linted(body);
    expect([status, pods.length]).toEqual([200, 1]);
    expect(problems).toMatchObject([{ rule: 'syntax', file: 'body', line: 1 }]);
  });

  test.each<[string, string, number, RegExp]>([
    ['nothing', '', 400, /^send a manifest as the body/],
    ['more than 1 MiB', 'x'.repeat(2 ** 20 + 1), 413, /^\/lint accepts a body of at most 1048576 bytes/],
    [
      'what has more to say than anybody reads',
      `---\nkind: Pod\nspec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{}]}\n`.repeat(3000),
      413,
      /^the answer is longer than 4 MiB; send less/,
    ],
  ])('refuses %s, with the way out', async (_what, body, status, detail) => {
    const answer = await (await linter())(body);
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(answer.status).toBe(status);
  });

  test('has no node to answer for before the first run, and sends Retry-After', async () => {
    const gatherer: Gatherer = { gather: () => new Promise(() => undefined) };
    const ask = await serverFor(createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) }));
    const { status, headers } = await ask('/lint', { method: 'POST', body: tied });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });

  test('others are answered while a large manifest is read', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const good = readFileSync(new URL('../../manifests/network.yaml', import.meta.url), 'utf8');
    const large = `${good}---\n`.repeat(Math.floor(2 ** 20 / (good.length + 4)));
    const done: string[] = [];
    const linting = ask('/lint', { method: 'POST', body: large }).then((answer) => {
      done.push('lint');
      return answer;
    });
    for (let count = 0; count < 3; count++) expect((await ask('/livez')).status).toBe(200);
    done.push('livez');
    const { status, body } = await linting;
    expect([status, linted(body).pods.length]).toEqual([200, Math.floor(2 ** 20 / (good.length + 4))]);
    expect(done).toEqual(['livez', 'lint']);
  });
});
