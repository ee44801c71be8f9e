import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { cluster as clusterSchema } from '../../agent/facts/cluster.ts';
import { createClusters, openCluster } from '../../agent/host/cluster.ts';
import type { ApiAccess, Cluster, Host } from '../../agent/host.ts';
import { cluster } from '../../agent/probes/cluster.ts';
import { tls } from '../host/tls.ts';
import { hostWith } from '../host.ts';
import { type Api, type KubernetesObject, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { runNode } from '../run.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';
const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
const jwt = (pod: object | undefined, more: object = {}) =>
  `${encoded({ alg: 'RS256' })}.${encoded({ 'kubernetes.io': { pod, ...more } })}.c2lnbmF0dXJl`;
const own = { name: 'hostprobe-x7k2p', uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10' };
const inPod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443', POD_UID: own.uid };

interface Machine {
  variables: Record<string, string>;
  files: Record<string, string>;
  /** Paths that this account may not read. */
  closed?: string[];
  cluster?: Host['cluster'];
}
function hostOf({ variables, files, closed = [], cluster: open }: Machine): Host {
  return hostWith({
    self: { variable: (name) => variables[name] ?? null, workingDirectory: () => 'C:\\hpc' },
    files: {
      read: async (path) => {
        if (closed.includes(path)) throw new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5');
        const text = files[path];
        return text === undefined ? null : { bytes: Buffer.from(text), size: text.length };
      },
      list: async () => null,
    },
    ...(open === undefined ? {} : { cluster: open }),
  });
}
const readFact = async (machine: Machine) => clusterSchema.parse(await cluster.read(hostOf(machine), settings));
const errorOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error);
const failure = (kind: string, message: RegExp) =>
  expect.objectContaining({ name: 'QueryError', kind, message: expect.stringMatching(message) });

/** How the machine would sign in, as the probe finds it; the API itself answers nothing. */
async function loginOf(machine: Machine): Promise<ApiAccess | null> {
  let login: ApiAccess | null = null;
  const unanswered = hostWith({}).cluster;
  const open = (access: ApiAccess) => {
    login = access;
    return unanswered(access);
  };
  await readFact({ ...machine, cluster: open });
  return login;
}
const tokenAt = (root: string, token: string) => ({
  [`${root}${secrets}\\token`]: token,
  [`${root}${secrets}\\ca.crt`]: tls.cert,
});

describe('the way to the API', () => {
  test.each([
    ['bind mode', 'C:\\hpc\\', { ...tokenAt('C:\\hpc\\', jwt(own)), ...tokenAt('C:\\', jwt(own)) }],
    ['bind mode without the link', 'C:\\hpc\\', tokenAt('C:\\', jwt(own))],
    ['volume mode', 'C:\\C\\1234\\', tokenAt('C:\\C\\1234\\', jwt(own))],
    [
      'volume mode beside a stray file of the host',
      'C:\\C\\1234\\',
      { ...tokenAt('C:\\', jwt({ name: 'stray', uid: '1' })), ...tokenAt('C:\\C\\1234\\', jwt(own)) },
    ],
  ])('is the token of this pod, wherever it is: %s', async (_mode, mountPoint, files) => {
    const variables = { ...inPod, CONTAINER_SANDBOX_MOUNT_POINT: mountPoint };
    expect(await loginOf({ variables, files })).toEqual({
      server: 'https://10.96.0.1:443',
      ca: tls.cert.trim(),
      serverName: null,
      credential: { kind: 'token', token: jwt(own) },
    });
  });

  test('brackets an address of IPv6', async () => {
    const variables = { ...inPod, KUBERNETES_SERVICE_HOST: 'fd00::1' };
    expect(await loginOf({ variables, files: tokenAt('C:\\', jwt(own)) })).toMatchObject({
      server: 'https://[fd00::1]:443',
    });
  });

  test('takes an older token, which names no pod', async () => {
    expect(await loginOf({ variables: inPod, files: tokenAt('C:\\', jwt(undefined)) })).not.toBeNull();
  });

  test.each([
    ['no token is mounted', {}, 'no service account token is mounted into this pod'],
    ['the file is no token', tokenAt('C:\\', 'no JWT'), 'no service account token is mounted into this pod'],
    [
      'the token is another pod’s',
      tokenAt('C:\\', jwt({ name: 'stray', uid: '1' })),
      `the token in C:\\${secrets} is not of this pod`,
    ],
  ])('is absent when %s, which is not an error', async (_why, files, reason) => {
    expect(await readFact({ variables: inPod, files })).toEqual({ access: { kind: 'none', reason }, seen: null });
  });

  test('in a pod is never a kubeconfig', async () => {
    const variables = { ...inPod, KUBECONFIG: 'C:\\k\\config' };
    expect(await loginOf({ variables, files: { 'C:\\k\\config': kubeconfig('https://10.0.0.1') } })).toBeNull();
  });

  test('is denied, not absent, where the token may not be read', async () => {
    const closed = [`C:\\${secrets}\\token`];
    expect(await errorOf(readFact({ variables: inPod, files: {}, closed }))).toEqual(
      failure('denied', /ACCESS_DENIED/),
    );
  });

  test('is not used without the certificates of the server', async () => {
    const token = { [`C:\\${secrets}\\token`]: jwt(own) };
    expect(await errorOf(readFact({ variables: inPod, files: token }))).toEqual(
      failure('failed', /ca\.crt is not there: the API/),
    );
    const empty = { ...token, [`C:\\${secrets}\\ca.crt`]: '' };
    expect(await errorOf(readFact({ variables: inPod, files: empty }))).toEqual(
      failure('failed', /contains no certificate/),
    );
  });

  const kubeconfig = (server: string) =>
    JSON.stringify({
      'current-context': 'lab',
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'me' } }],
      clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': 'ca.crt' } }],
      users: [{ name: 'me', user: { tokenFile: 'token' } }],
    });
  const beside = (folder: string) => ({
    [`${folder}\\config`]: kubeconfig('https://10.0.0.1:6443'),
    [`${folder}\\ca.crt`]: tls.cert,
    [`${folder}\\token`]: 'of-a-file\n',
  });

  test.each([
    ['that is named', { KUBECONFIG: 'D:\\gone;D:\\mine\\config', USERPROFILE: 'C:\\Users\\me' }, 'D:\\mine'],
    ['at the default path', { USERPROFILE: 'C:\\Users\\me' }, 'C:\\Users\\me\\.kube'],
  ])('outside of pods is the kubeconfig %s', async (_which, variables, folder) => {
    const files = beside(folder);
    expect(await loginOf({ variables, files })).toEqual({
      server: 'https://10.0.0.1:6443',
      ca: tls.cert.trim(),
      serverName: null,
      credential: { kind: 'token', token: 'of-a-file' },
    });
    const { access } = await readFact({ variables, files });
    expect(access).toEqual({
      kind: 'kubeconfig',
      server: 'https://10.0.0.1:6443',
      path: `${folder}\\config`,
      context: 'lab',
    });
  });

  test.each([
    [{}, /no home directory is set/],
    [{ USERPROFILE: 'C:\\Users\\me' }, /there is no file C:\\Users\\me\\.kube\\config/],
    [{ HOME: '/home/me' }, /there is no file \/home\/me\/\.kube\/config/],
  ])('outside of pods is null without a kubeconfig: %j', async (variables, reason) => {
    expect(await readFact({ variables, files: {} })).toEqual({
      access: { kind: 'none', reason: expect.stringMatching(reason) },
      seen: null,
    });
  });

  test('fails where the kubeconfig names a file that is not there', async () => {
    const { 'C:\\k\\token': _, ...files } = beside('C:\\k');
    const machine = { variables: { KUBECONFIG: 'C:\\k\\config' }, files };
    expect(await errorOf(readFact(machine))).toEqual(failure('failed', /names C:\\k\\token, which is not there/));
  });
});

