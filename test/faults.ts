import { processWith } from './distributions.ts';
import { got, programUsage } from './snapshot.ts';
import {
  type Edit,
  fallbackMode,
  fromOutside,
  nodeIn,
  pathIn,
  podIn,
  stopStart,
  tellReady,
  volumeMode,
} from './variations.ts';

type Status = 'warn' | 'fail';

/**
 * For each check, what makes the healthy node one that it warns of, or that it fails: what the stories of nodes do not show.
 * Alerts are fired from it.
 */
export const faults: Readonly<Record<string, Partial<Record<Status, Edit>>>> = {
  'containerd-account': {
    warn: (facts) => {
      const user = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' });
      facts['runtime-process'].containerd.push(processWith({ pid: 1250, parentPid: 1200, account: user }));
    },
  },
  'containerd-service': {
    warn: (facts) => {
      if (facts.services.containerd.ok) Object.assign(facts.services.containerd.value ?? {}, { startType: 'disabled' });
    },
  },
  'cri-endpoint': {
    warn: (facts) => {
      facts.runtime.version = got({ name: 'containerd', version: 'v1.5.18', apiVersion: 'v1alpha2' });
    },
  },
  'runtime-ready': {
    warn: (facts) => {
      closePipe(facts);
      tellReady(facts, 'False', 'container runtime network not ready: NetworkReady=false reason:X message:no config');
    },
    fail: (facts) => {
      closePipe(facts);
      tellReady(facts, 'False', 'container runtime not ready: RuntimeReady=false reason:X message:no shim');
    },
  },
  'kubelet-service': {
    warn: (facts) => {
      facts.network.kubeletHealth = { ok: false, error: { kind: 'timeout', message: 'no answer within 2 s' } };
    },
    fail: (facts) => {
      facts.network.kubeletHealth = answers(500);
    },
  },
  'containerd-version': {
    warn: volumeMode,
    fail: (facts) => {
      facts.runtime.version = got({ name: 'containerd', version: 'v1.5.18', apiVersion: 'v1' });
      nodeIn(facts).runtimeVersion = 'containerd://1.5.18';
    },
  },
  'host-process-pods': {
    warn: (facts) => {
      fromOutside(facts);
      const other = structuredClone(podIn(facts));
      stopStart(other, 'CrashLoopBackOff');
      if (facts.cluster.seen?.pods.ok) facts.cluster.seen.pods.value.hostProcess.push({ ...other, name: 'agent-2' });
    },
    fail: (facts) => {
      fromOutside(facts);
      stopStart(podIn(facts), 'CrashLoopBackOff');
    },
  },
  'containerd-restart-pending': {
    warn: (facts) => {
      const { config } = facts['runtime-binaries'];
      if (config.ok) Object.assign(config.value ?? {}, { modifiedAt: '2026-11-01T11:00:00.000Z' });
    },
  },
  'annotation-passthrough': {
    warn: (facts) => {
      if (!facts.runtime.status.ok) return;
      for (const handler of facts.runtime.status.value.config?.handlers ?? []) {
        handler.podAnnotations.push('microsoft.com/hostprocess-*');
      }
    },
  },
  'host-process': {
    warn: (facts) => {
      facts.identity.silo = got(null);
    },
  },
  'agent-account': {
    warn: (facts) => {
      if (!facts.identity.token.ok) return;
      facts.identity.token.value.user = { sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' };
      facts.identity.token.value.groups = [];
    },
  },
  'sandbox-mode': {
    fail: (facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.version = got('0.8.25');
    },
  },
  'sandbox-mount-point': {
    warn: (facts) => {
      Object.assign(facts.sandbox, { form: 'custom', mountPoint: 'C:\\agent' });
    },
    fail: (facts) => {
      facts.sandbox.root = got(null);
    },
  },
  'working-directory': {
    warn: (facts) => {
      facts.sandbox.workingDirectory = 'C:\\Users';
    },
  },
  'token-paths': {
    fail: (facts) => {
      for (const path of facts.token.paths) path.token = got(null);
    },
  },
  'token-claims': {
    warn: (facts) => {
      for (const { token } of facts.token.paths) {
        if (token.ok && token.value?.claims) token.value.claims.pod = null;
      }
    },
  },
  'service-account-ca': {
    warn: (facts) => expireCa(facts, '2026-11-03T00:00:00.000Z'),
    fail: (facts) => expireCa(facts, '2026-10-03T00:00:00.000Z'),
  },
  'resource-limits': {
    warn: (facts) => {
      facts.limits.peakMemoryBytes = facts.limits.memoryLimitBytes;
    },
  },
  'container-usage': {
    warn: (facts) => {
      const [one] = facts.usage.containers.ok ? facts.usage.containers.value : [];
      if (one?.job.ok && one.job.value) Object.assign(one, { pod: 'exporter-x2k9q', namespace: 'monitoring' });
      if (one?.job.ok && one.job.value) one.job.value.memoryBytes = 250 * 2 ** 20;
    },
  },
  'shim-usage': {
    warn: (facts) => {
      facts.usage.programs = got([programUsage({ memoryBytes: 3.7 * 2 ** 30 })]);
    },
  },
  'terminating-pods': {
    warn: (facts) => {
      podIn(facts).deletedAt = '2026-11-01T11:00:00.000Z';
    },
  },
  'sandbox-changes': {
    warn: (facts) => {
      const pod = podIn(facts);
      const times = { firstAt: '2026-11-01T11:10:00.000Z', lastAt: '2026-11-01T11:58:00.000Z' };
      const about = { kind: 'Pod', namespace: pod.namespace, name: pod.name };
      const message = 'Pod sandbox changed, it will be killed and re-created.';
      const event = { about, container: null, type: 'Normal', reason: 'SandboxChanged', message, count: 12, ...times };
      pod.events = got({ items: [event], truncated: false });
    },
  },
  'host-network': {
    warn: (facts) => {
      elsewhere(facts);
      facts.network.kubeletHealth = { ok: false, error: { kind: 'timeout', message: 'no answer within 2 s' } };
    },
    fail: (facts) => {
      elsewhere(facts);
      facts.network.kubeletHealth = got(null);
    },
  },
  'host-ports': {
    fail: (facts) => {
      facts.network.listeners = got([{ address: '127.0.0.1', port: 20258, pid: 77, process: 'other.exe' }]);
    },
  },
  'api-server': {
    warn: (facts) => {
      facts.network.apiServer.answer = answers(503);
    },
    fail: (facts) => {
      facts.network.apiServer.answer = got(null);
    },
  },
  'cluster-dns': {
    warn: (facts) => {
      facts.network.nameServers = got([]);
    },
  },
  'containers-feature': {
    warn: (facts) => {
      facts.os.networkService = got(null);
    },
    fail: (facts) => {
      facts.os.computeService = got(null);
    },
  },
  'host-compute-services': {
    warn: (facts) => {
      facts.os.networkService = got({ state: 'stopped', startType: 'disabled' });
    },
  },
  hns: {
    fail: (facts) => {
      facts['pod-network'].networks = { ok: false, error: { kind: 'timeout', message: 'no answer within 5000 ms' } };
    },
  },
  'hns-networks': {
    warn: (facts) => {
      facts['pod-network'].kubeProxy = got({ pid: 3000, network: 'calico', mode: null });
    },
  },
  'hns-load-balancers': {
    warn: (facts) => {
      const at = '2026-11-01T11:55:00.000Z';
      const cart = { namespace: 'shop', name: 'cart', address: '10.43.0.10', protocol: 'TCP', port: 80 };
      const differing = [{ ...cart, present: false, lacks: [], left: [], changedAt: '2026-10-30T09:00:00.000Z' }];
      const counts = { compared: 8, missing: 1, wrong: 0 };
      facts['pod-network'].services = got({ at, truncated: false, differing, ...counts });
    },
  },
  'os-build': {
    fail: (facts) => {
      if (facts.os.version.ok) facts.os.version.value.build = 14_393;
      nodeIn(facts).kernelVersion = '10.0.14393.7606';
    },
  },
  'disk-space': {
    warn: (facts) => {
      facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 100 * 2 ** 30, freeBytes: 12 * 2 ** 30 }) }];
    },
  },
  'containerd-config': {
    fail: (facts) => {
      const { config } = facts['runtime-binaries'];
      const refused = { path: 'C:\\Program Files\\containerd\\config.toml', line: 3, message: 'no value' };
      if (config.ok) Object.assign(config.value ?? {}, { refused });
    },
  },
  'containerd-log': {
    warn: (facts) => {
      facts['runtime-binaries'].log = { to: 'nowhere', path: null };
    },
  },
  'bind-filter': { warn: fallbackMode },
};

type Facts = Parameters<Edit>[0];

const answers = (status: number) =>
  got({ status, date: null, receivedAt: '2026-11-01T12:00:00.000Z', certificate: { trusted: true, reason: null } });

function closePipe(facts: Facts): void {
  facts.runtime.connection = 'denied';
  facts.runtime.status = { ok: false, error: { kind: 'denied', message: 'connect EPERM' } };
}

function expireCa(facts: Facts, expiresAt: string): void {
  for (const form of ['fixed', 'mount-point'] as const) {
    const { ca } = pathIn(facts, form);
    if (ca.ok && ca.value !== null) Object.assign(ca.value, { certificates: 1, expiresAt });
  }
}

function elsewhere(facts: Facts): void {
  facts.network.interfaces = got([{ name: 'vEthernet', address: '172.20.1.5', family: 'ipv4', internal: false }]);
}
