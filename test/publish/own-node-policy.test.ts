import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { openCluster } from '../../agent/host/cluster.ts';
import { createLog } from '../../agent/log.ts';
import { createPolicyCheck } from '../../agent/publish/own-node-policy.ts';
import { send, serveKubernetes, statusOf } from '../kubernetes.ts';

async function check() {
  const api = await serveKubernetes([{ kind: 'Node', metadata: { name: 'win-1' } }]);
  api.allowed = [...api.allowed, 'create events'];
  const open = async () => ({ cluster: openCluster(api.access), nodeName: 'win-1' });
  const policy = createPolicyCheck({
    open,
    now: () => new Date('2026-11-01T12:00:00Z'),
    log: await createLog('silent'),
  });
  return { api, policy };
}

/** What kube-apiserver 1.34.2 answered to an event with the host of another node, where the policy was in force. */
const denied: { status: number; answer: unknown } = readFileSync(
  new URL('../kubernetes/api-v1.34.2.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .find(({ what }) => what === 'event of another node (own-node policy in force)');

describe('whether an agent is held to its own node', () => {
  test('it is absent where the API server accepts an event for another node in a dry run', async () => {
    const { api, policy } = await check();
    expect(policy.state()).toBe('unknown');
    await policy.check();
    expect(policy.state()).toBe('absent');
    expect(api.requests.map(({ method, path, query }) => [method, path, query])).toEqual([
      ['POST', '/api/v1/namespaces/default/events', { dryRun: 'All' }],
    ]);
    expect(api.objects.filter(({ kind }) => kind === 'Event')).toEqual([]);
    await policy.check();
    expect(api.requests).toHaveLength(1);
  });

  test('it is in force where a policy denies that', async () => {
    const { api, policy } = await check();
    api.disturb = (_request, response) => {
      send(response, denied.status, denied.answer);
      return true;
    };
    await policy.check();
    expect(policy.state()).toBe('in-force');
  });

  test('it stays unknown where the API server refuses the event for another reason', async () => {
    const { api, policy } = await check();
    const invalid = statusOf(422, 'Invalid', 'Event "x" is invalid: metadata.name: Invalid value: "x-"');
    api.disturb = (_request, response) => {
      send(response, invalid.status, invalid.answer);
      return true;
    };
    await policy.check();
    expect(policy.state()).toBe('unknown');
  });

  test('it stays unknown where the API server says nothing of it, and is asked for again', async () => {
    const { api, policy } = await check();
    api.allowed = api.allowed.filter((right) => right !== 'create events');
    await policy.check();
    expect(policy.state()).toBe('unknown');
    api.allowed = [...api.allowed, 'create events'];
    await policy.check();
    expect(policy.state()).toBe('absent');
  });

  test('each question closes its client, and what goes wrong is logged once', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    let closed = 0;
    const cluster = {
      isHeldToNode: () => Promise.reject(new QueryError('timeout', 'no answer')),
      close: () => {
        closed += 1;
      },
    };
    const policy = createPolicyCheck({
      open: async () => ({ cluster, nodeName: 'win-1' }),
      now: () => new Date(),
      log,
    });
    for (let times = 0; times < 3; times++) await policy.check();
    expect([closed, lines.length]).toEqual([3, 1]);
  });
});
