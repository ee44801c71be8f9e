import { UserError } from '../../agent/error.ts';
import type { Scenario } from './scenario.ts';

export const healthy: Scenario = {
  title: 'containerd 1.7 on Windows Server 2022, bind mode: nothing wrong',
  windows: '2022',
  bindFilter: true,
  containerd: { version: '1.7.28', shim: '0.11.7', state: 'running', account: 'LocalSystem', log: [] },
  pod: { mode: 'bind', account: 'SYSTEM', shimReplaced: false, token: 'valid', strayToken: false },
};
const { containerd, pod } = healthy;

const noBindFilter: Scenario = {
  ...healthy,
  title: 'containerd 1.7 on Windows Server 2019 without bindfltapi.dll: C:\\hpc\\<id>, nothing bound at the drive',
  windows: '2019',
  bindFilter: false,
  pod: { ...pod, mode: 'fallback' },
};

const logOnFailure =
  'level=error msg="StartContainer for \\"4d0c1f7ae0b95a36d1c48f2d7c41b0e95a36d1c4f2d7c41b0e95a36d1c48f2d7\\" failed" error="failed to start containerd task \\"4d0c1f7ae0b95a36d1c48f2d7c41b0e95a36d1c4f2d7c41b0e95a36d1c48f2d7\\": failed to create user process token: failed to logon user: Access is denied.: unknown"';

/** hostprobe as README installs it. */
const localService: Scenario = {
  ...healthy,
  title: 'nothing wrong, seen by the default account, LocalService, which may not open the pipe of containerd',
  pod: { ...pod, account: 'LocalService' },
};

