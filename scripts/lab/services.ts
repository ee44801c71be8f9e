import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Writes the files of a node and starts its services, as the scenario says. */
export async function startServices(
  prefix: Prefix,
  scenario: Scenario,
  { ports, ...sources }: { programs: Programs; koffi: string; ports: NodePlan['ports'] },
): Promise<void> {
  const { containerd, pod } = scenario;
  layOutNode(prefix, scenario, sources);
  const plan: NodePlan = {
    containerd: {
      version: containerd.version,
      shim: typeof containerd.shim === 'string' ? containerd.shim : null,
      pipe: containerd.pipe ?? defaultPipe,
      unanswered: containerd.unanswered ?? [],
      endpoint: containerd.state === 'silent' ? 'silent' : 'answers',
      log: containerd.log,
    },
    pods: containerd.shim === null ? [] : [hostprobePod, kubeProxyPod],
    ports,
  };
  writeLabFile(prefix, 'plan.json', plan);

  const system32 = 'C:\\windows\\system32';
  for (const name of ['vmcompute', 'hns']) {
    // Any small service program of Wine: of these two services only the state matters.
    copyFileSync(onDrive(prefix, `${system32}\\spoolsv.exe`), onDrive(prefix, `${system32}\\${name}.exe`));
  }
  const flags = containerd.flags === undefined ? '' : ` ${containerd.flags}`;
  const containerdLine = `"${places.containerd}" --run-service --log-file ${containerdLog}${flags}`;
  await create(prefix, 'containerd', { displayName: 'Containerd', line: containerdLine, account: containerd.account });
  await create(prefix, 'kubelet', { displayName: 'kubelet', line: places.nssm });
  await create(prefix, 'vmcompute', {
    displayName: 'Hyper-V Host Compute Service',
    line: `${system32}\\vmcompute.exe`,
  });
  await create(prefix, 'hns', { displayName: 'Host Network Service', line: `${system32}\\hns.exe` });
  await importRegistry(prefix, scenario);

  // One after the other: Wine locks its service database while a service starts, and gives up on the next one after a time.
  for (const name of ['vmcompute', 'hns', 'containerd', 'kubelet']) await start(prefix, name);
  await Promise.all(healthPorts(scenario, ports).map(answersHealth));
  if (pod.shimReplaced) {
    await stop(prefix, 'containerd');
    replaceContainerd(prefix, sources.programs);
    await start(prefix, 'containerd');
  }
  placeShim(prefix, scenario);
  if (containerd.rebuilt) rebuildContainerd(prefix, sources.programs);
  writeNodeFiles(prefix, scenario.filesLater ?? {});
  await wine(prefix, places.lab, 'connect', plan.containerd.pipe);
  if (containerd.nextAccount !== undefined) {
    await wine(prefix, places.lab, 'set-account', 'containerd', containerd.nextAccount);
  }
  if (containerd.state === 'stopped') await stop(prefix, 'containerd');
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

const create = (
  prefix: Prefix,
  name: string,
  { displayName, line, account = 'LocalSystem' }: { displayName: string; line: string; account?: string },
) =>
  wine(prefix, 'sc', 'create', name, 'DisplayName=', displayName, 'binPath=', line, 'obj=', account, 'start=', 'auto');

/** With `net`, which waits until the service has started; `sc` does not wait. */
async function start(prefix: Prefix, name: string): Promise<void> {
  try {
    await wine(prefix, 'net', 'start', name);
  } catch (error) {
    const said = onDrive(prefix, 'C:\\lab\\errors.log');
    if (!existsSync(said)) throw error;
    throw new Error(`the service ${name} does not start:\n${readFileSync(said, 'utf8')}`, { cause: error });
  }
}
const stop = (prefix: Prefix, name: string) => wine(prefix, 'net', 'stop', name);

/** The Windows release, and the program that nssm starts for the kubelet's service. */
async function importRegistry(prefix: Prefix, scenario: Scenario): Promise<void> {
  const { build, revision, product } = windowsReleases[scenario.windows];
  const keys: Record<string, Record<string, string | number>> = {
    'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
      CurrentBuild: build,
      CurrentBuildNumber: build,
      UBR: revision,
      ProductName: product,
      InstallationType: 'Server Core',
    },
    'SYSTEM\\CurrentControlSet\\Control\\ProductOptions': { ProductType: 'ServerNT' },
    'SYSTEM\\CurrentControlSet\\Services\\kubelet\\Parameters': {
      Application: places.kubelet,
      AppParameters: `--windows-service --config=C:\\var\\lib\\kubelet\\config.yaml --hostname-override=${nodeName}`,
      AppDirectory: 'C:\\k',
      AppStdout: 'C:\\var\\log\\kubelet\\kubelet.out.log',
      AppStderr: 'C:\\var\\log\\kubelet\\kubelet.err.log',
    },
  };
  const show = (value: string | number) =>
    typeof value === 'number' ? `dword:${value.toString(16)}` : `"${value.replaceAll('\\', '\\\\')}"`;
  const lines = Object.entries(keys).flatMap(([key, values]) => [
    `[HKEY_LOCAL_MACHINE\\${key}]`,
    ...Object.entries(values).map(([name, value]) => `"${name}"=${show(value)}`),
    '',
  ]);
  writeFileSync(onDrive(prefix, 'C:\\lab\\node.reg'), ['REGEDIT4', '', ...lines].join('\r\n'));
  await wine(prefix, 'reg', 'import', 'C:\\lab\\node.reg');
}
