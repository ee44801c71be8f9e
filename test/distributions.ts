import type { FactValues } from '../agent/facts/index.ts';
import type { ProcessFact } from '../agent/facts/runtime-process.ts';
import type { Service } from '../agent/facts/services.ts';
import { shippedWith } from './shim/shipped.ts';
import { got } from './snapshot.ts';

/** A process of a node, started with it and as LocalSystem. */
export const processWith = (different: Partial<ProcessFact>): ProcessFact => ({
  pid: 1200,
  parentPid: 600,
  parentName: 'services.exe',
  image: got('C:\\Program Files\\containerd\\containerd.exe'),
  account: got({ sid: 'S-1-5-18', name: 'NT AUTHORITY\\SYSTEM' }),
  startedAt: got('2026-10-31T12:01:00.000Z'),
  commandLine: got('"C:\\Program Files\\containerd\\containerd.exe" --run-service'),
  ...different,
});

/** A running service as LocalSystem. */
export const serviceWith = (different: Partial<Service>): Service => ({
  name: 'containerd',
  displayName: 'Containerd',
  state: 'running',
  startType: 'auto',
  account: 'LocalSystem',
  commandLine: '"C:\\Program Files\\containerd\\containerd.exe" --run-service',
  dependsOn: [],
  pid: 1200,
  exitCode: 0,
  failureActions: {
    resetSeconds: 86_400,
    actions: [
      { kind: 'restart', delayMs: 15_000 },
      { kind: 'restart', delayMs: 15_000 },
      { kind: 'none', delayMs: 0 },
    ],
  },
  wrapper: got(null),
  ...different,
});

const nssm = (
  different: Partial<Service>,
  wrapped: { application: string; parameters: string; log: string },
): Service =>
  serviceWith({
    commandLine: 'C:\\k\\nssm.exe',
    failureActions: { resetSeconds: 0, actions: [] },
    wrapper: got({
      application: wrapped.application,
      parameters: wrapped.parameters,
      stdout: `${wrapped.log}.log`,
      stderr: `${wrapped.log}.err.log`,
    }),
    ...different,
  });

function containerdIs(facts: FactValues, service: Service, process: Partial<ProcessFact>): void {
  facts.services.containerd = got(service);
  facts['runtime-process'].containerd = [processWith(process)];
}

function kubeletIs(facts: FactValues, service: Service, process: Partial<ProcessFact>): void {
  facts.services.kubelet = got(service);
  facts['runtime-process'].kubelet = [processWith(process)];
}

/** rke2 and k0s: one service that starts both, containerd and the kubelet. */
function embeds(facts: FactValues, service: Service, parentName: string): void {
  facts.services.containerd = got(null);
  facts.services.kubelet = got(null);
  facts.services.embedding = got(service);
  facts['runtime-process'].containerd = [processWith({ pid: 2100, parentPid: service.pid ?? 0, parentName })];
  facts['runtime-process'].kubelet = [processWith({ pid: 2200, parentPid: service.pid ?? 0, parentName })];
  facts['runtime-binaries'].log = { to: 'parent', path: null };
}

function runs(facts: FactValues, version: string): void {
  facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
  const { containerd, shim } = facts['runtime-binaries'];
  if (containerd !== null) containerd.version = got(version);
  if (shim !== null) shim.version = got(shippedWith(version));
}

/**
 * Healthy nodes as their installers leave them. Sources: sig-windows-tools, AgentBaker, amazon-eks-ami, k8s
 * cluster/gce, rke2, k0s.
 */
export const distributions: Readonly<Record<string, (facts: FactValues) => void>> = {
  AKS(facts) {
    const containerd = {
      application: 'C:\\Program Files\\containerd\\containerd.exe',
      parameters: '--config "C:\\Program Files\\containerd\\config.toml"',
      log: 'C:\\k\\containerd',
    };
    containerdIs(facts, nssm({ startType: 'demand' }, containerd), {
      pid: 1210,
      parentPid: 1200,
      parentName: 'nssm.exe',
    });
    const kubelet = { application: 'powershell.exe', parameters: 'C:\\k\\kubeletstart.ps1', log: 'C:\\k\\kubelet' };
    kubeletIs(facts, nssm({ name: 'Kubelet', startType: 'demand', pid: 1300, dependsOn: ['containerd'] }, kubelet), {
      pid: 1320,
      parentPid: 1310,
      parentName: 'powershell.exe',
    });
    runs(facts, '1.7.9+azure');
    facts['runtime-binaries'].log = { to: 'wrapper', path: 'C:\\k\\containerd.err.log' };
  },
  EKS(facts) {
    containerdIs(facts, serviceWith({}), {});
    kubeletIs(
      facts,
      serviceWith({
        name: 'kubelet',
        pid: 1300,
        commandLine: 'C:\\Program Files\\Kubernetes\\kubelet.exe --windows-service',
      }),
      { pid: 1300 },
    );
    runs(facts, 'v1.7.27');
    facts['runtime-binaries'].log = { to: 'nowhere', path: null };
  },
  GKE(facts) {
    const commandLine =
      'C:\\etc\\kubernetes\\node\\bin\\containerd.exe --run-service --log-file C:\\etc\\kubernetes\\logs\\containerd.log';
    containerdIs(facts, serviceWith({ commandLine }), {});
    runs(facts, 'v1.7.24');
    facts['runtime-binaries'].log = { to: 'file', path: 'C:\\etc\\kubernetes\\logs\\containerd.log' };
  },
  kubeadm(facts) {
    containerdIs(facts, serviceWith({}), {});
    const kubelet = {
      application: 'powershell.exe',
      parameters: '-File C:\\k\\StartKubelet.ps1',
      log: 'C:\\var\\log\\kubelet\\kubelet',
    };
    kubeletIs(facts, nssm({ name: 'kubelet', pid: 1300, dependsOn: ['containerd'] }, kubelet), {
      pid: 1320,
      parentPid: 1310,
      parentName: 'powershell.exe',
    });
    runs(facts, 'v2.1.4');
    facts['runtime-binaries'].log = { to: 'nowhere', path: null };
  },
  RKE2(facts) {
    const commandLine = 'C:\\usr\\local\\bin\\rke2.exe agent service';
    embeds(facts, serviceWith({ name: 'rke2', pid: 2000, commandLine }), 'rke2.exe');
    facts['runtime-binaries'].log.path = 'C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\containerd.log';
    runs(facts, 'v1.7.27-k3s1');
  },
  k0s(facts) {
    const commandLine = 'C:\\k0s\\k0s.exe worker --token-file=C:\\k0s\\token';
    embeds(facts, serviceWith({ name: 'k0sworker', pid: 2000, commandLine }), 'k0s.exe');
    runs(facts, 'v1.7.28');
  },
};