const hostProcessPod = (name: string, status: object): KubernetesObject => ({
  kind: 'Pod',
  metadata: { name, namespace: 'monitoring', uid: `uid-of-${name}` },
  spec: {
    nodeName: 'win-node-1',
    hostNetwork: true,
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
    containers: [{ name: 'main' }],
  },
  status,
});
const ready = { name: 'main', ready: true, restartCount: 0, state: { running: { startedAt: '2026-11-01T10:00:00Z' } } };
const ended = (finishedAt: string) => ({ terminated: { exitCode: 128, reason: 'StartError', finishedAt } });
const event = (about: object, more: object = {}): KubernetesObject => ({
  kind: 'Event',
  metadata: { name: 'event', namespace: 'monitoring' },
  involvedObject: { kind: 'Pod', namespace: 'monitoring', ...about },
  type: 'Warning',
  reason: 'Failed',
  message: 'Error: failed to start',
  ...more,
});

/** The probe in a pod, at a real server. */
async function lookAt(api: Api, more: { variables?: Record<string, string>; token?: string } = {}) {
  const { port } = new URL(api.access.server);
  const token = more.token ?? jwt(own);
  api.token = jwt(own);
  const variables = {
    ...inPod,
    KUBERNETES_SERVICE_HOST: 'localhost',
    KUBERNETES_SERVICE_PORT: port,
    NODE_NAME: 'win-node-1',
    ...more.variables,
  };
  const { access, seen } = await readFact({ variables, files: tokenAt('C:\\', token), cluster: openCluster });
  if (seen === null) throw new Error('there was no access');
  return { access, seen };
}