/** Each is a healthy node, except for what its name says. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'healthy-1.7': healthy,
  'healthy-1.6': {
    ...healthy,
    title: 'containerd 1.6: C:\\C\\<id>, the series that lacks local groups and bind mode',
    containerd: { ...containerd, version: '1.6.36', shim: '0.9.12' },
    pod: { ...pod, mode: 'volume' },
  },
  'healthy-2': {
    ...healthy,
    title: 'containerd 2.1 on Windows Server 2025, bind mode: nothing wrong',
    windows: '2025',
    containerd: { ...containerd, version: '2.1.4', shim: '0.13.0' },
  },
  'no-bind-filter': noBindFilter,
  'containerd-user-account': {
    ...healthy,
    title: 'containerd runs as .\\Administrator: no log-on token for any HostProcess container',
    containerd: { ...containerd, account: '.\\Administrator', log: [logOnFailure] },
  },
  'account-change-pending': {
    ...healthy,
    title: "containerd's account was changed in the configuration; the next start gets it",
    containerd: { ...containerd, nextAccount: '.\\Administrator' },
  },
  'containerd-stopped': {
    ...healthy,
    title: 'the containerd service is stopped; running pods go on',
    containerd: { ...containerd, state: 'stopped' },
  },
  'cri-silent': {
    ...healthy,
    title: 'containerd takes connections on its pipe and never answers',
    containerd: { ...containerd, state: 'silent' },
  },
  'cri-frozen': {
    ...healthy,
    title: 'containerd froze after it took the connection: no call gets an answer',
    containerd: {
      ...containerd,
      unanswered: ['Version', 'Status', 'ListPodSandbox', 'ListContainers', 'PodSandboxStatus', 'ContainerStatus'],
    },
  },
  'cri-lists-hang': {
    ...healthy,
    title: 'containerd answers Version and Status, but no list of pods and containers',
    containerd: { ...containerd, unanswered: ['ListPodSandbox', 'ListContainers'] },
  },
  'kubelet-endpoint-differs': {
    ...healthy,
    title: 'the kubelet looks for containerd at another pipe than the one where it listens',
    files: {
      'C:\\var\\lib\\kubelet\\config.yaml':
        'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncontainerRuntimeEndpoint: npipe:////./pipe/dockershim\n',
    },
  },
  'config-imports': {
    ...healthy,
    title: "containerd's pipe is named by a file that config.toml imports: nothing wrong",
    containerd: { ...containerd, pipe: '\\\\.\\pipe\\containerd-of-the-platform' },
    files: {
      'C:\\Program Files\\containerd\\config.toml': "version = 2\nimports = ['conf.d/*.toml']\n",
      'C:\\Program Files\\containerd\\conf.d\\10-platform.toml':
        "version = 2\n[grpc]\n  address = '\\\\.\\pipe\\containerd-of-the-platform'\n",
      'C:\\var\\lib\\kubelet\\config.yaml':
        'kind: KubeletConfiguration\ncontainerRuntimeEndpoint: npipe:////./pipe/containerd-of-the-platform\n',
    },
  },
  'config-broken': {
    ...healthy,
    title: 'config.toml was edited after the start, and containerd will refuse it at the next one',
    filesLater: {
      'C:\\Program Files\\containerd\\config.toml':
        "version = 2\n[grpc]\n  address = '\\\\.\\pipe\\containerd-containerd'\n[debug\n  level = 'debug'\n",
    },
  },
  'containerd-rebuilt': {
    ...healthy,
    title: 'containerd.exe was replaced by another build of the same version, and not restarted',
    containerd: { ...containerd, rebuilt: true },
  },
  'containerd-folders-moved': {
    ...healthy,
    title:
      'the command line gives containerd other folders, one of which keeps what its last panic said: nothing wrong now',
    containerd: { ...containerd, flags: '--root C:\\data\\root --state C:\\data\\state' },
    files: {
      'C:\\data\\root\\panic.log': '',
      'C:\\data\\root\\panic.log.old': 'panic: runtime error: invalid memory address or nil pointer dereference\n',
    },
  },
  'shim-released': {
    ...healthy,
    title: 'a shim of a containerd 1.6 release, which tells no version, beside containerd 1.7',
    // hcsshim 0.9.12.
    containerd: { ...containerd, shim: { commit: '03a825b338b43a019bf4fc9aab29f6d0c5be39d0' } },
  },
  'shim-missing': {
    ...healthy,
    title: 'containerd was installed without its shim',
    containerd: { ...containerd, shim: null },
  },
  'old-shim': {
    ...healthy,
    title: 'containerd was upgraded from 1.6 to 1.7 under this pod, whose shim is still the old one',
    pod: { ...pod, mode: 'volume', shimReplaced: true },
  },
  'token-expired': {
    ...healthy,
    title: "the pod's service account token has expired",
    pod: { ...pod, token: 'expired' },
  },
  'token-of-another-pod': {
    ...healthy,
    title: 'the service account token belongs to another pod',
    pod: { ...pod, token: 'of another pod' },
  },
  'stray-host-token': {
    ...noBindFilter,
    title: 'someone copied a token to the path that clients open, which is not where the pod has its own',
    pod: { ...noBindFilter.pod, strayToken: true },
  },
  'not-host-process': {
    ...healthy,
    title: 'hostprobe runs in an ordinary container: hostProcess was not set, or not honoured',
    pod: { ...pod, mode: null },
  },
  'local-service': localService,
  'local-service-cri-silent': {
    ...localService,
    title: 'the same account, and a containerd that never answers the kubelet',
    containerd: { ...containerd, state: 'silent' },
  },
  'local-service-containerd-stopped': {
    ...localService,
    title: 'the same account, and a containerd that is stopped',
    containerd: { ...containerd, state: 'stopped' },
  },
  'local-service-user-account': {
    ...localService,
    title: 'the same account, and a containerd that runs as .\\Administrator',
    containerd: { ...containerd, account: '.\\Administrator', log: [logOnFailure] },
  },
};

/** @throws UserError with the list of names */
export function scenarioOf(name: string): Scenario {
  const scenario = scenarios[name];
  if (scenario !== undefined) return scenario;
  const list = Object.entries(scenarios).map(([id, { title }]) => `  ${id.padEnd(24)} ${title}`);
  throw new UserError(`There is no scenario "${name}". There are:\n${list.join('\n')}`);
}
