import type { FactValues } from '../../agent/facts/index.ts';
import type { StageId } from '../../agent/stage/prediction.ts';
import { type Surroundings, unknownSurroundings } from '../../agent/stage/references.ts';
import { imageWith } from '../image.ts';
import { annotated, command, container, mount, type podWith, runAs, spec } from '../pod.ts';
import { got } from '../snapshot.ts';
import { bind, both, containerd, fallback, handing, rights, runsAs, six, told } from '../stages/nodes.ts';
import { absent, seen, surroundingsOf } from '../surroundings.ts';

export type Edit = (facts: FactValues) => void;
export type PodEdit = Parameters<typeof podWith>[0];

const oldest = containerd('v1.5.18', '0.8.25');
export const asUser = runsAs('S-1-5-21-1-2-3-1001');

/** What the cluster says of the pod's namespace. */
const enforcing =
  (level: string): Edit =>
  ({ cluster }) => {
    const labels = got({ 'pod-security.kubernetes.io/enforce': level });
    cluster.seen?.podSecurity.push({ namespace: 'monitoring', labels });
  };
const asDaemonSet: PodEdit = (pod) => {
  const labels = { app: 'agent' };
  const template = { metadata: { labels }, spec: pod.spec };
  const spec = { selector: { matchLabels: labels }, template };
  Object.assign(pod, { apiVersion: 'apps/v1', kind: 'DaemonSet', spec });
};

/** A volume of this source, and its mount. */
const mounting =
  (source: object): PodEdit =>
  (pod) => {
    pod.spec.volumes = [{ name: 'data', ...source }];
    pod.spec.containers[0].volumeMounts = [{ name: 'data', mountPath: '/data' }];
  };

const affinityFor = (key: string, value: string) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }],
    },
  },
});