describe('the look', () => {
  test('reads the node, its HostProcess pods, refused pods, and what this account may do', async () => {
    const api = await serveKubernetes([
      { kind: 'Node', metadata: { name: 'win-node-1' }, status: { nodeInfo: { kubeletVersion: 'v1.33.4' } } },
      hostProcessPod('exporter', { phase: 'Running', containerStatuses: [ready] }),
      {
        kind: 'Namespace',
        metadata: { name: 'monitoring', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
      },
    ]);
    const { access, seen } = await lookAt(api);
    expect(access).toEqual({ kind: 'pod', server: api.access.server, directory: `C:\\${secrets}` });
    expect(seen).toMatchObject({
      nodeName: 'win-node-1',
      version: { value: 'v1.33.4' },
      node: { value: { kubeletVersion: 'v1.33.4' } },
      pods: { value: { hostProcess: [{ name: 'exporter', troubled: false, events: null }], others: 0 } },
      podSecurity: [
        { namespace: 'monitoring', labels: { value: { 'pod-security.kubernetes.io/enforce': 'baseline' } } },
      ],
      refused: { value: { items: [] } },
      permissions: { ok: true },
    });
    await expect.poll(() => api.connections.open).toBe(0);
  });

  test('reads the token again each time, as it is rotated', async () => {
    const api = await serveKubernetes();
    const old = jwt(own, { rotated: 1 });
    expect((await lookAt(api, { token: old })).seen.version).toMatchObject({ error: { kind: 'denied', code: '401' } });
    expect((await lookAt(api)).seen.version).toEqual({ ok: true, value: 'v1.33.4' });
  });

  test('asks for the events of pods in trouble, and of no others', async () => {
    const api = await serveKubernetes([
      hostProcessPod('well', { phase: 'Running', containerStatuses: [ready] }),
      hostProcessPod('done', { phase: 'Succeeded', containerStatuses: [{ ...ready, ready: false }] }),
      hostProcessPod('recovered', {
        phase: 'Running',
        containerStatuses: [{ ...ready, lastState: ended('2026-11-01T10:00:00Z') }],
      }),
      hostProcessPod('crashing', {
        phase: 'Running',
        containerStatuses: [{ ...ready, lastState: ended('2026-11-01T11:55:00Z') }],
      }),
      hostProcessPod('unready', { phase: 'Running', containerStatuses: [{ ...ready, ready: false }] }),
      hostProcessPod('pending', { phase: 'Pending' }),
      ...['well', 'crashing', 'pending'].map((name) => event({ name, uid: `uid-of-${name}` })),
    ]);
    const { seen } = await lookAt(api);
    const pods = seen.pods.ok ? seen.pods.value.hostProcess : [];
    const told = pods.map(({ name, events }) => [name, events?.ok ? events.value.items.length : events]);
    expect(told).toEqual([
      ['well', null],
      ['done', null],
      ['recovered', null],
      ['crashing', 1],
      ['unready', 0],
      ['pending', 1],
    ]);
  });

  test('asks for the events of at most twenty pods', async () => {
    const api = await serveKubernetes(
      Array.from({ length: 30 }, (_, i) => hostProcessPod(`pod-${i}`, { phase: 'Pending' })),
    );
    const { seen } = await lookAt(api);
    const pods = seen.pods.ok ? seen.pods.value.hostProcess : [];
    expect(pods.map(({ events }) => events !== null)).toEqual([...Array(20).fill(true), ...Array(10).fill(false)]);
  });

  test('reads DaemonSets for Windows whose pods are refused, with the level of their namespace', async () => {
    const daemonSet = (name: string, spec: object): KubernetesObject => ({
      kind: 'DaemonSet',
      metadata: { name, namespace: 'monitoring' },
      spec: { template: { spec: { containers: [{ name: 'main' }], ...spec } } },
      status: { desiredNumberScheduled: 2, currentNumberScheduled: name === 'complete' ? 2 : 0 },
    });
    const refused = (name: string) =>
      event({ kind: 'DaemonSet', name }, { reason: 'FailedCreate', message: `pods "${name}-" is forbidden` });
    const api = await serveKubernetes([
      daemonSet('by-setting', { securityContext: { windowsOptions: { hostProcess: true } } }),
      daemonSet('by-os', { os: { name: 'windows' } }),
      daemonSet('for-linux', { nodeSelector: { 'kubernetes.io/os': 'linux' } }),
      daemonSet('complete', { os: { name: 'windows' } }),
      daemonSet('not-refused', { os: { name: 'windows' } }),
      ...['by-setting', 'by-setting', 'by-os', 'for-linux', 'complete', 'gone'].map(refused),
    ]);
    const { seen } = await lookAt(api);
    expect(seen.refused).toMatchObject({
      value: {
        items: [
          { daemonSet: { name: 'by-setting', hostProcess: true, desired: 2 }, events: [{ count: 1 }, { count: 1 }] },
          { daemonSet: { name: 'by-os' }, events: [{ message: 'pods "by-os-" is forbidden' }] },
        ],
      },
    });
    expect(seen.podSecurity).toEqual([{ namespace: 'monitoring', labels: { ok: true, value: null } }]);
    const asked = api.requests.filter(({ path }) => path.endsWith('/events')).map(({ query }) => query.fieldSelector);
    expect(asked).toEqual(
      ['by-setting', 'by-os', 'not-refused'].map(
        (name) => `involvedObject.kind=DaemonSet,involvedObject.name=${name},reason=FailedCreate`,
      ),
    );
  });

  test('asks about at most twenty DaemonSets and namespaces, and says that there are more', async () => {
    const sets = Array.from({ length: 25 }, (_, index) => ({
      kind: 'DaemonSet',
      metadata: { name: `set-${index}`, namespace: `space-${index}` },
      spec: { template: { spec: { os: { name: 'windows' }, containers: [] } } },
      status: { desiredNumberScheduled: 1, currentNumberScheduled: 0 },
    }));
    const pods = Array.from({ length: 25 }, (_, index) => {
      const pod = hostProcessPod(`pod-${index}`, { phase: 'Running' });
      return { ...pod, metadata: { ...pod.metadata, namespace: `own-${index % 23}` } };
    });
    const { seen } = await lookAt(await serveKubernetes([...sets, ...pods]));
    expect(seen.refused).toMatchObject({ value: { items: [], truncated: true } });
    expect(new Set(seen.podSecurity.map(({ namespace }) => namespace)).size).toBe(20);
    expect(seen.podSecurity).toHaveLength(20);
  });

  test('of pods in trouble those whose state says nothing are asked for first', async () => {
    const speaking = Array.from({ length: 20 }, (_, index) =>
      hostProcessPod(`says-${index}`, {
        phase: 'Pending',
        containerStatuses: [
          {
            ...{ name: 'main', ready: false, restartCount: 0, image: '', imageID: '' },
            state: { waiting: { reason: 'CreateContainerError', message: 'x' } },
          },
        ],
      }),
    );
    const api = await serveKubernetes([...speaking, hostProcessPod('silent', { phase: 'Pending' })]);
    const { seen } = await lookAt(api);
    const pods = seen.pods.ok ? seen.pods.value.hostProcess : [];
    const asked = new Map(pods.map(({ name, events }) => [name, events !== null]));
    expect([asked.get('silent'), [...asked.values()].filter(Boolean).length]).toEqual([true, 20]);
  });

  test('keeps what is allowed when something is not', async () => {
    const api = await serveKubernetes([hostProcessPod('exporter', { phase: 'Pending' })]);
    api.allowed = ['list pods'];
    const { seen } = await lookAt(api);
    expect(seen).toMatchObject({
      version: { ok: true },
      node: { error: { kind: 'denied', code: '403' } },
      pods: { value: { hostProcess: [{ events: { error: { kind: 'denied', code: '403' } } }] } },
      podSecurity: [{ labels: { error: { kind: 'denied' } } }],
      refused: { error: { kind: 'denied' } },
    });
    const allowed = seen.permissions.ok ? seen.permissions.value.filter((one) => one.allowed) : [];
    expect(allowed).toEqual([{ group: '', resource: 'pods', verb: 'list', allowed: true }]);
  });

  test('asks a server that is absent, silent or refuses this account only one question', async () => {
    const silent = await serveKubernetes();
    silent.disturb = () => true;
    const timeout = { error: { kind: 'timeout' } };
    const { seen } = await lookAt(silent);
    expect(seen).toMatchObject({
      version: timeout,
      node: timeout,
      pods: timeout,
      refused: timeout,
      permissions: timeout,
    });
    expect(silent.requests).toHaveLength(1);
    await silent.close();
    expect((await lookAt(silent)).seen.pods).toMatchObject({ error: { kind: 'failed', code: 'ECONNREFUSED' } });
    const other = await serveKubernetes();
    expect((await lookAt(other, { token: jwt(own, { old: 1 }) })).seen.pods).toMatchObject({
      error: { kind: 'denied' },
    });
    expect(other.requests).toHaveLength(1);
  });

  test.each([
    [{ NODE_NAME: 'win-node-1' }, undefined, 'win-node-1'],
    [{ NODE_NAME: '' }, { name: 'win-node-2', uid: '' }, 'win-node-2'],
    [{ NODE_NAME: '' }, undefined, 'win-node-1'],
  ])('knows the node by %j, by the token that says %j, else by its own name', async (variables, node, name) => {
    const open: Host['cluster'] = () => answering({ nodes: [name] });
    const files = tokenAt('C:\\', jwt(own, { node }));
    expect((await readFact({ variables: { ...inPod, ...variables }, files, cluster: open })).seen).toMatchObject({
      nodeName: name,
      node: { ok: true },
    });
  });
});

describe('runs one after the other', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  const node = (ready: string): KubernetesObject => ({
    kind: 'Node',
    metadata: { name: 'win-node-1' },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  });
  const namespace = { kind: 'Namespace', metadata: { name: 'monitoring', labels: {} } };

  /** The requests of looks at intervals of a minute, after the first. */
  async function askedInMinutes(api: Api, minutes: number): Promise<string[]> {
    const open = createClusters();
    const { port } = new URL(api.access.server);
    api.token = jwt(own);
    const machine = {
      variables: {
        ...inPod,
        KUBERNETES_SERVICE_HOST: 'localhost',
        KUBERNETES_SERVICE_PORT: port,
        NODE_NAME: 'win-node-1',
      },
      files: tokenAt('C:\\', api.token),
      cluster: open,
    };
    await readFact(machine);
    api.requests.length = 0;
    for (let minute = 0; minute < minutes; minute++) {
      vi.advanceTimersByTime(60_000);
      await readFact(machine);
    }
    return api.requests.map(({ path }) => path);
  }

  test('ask for a healthy node at most twice a minute', async () => {
    const pods = ['exporter', 'logs', 'csi'].map((name) =>
      hostProcessPod(name, { phase: 'Running', containerStatuses: [ready] }),
    );
    const api = await serveKubernetes([node('True'), namespace, ...pods]);
    const asked = await askedInMinutes(api, 60);
    expect(asked.length).toBeLessThanOrEqual(2 * 60);
    expect(new Set(asked)).toContain('/api/v1/pods');
  });

  test('ask about what is in trouble each time', async () => {
    const api = await serveKubernetes([node('False'), namespace, hostProcessPod('exporter', { phase: 'Pending' })]);
    const asked = await askedInMinutes(api, 5);
    const count = (path: string) => asked.filter((one) => one === path).length;
    expect([count('/api/v1/nodes/win-node-1'), count('/api/v1/pods')]).toEqual([5, 5]);
    expect(count('/api/v1/namespaces/monitoring/events')).toBe(5);
  });

  test('notice at once that the API server is gone, though its version is known from before', async () => {
    const api = await serveKubernetes([node('False')]);
    const open = createClusters();
    const { port } = new URL(api.access.server);
    api.token = jwt(own);
    const machine = {
      variables: {
        ...inPod,
        KUBERNETES_SERVICE_HOST: 'localhost',
        KUBERNETES_SERVICE_PORT: port,
        NODE_NAME: 'win-node-1',
      },
      files: tokenAt('C:\\', api.token),
      cluster: open,
    };
    await readFact(machine);
    await api.close();
    expect((await readFact(machine)).seen).toMatchObject({
      version: { error: { code: 'ECONNREFUSED' } },
      pods: { error: { code: 'ECONNREFUSED' } },
    });
  });
});

