import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { readFound, toBroken } from '../../agent/fleet/broken-pods.ts';
import { readFleet } from '../../agent/fleet/read-cluster.ts';
import { watchBrokenPods, watchFleet } from '../../agent/fleet/watch.ts';
import { openApi } from '../../agent/reach/api.ts';
import { list, type WatchEvent, watch } from '../../agent/reach/list.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { agentPod, brokenPod, windowsNode } from '../fleet/cluster.ts';
import { type Api, type KubernetesObject, kubeconfigOf, send, serveKubernetes, statusOf } from '../kubernetes.ts';
import { saved } from '../run.ts';

async function open(api: Api) {
  const { config } = readConfig(status, ['--kubeconfig', saved(kubeconfigOf(api))], {});
  return openApi(await openSignIn(config), null);
}

const change = (type: string, name: string, resourceVersion: string) =>
  `${JSON.stringify({ type, object: { ...windowsNode(name), metadata: { name, resourceVersion } } })}\n`;
const bookmark = (resourceVersion: string) =>
  `${JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Node', metadata: { resourceVersion } } })}\n`;
const gone = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (815)' };

/** A server whose watches of nodes answer with these, one after the other; the last one stays open. */
async function watched(...answers: ((response: ServerResponse) => void)[]) {
  const api = await serveKubernetes([windowsNode('win-1')]);
  const versions: (string | undefined)[] = [];
  api.disturb = ({ path, query }, response) => {
    if (query.watch !== 'true' || path !== '/api/v1/nodes') return false;
    versions.push(query.resourceVersion);
    const answer = answers[versions.length - 1];
    if (answer === undefined) response.flushHeaders();
    else answer(response);
    return true;
  };
  return { api, versions, own: await open(api) };
}

const path = '/api/v1/nodes';
const showChange = (one: WatchEvent | 'expired') =>
  one === 'expired' ? one : `${one.type} ${(one.object as { metadata: { name: string } }).metadata.name}`;

/** The first so many changes. */
async function take(source: AsyncIterable<WatchEvent | 'expired'>, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const one of source) {
    taken.push(showChange(one));
    if (taken.length === count) break;
  }
  return taken;
}

