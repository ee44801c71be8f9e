import { X509Certificate } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { connectToApi } from '../../agent/host/cluster/connect.ts';
import { clusterAccess, createClusters, openCluster } from '../../agent/host/cluster.ts';
import type { ApiAccess, Cluster } from '../../agent/host.ts';
import { serviceAccess } from '../access.ts';
import { caPem } from '../certificate.ts';
import { tokenAfter } from '../kubernetes/list.ts';
import { type Api, everything, type KubernetesObject, send, serveKubernetes, statusOf } from '../kubernetes.ts';
import { tls } from './tls.ts';

function open(access: ApiAccess): Cluster {
  const cluster = openCluster(access);
  onTestFinished(() => cluster.close());
  return cluster;
}
const errorOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error);
const failure = (kind: string, message: RegExp, code: string | null = null) =>
  expect.objectContaining({ name: 'QueryError', kind, message: expect.stringMatching(message), code });

const pod = (name: string, spec: object, status: object = {}): KubernetesObject => ({
  kind: 'Pod',
  metadata: { name, namespace: 'kube-system', uid: `uid-of-${name}`, creationTimestamp: '2026-11-01T11:00:00Z' },
  spec: { nodeName: 'win-node-1', containers: [{ name: 'main', image: 'main:1' }], ...spec },
  status: { phase: 'Running', ...status },
});
/** Where a list continues: after the pod of that number. */
const behind = (index: number) => tokenAfter(`kube-system/pod-${index}`);
const windows = (options: object) => ({ securityContext: { windowsOptions: options } });
const event = (name: string, about: object, more: object = {}): KubernetesObject => ({
  kind: 'Event',
  metadata: { name, namespace: 'kube-system' },
  involvedObject: { kind: 'Pod', namespace: 'kube-system', name: 'exporter', uid: 'uid-of-exporter', ...about },
  type: 'Warning',
  reason: 'Failed',
  message: 'Error: failed to start containerd task "main"',
  ...more,
});

describe('every request', () => {
  test('sends the token and its user agent, and shares its connection with later questions', async () => {
    const api = await serveKubernetes();
    const cluster = open(api.access);
    for (let times = 0; times < 10; times++) await cluster.events({ namespace: 'monitoring', uid: 'uid' });
    expect(api.requests).toHaveLength(10);
    for (const request of api.requests) {
      expect(request).toMatchObject({
        path: '/api/v1/namespaces/monitoring/events',
        authorization: 'Bearer a-token-of-the-cluster',
        agent: expect.stringMatching(/^hostprobe\/\d/),
      });
    }
    expect(api.connections.opened).toBe(1);
  });

  test('may sign in by a client certificate instead', async () => {
    const api = await serveKubernetes();
    const credential = { kind: 'certificate', certificate: tls.cert, key: tls.key } as const;
    expect(await errorOf(open({ ...api.access, credential }).version())).toEqual(failure('denied', /401/, '401'));
    expect(api.requests[0]?.authorization).toBeUndefined();
    expect(api.connections.certificate).toBe(new X509Certificate(tls.cert).fingerprint256);
  });

  test('leaves nothing open once the client is closed, which then asks nothing more', async () => {
    const api = await serveKubernetes();
    const cluster = openCluster(api.access);
    await cluster.version();
    cluster.close();
    await expect.poll(() => api.connections.open).toBe(0);
    expect(await errorOf(cluster.node('win-node-1'))).toEqual(failure('failed', /has been closed/));
    expect(api.requests).toHaveLength(1);
  });
});

