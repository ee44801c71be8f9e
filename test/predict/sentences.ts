import type { FactId } from '../../agent/fact/ids.ts';
import { inheritUser, rootfsLocation } from '../../agent/shim/annotation.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import type { StageId } from '../../agent/stage/prediction.ts';
import type { Surroundings } from '../../agent/stage/references.ts';
import { annotated, command, container, mount, type podWith, runAs, spec } from '../pod.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { bind, both, containerd, fallback, handing, runsAs, six, told, windows } from '../stages/nodes.ts';
import { absent, seen, surroundingsOf } from '../surroundings.ts';

export type PodEdit = Parameters<typeof podWith>[0];
export type Edit = Parameters<typeof snapshotWith>[0];
export type Row = [stage: StageId, said: string, PodEdit, (Edit | Snapshot)?, Surroundings?];

const cluster = (kind: 'Namespace' | 'Secret' | 'ConfigMap', name: string, found = seen()) =>
  surroundingsOf({ [kind]: { [name]: found } });
const edits =
  (...all: NonNullable<PodEdit>[]): PodEdit =>
  (pod) => {
    for (const edit of all) edit(pod);
  };
/** A node of which these facts could not be read. */
const blind = (...facts: FactId[]) =>
  snapshotWith(undefined, Object.fromEntries(facts.map((one) => [one, { kind: 'denied', message: 'no' }])));
const noStatus: Edit = (facts) => {
  facts.runtime.status = denied();
};
const enforcing = (labels: Record<string, string>) => cluster('Namespace', 'monitoring', seen({ labels }));
const containersOnly: PodEdit = ({ spec: { securityContext, containers } }) => {
  containers[0].securityContext = { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } };
  Object.assign(securityContext, { windowsOptions: undefined });
};
const mounting =
  (volume: object, mountPath = '/v'): NonNullable<PodEdit> =>
  (pod) => {
    pod.spec.volumes = [{ name: 'v', ...volume }];
    pod.spec.containers[0].volumeMounts = [{ name: 'v', mountPath }];
  };

/**
 * What a stage says where nothing fails. Sources: the references of the stages; hcsshim internal/jobcontainers at v0.9.12 and v0.11.7;
 * learn.microsoft.com, LogonUserW and CreateProcessAsUserW.
 */
