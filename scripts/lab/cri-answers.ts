import { createHash } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import {
  ContainerState,
  ContainerStatusResponseSchema,
  ListContainersResponseSchema,
  ListImagesResponseSchema,
  ListPodSandboxResponseSchema,
  PodSandboxState,
  PodSandboxStatusResponseSchema,
  StatusResponseSchema,
  VersionResponseSchema,
} from '../../agent/host/runtime/cri.pb.ts';
import { criConfig, type HandlerAnnotations, seriesOf } from './cri-config.ts';

/** What the simulated containerd holds, as plain JSON. Times are ISO 8601. */
export interface CriNode {
  /** containerd's version, "1.7.28". Before 1.6 only runtime.v1alpha2 is served. */
  version: string;
  status?: CriStatus;
  sandboxes?: CriSandbox[];
  containers?: CriContainer[];
}

export interface CriStatus {
  /** The reason why NetworkReady is false; true if null or left out. */
  networkError?: string | null;
  /** Text by id, "io.containerd.deprecation/...". */
  deprecations?: Record<string, string>;
  annotations?: HandlerAnnotations;
}

export interface CriSandbox {
  id: string;
  name: string;
  namespace: string;
  uid: string;
  ready: boolean;
  createdAt: string;
  hostProcess: boolean;
}

export interface CriContainer {
  id: string;
  sandboxId: string;
  name: string;
  image: string;
  state: 'created' | 'running' | 'exited' | 'unknown';
  createdAt: string;
  /** `process.user.username`. */
  user: string;
  exit?: { code: number; reason: string; message: string; finishedAt: string };
}

/** The Go version of each release series. Source: GO_VERSION in containerd's release workflow. */
const goVersions = { '1.6': 'go1.22.7', '1.7': 'go1.23.11', '2.1': 'go1.23.11' };

const nanoseconds = (time: string) => BigInt(Date.parse(time)) * 1_000_000n;

/** Whether this containerd serves runtime.v1; releases before 1.6 serve only runtime.v1alpha2. */
export function servesV1({ version }: CriNode): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || minor >= 6;
}

export function versionAnswer(node: CriNode) {
  return create(VersionResponseSchema, {
    version: '0.1.0',
    runtimeName: 'containerd',
    runtimeVersion: `v${node.version}`,
    runtimeApiVersion: servesV1(node) ? 'v1' : 'v1alpha2',
  });
}

export function statusAnswer(node: CriNode, endpoint: string, verbose: boolean) {
  const series = seriesOf(node.version);
  const { networkError = null, annotations = {} } = node.status ?? {};
  const loaded = networkError === null ? 'OK' : `cni config load failed: ${networkError}`;
  const info = {
    config: JSON.stringify(criConfig(series, endpoint, annotations)),
    golang: JSON.stringify(goVersions[series]),
    'lastCNILoadStatus.default': loaded,
    lastCNILoadStatus: loaded,
  };
  return create(StatusResponseSchema, { status: { conditions: conditionsOf(node) }, info: verbose ? info : {} });
}

function conditionsOf(node: CriNode) {
  const { networkError = null, deprecations = {} } = node.status ?? {};
  const network = {
    reason: 'NetworkPluginNotReady',
    message: `Network plugin returns error: ${networkError}`,
  };
  const deprecated = { reason: 'ContainerdHasDeprecationWarnings', message: JSON.stringify(deprecations) };
  const condition = (type: string, failure: { reason: string; message: string } | null) => ({
    type,
    status: failure === null,
    ...failure,
  });
  return [
    condition('RuntimeReady', null),
    condition('NetworkReady', networkError === null ? null : network),
    // Releases before 1.6 do not have this condition.
    ...(servesV1(node)
      ? [condition('ContainerdHasNoDeprecationWarnings', Object.keys(deprecations).length === 0 ? null : deprecated)]
      : []),
  ];
}

export function sandboxesAnswer({ sandboxes = [] }: CriNode) {
  return create(ListPodSandboxResponseSchema, {
    items: sandboxes.map(({ id, name, namespace, uid, ready, createdAt }) => ({
      id,
      metadata: { name, namespace, uid },
      state: ready ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY,
      createdAt: nanoseconds(createdAt),
      // The kubelet names no handler for a pod without a RuntimeClass.
      runtimeHandler: '',
    })),
  });
}