describe('a server', () => {
  test('that another authority vouches for gets no token', async () => {
    const api = await serveKubernetes();
    expect(await errorOf(open({ ...api.access, ca: caPem }).version())).toEqual(
      failure('failed', /^GET \/version: .*certificate/, 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    );
    expect(api.requests).toEqual([]);
  });

  test('whose certificate has another name gets no token, unless that name is the one asked for', async () => {
    const api = await serveKubernetes();
    const byAddress = { ...api.access, server: api.access.server.replace('localhost', '127.0.0.1') };
    expect(await errorOf(open(byAddress).version())).toEqual(
      failure('failed', /IP: 127\.0\.0\.1 is not in the cert/, 'ERR_TLS_CERT_ALTNAME_INVALID'),
    );
    expect(api.requests).toEqual([]);
    expect(await open({ ...byAddress, serverName: 'localhost' }).version()).toBe('v1.33.4');
  });

  test('that is not there is a failure with its code', async () => {
    const { access, close } = await serveKubernetes();
    await close();
    expect(await errorOf(open(access).version())).toEqual(failure('failed', /ECONNREFUSED/, 'ECONNREFUSED'));
  });

  test('that takes the request and stays silent is given up', async () => {
    const api = await serveKubernetes();
    api.disturb = () => true;
    expect(await errorOf(open(api.access).version())).toEqual(failure('timeout', /did not answer in time/));
  });

  test('that stops in the middle of its answer is given up', async () => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"gitVersion":');
      return true;
    };
    expect(await errorOf(open(api.access).version())).toEqual(failure('timeout', /did not answer in time/));
  });

  test('that is cut off in the middle of its answer has failed', async () => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"gitVersion":', () => response.destroy());
      return true;
    };
    expect(await errorOf(open(api.access).version())).toEqual(failure('failed', /^GET \/version: /, 'ECONNRESET'));
  });

  test('that answers with something else than JSON has failed, and its words are not repeated', async () => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>sign in with canary</html>');
      return true;
    };
    const error = await errorOf(open(api.access).version());
    expect(error).toEqual(failure('failed', /the answer is not JSON/));
    expect(String(error)).not.toContain('canary');
  });

  /** What answers each request from then on. */
  const answering = async (status: number, headers: Record<string, string>, body: string | Buffer) => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      response.writeHead(status, headers).end(body);
      return true;
    };
    return { api, cluster: open(api.access) };
  };
  const json = { 'content-type': 'application/json' };

  test('that answers 200 with a page of HTML is reported with its content type', async () => {
    const { cluster } = await answering(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>canary</html>');
    const error = await errorOf(cluster.pods('win-node-1', () => false));
    expect(error).toEqual(
      failure('failed', /^list pods on win-node-1: the answer is not JSON, but text\/html: a proxy/),
    );
    expect(String(error)).not.toContain('canary');
  });

  test.each([
    ['nothing', '', /the answer is not JSON/],
    ['null', 'null', /not what Kubernetes sends: answer: .*expected object, received null/],
    ['a text', '"v1.33.4"', /answer: .*expected object, received string/],
    ['another object', '{"kind":"Status"}', /answer\.items: .*received undefined/],
    ['items that are no list', '{"items":{"canary":1}}', /answer\.items: .*expected array/],
    [
      'items that are no pods',
      '{"items":[{"metadata":{"name":7}}]}',
      /answer\.items\.0\.metadata\.name: .*expected string/,
    ],
    ['UTF-16', '{"items":[]}'.split('').join('\0'), /the answer is not JSON/],
  ])('that answers 200 with %s has failed, at the place', async (_, body, message) => {
    const { cluster } = await answering(200, json, body);
    const error = await errorOf(cluster.pods('win-node-1', () => false));
    expect(error).toEqual(failure('failed', message));
    expect(String(error)).not.toContain('canary');
  });

  test('whose text has bytes that are not UTF-8 is read, with U+FFFD for each of them', async () => {
    const text = (message: string) =>
      `\ufeff{"items":[{"involvedObject":{"kind":"Pod"},"type":"Warning","message":"${message}"}]}`;
    const bytes = Buffer.from(text('Zugriff verweigert: m#ll'));
    bytes[bytes.indexOf('#')] = 0xfc;
    const { cluster } = await answering(200, json, bytes);
    const { items } = await cluster.events({ namespace: 'kube-system', uid: 'uid' });
    expect(items[0]?.message).toBe('Zugriff verweigert: m\ufffdll');
  });

  test('that sends more than 16 MiB is cut off', async () => {
    const { api } = await answering(200, json, `{"items":[],"more":"${'x'.repeat(16 * 2 ** 20)}"}`);
    // Without the time limit of a question: on a busy machine so much takes longer.
    const connection = connectToApi(api.access, () => new AbortController().signal);
    onTestFinished(() => connection.close());
    const error = await errorOf(connection.ask({ path: '/version' }, z.unknown()));
    expect(error).toEqual(failure('failed', /larger than 16 MiB/));
    await expect.poll(() => api.connections.open).toBe(0);
  });

  test('that refuses with more text than is read is reported with its code', async () => {
    const { cluster } = await answering(500, json, JSON.stringify({ kind: 'Status', message: 'x'.repeat(2 ** 20) }));
    expect(await errorOf(cluster.version())).toEqual(failure('failed', /: 500, in no words of Kubernetes$/, '500'));
  });

  test.each([301, 302, 307, 308])(
    'that redirects (%i) is not followed, and the token goes nowhere else',
    async (status) => {
      const other = await serveKubernetes();
      const { cluster, api } = await answering(status, { location: `${other.access.server}/version` }, '');
      const error = await errorOf(cluster.version());
      expect(error).toEqual(
        failure('failed', /: \d+, a redirect, which is not followed with a credential$/, `${status}`),
      );
      expect(api.requests).toHaveLength(1);
      expect(other.connections.opened).toBe(0);
    },
  );

  test('that has closed a connection in the meantime is asked again over a new one', async () => {
    const api = await serveKubernetes();
    const cluster = open(api.access);
    await cluster.version();
    api.disturb = (_, response) => {
      if (api.requests.length !== 2) return false;
      response.destroy();
      return true;
    };
    expect(await cluster.node('win-node-1')).toBeNull();
    expect(api.connections.opened).toBe(2);
  });

  test('that is gone with all kept connections is not reached, whichever of them is asked over', async () => {
    const api = await serveKubernetes();
    const cluster = open(api.access);
    await cluster.node('first');
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => cluster.node(name)));
    expect(api.connections.open).toBe(4);
    const closed = api.close();
    expect(await errorOf(cluster.version())).toEqual(failure('failed', /ECONNREFUSED/, 'ECONNREFUSED'));
    await closed;
  });

  test('with its own path gets it before each question, and names are not paths', async () => {
    const api = await serveKubernetes();
    const cluster = open({ ...api.access, server: `${api.access.server}/k8s/clusters/c-1/` });
    await errorOf(cluster.version());
    await errorOf(cluster.node('../secrets?watch'));
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/k8s/clusters/c-1/version',
      '/k8s/clusters/c-1/api/v1/nodes/..%2Fsecrets%3Fwatch',
    ]);
  });
});