/** Pods that do not run, on nodes of a kind: where they stop, and what `explain` will say is behind it. */
export const failures: readonly [what: string, PodEdit, Edit, StageId, cause: string | null, around?: Surroundings][] =
  [
    ['no host network', spec({ hostNetwork: false }), bind, 'admission', 'host-network-required'],
    [
      'a container that is none',
      container({ securityContext: { windowsOptions: { hostProcess: false } } }),
      bind,
      'admission',
      'mixed-containers',
    ],
    ['a domain of a dot', runAs('.\\svc'), bind, 'admission', 'run-as-user-invalid'],
    ['two backslashes', runAs('CORP\\EU\\svc'), six, 'admission', 'run-as-user-invalid'],
    [
      'a Linux field',
      (pod) => Object.assign(pod.spec, { os: { name: 'windows' }, hostPID: true }),
      bind,
      'admission',
      'linux-only-field',
    ],
    [
      'ports that differ',
      container({ ports: [{ containerPort: 80, hostPort: 81 }] }),
      bind,
      'admission',
      'host-port-mismatch',
    ],
    [
      'a field in another spelling',
      (pod) => Object.assign(pod.spec.securityContext.windowsOptions, { HostProcess: true }),
      bind,
      'admission',
      'misplaced-field',
    ],
    ['a value of a wrong type', spec({ hostNetwork: 'perhaps' }), bind, 'admission', null],
    ['a namespace that enforces restricted', undefined, enforcing('restricted'), 'admission', 'pod-security'],
    ['a namespace that enforces baseline', asDaemonSet, enforcing('baseline'), 'admission', 'pod-security'],
    [
      'a namespace that is not there',
      undefined,
      bind,
      'admission',
      null,
      surroundingsOf({ Namespace: { monitoring: absent } }),
    ],
    [
      'a service account that is not there',
      spec({ serviceAccountName: 'reader' }),
      bind,
      'admission',
      null,
      surroundingsOf({ ServiceAccount: { reader: absent } }),
    ],
    [
      'a priority class that is not there, of a DaemonSet',
      (pod) => {
        pod.spec.priorityClassName = 'high';
        asDaemonSet?.(pod);
      },
      bind,
      'admission',
      null,
      surroundingsOf({ PriorityClass: { high: absent } }),
    ],
    [
      'a label that the node does not have',
      spec({ nodeSelector: { pool: 'gpu' } }),
      bind,
      'node',
      null,
      surroundingsOf({ Node: { 'win-node-1': seen({ taints: [] }) } }),
    ],
    [
      'an affinity for other nodes',
      spec({ nodeSelector: {}, affinity: affinityFor('pool', 'gpu') }),
      bind,
      'node',
      null,
      surroundingsOf({ Node: { 'win-node-1': seen({ labels: { pool: 'cpu' }, taints: [] }) } }),
    ],
    [
      'a volume of a secret that is not there',
      mounting({ secret: { secretName: 'tls' } }),
      bind,
      'volumes',
      null,
      surroundingsOf({ Secret: { tls: absent } }),
    ],
    [
      'a volume of a key that is not there',
      mounting({ configMap: { name: 'settings', items: [{ key: 'a', path: 'a' }] } }),
      bind,
      'volumes',
      null,
      surroundingsOf({ ConfigMap: { settings: seen({ keys: ['b'] }) } }),
    ],
    [
      'a claim that is not there',
      mounting({ persistentVolumeClaim: { claimName: 'disk' } }),
      bind,
      'volumes',
      null,
      surroundingsOf({ PersistentVolumeClaim: { disk: absent } }),
    ],
    [
      'a variable from a config map that is not there',
      container({ envFrom: [{ configMapRef: { name: 'settings' } }] }),
      bind,
      'create',
      null,
      surroundingsOf({ ConfigMap: { settings: absent } }),
    ],
    [
      'a variable from a key that is not there',
      container({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }] }),
      bind,
      'create',
      null,
      surroundingsOf({ ConfigMap: { settings: seen({ keys: ['b'] }) } }),
    ],
    ['a selector for Linux', spec({ nodeSelector: { 'kubernetes.io/os': 'linux' } }), bind, 'node', null],
    ['another node', spec({ nodeName: 'win-node-2' }), bind, 'node', null],
    [
      'an old Windows',
      undefined,
      (facts) =>
        Object.assign(facts.os, {
          version: got({ build: 14_393, revision: 1, product: 'Windows Server 2016', installation: 'Server' }),
        }),
      'node',
      null,
    ],
    [
      'the gate off',
      undefined,
      both(told({ kubeletVersion: 'v1.24.8' }), (facts) => {
        for (const one of facts['runtime-process'].kubelet) {
          one.commandLine = got('kubelet.exe --feature-gates=WindowsHostProcessContainers=false');
        }
      }),
      'node',
      'feature-gate',
    ],
    ['an old kubelet', undefined, told({ kubeletVersion: 'v1.22.17' }), 'node', null],
    [
      'a taint',
      spec({ tolerations: [{ key: 'os', value: 'linux' }] }),
      told({ taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] }),
      'node',
      null,
    ],
    [
      'no Containers feature',
      undefined,
      (facts) => {
        facts.os.computeService = got(null);
      },
      'image',
      'containers-feature',
    ],
    ['a named pipe', mount('\\\\.\\pipe\\containerd-containerd', 'C:\\pipe'), bind, 'volumes', 'named-pipe-mount'],
    [
      'a named pipe on 1.6',
      mount('\\\\.\\pipe\\containerd-containerd', 'C:\\pipe'),
      six,
      'volumes',
      'named-pipe-mount',
    ],
    ['a mount of C:', mount('C:\\data', 'C:'), bind, 'volumes', 'mount-invalid'],
    ['a mount at the root on 1.6', mount('C:\\data', 'C:\\'), six, 'volumes', 'mount-symlink'],
    ['containerd 1.5', undefined, oldest, 'mode', 'host-process-ignored'],
    [
      'containerd stopped',
      undefined,
      (facts) => {
        facts.runtime.connection = 'absent';
      },
      'sandbox',
      'containerd-stopped',
    ],
    [
      'HostProcess switched off',
      annotated({ 'microsoft.com/disable-hostprocess-container': 'true' }),
      both(containerd('v2.1.4', '0.13.0'), handing('microsoft.com/*')),
      'sandbox',
      'host-process-disabled',
    ],
    ['containerd as a user', undefined, asUser, 'user', 'containerd-account'],
    ['containerd as a user, on 1.6', undefined, both(six, asUser), 'user', 'containerd-account'],
    ['no user', runAs(undefined), bind, 'user', 'run-as-user-missing'],
    ['no user on 1.6', runAs(undefined), six, 'user', 'run-as-user-missing'],
    ['the domain in small letters', runAs('nt authority\\SYSTEM'), bind, 'user', 'nt-authority-spelling'],
    ['no domain', runAs('SYSTEM'), bind, 'user', 'nt-authority-spelling'],
    ['the user of an image', runAs('ContainerUser'), bind, 'user', 'image-user'],
    [
      'ContainerAdministrator, and not root',
      (pod) => {
        runAs('ContainerAdministrator')(pod);
        pod.spec.securityContext.runAsNonRoot = true;
      },
      bind,
      'user',
      'image-user',
    ],
    ['a group that is not there', runAs('hpc-pods'), bind, 'user', 'local-group-missing'],
    ['a group on 1.6', runAs('Users'), six, 'user', 'local-group-unsupported'],
    ['a name that nobody has, on 1.6', runAs('hpc-pods'), six, 'user', 'local-group-unsupported'],
    ['a local user', runAs('Administrator'), bind, 'user', 'account-needs-password'],
    ['a domain user', runAs('CORP\\svc-agent'), bind, 'user', 'account-needs-password'],
    ['a group with a domain', runAs('BUILTIN\\Users'), bind, 'user', 'local-group-prefixed'],
    ['a group, and containerd as LocalService', runAs('Users'), runsAs('S-1-5-19'), 'user', 'containerd-account'],
    [
      'a group, and nobody may log on',
      runAs('Users'),
      rights({ SeDenyInteractiveLogonRight: ['S-1-5-113'] }),
      'user',
      'interactive-logon-right',
    ],
    [
      'services may not log on',
      undefined,
      rights({ SeDenyServiceLogonRight: ['S-1-5-18'] }),
      'user',
      'service-logon-right',
    ],
    ['a path of 1.7 on 1.6', command('C:\\hpc\\agent.exe', '--x'), six, 'executable', 'executable-path'],
    ['a path of 1.7 without its drive, on 1.6', command('/hpc/agent.exe'), six, 'executable', 'executable-path'],
    ['a path of 1.7 without the filter', command('C:\\hpc\\agent.exe'), fallback, 'executable', 'executable-path'],
    [
      'a path with a space of 1.7 on 1.6',
      command('C:\\hpc\\a b\\agent.exe', '--x'),
      six,
      'executable',
      'executable-path',
    ],
    ['a path of 1.6 in bind mode', command('C:\\C\\0123\\agent.exe'), bind, 'executable', 'executable-path'],
    [
      'a spelling that nothing expands',
      command('$(CONTAINER_SANDBOX_MOUNT_POINT)\\agent.exe'),
      bind,
      'executable',
      'executable-path',
    ],
    [
      'a spelling that nothing expands, on 1.6',
      command('$(CONTAINER_SANDBOX_MOUNT_POINT)\\agent.exe'),
      six,
      'executable',
      'executable-path',
    ],
    [
      'small letters without cmd',
      command('%container_sandbox_mount_point%\\agent.exe'),
      fallback,
      'executable',
      'executable-path',
    ],
    [
      'a program in a mount, on 1.6',
      (pod) => {
        mount('C:\\k', 'C:\\tools')(pod);
        command('C:\\tools\\agent.exe')(pod);
      },
      six,
      'executable',
      'executable-path',
    ],
    [
      'a script of PowerShell in a mount, on 1.6',
      (pod) => {
        mount('C:\\k', 'C:\\tools')(pod);
        command('powershell.exe', '-File', 'C:\\tools\\start.ps1')(pod);
      },
      six,
      'executable',
      null,
    ],
    [
      'a folder from the C:\\ of the node',
      command('bin\\agent.exe'),
      containerd('v1.7.13', '0.11.4'),
      'executable',
      'executable-path',
    ],
    [
      'a working directory with a spelling that nothing expands, on 1.6',
      container({ workingDir: '$(CONTAINER_SANDBOX_MOUNT_POINT)\\app' }),
      six,
      'executable',
      'working-directory',
    ],
    ['a character that cmd reads', command('agent.exe', 'a&b'), bind, 'executable', null],
    ['lines that cmd does not read', command('powershell.exe', '-c', 'a\nb'), bind, 'executable', null],
    [
      'a file that PowerShell does not expand',
      command('powershell.exe', '-File', '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\a.ps1'),
      six,
      'executable',
      null,
    ],
    ['a whole command line in one word', command('ping -t localhost'), six, 'executable', 'executable-path'],
    ['quotation marks around the program', command('"C:\\a b\\c.exe"'), six, 'executable', 'command-quoting'],
    ['an empty command', command(''), bind, 'executable', 'executable-path'],
    ['an empty command, for the shim', command(''), six, 'executable', 'executable-path'],
    ['a path that begins with a dot', command('.\\agent.exe'), fallback, 'executable', 'executable-path'],
    ['slashes that cmd cuts at', command('bin/agent.exe'), bind, 'executable', 'executable-path'],
    ['a path that ends with a separator', command('C:\\k\\agent.exe\\'), six, 'executable', 'executable-path'],
    [
      'a path that ends with a separator, for cmd',
      command('C:\\k\\agent.exe\\'),
      bind,
      'executable',
      'executable-path',
    ],
    ['an equals sign that ends the name for cmd', command('C:\\a=b\\agent.exe'), bind, 'executable', 'executable-path'],
    ['a batch file whose argument cmd reads', command('C:\\C\\run.cmd', 'a&b'), six, 'executable', 'executable-path'],
    [
      'a file of the image that is no program',
      command('%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.bin'),
      fallback,
      'executable',
      'image-platform',
      { ...unknownSurroundings, imageNamed: () => imageWith({}, 'agent.bin') },
    ],
    [
      'a program for another processor',
      command('%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'),
      fallback,
      'executable',
      'image-platform',
      {
        ...unknownSurroundings,
        imageNamed: () => ({
          ...imageWith({}, 'agent.exe'),
          programAt: () => ({ architecture: 'arm64', assemblies: [] }),
        }),
      },
    ],
    [
      'an image for another system',
      undefined,
      bind,
      'image',
      'image-platform',
      { ...unknownSurroundings, imageNamed: () => ({ ...imageWith({}), os: 'linux', architecture: 'amd64' }) },
    ],
    [
      'an image whose base layer has empty registry files',
      undefined,
      both(bind, (facts) => {
        facts.os.version = got({
          build: 26_100,
          revision: 1742,
          product: 'Windows Server 2025',
          installation: 'Server',
        });
      }),
      'image',
      'base-image-hives',
      {
        ...unknownSurroundings,
        imageNamed: () => ({ ...imageWith({}), os: 'windows', architecture: 'amd64', osVersion: null, hives: 'empty' }),
      },
    ],
    ['quotation marks without a blank', command('"C:\\k\\c.exe"'), fallback, 'executable', 'executable-path'],
    [
      'a script as the program',
      command('%CONTAINER_SANDBOX_MOUNT_POINT%\\k\\start.ps1'),
      six,
      'executable',
      'image-platform',
    ],
    [
      'neither a command nor an entry point',
      container({ command: undefined }),
      bind,
      'executable',
      null,
      { ...unknownSurroundings, imageNamed: () => imageWith({}) },
    ],
    [
      'a directory that the image does not have, on 1.6',
      container({ command: ['cmd.exe'], workingDir: 'C:\\data' }),
      six,
      'executable',
      'working-directory',
      { ...unknownSurroundings, imageNamed: () => imageWith({}) },
    ],
    ['a script as the program, for cmd', command('C:\\hpc\\k\\start.ps1'), bind, 'executable', null],
    [
      'a port that Windows keeps',
      container({ ports: [{ containerPort: 50_001 }] }),
      bind,
      'after-start',
      'host-port-in-use',
    ],
  ];
