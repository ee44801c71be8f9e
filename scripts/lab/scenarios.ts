import { UserError } from '../../agent/error.ts';
import type { Scenario } from './scenario.ts';

export const healthy: Scenario = {
  title: 'containerd 1.7 on Windows Server 2022, bind mode: nothing wrong',
  windows: '2022',
  bindFilter: true,
  containerd: { version: '1.7.28', shim: '0.11.7', state: 'running', account: 'LocalSystem', log: [] },
  pod: { mode: 'bind', shimReplaced: false, token: 'valid', strayToken: false },
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
};

/** @throws UserError with the list of names */
export function scenarioOf(name: string): Scenario {
  const scenario = scenarios[name];
  if (scenario !== undefined) return scenario;
  const list = Object.entries(scenarios).map(([id, { title }]) => `  ${id.padEnd(24)} ${title}`);
  throw new UserError(`There is no scenario "${name}". There are:\n${list.join('\n')}`);
}