describe('a refusal', () => {
  test('of the token is denied, and the token is in no word of it', async () => {
    const api = await serveKubernetes();
    api.token = 'another-one';
    const error = await errorOf(open(api.access).version());
    expect(error).toEqual(
      failure('denied', /^GET \/version: 401, the API server does not accept the credential$/, '401'),
    );
    expect(JSON.stringify([String(error), error])).not.toContain('a-token-of-the-cluster');
  });

  test('by RBAC is denied, in the words of the server', async () => {
    const api = await serveKubernetes();
    api.allowed = [];
    expect(await errorOf(open(api.access).pods('win-node-1', () => false))).toEqual(
      failure('denied', /^list pods on win-node-1: 403, pods is forbidden: User .* cannot list resource "pods"/, '403'),
    );
    expect(await errorOf(open(api.access).node('win-node-1'))).toEqual(failure('denied', /cannot get/, '403'));
  });

  test('of an error inside of the server is a failure, with its status', async () => {
    const api = await serveKubernetes();
    const { status, answer } = statusOf(500, 'InternalError', 'etcdserver: request timed out');
    api.disturb = (_, response) => {
      send(response, status, answer);
      return true;
    };
    const error = await errorOf(open(api.access).node('win-node-1'));
    expect(error).toEqual(failure('failed', /^get node win-node-1: 500, etcdserver: request timed out$/, '500'));
  });

  test('by a busy server ends the run, and nothing more is asked', async () => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      send(response, 429, statusOf(429, 'TooManyRequests', 'too many requests').answer, { 'retry-after': '1' });
      return true;
    };
    const cluster = open(api.access);
    const asked = [cluster.version(), cluster.node('win-node-1'), cluster.daemonSets(), cluster.permissions()];
    for (const answer of asked)
      expect(await errorOf(answer)).toEqual(failure('failed', /429, too many requests/, '429'));
    expect(await errorOf(cluster.node('win-node-1'))).toEqual(
      failure('failed', /^get node win-node-1: not asked, to spare the API server: .*429/, '429'),
    );
    expect(api.requests).toHaveLength(1);
  });

  test('about one question leaves the others, once the server has answered', async () => {
    const api = await serveKubernetes();
    api.disturb = ({ path }, response) => {
      if (!path.includes('daemonsets')) return false;
      send(response, 500, statusOf(500, 'InternalError', 'a webhook failed').answer);
      return true;
    };
    const cluster = open(api.access);
    expect(await cluster.version()).toBe('v1.33.4');
    expect(await errorOf(cluster.daemonSets())).toEqual(failure('failed', /500, a webhook failed/, '500'));
    expect(await cluster.node('win-node-1')).toBeNull();
  });
});

