import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import {
  ContainerSchema,
  ContainerState,
  ContainerStatusResponseSchema,
  PodSandboxSchema,
  PodSandboxState,
  PodSandboxStatusResponseSchema,
  StatusResponseSchema,
} from '../../../agent/host/runtime/cri.pb.ts';
import { readContainer, readHostProcess, readSandbox, readStatus } from '../../../agent/host/runtime/read-status.ts';

describe('read status', () => {
  const read = (info: Record<string, string>) => readStatus(create(StatusResponseSchema, { info }));
  const readConfig = (config: unknown) => read({ config: JSON.stringify(config) }).config;
  const nothing = {
    defaultHandler: null,
    snapshotter: null,
    sandboxImage: null,
    cniConfDir: null,
    cniBinDirs: [],
    handlers: [],
  };

  test('a runtime that prints nothing of itself has no configuration', () => {
    expect(read({})).toEqual({ conditions: [], config: null, goVersion: null, lastCniLoadStatus: null });
  });

  test.each([['{'], ['"text"'], ['null'], ['[]']])('a configuration that reads %s is none', (config) => {
    expect(read({ config }).config).toBeNull();
  });

  test('one value of an unexpected kind does not cost the others', () => {
    const runtimes = {
      odd: { runtimeType: 7, PodAnnotations: 'all', ContainerAnnotations: ['io.microsoft.container.*'] },
    };
    const config = {
      containerd: { snapshotter: {}, defaultRuntimeName: 'odd', runtimes },
      cni: 'none',
      sandboxImage: '',
    };
    expect(readConfig(config)).toEqual({
      ...nothing,
      defaultHandler: 'odd',
      handlers: [{ name: 'odd', type: '', podAnnotations: [], containerAnnotations: ['io.microsoft.container.*'] }],
    });
  });

  test('an empty configuration names nothing', () => {
    expect(readConfig({})).toEqual(nothing);
  });

  test("the default handler's own snapshotter counts if containerd has none for all", () => {
    const runtimes = { lcow: { snapshotter: 'windows-lcow' }, wcow: { snapshotter: 'windows' } };
    const snapshotterBy = (defaultRuntimeName?: string) =>
      readConfig({ containerd: { defaultRuntimeName, runtimes } })?.snapshotter;
    expect(snapshotterBy('wcow')).toBe('windows');
    expect(snapshotterBy('lcow')).toBe('windows-lcow');
    expect(snapshotterBy('gone')).toBeNull();
    const forAll = { snapshotter: 'for-all', defaultRuntimeName: 'wcow', runtimes };
    expect(readConfig({ containerd: forAll })?.snapshotter).toBe('for-all');
    expect(snapshotterBy()).toBeNull();
  });

  test('the folder of the network plug-ins is one in older versions and a list in newer ones, which counts', () => {
    const dirs = (cni: object) => readConfig({ cni })?.cniBinDirs;
    expect(dirs({ binDir: 'C:\\old' })).toEqual(['C:\\old']);
    expect(dirs({ binDirs: ['C:\\a', 'C:\\b'] })).toEqual(['C:\\a', 'C:\\b']);
    expect(dirs({ binDir: 'C:\\old', binDirs: ['C:\\a'] })).toEqual(['C:\\a']);
    expect(dirs({ binDir: '' })).toEqual([]);
  });

  test('why the network was not loaded is cut like any text, and kept if it is short', () => {
    for (const said of ['OK', 'x'.repeat(4096)]) expect(read({ lastCNILoadStatus: said }).lastCniLoadStatus).toBe(said);
    expect(read({ lastCNILoadStatus: 'x'.repeat(100_000) }).lastCniLoadStatus).toBe(`${'x'.repeat(4096)} ...`);
  });

  test('a message without end is cut', () => {
    const conditions = [{ type: 'NetworkReady', message: 'x'.repeat(100_000) }];
    const [condition] = readStatus(create(StatusResponseSchema, { status: { conditions } })).conditions;
    expect(condition?.message).toBe(`${'x'.repeat(4096)} ...`);
  });
});

