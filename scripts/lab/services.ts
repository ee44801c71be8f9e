import { appendFileSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from './bundle.ts';
import {
  containerdLog,
  defaultPipe,
  layOutNode,
  placeShim,
  places,
  rebuildContainerd,
  replaceContainerd,
  writeLabFile,
  writeNodeFiles,
} from './layout.ts';
import type { NodePlan } from './plan.ts';
import { hostprobePod, kubeProxyPod, nodeName } from './pod.ts';
import { type Scenario, windowsReleases } from './scenario.ts';
import { onDrive, type Prefix, wine } from './wine.ts';

interface Sources {
  programs: Programs;
  koffi: string;
  ports: NodePlan['ports'];
}

/** Writes the files of a node and its registry, before Windows starts there: it then starts the services by itself. */
export function layOutServices(prefix: Prefix, scenario: Scenario, { ports, ...sources }: Sources): void {
  const { containerd } = scenario;
  layOutNode(prefix, scenario, sources);
  const plan: NodePlan = {
    containerd: {
      version: containerd.version,
      shim: typeof containerd.shim === 'string' ? containerd.shim : null,
      pipe: pipeOf(scenario),
      unanswered: containerd.unanswered ?? [],
      endpoint: containerd.state === 'silent' ? 'silent' : 'answers',
      log: containerd.log,
    },
    pods: containerd.shim === null ? [] : [hostprobePod, kubeProxyPod],
    ports,
  };
  writeLabFile(prefix, 'plan.json', plan);
  for (const name of ['vmcompute', 'hns']) {
    // Any small service program of Wine: of these two services only the state matters.
    copyFileSync(onDrive(prefix, `${system32}\\spoolsv.exe`), onDrive(prefix, `${system32}\\${name}.exe`));
  }
  writeRegistry(prefix, { ...release(scenario), ...servicesOf(scenario) });
}

/** Starts Windows on a node, waits for its services, and changes what the scenario changes after their start. */
export async function startServices(prefix: Prefix, scenario: Scenario, { ports, programs }: Sources): Promise<void> {
  const { containerd, pod } = scenario;
  const pipe = pipeOf(scenario);
  await ready(prefix, pipe, ['vmcompute', 'hns', 'containerd', 'kubelet']);
  await Promise.all(healthPorts(scenario, ports).map(answersHealth));
  if (pod.shimReplaced) {
    await wine(prefix, 'net', 'stop', 'containerd');
    replaceContainerd(prefix, programs);
    await wine(prefix, 'net', 'start', 'containerd');
    await ready(prefix, pipe, ['containerd']);
  }
  placeShim(prefix, scenario);
  if (containerd.rebuilt) rebuildContainerd(prefix, programs);
  writeNodeFiles(prefix, scenario.filesLater ?? {});
  if (containerd.nextAccount !== undefined) {
    await wine(prefix, places.lab, 'set-account', 'containerd', containerd.nextAccount);
  }
  if (containerd.state === 'stopped') await wine(prefix, 'net', 'stop', 'containerd');
}

const system32 = 'C:\\windows\\system32';
const pipeOf = ({ containerd }: Scenario) => containerd.pipe ?? defaultPipe;

/** Waits until services run and containerd's pipe has been connected to once; the first program of a node starts it. */
async function ready(prefix: Prefix, pipe: string, services: readonly string[]): Promise<void> {
  try {
    await wine(prefix, places.lab, 'ready', pipe, ...services);
  } catch (error) {
    const said = onDrive(prefix, 'C:\\lab\\errors.log');
    if (!existsSync(said)) throw error;
    throw new Error(`a service does not start:\n${readFileSync(said, 'utf8')}`, { cause: error });
  }
}

/** kube-proxy is a pod, and where no shim is there is none. */
const healthPorts = ({ containerd }: Scenario, ports: NodePlan['ports']): number[] =>
  containerd.shim === null ? [ports.kubelet] : Object.values(ports);

/** A service is running before the program that it wraps is ready; waits for that. */
async function answersHealth(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`a program of the lab node does not answer on port ${port}`);
}

type Registry = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** The Windows release. */
function release({ windows }: Scenario): Registry {
  const { build, revision, product } = windowsReleases[windows];
  return {
    'Software\\Microsoft\\Windows NT\\CurrentVersion': {
      CurrentBuild: build,
      CurrentBuildNumber: build,
      UBR: revision,
      ProductName: product,
      InstallationType: 'Server Core',
    },
    'System\\ControlSet001\\Control\\ProductOptions': { ProductType: 'ServerNT' },
  };
}

/** The services, and the program that nssm starts for the kubelet's. */
function servicesOf({ containerd }: Scenario): Registry {
  const flags = containerd.flags === undefined ? '' : ` ${containerd.flags}`;
  const line = `"${places.containerd}" --run-service --log-file ${containerdLog}${flags}`;
  const services = 'System\\ControlSet001\\Services';
  return {
    [`${services}\\containerd`]: service('Containerd', line, containerd.account),
    [`${services}\\kubelet`]: service('kubelet', places.nssm),
    [`${services}\\kubelet\\Parameters`]: {
      Application: places.kubelet,
      AppParameters: `--windows-service --config=C:\\var\\lib\\kubelet\\config.yaml --hostname-override=${nodeName}`,
      AppDirectory: 'C:\\k',
      AppStdout: 'C:\\var\\log\\kubelet\\kubelet.out.log',
      AppStderr: 'C:\\var\\log\\kubelet\\kubelet.err.log',
    },
    [`${services}\\vmcompute`]: service('Hyper-V Host Compute Service', `${system32}\\vmcompute.exe`),
    [`${services}\\hns`]: service('Host Network Service', `${system32}\\hns.exe`),
  };
}

/** SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL. Source: winnt.h. */
const service = (displayName: string, line: string, account = 'LocalSystem') => ({
  ...{ Type: 0x10, Start: 2, ErrorControl: 1 },
  ...{ DisplayName: displayName, ImagePath: line, ObjectName: account },
});

/** Adds to HKEY_LOCAL_MACHINE of a Windows that does not run, in the format of Wine's own files: server/registry.c. */
function writeRegistry(prefix: Prefix, keys: Registry): void {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const show = (value: string | number) =>
    typeof value === 'number' ? `dword:${value.toString(16).padStart(8, '0')}` : `"${escaped(value)}"`;
  const lines = Object.entries(keys).flatMap(([key, values]) => [
    '',
    `[${escaped(key)}]`,
    ...Object.entries(values).map(([name, value]) => `"${name}"=${show(value)}`),
  ]);
  appendFileSync(join(prefix.directory, 'system.reg'), `${lines.join('\n')}\n`);
}