describe('the node', () => {
  test('is read with its versions, conditions and taints, and the labels that say what it is', async () => {
    const api = await serveKubernetes([
      {
        kind: 'Node',
        metadata: {
          name: 'win-node-1',
          labels: {
            'kubernetes.io/os': 'windows',
            'node.kubernetes.io/windows-build': '10.0.20348',
            'team/cost-center': '42',
          },
        },
        spec: { unschedulable: true, taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] },
        status: {
          nodeInfo: {
            kubeletVersion: 'v1.33.4',
            containerRuntimeVersion: 'containerd://1.7.28',
            osImage: 'Windows Server 2022 Datacenter',
            kernelVersion: '10.0.20348.2700',
            operatingSystem: 'windows',
            architecture: 'amd64',
            machineID: 'not told',
          },
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'KubeletNotReady',
              message: 'cni',
              lastHeartbeatTime: '2026-11-01T11:57:40Z',
              lastTransitionTime: '2026-11-01T11:00:00Z',
            },
            { type: 'Odd', status: 'Unknown', lastTransitionTime: 'never' },
          ],
          capacity: { cpu: '4', pods: '110' },
          allocatable: { cpu: '3920m', pods: '110' },
        },
      },
    ]);
    expect(await open(api.access).node('win-node-1')).toEqual({
      kubeletVersion: 'v1.33.4',
      runtimeVersion: 'containerd://1.7.28',
      osImage: 'Windows Server 2022 Datacenter',
      kernelVersion: '10.0.20348.2700',
      operatingSystem: 'windows',
      architecture: 'amd64',
      unschedulable: true,
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message: 'cni',
          since: '2026-11-01T11:00:00.000Z',
          heartbeatAt: '2026-11-01T11:57:40.000Z',
        },
        { type: 'Odd', status: 'Unknown', reason: '', message: '', since: null, heartbeatAt: null },
      ],
      capacity: { cpu: '4', pods: '110' },
      allocatable: { cpu: '3920m', pods: '110' },
      taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }],
      labels: { 'kubernetes.io/os': 'windows', 'node.kubernetes.io/windows-build': '10.0.20348' },
    });
  });

  test('that the cluster does not have is null; a 404 of something else is unknown', async () => {
    const api = await serveKubernetes();
    expect(await open(api.access).node('win-node-2')).toBeNull();
    api.disturb = (_, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>nginx</html>');
      return true;
    };
    expect(await errorOf(open(api.access).node('win-node-2'))).toEqual(
      failure('failed', /404, in no words of Kubernetes/, '404'),
    );
  });
});

