import { expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import type { Ask } from '../../../agent/host/cluster/caller.ts';
import { createClusterWriter } from '../../../agent/host/cluster/publish.ts';
import { publishAccess } from '../../access.ts';

const at = new Date('2026-11-01T12:00:00Z');

/** A writer, what it sends, and the codes with which the server refuses one after the other; null: it accepts. */
function writing(...answers: (string | null)[]) {
  const sent: unknown[] = [];
  const ask: Ask = (_what, call) =>
    call({
      ask: async (question, schema) => {
        sent.push(question);
        const code = answers.shift() ?? null;
        if (code !== null) throw new QueryError('failed', code, /^\d{3}$/.exec(code)?.[0] ?? '422');
        return schema.parse({});
      },
      close: () => undefined,
    });
  return { sent, writer: createClusterWriter(ask) };
}
const event = {
  ...{ namespace: 'n', pod: 'p', uid: 'u', container: 'c', name: 'p.0123456789abcdef', message: 'm', count: 2 },
  reporter: `hostprobe-${'x'.repeat(200)}`,
};
const body = {
  metadata: { name: 'p.0123456789abcdef', namespace: 'n' },
  involvedObject: {
    kind: 'Pod',
    apiVersion: 'v1',
    namespace: 'n',
    name: 'p',
    uid: 'u',
    fieldPath: 'spec.containers{c}',
  },
  ...{ type: 'Warning', reason: 'HostProcessExplained', message: 'm', count: 2, firstTimestamp: at, lastTimestamp: at },
  ...{ source: { component: 'hostprobe', host: 'win-1' }, reportingComponent: 'hostprobe' },
  reportingInstance: event.reporter.slice(0, 128),
};

test('an event of a pod is created, counted up where it is there, and created again where it has expired since', async () => {
  const create = { method: 'POST', path: '/api/v1/namespaces/n/events', body };
  const patch = {
    ...{ method: 'PATCH', path: '/api/v1/namespaces/n/events/p.0123456789abcdef' },
    body: { message: 'm', count: 2, lastTimestamp: at },
  };
  for (const [answers, requests] of [
    [[null], [create]],
    [
      ['409', null],
      [create, patch],
    ],
    [
      ['409', '404', null],
      [create, patch, create],
    ],
  ] as const) {
    const { sent, writer } = writing(...answers);
    await writer.emitPodEvent('win-1', event, at);
    expect(sent).toEqual(requests);
  }
  await expect(writing('403').writer.emitPodEvent('win-1', event, at)).rejects.toThrow('403');
  await expect(writing('409', '403').writer.emitPodEvent('win-1', event, at)).rejects.toThrow('403');
  const { sent, writer } = writing();
  await writer.emitPodEvent('win-1', { ...event, container: null }, at);
  expect(sent).not.toHaveProperty('0.body.involvedObject.fieldPath');
});

test('an event of a node warns where the node does, and a condition replaces the one of its type alone', async () => {
  const { sent, writer } = writing();
  for (const warns of [true, false]) await writer.emitNodeEvent('win-1', { warns, reason: 'r', message: 'm', at });
  expect(sent).toMatchObject(
    [true, false].map((warns) => ({
      path: '/api/v1/namespaces/default/events',
      body: {
        type: warns ? 'Warning' : 'Normal',
        reason: 'r',
        message: 'm',
        ...{ count: 1, firstTimestamp: at, lastTimestamp: at },
        // As the kubelet writes its own; kubectl describe node looks for the name in place of a UID.
        involvedObject: { kind: 'Node', name: 'win-1', uid: 'win-1' },
        ...{ source: { component: 'hostprobe', host: 'win-1' }, reportingComponent: 'hostprobe' },
      },
    })),
  );
  const since = new Date('2026-11-01T11:00:00Z');
  const condition = { type: 'HostProcessReady', status: 'True', reason: 'r', message: 'm' } as const;
  await writer.setCondition('win-1', { ...condition, since, at });
  expect(sent.at(-1)).toEqual({
    ...{ method: 'PATCH', path: '/api/v1/nodes/win-1/status', query: { fieldManager: 'hostprobe' } },
    body: { status: { conditions: [{ ...condition, lastTransitionTime: since, lastHeartbeatTime: at }] } },
  });
});

// How the API server names the policy that denies a request: "ValidatingAdmissionPolicy 'x' with binding 'y' denied request: ...".
test('whether a policy holds the token to its node is asked in a dry run, and only its denial says yes', async () => {
  const denial =
    "events \"x\" is forbidden: ValidatingAdmissionPolicy 'hostprobe-own-node' with binding 'b' denied request: not your node";
  const { sent, writer } = writing(denial, null);
  expect([await writer.isHeldToNode('win-1', at), await writer.isHeldToNode('win-1', at)]).toEqual([true, false]);
  expect(sent[0]).toMatchObject({ query: { dryRun: 'All' }, body: { source: { host: 'not-win-1' } } });
  const other = denial.replace('own-node', 'quota');
  await expect(writing(other).writer.isHeldToNode('win-1', at)).rejects.toThrow('quota');
});

test('the rights of --publish are exactly what its requests need', async () => {
  const { sent, writer } = writing(null, '409', null, null, null);
  await writer.setCondition('win-1', {
    ...{ type: 'HostProcessReady', status: 'True', reason: 'r', message: 'm', since: at, at },
  });
  await writer.emitPodEvent('win-1', event, at);
  await writer.emitNodeEvent('win-1', { warns: true, reason: 'r', message: 'm', at });
  await writer.isHeldToNode('win-1', at);
  const verbs: Readonly<Record<string, string>> = { POST: 'create', PATCH: 'patch' };
  const asked = (sent as { method: string; path: string }[]).map(({ method, path }) => {
    const [, resource, , sub] = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?([a-z]+)(\/[^/]+)?(\/[a-z]+)?$/.exec(path) ?? [];
    return `${verbs[method]} ${resource}${sub ?? ''}`;
  });
  expect(new Set(asked)).toEqual(new Set(publishAccess.map(({ verb, resource }) => `${verb} ${resource}`)));
});