const answering = ({ nodes }: { nodes: string[] }): Cluster => ({
  ...hostWith({}).cluster({ server: '', ca: null, serverName: null, credential: { kind: 'token', token: '' } }),
  version: async () => 'v1.33.4',
  node: async (name) => (nodes.includes(name) ? null : Promise.reject(new QueryError('failed', `asked for ${name}`))),
});

test('a run with a kubeconfig shows what the API says, and nothing of the token', async () => {
  const api = await serveKubernetes();
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  const path = join(folder, 'config');
  writeFileSync(join(folder, 'ca.crt'), tls.cert);
  writeFileSync(
    path,
    `current-context: lab
contexts: [{ name: lab, context: { cluster: lab, user: me } }]
clusters: [{ name: lab, cluster: { server: '${api.access.server}', certificate-authority: ca.crt } }]
users: [{ name: me, user: { token: ${api.token} } }]`,
  );
  const run = async () => {
    const { stdout } = await runNode([program, 'facts'], { environment: { KUBECONFIG: path } });
    expect(stdout).not.toContain(api.token);
    return JSON.parse(stdout).facts.cluster;
  };
  const access = { kind: 'kubeconfig', path, context: 'lab' };
  // A run gives up a question after three seconds, which on a busy machine is right, and not what this is about.
  await expect.poll(run).toMatchObject({ value: { access, seen: { version: { value: 'v1.33.4' } } } });
});