describe('the pods of a node', () => {
  test('are asked for by the node’s name; HostProcess pods are listed, at whatever level they set it, others counted', async () => {
    const api = await serveKubernetes([
      pod('by-pod', { ...windows({ hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' }), hostNetwork: true }),
      pod('by-container', { containers: [{ name: 'main', ...windows({ hostProcess: true }) }] }),
      pod('by-init', { initContainers: [{ name: 'set-up', ...windows({ hostProcess: true }) }] }),
      pod('ordinary', windows({ runAsUserName: 'ContainerUser' })),
      pod('elsewhere', { ...windows({ hostProcess: true }), nodeName: 'win-node-2' }),
    ]);
    const { hostProcess, others, truncated } = await open(api.access).pods('win-node-1', () => false);
    expect(hostProcess.map(({ name }) => name)).toEqual(['by-pod', 'by-container', 'by-init']);
    expect({ others, truncated }).toEqual({ others: 1, truncated: false });
    expect(api.requests).toMatchObject([
      {
        path: '/api/v1/pods',
        query: { fieldSelector: 'spec.nodeName=win-node-1', limit: '100', resourceVersion: '0' },
      },
    ]);
    expect(hostProcess[0]).toMatchObject({
      hostProcess: true,
      runAsUserName: 'NT AUTHORITY\\SYSTEM',
      hostNetwork: true,
      containers: [{ name: 'main', hostProcess: null, runAsUserName: null }],
    });
  });

  test('have the states of their containers, this run’s and the last', async () => {
    const message = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
    const api = await serveKubernetes([
      pod(
        'exporter',
        { ...windows({ hostProcess: true }), initContainers: [{ name: 'set-up', image: 'set-up:1' }] },
        {
          phase: 'Pending',
          containerStatuses: [
            {
              name: 'main',
              ready: false,
              restartCount: 7,
              containerID: 'containerd://8f2d7c41b0e9',
              state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
              lastState: {
                terminated: {
                  ...{ reason: 'StartError', message, exitCode: 128, finishedAt: '2026-11-01T11:58:00Z' },
                  containerID: 'containerd://5a36d1c48f2d',
                },
              },
            },
          ],
        },
      ),
    ]);
    const { hostProcess } = await open(api.access).pods('win-node-1', () => false);
    expect(hostProcess[0]?.containers).toMatchObject([
      { name: 'set-up', kind: 'init', ready: false, restarts: 0, state: null, last: null },
      {
        name: 'main',
        kind: 'container',
        image: 'main:1',
        restarts: 7,
        ids: ['8f2d7c41b0e9', '5a36d1c48f2d'],
        state: { kind: 'waiting', reason: 'CrashLoopBackOff', message: 'back-off 5m0s' },
        last: { kind: 'terminated', reason: 'StartError', message, exitCode: 128, at: '2026-11-01T11:58:00.000Z' },
      },
    ]);
  });

  test('have the containers that somebody added to debug them, with their image', async () => {
    const image = 'debug:1';
    const api = await serveKubernetes([
      pod('exporter', { ...windows({ hostProcess: true }), ephemeralContainers: [{ name: 'look', image }] }, {}),
    ]);
    const { hostProcess } = await open(api.access).pods('win-node-1', () => false);
    expect(hostProcess[0]?.containers).toMatchObject([{ name: 'main' }, { name: 'look', kind: 'ephemeral', image }]);
  });

  test('are read page by page, and no more of them than fit', async () => {
    const api = await serveKubernetes(Array.from({ length: 720 }, (_, index) => pod(`pod-${index}`, {})));
    expect(await open(api.access).pods('win-node-1', () => false)).toEqual({
      hostProcess: [],
      others: 500,
      truncated: true,
    });
    expect(api.requests.map(({ query }) => query.continue ?? '')).toEqual(['', ...[99, 199, 299, 399].map(behind)]);
  });

  test('are read again once when the list expires on the way', async () => {
    const api = await serveKubernetes(Array.from({ length: 150 }, (_, index) => pod(`pod-${index}`, {})));
    let times = 1;
    api.disturb = ({ query }, response) => {
      if (query.continue === undefined || times-- <= 0) return false;
      send(response, 410, statusOf(410, 'Expired', 'The provided continue parameter is too old').answer);
      return true;
    };
    expect(await open(api.access).pods('win-node-1', () => false)).toMatchObject({ others: 150, truncated: false });
    expect(api.requests.map(({ query }) => query.continue ?? '')).toEqual(['', behind(99), '', behind(99)]);
    times = 2;
    expect(await errorOf(open(api.access).pods('win-node-1', () => false))).toEqual(failure('failed', /410/, '410'));
  });

  test('are not read for ever from a server that always names a next page', async () => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      send(response, 200, { kind: 'PodList', metadata: { continue: 'more' }, items: null });
      return true;
    };
    expect(await open(api.access).pods('win-node-1', () => false)).toEqual({
      hostProcess: [],
      others: 0,
      truncated: true,
    });
    expect(api.requests.length).toBe(20);
  });

  test('whose pages together are larger than 16 MiB are told as not read', async () => {
    const api = await serveKubernetes();
    api.disturb = (_, response) => {
      const page = JSON.stringify({ kind: 'PodList', metadata: { continue: 'more' }, items: [pod('pod-1', {})] });
      response.writeHead(200, { 'content-type': 'application/json' }).end(page + ' '.repeat(6 * 2 ** 20));
      return true;
    };
    // Without the time limit of a question: on a busy machine so much takes longer.
    const patient = openCluster(api.access, undefined, undefined, (access) =>
      connectToApi(access, () => new AbortController().signal),
    );
    onTestFinished(() => patient.close());
    expect(await errorOf(patient.pods('win-node-1', () => false))).toEqual(
      failure('failed', /^list pods on win-node-1: the list is larger than 16 MiB, and is not read$/),
    );
    expect(api.requests.length).toBe(3);
  });
});

describe('events', () => {
  test('about a pod are asked for by its namespace and uid', async () => {
    const api = await serveKubernetes([
      event(
        'by-count',
        { fieldPath: 'spec.containers{main}' },
        {
          count: 12,
          firstTimestamp: '2026-11-01T11:00:00Z',
          lastTimestamp: '2026-11-01T11:59:00Z',
          eventTime: null,
        },
      ),
      event(
        'by-series',
        {},
        {
          eventTime: '2026-11-01T11:30:00.123456Z',
          series: { count: 3, lastObservedTime: '2026-11-01T11:45:00.654321Z' },
          firstTimestamp: null,
          lastTimestamp: null,
        },
      ),
      event('about-another', { uid: 'uid-of-another' }),
    ]);
    const { items } = await open(api.access).events({ namespace: 'kube-system', uid: 'uid-of-exporter' });
    expect(items).toMatchObject([
      {
        about: { kind: 'Pod', namespace: 'kube-system', name: 'exporter' },
        container: 'main',
        type: 'Warning',
        reason: 'Failed',
        message: 'Error: failed to start containerd task "main"',
        count: 12,
        firstAt: '2026-11-01T11:00:00.000Z',
        lastAt: '2026-11-01T11:59:00.000Z',
      },
      { container: null, count: 3, firstAt: '2026-11-01T11:30:00.123Z', lastAt: '2026-11-01T11:45:00.654Z' },
    ]);
    expect(api.requests).toMatchObject([
      { path: '/api/v1/namespaces/kube-system/events', query: { fieldSelector: 'involvedObject.uid=uid-of-exporter' } },
    ]);
  });

  test('of a DaemonSet whose pods are refused are asked for by its name', async () => {
    const refused = { kind: 'DaemonSet', name: 'exporter' };
    const api = await serveKubernetes([
      event('refused', refused, { reason: 'FailedCreate', message: 'Error creating: pods "exporter-" is forbidden' }),
      event('other', refused, { reason: 'SuccessfulCreate' }),
      event('another', { kind: 'DaemonSet', name: 'another' }, { reason: 'FailedCreate' }),
      event('replica-set', { kind: 'ReplicaSet' }, { reason: 'FailedCreate' }),
    ]);
    const { items } = await open(api.access).refusals({ namespace: 'kube-system', name: 'exporter' });
    expect(items).toMatchObject([{ about: refused, message: 'Error creating: pods "exporter-" is forbidden' }]);
  });
});

test.each<[string, (cluster: Cluster) => Promise<{ truncated: boolean }>]>([
  ['pods', (cluster) => cluster.pods('win-node-1', () => false)],
  ['events of a pod', (cluster) => cluster.events({ namespace: 'kube-system', uid: 'uid-of-exporter' })],
  ['DaemonSets', (cluster) => cluster.daemonSets()],
  ['Services', (cluster) => cluster.services()],
  ['EndpointSlices', (cluster) => cluster.endpointSlices()],
  ['refusals', (cluster) => cluster.refusals({ namespace: 'kube-system', name: 'exporter' })],
])('a list of %s that goes on is known to be cut, and one that ends is whole', async (_, list) => {
  const api = await serveKubernetes();
  api.allowed = [...everything, ...serviceAccess.map(({ verb, resource }) => `${verb} ${resource}`)];
  expect((await list(open(api.access))).truncated).toBe(false);
  api.disturb = (_request, response) => {
    send(response, 200, { metadata: { continue: 'more' }, items: [] });
    return true;
  };
  expect((await list(open(api.access))).truncated).toBe(true);
});

test('a pod that is being deleted says when it should have ended, and how many subPaths it mounts', async () => {
  const volumeMounts = [
    { name: 'a', mountPath: 'C:\\a', subPath: 'a' },
    { name: 'a', mountPath: 'C:\\b' },
  ];
  const expression = [{ name: 'a', mountPath: 'C:\\c', subPathExpr: '$(POD)' }];
  const api = await serveKubernetes([
    {
      kind: 'Pod',
      metadata: { name: 'exporter', namespace: 'monitoring', deletionTimestamp: '2026-11-01T11:00:00Z' },
      spec: {
        nodeName: 'win-node-1',
        ...windows({ hostProcess: true }),
        initContainers: [{ name: 'first', volumeMounts: expression }],
        containers: [{ name: 'main', volumeMounts }],
      },
    },
  ]);
  const { hostProcess } = await open(api.access).pods('win-node-1', () => true);
  expect(hostProcess).toMatchObject([{ deletedAt: '2026-11-01T11:00:00.000Z', subPaths: 2 }]);
});

test('DaemonSets are read with the settings of their pods', async () => {
  const template = {
    spec: {
      nodeSelector: { 'kubernetes.io/os': 'windows' },
      ...windows({ hostProcess: true }),
      containers: [{ name: 'main', ...windows({ runAsUserName: 'NT AUTHORITY\\SYSTEM' }) }],
    },
  };
  const api = await serveKubernetes([
    {
      kind: 'DaemonSet',
      metadata: { name: 'exporter', namespace: 'monitoring' },
      spec: { template },
      status: { desiredNumberScheduled: 3, currentNumberScheduled: 0 },
    },
  ]);
  expect(await open(api.access).daemonSets()).toEqual({
    items: [
      {
        namespace: 'monitoring',
        name: 'exporter',
        operatingSystem: 'windows',
        hostProcess: true,
        runAsUserName: null,
        containers: [{ name: 'main', hostProcess: null, runAsUserName: 'NT AUTHORITY\\SYSTEM' }],
        desired: 3,
        current: 0,
      },
    ],
    truncated: false,
  });
});

test('Services and their EndpointSlices are read as kube-proxy reads them', async () => {
  // Fields by kubernetes api/core/v1 and api/discovery/v1; the times of the writers decide when something changed.
  const written = (name: string, at: string, more = {}) => ({
    ...{ name, namespace: 'shop', creationTimestamp: '2026-10-01T08:00:00Z' },
    managedFields: [
      { manager: 'kube-controller-manager', time: at },
      { manager: 'kube-controller-manager', time: '2026-11-01T10:00:00Z', subresource: 'status' },
    ],
    ...more,
  });
  const labels = { 'kubernetes.io/service-name': 'cart' };
  const api = await serveKubernetes([
    {
      kind: 'Service',
      metadata: written('cart', '2026-10-02T08:00:00Z'),
      spec: { type: 'ClusterIP', clusterIPs: ['10.43.0.10', 'fd00::10'], ports: [{ name: 'http', port: 80 }] },
    },
    {
      kind: 'Service',
      metadata: written('out', '2026-10-02T08:00:00Z', {
        labels: { 'service.kubernetes.io/service-proxy-name': 'mesh' },
      }),
      spec: { type: 'ExternalName', clusterIPs: ['10.43.0.11'], internalTrafficPolicy: 'Local', ports: null },
    },
    {
      kind: 'EndpointSlice',
      metadata: written('cart-x2k9q', '2026-10-03T08:00:00Z', { labels }),
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['10.42.1.10'], conditions: {}, targetRef: { kind: 'Pod' } },
        { addresses: ['10.42.1.11'], conditions: { ready: false }, hints: { forZones: [{ name: 'a' }] } },
      ],
    },
  ]);
  api.allowed = [...everything, ...serviceAccess.map(({ verb, resource }) => `${verb} ${resource}`)];
  const http = { name: 'http', protocol: 'TCP' };
  const proxied = { local: false, proxied: true, ports: [{ ...http, port: 80 }] };
  expect((await open(api.access).services()).items).toEqual([
    {
      ...{ namespace: 'shop', name: 'cart', addresses: ['10.43.0.10', 'fd00::10'] },
      ...{ ...proxied, changedAt: '2026-10-02T08:00:00.000Z' },
    },
    {
      ...{ namespace: 'shop', name: 'out', addresses: [], local: true, proxied: false, ports: [] },
      changedAt: '2026-10-02T08:00:00.000Z',
    },
  ]);
  expect((await open(api.access).endpointSlices()).items).toEqual([
    {
      ...{ namespace: 'shop', service: 'cart', ports: [{ ...http, port: 8080 }] },
      changedAt: '2026-10-03T08:00:00.000Z',
      endpoints: [
        { address: '10.42.1.10', ready: true, ofPod: true, hinted: false },
        { address: '10.42.1.11', ready: false, ofPod: false, hinted: true },
      ],
    },
  ]);
});