/** null: there is no such sandbox. */
export function sandboxAnswer({ sandboxes = [] }: CriNode, id: string) {
  const sandbox = sandboxes.find((each) => each.id === id);
  if (sandbox === undefined) return null;
  const { name, namespace, uid, hostProcess } = sandbox;
  const info = {
    pid: hostProcess ? 0 : 4711,
    processStatus: sandbox.ready ? 'running' : 'deleted',
    netNamespaceClosed: false,
    image: 'registry.k8s.io/pause:3.8',
    snapshotKey: id,
    snapshotter: 'windows',
    runtimeHandler: '',
    runtimeType: 'io.containerd.runhcs.v1',
    runtimeOptions: null,
    config: {
      metadata: { name, uid, namespace },
      windows: { security_context: hostProcess ? { host_process: true } : {} },
    },
    runtimeSpec: { ociVersion: '1.1.0', annotations: annotationsFor('sandbox', id, hostProcess) },
    cniResult: null,
  };
  return create(PodSandboxStatusResponseSchema, { info: { info: JSON.stringify(info) } });
}

const states = {
  created: ContainerState.CONTAINER_CREATED,
  running: ContainerState.CONTAINER_RUNNING,
  exited: ContainerState.CONTAINER_EXITED,
  unknown: ContainerState.CONTAINER_UNKNOWN,
};

export function containersAnswer({ sandboxes = [], containers = [] }: CriNode) {
  return create(ListContainersResponseSchema, {
    containers: containers.map(({ id, sandboxId, name, image, state, createdAt }) => {
      const pod = sandboxes.find((sandbox) => sandbox.id === sandboxId);
      return {
        id,
        podSandboxId: sandboxId,
        metadata: { name },
        image: { image },
        state: states[state],
        createdAt: nanoseconds(createdAt),
        labels: {
          'io.kubernetes.container.name': name,
          'io.kubernetes.pod.name': pod?.name ?? '',
          'io.kubernetes.pod.namespace': pod?.namespace ?? '',
          'io.kubernetes.pod.uid': pod?.uid ?? '',
        },
      };
    }),
  });
}

/** One image for each name that its containers use. The digest is made from the name. */
export function imagesAnswer({ containers = [] }: CriNode) {
  return create(ListImagesResponseSchema, {
    images: [...new Set(containers.map(({ image }) => image))].map((image) => {
      const digest = `sha256:${createHash('sha256').update(image).digest('hex')}`;
      return {
        id: digest,
        repoTags: [image],
        repoDigests: [`${image.replace(/:[^:/]*$/, '')}@${digest}`],
        size: 298_000_000n,
      };
    }),
  });
}

/** null: there is no such container. */
export function containerAnswer({ sandboxes = [], containers = [] }: CriNode, id: string) {
  const container = containers.find((each) => each.id === id);
  if (container === undefined) return null;
  const { sandboxId, user, exit, state } = container;
  const hostProcess = sandboxes.find((sandbox) => sandbox.id === sandboxId)?.hostProcess ?? false;
  const info = {
    sandboxID: sandboxId,
    pid: state === 'running' ? 4712 : 0,
    removing: false,
    snapshotKey: id,
    snapshotter: 'windows',
    runtimeType: 'io.containerd.runhcs.v1',
    runtimeOptions: null,
    config: { metadata: { name: container.name }, image: { image: container.image } },
    runtimeSpec: {
      ociVersion: '1.1.0',
      process: { user: { uid: 0, gid: 0, username: user }, args: [], cwd: 'C:\\hpc' },
      annotations: annotationsFor('container', sandboxId, hostProcess),
    },
  };
  const ended = exit && {
    finishedAt: nanoseconds(exit.finishedAt),
    exitCode: exit.code,
    reason: exit.reason,
    message: exit.message,
  };
  return create(ContainerStatusResponseSchema, { status: ended ?? {}, info: { info: JSON.stringify(info) } });
}

function annotationsFor(type: 'sandbox' | 'container', sandboxId: string, hostProcess: boolean) {
  return {
    'io.kubernetes.cri.container-type': type,
    'io.kubernetes.cri.sandbox-id': sandboxId,
    'microsoft.com/hostprocess-container': String(hostProcess),
  };
}