describe('a watch', () => {
  test('yields changes, and resumes from the newest resource version after it ends', async () => {
    const { own, versions } = await watched(
      (response) => response.end(change('ADDED', 'win-1', '7') + change('MODIFIED', 'win-1', '9') + bookmark('12')),
      (response) => response.write(change('DELETED', 'win-1', '13')),
    );
    const { signal } = new AbortController();
    expect(await take(watch(own, { path, query: {}, from: '3' }, signal), 3)).toEqual([
      ...['ADDED win-1', 'MODIFIED win-1', 'DELETED win-1'],
    ]);
    expect(versions).toEqual(['3', '12']);
  });

  test('reads a line that arrives in pieces', async () => {
    const line = Buffer.from(change('ADDED', 'win-ä', '7'));
    const { own } = await watched((response) => {
      for (const byte of line) response.write(Buffer.from([byte]));
    });
    const { signal } = new AbortController();
    expect(await take(watch(own, { path, query: {}, from: '3' }, signal), 1)).toEqual(['ADDED win-ä']);
  });

  test('reads a line that is torn behind another one', async () => {
    const lines = change('ADDED', 'win-1', '7') + change('ADDED', 'win-2', '8');
    const torn = Promise.withResolvers<ServerResponse>();
    const { own } = await watched((response) => {
      response.write(lines.slice(0, -20));
      torn.resolve(response);
    });
    const seen: string[] = [];
    for await (const one of watch(own, { path, query: {}, from: '3' }, new AbortController().signal)) {
      seen.push(showChange(one));
      if (seen.length === 2) break;
      (await torn.promise).write(lines.slice(-20));
    }
    expect(seen).toEqual(['ADDED win-1', 'ADDED win-2']);
  });

  test.each([
    [
      'as an event',
      (response: ServerResponse) => void response.end(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`),
    ],
    ['as a status', (response: ServerResponse) => send(response, 410, gone)],
  ])('reports an expired resource version (%s), and ends', async (_how, answer) => {
    const { own, versions } = await watched(answer);
    const { signal } = new AbortController();
    expect(await take(watch(own, { path, query: {}, from: '1' }, signal), 9)).toEqual(['expired']);
    expect(versions).toEqual(['1']);
  });

  test('rejects without a retry when access is denied', async () => {
    const { own, versions } = await watched((response) =>
      send(response, 403, { ...gone, code: 403, reason: 'Forbidden', message: 'nodes is forbidden' }),
    );
    const { signal } = new AbortController();
    await expect(take(watch(own, { path, query: {}, from: '1' }, signal), 9)).rejects.toThrow(/nodes is forbidden/);
    expect(versions).toEqual(['1']);
  });

  test('ends with its signal', async () => {
    const stop = new AbortController();
    const { own } = await watched((response) => {
      response.flushHeaders();
      stop.abort();
    });
    expect(await take(watch(own, { path, query: {}, from: '1' }, stop.signal), 1)).toEqual([]);
  });
});

test('lists the fleet again after an expired watch, and reports the changes', async () => {
  const { api, own, versions } = await watched((response) => {
    api.objects.push(windowsNode('win-2'), agentPod('win-2'));
    send(response, 410, gone);
  });
  api.allowed = ['list nodes', 'list pods'];
  const wanted = { selector: null, agentNamespace: 'hostprobe' };
  const fleet = await readFleet(own, wanted);
  api.objects.push(windowsNode('win-3'));
  const told: string[][] = [];
  const following = watchFleet({ api: own, wanted, fleet }, async (names) => {
    told.push([...names].toSorted());
    throw new Error('enough');
  });
  await expect(following).rejects.toThrow('enough');
  expect(told).toEqual([['win-1', 'win-2', 'win-3']]);
  expect([...fleet.nodes.keys()].toSorted()).toEqual(['win-1', 'win-2', 'win-3']);
  expect(versions.length).toBeLessThanOrEqual(2);
});

test('looks at all nodes again after a while, since a silent agent changes nothing in the cluster', async () => {
  const { api, own } = await watched((response) => response.flushHeaders());
  api.allowed = ['list nodes', 'list pods', 'watch nodes', 'watch pods'];
  const wanted = { selector: null, agentNamespace: 'hostprobe' };
  const fleet = await readFleet(own, wanted);
  const told: string[][] = [];
  const following = watchFleet({ api: own, wanted, fleet, recheckMs: 20 }, async (names) => {
    told.push([...names]);
    if (told.length === 2) throw new Error('enough');
  });
  await expect(following).rejects.toThrow('enough');
  expect(told).toEqual([['win-1'], ['win-1']]);
});

/** Answers the watch of each of these paths with these changes, and stays open. */
async function telling(
  changes: Readonly<Record<string, readonly (readonly [type: string, object: KubernetesObject])[]>>,
) {
  const api = await serveKubernetes([windowsNode('win-1'), agentPod('win-1')]);
  api.allowed = ['list nodes', 'list pods', 'list events'];
  api.disturb = ({ path, query }, response) => {
    if (query.watch !== 'true') return false;
    response.flushHeaders();
    for (const [type, object] of changes[path] ?? []) response.write(`${JSON.stringify({ type, object })}\n`);
    return true;
  };
  return await open(api);
}

test('keeps a fleet as its nodes and pods change; a pod that another has replaced may go', async () => {
  const [own, pods] = [agentPod('win-1'), '/api/v1/namespaces/hostprobe/pods'];
  const renamed = { ...own, metadata: { ...Object(own.metadata), name: 'newer' } };
  const waiting = agentPod('win-2', { reason: 'ImagePullBackOff', message: '' });
  const steps = async (changes: Parameters<typeof telling>[0], count: number) => {
    const api = await telling(changes);
    const wanted = { selector: null, agentNamespace: 'hostprobe' };
    const fleet = await readFleet(api, wanted);
    const told: string[] = [];
    const following = watchFleet({ api, wanted, fleet }, async (names) => {
      told.push(...names);
      if (told.length === count) throw new Error('enough');
    });
    await expect(following).rejects.toThrow('enough');
    return { told, nodes: [...fleet.nodes.keys()], pods: [...fleet.pods.values()].map(({ name }) => name) };
  };
  expect(
    await steps(
      {
        '/api/v1/nodes': [
          ['ADDED', windowsNode('win-2')],
          ['DELETED', windowsNode('win-1')],
        ],
      },
      2,
    ),
  ).toMatchObject({ told: ['win-2', 'win-1'], nodes: ['win-2'] });
  expect(
    await steps(
      {
        [pods]: [
          ['ADDED', renamed],
          ['DELETED', own],
          ['ADDED', waiting],
        ],
      },
      3,
    ),
  ).toMatchObject({
    ...{ told: ['win-1', 'win-1', 'win-2'], pods: ['newer', 'hostprobe-win-2'] },
  });
  expect(await steps({ [pods]: [['DELETED', own]] }, 1)).toMatchObject({ told: ['win-1'], pods: [] });
});

test('tells each pod that fails once, until it fails in another way, and none that runs, is gone or is no HostProcess pod', async () => {
  const failing = (name: string, reason = 'CrashLoopBackOff') => brokenPod(name, { reason, message: '' });
  const other = { ...failing('other'), spec: { nodeName: 'win-1', containers: [{ name: 'agent' }] } };
  const api = await telling({
    '/api/v1/pods': [
      ...[
        ['ADDED', other] as const,
        ['ADDED', brokenPod('well', null)] as const,
        ['DELETED', failing('gone')] as const,
      ],
      ...[
        ['ADDED', failing('known')] as const,
        ['ADDED', failing('new')] as const,
        ['MODIFIED', failing('new')] as const,
      ],
      ['MODIFIED', failing('new', 'ImagePullBackOff')],
    ],
  });
  const found = readFound(failing('known'));
  const seen = { broken: found === null ? [] : [toBroken(found, [])], version: '1' };
  const told: string[] = [];
  const following = watchBrokenPods({ api, wanted: { namespace: null, selector: null }, seen }, async (changed) => {
    told.push(...changed.map(({ pod, state }) => `${pod} ${state}`));
    if (told.length === 2) throw new Error('enough');
  });
  await expect(following).rejects.toThrow('enough');
  expect(told).toEqual(['new CrashLoopBackOff', 'new ImagePullBackOff']);
});

describe('a list', () => {
  /** 1,200 nodes, in three pages; `expires`: how many of the questions for a later page are told that it is gone. */
  async function paged(expires: number) {
    const api = await serveKubernetes(Array.from({ length: 1200 }, (_, index) => windowsNode(`win-${index}`)));
    api.allowed = ['list nodes'];
    api.disturb = ({ query }, response) => {
      if (query.continue === undefined || expires-- <= 0) return false;
      const { status, answer } = statusOf(410, 'Expired', 'The provided continue parameter is too old');
      send(response, status, answer);
      return true;
    };
    const own = await open(api);
    return { api, names: list(own, { path }, (item) => (item as { metadata: { name: string } }).metadata.name) };
  }

  test('comes in pages of 500', async () => {
    const { api, names } = await paged(0);
    expect(new Set((await names).items).size).toBe(1200);
    expect(api.requests.map(({ query }) => query.limit)).toEqual(['500', '500', '500']);
  });

  test('starts again once when it expires between pages, and yields no item twice', async () => {
    const { api, names } = await paged(1);
    const { items } = await names;
    expect(items).toHaveLength(1200);
    expect(new Set(items).size).toBe(1200);
    expect(api.requests).toHaveLength(5);
  });

  test('rejects when it expires again', async () => {
    const { names } = await paged(2);
    await expect(names).rejects.toThrow(/too old/);
  });

  test.each([
    [null, /^GET \/api\/v1\/nodes: the list does not end within 10 minutes$/, 21],
    [0, /the list does not end after 1000 pages$/, 1000],
  ])(
    'without end, each page of which takes 29 s, is read as long as --request-timeout %s lets it',
    async (timeoutMs, words, pages) => {
      vi.useFakeTimers({ toFake: ['performance'] });
      onTestFinished(() => void vi.useRealTimers());
      let asked = 0;
      const get = async () => {
        asked += 1;
        vi.advanceTimersByTime(29_000);
        return { items: [], metadata: { continue: 'next' } };
      };
      const own = await open(await serveKubernetes());
      await expect(list({ ...own, timeoutMs, get }, { path }, (item) => item)).rejects.toThrow(words);
      expect(asked).toBe(pages);
    },
  );
});