test('Services that this account may not list are a refusal', async () => {
  const api = await serveKubernetes();
  api.allowed = everything;
  expect(await errorOf(open(api.access).services())).toEqual(failure('denied', /services/, '403'));
});

describe('clients that are opened one after the other, as runs do', () => {
  const asksOf = async (allowed: string[], token: (api: Api) => void = () => undefined) => {
    const api = await serveKubernetes();
    api.allowed = allowed;
    const clusterFor = createClusters();
    for (let times = 0; times < 3; times++) {
      const cluster = clusterFor({ ...api.access, credential: { kind: 'token', token: api.token } });
      await cluster.daemonSets().catch(() => null);
      await cluster.permissions();
      cluster.close();
      token(api);
    }
    const count = (path: RegExp) => api.requests.filter((request) => path.test(request.path)).length;
    return { daemonSets: count(/daemonsets$/), reviews: count(/selfsubjectaccessreviews$/) };
  };
  const rows = clusterAccess.length;

  test('ask once for what hardly changes', async () => {
    expect(await asksOf(everything)).toEqual({ daemonSets: 1, reviews: rows });
  });

  test('ask again for what was refused, so that it shows at once when it is allowed', async () => {
    expect(await asksOf(['get nodes'])).toEqual({ daemonSets: 3, reviews: 3 * rows });
  });

  // kubernetes pkg/kubelet/nodestatus: conditions of pressure are False where all is well, Ready is True.
  test.each([
    [[{ type: 'Ready', status: 'True' }], 1],
    [[{ type: 'Ready', status: 'False' }], 2],
    [
      [
        { type: 'MemoryPressure', status: 'True' },
        { type: 'Ready', status: 'Unknown' },
      ],
      2,
    ],
    [[{ type: 'MemoryPressure', status: 'True' }], 2],
    [[], 2],
  ])(
    'keep what they know of a node with %j if it is ready: of two it is asked for %i times',
    async (conditions, times) => {
      const api = await serveKubernetes([{ kind: 'Node', metadata: { name: 'win-1' }, status: { conditions } }]);
      const clusterFor = createClusters();
      for (let run = 0; run < 2; run++) {
        const cluster = clusterFor(api.access);
        expect((await cluster.node('win-1'))?.conditions.length).toBe(conditions.length);
        cluster.close();
      }
      expect(api.requests.filter(({ path }) => path.includes('/nodes/'))).toHaveLength(times);
    },
  );

  test('ask again for a node and a namespace that are not there', async () => {
    const api = await serveKubernetes([]);
    const cluster = open(api.access);
    for (let time = 0; time < 2; time++) {
      expect(await cluster.node('gone')).toBeNull();
      expect(await cluster.namespaceLabels('gone', 'x')).toBeNull();
    }
    expect(api.requests.map(({ path }) => path).filter((path) => path.endsWith('/gone'))).toHaveLength(4);
  });

  test('ask again when they sign in otherwise', async () => {
    const rotate = (api: Api) => {
      api.token += '+';
    };
    expect(await asksOf(everything, rotate)).toEqual({ daemonSets: 3, reviews: 3 * rows });
  });
});

