import type { PartValue } from '../agent/fact.ts';
import type { HostNetwork, PodNetwork } from '../agent/facts/pod-network.ts';
import type { ProcessFact } from '../agent/facts/runtime-process.ts';
import type { Service } from '../agent/facts/services.ts';
import { distributions, processWith, serviceWith } from './distributions.ts';
import { withHostProcessPod, withOrdinaryPods } from './pod-network/node.ts';
import { denied, got, programUsage } from './snapshot.ts';
import {
  type Edit,
  fallbackMode,
  fromOutside,
  nodeIn,
  pathIn,
  plainProgram,
  podIn,
  stopStart,
  tellReady,
  volumeMode,
  withoutApi,
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

const cniFile = (name: string, network: string, ...plugins: string[]) => ({ name, network, plugins, problem: null });

/** The files of the CNI, and the networks of HNS. */
const withCni =
  (edit: (of: { cni: NonNullable<PartValue<PodNetwork['cni']>>; networks: HostNetwork[] }) => void): Edit =>
  (facts) => {
    const { cni, networks } = facts['pod-network'];
    if (cni.ok && cni.value !== null && networks.ok) edit({ cni: cni.value, networks: networks.value });
  };

/** What else is said of a node by each check, in words of its own: its form is judged, and `test/said.txt` keeps it. */
export const furtherFaults: Readonly<Record<string, readonly Edit[]>> = {
  'agent-account': [
    ({ identity }) => {
      if (!identity.token.ok) return;
      identity.token.value.user = { sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' };
      for (const group of identity.token.value.groups) group.enabled = false;
    },
  ],
  'annotation-passthrough': [
    ({ runtime }) => {
      if (runtime.status.ok && runtime.status.value.config) runtime.status.value.config.handlers = [];
    },
  ],
  'api-server': [
    ({ network }) => {
      network.apiServer.host = null;
    },
    ({ network }) => {
      if (network.apiServer.answer.ok)
        Object.assign(network.apiServer.answer.value ?? {}, {
          certificate: { trusted: false, reason: 'CERT_HAS_EXPIRED' },
        });
    },
  ],
  'bind-filter': [
    volumeMode,
    (facts) => {
      facts['runtime-binaries'].bindFilter.modifiedAt = '2026-11-01T11:00:00.000Z';
    },
    (facts) => {
      facts['runtime-binaries'].bindFilter.present = got(false);
    },
    (facts) => {
      facts.runtime.version = got({ name: 'docker', version: '20.10.9', apiVersion: 'v1' });
      Object.assign(facts['runtime-binaries'], { containerd: null, shim: null });
      withoutApi(facts);
    },
  ],
  'clock-skew': [
    ({ network }) => {
      network.apiServer.host = null;
    },
    ({ network }) => {
      if (network.apiServer.answer.ok)
        Object.assign(network.apiServer.answer.value ?? {}, { date: '2026-11-01T11:50:00.000Z' });
    },
  ],
  'cluster-dns': [
    ({ network }) => {
      network.clusterName = { ok: false, error: { kind: 'timeout', message: 'no answer within 3000 ms' } };
    },
    ({ network }) => {
      network.clusterName = got(['198.51.100.1']);
    },
    ({ network }) => {
      network.clusterName = got(['10.96.0.1']);
    },
  ],
  'container-usage': [
    ({ usage }) => {
      usage.containers = got([]);
    },
    ({ usage }) => {
      const [one] = usage.containers.ok ? usage.containers.value : [];
      if (one) Object.assign(one, { pod: 'exporter-x2k9q', namespace: 'monitoring', job: got(null) });
    },
    ({ usage }) => {
      const [one] = usage.containers.ok ? usage.containers.value : [];
      if (one?.job.ok && one.job.value) Object.assign(one, { pod: 'exporter-x2k9q' });
      if (one?.job.ok && one.job.value) one.job.value.memoryLimitBytes = 2 ** 20;
    },
  ],
  'containerd-account': [
    ({ services, 'runtime-process': { containerd } }) => {
      if (services.containerd.ok && services.containerd.value)
        services.containerd.value.account = 'NT AUTHORITY\\LocalService';
      for (const process of containerd) process.account = denied();
    },
    ({ services, 'runtime-process': { containerd } }) => {
      if (services.containerd.ok && services.containerd.value)
        services.containerd.value.account = 'NT AUTHORITY\\NetworkService';
      for (const process of containerd) process.account = denied();
    },
    ({ services, 'runtime-process': runs }) => {
      services.containerd = got(null);
      runs.containerd = [];
    },
    (facts) => {
      runAsUser(facts, { parentName: 'powershell.exe' });
      facts.services.containerd = got(null);
    },
    (facts) => {
      runAsUser(facts, { parentName: 'powershell.exe' });
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null, startType: 'disabled' }));
    },
  ],
  'containerd-config': [
    (facts) => {
      facts['runtime-binaries'].config = got(null);
    },
    (facts) => {
      const { config } = facts['runtime-binaries'];
      const refused = { path: 'C:\\etc\\extra.toml', line: null, message: 'it is not there' };
      if (config.ok && config.value) Object.assign(config.value, { refused });
      facts['runtime-process'].containerd = [];
    },
  ],
  'containerd-log': [
    (facts) => {
      facts['runtime-binaries'].log = { to: 'wrapper', path: 'C:\\k\\containerd.log' };
    },
    (facts) => {
      facts['runtime-binaries'].log = { to: 'wrapper', path: null };
    },
    (facts) => {
      facts['runtime-binaries'].log = { to: 'nowhere', path: null };
      facts.services.containerd = got(serviceWith({}));
    },
    (facts) => {
      facts['runtime-binaries'].log = { to: 'nowhere', path: null };
      facts.services.containerd = got(null);
    },
  ],
  'containerd-restart-pending': [
    (facts) => {
      const { config } = facts['runtime-binaries'];
      const refused = { path: 'C:\\Program Files\\containerd\\config.toml', line: 3, message: 'no value' };
      if (config.ok && config.value) Object.assign(config.value, { refused, modifiedAt: '2026-11-01T11:00:00.000Z' });
    },
  ],
  'containerd-service': [
    (facts) => noContainerd(facts, serviceWith({})),
    (facts) => noContainerd(facts, null),
    (facts) =>
      noContainerd(
        facts,
        serviceWith({ name: 'rke2', commandLine: 'C:\\usr\\local\\bin\\rke2.exe agent service' }),
        'embedding',
      ),
    (facts) => {
      facts.services.containerd = got(null);
    },
    (facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null, startType: 'disabled' }));
    },
    (facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
      facts['runtime-process'].containerd = [processWith({ parentName: 'powershell.exe' })];
    },
    (facts) => {
      distributions.RKE2?.(facts);
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
    },
    // rke2 beside a service of containerd: without a kubelet, stopped, and where that service runs the kubelet.
    (facts) => besideRke2(facts, { state: 'running' }),
    (facts) => besideRke2(facts, { state: 'stopped', pid: null, startType: 'disabled' }),
    (facts) => {
      facts['runtime-process'].containerd.push(
        processWith({ pid: 1250, parentPid: 1200, parentName: 'powershell.exe' }),
      );
    },
    (facts) => {
      facts['runtime-process'].containerd.push(processWith({ pid: 1250, parentPid: 1200, parentName: 'rke2.exe' }));
    },
    (facts) => {
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [1250, 1260].map((pid) =>
        processWith({ pid, parentName: null, account: denied(), startedAt: denied() }),
      );
    },
  ],
  'containerd-version': [
    ...Object.values(distributions).map(
      (distribution): Edit =>
        (facts) => {
          distribution(facts);
          facts.runtime.version = got({ name: 'containerd', version: 'v1.6.39', apiVersion: 'v1' });
        },
    ),
    ...['v1.6.5', 'v1.6.34', 'v1.7.0-beta.3', 'v3.0.0'].map(
      (version): Edit =>
        (facts) => {
          facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
        },
    ),
    (facts) => {
      facts.runtime.version = got({ name: 'docker', version: '20.10.9', apiVersion: 'v1' });
    },
  ],
  'cri-endpoint': [
    (facts) => {
      facts.runtime.version = {
        ok: false,
        error: { kind: 'failed', message: 'unknown service', code: 'UNIMPLEMENTED' },
      };
    },
    (facts) => {
      facts.runtime.connection = 'denied';
    },
    (facts) => {
      facts.runtime.connection = 'read-only';
      withoutApi(facts);
    },
    (facts) => {
      facts.runtime.connection = 'denied';
      tellReady(facts, 'False', '[container runtime status check may not have completed yet]');
    },
    (facts) => {
      facts.runtime.connection = 'absent';
    },
    (facts) => {
      facts.runtime.connection = 'absent';
      facts['runtime-process'].containerd = [];
    },
    (facts) => {
      facts.runtime.connection = 'absent';
      noContainerd(facts, null);
    },
    (facts) => {
      facts.runtime.connection = 'absent';
      noContainerd(facts, serviceWith({ state: 'stopped', pid: null }));
    },
    (facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet command line' };
    },
    (facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet configuration' };
    },
    (facts) => {
      distributions.RKE2?.(facts);
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet command line' };
    },
  ],
  'disk-space': [
    (facts) => {
      facts.os.disks = [];
    },
  ],
  'hns-load-balancers': [
    (facts) => {
      facts['pod-network'].loadBalancers = { ok: false, error: { kind: 'timeout', message: 'no answer' } };
    },
    (facts) => {
      facts['pod-network'].services = { ok: false, error: { kind: 'failed', message: '403' } };
    },
    (facts) => {
      const id = '0F3C1C2E-5C0E-4B57-9A9E-0D7B3F3A1C55';
      const orphan = { id, address: '10.43.0.10', port: 80, protocol: 'TCP' };
      facts['pod-network'].loadBalancers = got({
        at: '2026-11-01T11:55:00.000Z',
        count: 9,
        unread: 0,
        orphaned: [orphan, orphan],
      });
    },
    // A kube-proxy that is a pod, and fails.
    (facts) => {
      withHostProcessPod(facts, { name: 'kube-proxy-windows-x2k9q', waits: ['CrashLoopBackOff', 'back-off 5m'] });
      faults['hns-load-balancers']?.warn?.(facts);
      const orphan = { id: '0F3C1C2E-5C0E-4B57-9A9E-0D7B3F3A1C55', address: null, port: 30_080, protocol: 'TCP' };
      if (facts['pod-network'].loadBalancers.ok) facts['pod-network'].loadBalancers.value.orphaned = [orphan];
    },
  ],
  'hns-networks': [
    withCni(({ cni }) => cni.files.unshift(cniFile('0-containerd-nat.conf', 'nat', 'nat'))),
    withCni(({ cni }) => cni.missing.push('calico')),
    withCni(({ cni, networks }) => {
      cni.files = [cniFile('10-flannel.conflist', 'vxlan0', 'flannel', 'win-overlay')];
      networks.push({ id: 'A', name: 'vxlan0', type: 'L2Bridge', subnets: [] });
    }),
    withCni(({ cni, networks }) => {
      cni.files = [cniFile('10-flannel.conflist', 'VXLAN0', 'flannel', 'win-overlay')];
      networks.push({ id: 'A', name: 'vxlan0', type: 'Overlay', subnets: [] });
    }),
    withCni(({ cni, networks }) => {
      cni.files = [cniFile('0-containerd-nat.conf', 'pods', 'nat')];
      networks.push({ id: 'A', name: 'nat', type: 'nat', subnets: [] });
    }),
    ...['calico', 'azure'].map(
      (network): Edit =>
        (facts) => {
          facts['pod-network'].kubeProxy = got({ pid: 3000, network, mode: null });
          withOrdinaryPods(facts);
        },
    ),
    (facts) => {
      withOrdinaryPods(facts, 2);
      const shared = ['10.244.1.5', '10.244.1.6'].map((address) => ({ address, local: 'A', remote: 'B' }));
      const made = [{ id: 'A', sandbox: 'd'.repeat(64), since: '2026-11-01T11:00:00.000Z' }];
      facts['pod-network'].endpoints = got({ local: 0, remote: 9, unread: 0, shared, made });
    },
  ],
  'host-compute-services': [
    (facts) => {
      facts.os.networkService = got(null);
    },
    (facts) => {
      facts.os.computeService = got({ state: 'running', startType: 'disabled' });
    },
  ],
  'host-network': [
    (facts) => {
      facts.network.nodeAddress = null;
      facts.network.kubeletHealth = got(null);
    },
  ],
  'host-ports': [
    (facts) => {
      facts.network.listeners = got([{ address: '127.0.0.1', port: 20258, pid: 77, process: 'node.exe' }]);
    },
    (facts) => {
      facts.network.listeners = got([]);
      facts.network.excludedPorts = got([{ first: 20200, last: 20300 }]);
    },
  ],
  'host-process-pods': [
    (facts) => {
      fromOutside(facts);
      if (facts.cluster.seen?.pods.ok) facts.cluster.seen.pods.value.hostProcess = [];
    },
    (facts) => {
      fromOutside(facts);
      for (const condition of nodeIn(facts).conditions) condition.heartbeatAt = '2026-11-01T10:00:00.000Z';
      if (facts.cluster.seen?.beside)
        facts.cluster.seen.beside.lease = got({ renewedAt: '2026-11-01T10:00:00.000Z', fresh: false });
    },
    (facts) => {
      fromOutside(facts);
      tellReady(facts, 'False', 'container runtime is down');
    },
  ],
  'host-process': [
    plainProgram,
    (facts) => {
      const { pod } = facts.token;
      plainProgram(facts);
      facts.token.pod = pod;
    },
    (facts) => {
      facts.identity.inJob = got(false);
    },
    (facts) => {
      fallbackMode(facts);
      facts.identity.silo = got({ id: 312, server: false });
    },
  ],
  'interactive-logon-right': [
    volumeMode,
    ({ accounts }) => {
      accounts.rights = got({});
    },
    ({ accounts }) => {
      if (accounts.rights.ok) accounts.rights.value.SeDenyInteractiveLogonRight = ['S-1-5-32-545', 'S-1-5-32-551'];
    },
    ({ accounts }) => {
      if (accounts.rights.ok) accounts.rights.value.SeInteractiveLogonRight = [];
    },
    ({ accounts }) => {
      if (accounts.rights.ok) accounts.rights.value.SeInteractiveLogonRight = ['S-1-5-32-551'];
    },
  ],
  'kubelet-service': [
    (facts) => {
      facts.network.kubeletHealth = got(null);
    },
    (facts) => {
      facts.network.kubeletHealth = got(null);
      Object.assign(facts['runtime-process'], {
        kubelet: [],
        counts: { ...facts['runtime-process'].counts, kubelet: 0 },
      });
    },
    (facts) => {
      facts.network.kubeletHealth = got(null);
      facts.services.kubelet = got(null);
      Object.assign(facts['runtime-process'], {
        kubelet: [],
        counts: { ...facts['runtime-process'].counts, kubelet: 0 },
      });
    },
  ],
  'orphaned-accounts': [
    ({ accounts }) => {
      accounts.users = got(
        Array.from({ length: 30 }, (_, index) => ({
          name: `${index}`.padStart(20, 'a'),
          disabled: false,
          locked: false,
          passwordExpired: false,
        })),
      );
    },
  ],
  'resource-limits': [
    ({ limits }) => {
      limits.inJob = false;
    },
    ({ limits }) => {
      Object.assign(limits, { activeProcessLimit: 2 });
    },
  ],
  'runtime-ready': [
    (facts) => {
      closePipe(facts);
      podIn(facts).hostNetwork = true;
      Object.assign(podIn(facts), { name: 'kube-flannel-ds-windows-x2k9q', namespace: 'kube-flannel' });
      tellReady(facts, 'False', 'container runtime network not ready: NetworkReady=false reason:X message:no config');
    },
  ],
  'sandbox-changes': [
    (facts) => {
      faults['sandbox-changes']?.warn?.(facts);
      facts.os.memory.freeBytes = 2 ** 20;
    },
  ],
  'sandbox-mode': [
    (facts) => {
      facts.runtime.version = got({ name: 'docker', version: '20.10.9', apiVersion: 'v1' });
      Object.assign(facts['runtime-binaries'], { containerd: null, shim: null });
      withoutApi(facts);
    },
    (facts) => {
      facts['runtime-binaries'].bindFilter.present = got(false);
    },
  ],
  'sandbox-mount-point': [
    ({ sandbox }) => {
      sandbox.root = got({ entries: [], truncated: false });
    },
  ],
  'service-account-ca': [
    (facts) => {
      for (const path of facts.token.paths) Object.assign(path, { ca: got(null), token: got(null) });
    },
    (facts) => {
      for (const path of facts.token.paths) path.ca = got(null);
    },
    (facts) => {
      for (const { ca } of facts.token.paths)
        if (ca.ok && ca.value) Object.assign(ca.value, { certificates: 0, expiresAt: null });
    },
  ],
  'shim-usage': [
    ({ usage, runtime }) => {
      const sandboxId = runtime.sandboxes.ok ? runtime.sandboxes.value[0]?.id : undefined;
      usage.programs = got([programUsage({ memoryBytes: 3.7 * 2 ** 30, sandboxId: sandboxId ?? null })]);
    },
  ],
  'shim-version': [
    (facts) => {
      facts['runtime-binaries'].shim = null;
    },
    (facts) => {
      facts['runtime-binaries'].shim = null;
      facts['runtime-process'].counts.shims = 0;
    },
    (facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.version = got('dev');
    },
    (facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.modifiedAt = '2026-11-01T11:59:00.000Z';
    },
    (facts) => {
      volumeMode(facts);
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.version = got('0.11.7');
    },
    (facts) => {
      const { shim } = facts['runtime-binaries'];
      if (shim) shim.version = got('0.9.12');
    },
  ],
  'terminating-pods': [
    (facts) => {
      Object.assign(podIn(facts), { deletedAt: '2026-11-01T11:00:00.000Z', subPaths: 3 });
    },
  ],
  'token-claims': [
    ({ token }) => {
      for (const path of token.paths) path.token = got(null);
    },
    (facts) => claim(facts, null),
    (facts) => claim(facts, { pod: { name: 'web-1', uid: 'x' } }),
    (facts) => {
      claim(facts, { node: 'win-node-2' });
      facts.token.pod.uid = null;
    },
    (facts) => claim(facts, { expiresAt: '2026-11-01T11:00:00.000Z' }),
    (facts) => claim(facts, { warnAfter: '2026-11-01T11:00:00.000Z' }),
    (facts) => claim(facts, { issuedAt: '2026-10-30T11:00:00.000Z' }),
    (facts) => claim(facts, { notBefore: '2026-11-01T13:00:00.000Z' }),
  ],
  'token-client': [
    ({ token }) => {
      for (const path of token.paths) if (path.form === 'rooted') path.token = denied();
    },
    ({ network }) => {
      network.apiServer.host = null;
    },
    fallbackMode,
    ({ token }) => {
      for (const path of token.paths) if (path.form === 'rooted') path.token = got(null);
    },
    ({ token }) => {
      for (const path of token.paths) path.token = got(null);
    },
    ({ token }) => {
      for (const path of token.paths) {
        if (path.form === 'rooted') path.directory = 'D:\\var\\run\\secrets\\kubernetes.io\\serviceaccount';
        if (path.form === 'rooted' && path.token.ok)
          path.token.value = path.token.value && { ...path.token.value, fingerprint: 'x' };
      }
    },
    (facts) => {
      const own = structuredClone(pathIn(facts, 'rooted').token);
      fallbackMode(facts);
      if (own.ok && own.value)
        Object.assign(pathIn(facts, 'rooted'), { token: got({ ...own.value, fingerprint: 'x', claims: null }) });
    },
  ],
  'token-paths': [
    (facts) => {
      pathIn(facts, 'fixed').token = got(null);
    },
    (facts) => {
      pathIn(facts, 'mount-point').token = got(null);
    },
    fallbackMode,
    (facts) => {
      pathIn(facts, 'fixed').token = denied();
    },
  ],
  'working-directory': [
    ({ sandbox }) => {
      Object.assign(sandbox, { workingDirectory: 'D:\\', rootedResolvesTo: 'D:\\x' });
    },
  ],
};

function claim(facts: Facts, different: object | null): void {
  for (const { token } of facts.token.paths) {
    if (!token.ok || token.value === null) continue;
    token.value = {
      ...token.value,
      claims: different && token.value.claims && { ...token.value.claims, ...different },
    };
  }
}

function runAsUser(facts: Facts, different: Partial<ProcessFact>): void {
  const account = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' });
  facts['runtime-process'].containerd = [processWith({ account, ...different })];
}

function noContainerd(facts: Facts, service: Service | null, as: 'containerd' | 'embedding' = 'containerd'): void {
  facts.services.containerd = got(null);
  facts.services[as] = got(service);
  const counts = { ...facts['runtime-process'].counts, containerd: 0 };
  Object.assign(facts['runtime-process'], { containerd: [], counts });
}

function besideRke2(facts: Facts, different: Partial<Service>): void {
  facts.services.kubelet = got(null);
  facts.services.embedding = got(serviceWith({ name: 'rke2', ...different }));
  Object.assign(facts['runtime-process'], { kubelet: [], counts: { ...facts['runtime-process'].counts, kubelet: 0 } });
}