describe('read sandbox', () => {
  test('is ready or not, and has the name and the time that the runtime gives', () => {
    const metadata = { name: 'web', namespace: 'shop', uid: 'u1' };
    const sandbox = (state: PodSandboxState) =>
      readSandbox(
        create(PodSandboxSchema, {
          id: 'a',
          state,
          metadata,
          createdAt: 1_793_534_712_000_000_000n,
          runtimeHandler: 'h',
        }),
        true,
      );
    const expected = {
      id: 'a',
      name: 'web',
      namespace: 'shop',
      uid: 'u1',
      ready: true,
      createdAt: '2026-11-01T12:05:12.000Z',
      handler: 'h',
      hostProcess: true,
    };
    expect(sandbox(PodSandboxState.SANDBOX_READY)).toEqual(expected);
    expect(sandbox(PodSandboxState.SANDBOX_NOTREADY)).toEqual({ ...expected, ready: false });
    expect(readSandbox(create(PodSandboxSchema, {}), null)).toMatchObject({
      name: '',
      namespace: '',
      uid: '',
      hostProcess: null,
    });
  });

  const read = (info: unknown) =>
    readHostProcess(create(PodSandboxStatusResponseSchema, { info: { info: JSON.stringify(info) } }));
  const annotated = (value: string) => ({
    runtimeSpec: { annotations: { 'microsoft.com/hostprocess-container': value } },
  });
  const configured = (windows: unknown) => ({ runtimeSpec: null, config: { windows } });

  test.each([
    ['the annotation says true', annotated('true'), true],
    ['the annotation says false', annotated('false'), false],
    [
      'the annotation and the configuration differ',
      { ...annotated('false'), config: { windows: { security_context: { host_process: true } } } },
      false,
    ],
    [
      'only the configuration is left, with HostProcess',
      configured({ security_context: { host_process: true } }),
      true,
    ],
    ['only the configuration is left, without', configured({ security_context: {} }), false],
    ['only the configuration is left, without a security context', configured({}), false],
    ['the specification has no annotations', { runtimeSpec: {}, config: { windows: { security_context: {} } } }, false],
    ['it is no Windows sandbox', { runtimeSpec: { annotations: {} }, config: {} }, null],
    ['the runtime prints another shape', ['odd'], null],
  ])('a sandbox where %s', (_, info, expected) => {
    expect(read(info)).toBe(expected);
  });

  test('a sandbox about which the runtime prints nothing', () => {
    expect(readHostProcess(create(PodSandboxStatusResponseSchema, {}))).toBeNull();
  });
});

test('a container belongs to the pod of its labels, and has the state and the image that the runtime gives', () => {
  const labels = {
    'io.kubernetes.pod.name': 'web',
    'io.kubernetes.pod.namespace': 'shop',
    'io.kubernetes.pod.uid': 'u1',
    'io.kubernetes.container.name': 'other',
  };
  const read = (state: ContainerState) =>
    readContainer(
      create(ContainerSchema, {
        id: 'a',
        podSandboxId: 'b',
        metadata: { name: 'app' },
        image: { image: 'r/x:1' },
        labels,
        state,
        createdAt: 1_793_534_712_000_000_000n,
      }),
      undefined,
    );
  expect(read(ContainerState.CONTAINER_RUNNING)).toEqual({
    id: 'a',
    sandboxId: 'b',
    name: 'app',
    podName: 'web',
    podNamespace: 'shop',
    podUid: 'u1',
    image: 'r/x:1',
    state: 'running',
    createdAt: '2026-11-01T12:05:12.000Z',
    exit: null,
    user: null,
  });
  const { CONTAINER_CREATED, CONTAINER_EXITED, CONTAINER_UNKNOWN } = ContainerState;
  const all = [CONTAINER_CREATED, CONTAINER_EXITED, CONTAINER_UNKNOWN, 77 as ContainerState];
  expect(all.map((state) => read(state).state)).toEqual(['created', 'exited', 'unknown', 'unknown']);
});

test('a container of which containerd does not know when it ended has ended at no time, and not in 1970', () => {
  const state = ContainerState.CONTAINER_EXITED;
  const ended = (finishedAt: bigint) =>
    readContainer(
      create(ContainerSchema, { id: 'a', state }),
      create(ContainerStatusResponseSchema, { status: { exitCode: 3, reason: 'Error', finishedAt } }),
    ).exit;
  expect(ended(0n)).toEqual({ code: 3, reason: 'Error', message: '', finishedAt: null });
  expect(ended(1_793_534_712_000_000_000n)?.finishedAt).toBe('2026-11-01T12:05:12.000Z');
});

test('of the environment of a container only the network of kube-proxy is kept, and a container without a user has one too', () => {
  const read = (process: unknown) =>
    readContainer(
      create(ContainerSchema, { id: 'a' }),
      create(ContainerStatusResponseSchema, { info: { info: JSON.stringify({ runtimeSpec: { process } }) } }),
    );
  const env = ['PATH=C:\\Windows', 'DB_PASSWORD=hunter2', 'KUBE_NETWORK=Calico'];
  const told = read({ user: { username: 'NT AUTHORITY\\SYSTEM' }, env });
  expect(told).toMatchObject({ user: 'NT AUTHORITY\\SYSTEM', kubeNetwork: 'Calico' });
  expect(JSON.stringify(told)).not.toContain('hunter2');
  for (const user of [undefined, null, {}, { username: null }, { username: '' }]) {
    expect(read({ user, env })).toMatchObject({ user: null, kubeNetwork: 'Calico' });
  }
  expect(read({ user: { username: 'a' }, env: ['PATH=C:\\Windows'] })).not.toHaveProperty('kubeNetwork');
  expect(read({ user: { username: 'a' } })).toMatchObject({ user: 'a' });
});