test('of a namespace only the requested labels are returned', async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline', owner: 'somebody' };
  const api = await serveKubernetes([{ kind: 'Namespace', metadata: { name: 'monitoring', labels } }]);
  const cluster = open(api.access);
  const prefix = 'pod-security.kubernetes.io/';
  expect(await cluster.namespaceLabels('monitoring', prefix)).toEqual({
    'pod-security.kubernetes.io/enforce': 'baseline',
  });
  expect(await cluster.namespaceLabels('gone', prefix)).toBeNull();
});

describe('permissions', () => {
  test('are asked for one by one, and returned unchanged', async () => {
    const api = await serveKubernetes();
    api.allowed = ['get nodes', 'list pods'];
    const permissions = await open(api.access).permissions();
    expect(permissions.filter(({ allowed }) => allowed).map(({ resource }) => resource)).toEqual(['nodes', 'pods']);
    expect(permissions).toHaveLength(clusterAccess.length);
  });

  test('are exactly what the questions need', async () => {
    const api = await serveKubernetes();
    const asked = new Set<string>();
    api.disturb = ({ path }) => {
      const [, , resource, name] = /^\/api.*?\/v1(\/namespaces\/[^/]+)?\/([a-z]+)(\/[^/]+)?$/.exec(path) ?? [];
      if (resource !== 'selfsubjectaccessreviews') asked.add(`${name === undefined ? 'list' : 'get'} ${resource}`);
      return false;
    };
    const cluster = open(api.access);
    await cluster.node('win-node-1');
    await cluster.pods('win-node-1', () => false);
    await cluster.events({ namespace: 'kube-system', uid: 'uid' });
    await cluster.daemonSets();
    await cluster.refusals({ namespace: 'monitoring', name: 'exporter' });
    await cluster.namespaceLabels('monitoring', 'pod');
    await cluster.permissions();
    expect([...asked].toSorted()).toEqual(clusterAccess.map(({ verb, resource }) => `${verb} ${resource}`).toSorted());
  });
});
