import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import type { Host, HttpAnswer } from '../../agent/host.ts';
import { network } from '../../agent/probes/network.ts';
import { caPem } from '../certificate.ts';
import { hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20_300 }] };
const ca = 'var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt';
const at = new Date('2026-11-01T12:00:00.300Z');
const http = (status: number): HttpAnswer => ({ status, date: null, receivedAt: at, certificate: null });
const inPod: Record<string, string> = {
  KUBERNETES_SERVICE_HOST: '10.96.0.1',
  KUBERNETES_SERVICE_PORT: '443',
  HOST_IP: '10.0.0.7',
  CONTAINER_SANDBOX_MOUNT_POINT: 'C:\\hpc\\',
};
const healthy: Partial<Host['network']> = {
  interfaces: async () => [{ name: 'Ethernet', address: '10.0.0.7', family: 'ipv4', internal: false }],
  listeners: async () => [
    { address: '0.0.0.0', port: 135, pid: 900 },
    { address: '127.0.0.1', port: 10_248, pid: 1300 },
    { address: '::', port: 20_300, pid: 7 },
  ],
  excludedPorts: async () => [{ first: 50_000, last: 50_059 }],
  nameServers: async () => ['10.0.0.2'],
  resolve: async () => [],
  get: async () => http(200),
};
const readFact = (
  answers: Partial<Host['network']> = {},
  variables: Record<string, string> = inPod,
  files: Record<string, string> = {},
) =>
  network.read(
    hostWith({
      self: { variable: (name) => variables[name] ?? null },
      network: { ...healthy, ...answers },
      processes: { list: async () => [{ pid: 1300, parentPid: 600, name: 'kubelet.exe' }] },
      files: {
        read: async (path) => {
          const text = files[path];
          return text === undefined ? null : { bytes: Buffer.from(text), size: text.length };
        },
        list: async () => null,
      },
    }),
    settings,
  );

describe('network', () => {
  test('names the processes that listen on the ports that matter here, and no others', async () => {
    expect((await readFact()).listeners).toEqual({
      ok: true,
      value: [
        { address: '127.0.0.1', port: 10_248, pid: 1300, process: 'kubelet.exe' },
        { address: '::', port: 20_300, pid: 7, process: null },
      ],
    });
  });

  test('lists them without names when processes cannot be listed', async () => {
    const host = hostWith({ network: healthy });
    expect((await network.read(host, settings)).listeners).toMatchObject({
      ok: true,
      value: [
        { port: 10_248, process: null },
        { port: 20_300, process: null },
      ],
    });
  });

  test('says where its own server listens and what the manifest says of the node', async () => {
    expect(await readFact()).toMatchObject({ own: [{ address: '127.0.0.1', port: 20_300 }], nodeAddress: '10.0.0.7' });
    expect((await readFact({}, {})).nodeAddress).toBeNull();
  });

  test('asks the API server by its address, checked against the first ca.crt that holds a certificate', async () => {
    const asked = new Map<string, string | undefined>();
    const get: Host['network']['get'] = async (url, options) => {
      asked.set(url, options.ca);
      return { ...http(401), date: new Date('2026-11-01T12:00:00Z'), certificate: { trusted: true, reason: null } };
    };
    const fact = await readFact({ get }, inPod, { [`C:\\hpc\\${ca}`]: 'damaged', [`C:\\${ca}`]: caPem });
    expect(fact.apiServer).toEqual({
      host: '10.96.0.1',
      port: '443',
      ca: `C:\\${ca}`,
      answer: {
        ok: true,
        value: {
          status: 401,
          date: '2026-11-01T12:00:00.000Z',
          receivedAt: at.toISOString(),
          certificate: { trusted: true, reason: null },
        },
      },
    });
    expect(asked.get('https://10.96.0.1:443/version')).toBe(caPem);
  });

  test("prefers the sandbox's ca.crt, which is the pod's own, to one that may lie on the host", async () => {
    const fact = await readFact({}, inPod, { [`C:\\hpc\\${ca}`]: caPem, [`C:\\${ca}`]: caPem });
    expect(fact.apiServer.ca).toBe(`C:\\hpc\\${ca}`);
  });

  test('puts an IPv6 address of the API server in brackets', async () => {
    const asked: string[] = [];
    const get: Host['network']['get'] = async (url) => {
      asked.push(url);
      return http(200);
    };
    await readFact({ get }, { ...inPod, KUBERNETES_SERVICE_HOST: 'fd00::1' });
    expect(asked).toContain('https://[fd00::1]:443/version');
  });

  test('outside of a pod there is no API server to ask, which is not a refused connection', async () => {
    const fact = await readFact({}, {});
    expect(fact.apiServer).toMatchObject({ host: null, answer: { ok: false, error: { kind: 'unsupported' } } });
  });

  test('a refused connection is a value, silence is a timeout, and each is a part of its own', async () => {
    const fact = await readFact({
      get: (url) => {
        if (url.includes(':10248')) return Promise.resolve(null);
        if (url.includes(':10256')) return Promise.reject(new QueryError('timeout', 'no answer within 3000 ms'));
        return Promise.resolve(http(200));
      },
      resolve: () => Promise.reject(new QueryError('timeout', 'no answer within 3000 ms')),
    });
    expect(fact.kubeletHealth).toEqual({ ok: true, value: null });
    expect(fact.kubeProxyHealth).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(fact.clusterName).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(fact.apiServer.answer).toMatchObject({ ok: true, value: { status: 200 } });
    expect(fact.excludedPorts).toEqual({ ok: true, value: [{ first: 50_000, last: 50_059 }] });
  });
});

// kubernetes.io, "Ports and protocols", and the reference of kubelet and kube-proxy: --port, --healthz-port, --healthz-bind-address.
test("the kubelet's and kube-proxy's ports are looked at, and their health is asked on this machine", async () => {
  const asked: string[] = [];
  const { listeners } = await readFact({
    listeners: async () => [10_248, 10_250, 10_256, 10_257].map((port) => ({ address: '::', port, pid: 1300 })),
    get: async (url) => {
      asked.push(url);
      return http(200);
    },
  });
  expect(listeners).toMatchObject({ value: [{ port: 10_248 }, { port: 10_250 }, { port: 10_256 }] });
  expect(asked.filter((url) => url.startsWith('http:')).toSorted()).toEqual([
    'http://127.0.0.1:10248/healthz',
    'http://127.0.0.1:10256/healthz',
  ]);
});