export const rows: readonly Row[] = [
  [
    'admission',
    'passes: the namespace monitoring enforces privileged (the namespace monitoring admits HostProcess pods by its labels)',
    undefined,
    bind,
    enforcing({ 'pod-security.kubernetes.io/enforce': 'privileged' }),
  ],
  [
    'admission',
    'passes: the namespace monitoring has no Pod Security label (the namespace monitoring admits HostProcess pods by its labels) (the default Pod Security level of the cluster is privileged)',
    undefined,
    bind,
    enforcing({}),
  ],
  [
    'node',
    'passes: node selector and taints allow this node, as far as they are known (it tolerates the taints of the node)',
    spec({ tolerations: [], nodeSelector: {} }),
    told({ taints: undefined as never }),
  ],
  [
    'node',
    'cannot-tell: only containers set hostProcess, which kubelets 1.23 and 1.24 without a later patch ignore',
    containersOnly,
    told({ kubeletVersion: 'v1.24.9' }),
  ],
  [
    'image',
    'passes: images are pulled with the secret r (the secret r exists)',
    spec({ imagePullSecrets: [{ name: 'r' }] }),
  ],
  [
    'image',
    'warns: imagePullSecrets names the secret r, which the cluster does not have: images are pulled without it (the secret r exists)',
    spec({ imagePullSecrets: [{ name: 'r' }] }),
    bind,
    cluster('Secret', 'r', absent),
  ],
  [
    'image',
    'cannot-tell: this Windows refuses base layers with empty registry hives, and the image was not examined (the registry has other:1 as a single manifest for windows/amd64, or an index whose entry has no os.version or one from 10.0.20348 to 10.0.26100) (its base layer has registry hives that are not empty; those of HostProcess base images built before December 2025 are empty)',
    container({ image: 'other:1' }),
    both(windows(26_100), containerd('v1.7.6', '0.11.1')),
  ],
  ['volumes', 'passes: nothing prevents its mounts', undefined],
  [
    'volumes',
    'passes: volumes are made from the secret s (the secret s exists)',
    mounting({ secret: { secretName: 's' } }),
  ],
  [
    'volumes',
    'passes: volumes are made from what is on the node (the node has the folder C:\\k (hostPath type Directory))',
    mounting({ hostPath: { path: 'C:\\k', type: 'Directory' } }, 'C:'),
  ],
  [
    'volumes',
    'cannot-tell: runAsUser without os.name: windows: kubelets that change the owner of projected files leave the pod in ContainerCreating (chown ...: not supported by windows)',
    (pod) => Object.assign(pod.spec.securityContext, { runAsUser: 0 }),
  ],
  [
    'volumes',
    'warns: nothing expands the mount point in mountPath %CONTAINER_SANDBOX_MOUNT_POINT%\\x',
    mount('C:\\x', '%CONTAINER_SANDBOX_MOUNT_POINT%\\x'),
  ],
  ['volumes', 'cannot-tell: mountPath is the root of the drive: the mount would hide all of it', mount('C:\\x', '/')],
  [
    'mode',
    'cannot-tell: whether bindfltapi.dll exists is not known: could not read (runtime-binaries, access denied): OpenProcessToken: ERROR_ACCESS_DENIED (5)',
    undefined,
    (facts) => {
      facts['runtime-binaries'].bindFilter.present = denied();
    },
  ],
  [
    'mode',
    `warns: ${rootfsLocation} must end in a backslash: the shim cuts off the last character of C:\\r where it expands the mount point`,
    annotated({ [rootfsLocation]: 'C:\\r' }),
    handing(rootfsLocation),
  ],
  [
    'mode',
    `cannot-tell: whether ${rootfsLocation} reaches the shim is not known`,
    annotated({ [rootfsLocation]: 'C:\\r' }),
    (facts) => {
      facts.runtime.status = denied();
    },
  ],
  [
    'sandbox',
    'warns: the network of pods is not ready: HostProcess pods do not need it, but the node is NotReady',
    undefined,
    (facts) => {
      for (const one of facts.runtime.status.ok ? facts.runtime.status.value.conditions : [])
        if (one.type === 'NetworkReady') one.status = false;
    },
  ],
  [
    'sandbox',
    'passes: runtimeClassName names w (its handler uses the runhcs shim without Hyper-V isolation)',
    spec({ runtimeClassName: 'w' }),
  ],
  [
    'create',
    'passes: limits apply to the job; requests are not enforced (the bind filter supports the disks of all mounts, as it does NTFS)',
    undefined,
  ],
  [
    'create',
    'passes: variables come from the config map c (the config map c exists)',
    container({ envFrom: [{ configMapRef: { name: 'c' } }] }),
  ],
  [
    'user',
    'cannot-tell: whether this node has a local group "hpc" is not known: could not read (accounts, access denied): OpenProcessToken: ERROR_ACCESS_DENIED (5)',
    runAs('hpc'),
    (facts) => {
      facts.accounts.groups = denied();
    },
  ],
  [
    'user',
    'cannot-tell: containerd runs as NetworkService, and no documentation says whether that is enough',
    undefined,
    runsAs('S-1-5-20'),
  ],
  [
    'user',
    'warns: containerd runs as LocalService: by its documentation that is enough to log on system accounts, and for little else',
    undefined,
    runsAs('S-1-5-19'),
  ],
  ['user', 'passes: "Users" is a local group: the shim creates a temporary account in it', runAs('Users')],
  [
    'user',
    `passes: ${inheritUser} reaches the shim: the container runs as the account of containerd, whatever runAsUserName says`,
    annotated({ [inheritUser]: 'true' }),
    handing(inheritUser),
  ],
  [
    'user',
    'warns: HostProcess pods must not set runAsNonRoot: true, though nothing refuses it',
    container({ securityContext: { runAsNonRoot: true } }),
  ],
  ['executable', 'passes: dir is looked for in cmd itself', command('dir')],
  [
    'executable',
    'cannot-tell: %TOOLS%\\a.exe: cmd expands %TOOLS%, if the node has that variable',
    command('%TOOLS%\\a.exe'),
  ],
  [
    'executable',
    'cannot-tell: \\\\s\\share\\a.exe: it is a path on the network, or of a device',
    command('\\\\s\\share\\a.exe'),
    six,
  ],
  [
    'executable',
    'warns: the files of the container are not in C:\\hpc, which the arguments name, on this node',
    command('cmd.exe', 'C:\\hpc\\a.yaml'),
    six,
  ],
  [
    'executable',
    'warns: Path is another spelling of PATH: both reach the shim, and chance decides which is used',
    container({ env: ['Path', 'PATH'].map((name) => ({ name, value: 'C:\\Windows\\System32' })) }),
  ],
  [
    'executable',
    'warns: Path is another spelling of PATH: if an image has both, they reach the shim, and chance decides which is used',
    container({ env: [{ name: 'Path', value: 'C:\\a' }] }),
  ],
  [
    'executable',
    'warns: this PATH replaces the PATH of the host, and does not contain System32',
    container({ env: [{ name: 'PATH', value: 'C:\\a' }] }),
  ],
  [
    'executable',
    'warns: nothing expands $CONTAINER_SANDBOX_MOUNT_POINT in the arguments',
    command('cmd.exe', '$CONTAINER_SANDBOX_MOUNT_POINT\\a'),
  ],
  // Kubernetes issue 64023: the pods get a label with the name and a hash.
  [
    'admission',
    'warns: metadata.name: its pods may be refused: the label controller-revision-hash adds up to 11 characters to the name, and must have at most 63',
    (pod) => {
      const labels = { app: 'a' };
      const template = { metadata: { labels }, spec: pod.spec };
      const metadata = { name: 'a'.repeat(53), namespace: 'monitoring' };
      Object.assign(pod, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata });
      Object.assign(pod, { spec: { serviceName: 'a', selector: { matchLabels: labels }, template } });
    },
  ],
  [
    'executable',
    'cannot-tell: agent.exe: the working directory depends on the version of containerd, which is not known',
    command('agent.exe'),
    (facts) => {
      fallback(facts);
      facts.runtime.version = denied();
      facts['runtime-binaries'].containerd = null;
      if (facts.cluster.seen?.node.ok && facts.cluster.seen.node.value)
        facts.cluster.seen.node.value.runtimeVersion = '';
    },
  ],
  [
    'create',
    'cannot-tell: free space on the disks is not known: could not read (os, access denied): no',
    undefined,
    blind('os'),
  ],
  [
    'create',
    'warns: there is little free space for the layer of the container [free on C:\\: 95 MiB]',
    undefined,
    ({ os }) => {
      for (const disk of os.disks) disk.space = got({ freeBytes: 1e8, sizeBytes: 1e11 });
    },
  ],
  [
    'executable',
    "cannot-tell: the place of the container's files is not known: could not read (runtime-binaries, access denied): no",
    undefined,
    blind('runtime-binaries', 'runtime'),
  ],
  [
    'executable',
    'cannot-tell: the manifest has no command: the ENTRYPOINT of the image decides, which was not examined',
    container({ command: undefined }),
  ],
  [
    'executable',
    'cannot-tell: $(X)\\a.exe: the value of X comes from the cluster',
    container({
      command: ['$(X)\\a.exe'],
      env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }],
    }),
  ],
  [
    'executable',
    'passes: C:\\Windows\\a.exe is looked for in C:\\Windows (the node has C:\\Windows\\a.exe)',
    command('C:\\Windows\\a.exe'),
    six,
  ],
  [
    'executable',
    'passes: C:\\v\\a.exe is looked for in C:\\v (the volume v has \\a.exe)',
    edits(mounting({ hostPath: { path: 'C:\\x' } }, 'C:\\v'), command('C:\\v\\a.exe')),
  ],
  [
    'executable',
    'passes: C:\\v\\a.exe is looked for in C:\\v (the volume v is that file)',
    edits(mounting({ hostPath: { path: 'C:\\x' } }, 'C:\\v\\a.exe'), command('C:\\v\\a.exe')),
  ],
  [
    'image',
    'cannot-tell: the version of containerd is not known: could not read (runtime, access denied): no',
    undefined,
    blind('runtime', 'runtime-process', 'cluster', 'runtime-binaries'),
  ],
  [
    'image',
    'passes: HostProcess images run on every supported Windows (the registry has registry.example.net/agent:1 as a single manifest for windows/amd64, or an index whose entry says os.version 10.0.20348)',
    undefined,
    containerd('v1.6.17', '0.9.6'),
  ],
  ...(['mode', 'user'] as const).map(
    (stage): Row => [
      stage,
      stage === 'mode'
        ? 'cannot-tell: neither the version of the shim nor that of containerd is known: could not read (runtime, access denied): no'
        : 'cannot-tell: whether the shim supports local groups is not known: could not read (runtime, access denied): no',
      undefined,
      blind('runtime', 'runtime-binaries', 'cluster'),
    ],
  ),
  [
    'node',
    'passes: the version of the kubelet is not known (the kubelet is 1.23 or newer) [containerd (running): v1.7.28]',
    undefined,
    blind('cluster'),
  ],
  [
    'node',
    'cannot-tell: the Windows version is not known: could not read (os, access denied): no',
    undefined,
    blind('os', 'cluster'),
  ],
  [
    'sandbox',
    'cannot-tell: whether containerd answers is not known: could not read (runtime, access denied): no',
    undefined,
    blind('runtime'),
  ],
  [
    'sandbox',
    'cannot-tell: whether containerd is ready is not known: could not read (runtime, access denied): OpenProcessToken: ERROR_ACCESS_DENIED (5)',
    undefined,
    noStatus,
  ],
  [
    'sandbox',
    'cannot-tell: whether microsoft.com/disable-hostprocess-container reaches a shim that knows it is not known',
    annotated({ 'microsoft.com/disable-hostprocess-container': 'true' }),
    both(containerd('v2.1.1', '0.13.0'), noStatus),
  ],
  ...['NT AUTHORITY\\SYSTEM', 'Users'].map(
    (name): Row => [
      'user',
      'cannot-tell: the account of containerd is not known: could not read (runtime-process, access denied): no',
      runAs(name),
      blind('runtime-process', 'services'),
    ],
  ),
  [
    'user',
    `cannot-tell: whether ${inheritUser} reaches the shim is not known: could not read (runtime, access denied): OpenProcessToken: ERROR_ACCESS_DENIED (5)`,
    annotated({ [inheritUser]: 'true' }),
    noStatus,
  ],
  [
    'volumes',
    'fails: mountPath is the drive C: itself [volume v: no hostPath; mountPath: C:]',
    container({ volumeMounts: [{ name: 'v', mountPath: 'C:' }] }),
  ],
  [
    'after-start',
    'warns: the program gets the path /v/a, but the volume v is only below the mount point',
    edits(mounting({ configMap: { name: 'v' } }), container({ args: ['--f=/v/a'] })),
    fallback,
  ],
  [
    'after-start',
    'warns: port 10248 of the node is in use [listener on 127.0.0.1:10248: kubelet.exe (pid 1300)]',
    container({ ports: [{ containerPort: 10_248 }] }),
  ],
  [
    'after-start',
    'passes: the token is at /var/run/secrets/kubernetes.io/serviceaccount, where Kubernetes clients look (the working directory of the program is on C:)',
    undefined,
  ],
  ['after-start', 'passes: names of services do not resolve: the program asks the DNS servers of the node', undefined],
  [
    'after-start',
    'warns: dnsPolicy ClusterFirstWithHostNet is not supported on Windows: names of services do not resolve: the program asks the DNS servers of the node',
    spec({ dnsPolicy: 'ClusterFirstWithHostNet' }),
  ],
  ...([bind, fallback] as const).map(
    (node): Row => [
      'executable',
      `warns: nothing expands $Env:CONTAINER_SANDBOX_MOUNT_POINT in workingDir: the shim creates an empty directory of that name ${node === bind ? 'somewhere on the node' : 'in the container'}`,
      container({ workingDir: '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\a' }),
      node,
    ],
  ),
  [
    'executable',
    'warns: workingDir data has no drive: it is relative to the directory of the shim',
    container({ workingDir: 'data' }),
  ],
  [
    'volumes',
    'cannot-tell: C:\\s is a socket, which cannot be mounted; the program can open its path on the host',
    mounting({ hostPath: { path: 'C:\\s', type: 'Socket' } }),
  ],
  [
    'volumes',
    'warns: readOnly of /v works at that path, but the files can be written below the mount point',
    edits(
      mounting({ configMap: { name: 'v' } }),
      container({ volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }] }),
    ),
  ],
];
