import { randomInt } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { mustRun } from '../../image/run.ts';
import { serveApi } from './api-server.ts';
import { buildPrograms, labEntry, writeAgent } from './bundle.ts';
import { prefixIn, release } from './claim.ts';
import { layOutPod, rootOf, writeLabFile } from './layout.ts';
import { koffiNode, type Made, nodeExe } from './made.ts';
import { hostprobePod, nodeName, serviceAccount } from './pod.ts';
import { recordedFor } from './recorded.ts';
import type { Scenario } from './scenario.ts';
import { layOutServices, startServices } from './services.ts';
import { begin, environment, onDrive, type Prefix } from './wine.ts';

/** A running lab node: Windows services, a containerd pipe, and the files of hostprobe's own container. */
export interface LabNode {
  /** The folder of the prefix and the logs. */
  directory: string;
  prefix: Prefix;
  /** Runs hostprobe in its container: the program for Wine and its arguments, before those of hostprobe. */
  command: readonly string[];
  /** The environment and the working directory of the container's processes. */
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Ends all processes of the node and removes it. */
  close(): Promise<void>;
}

/**
 * Starts the node of a scenario.
 * @param directory the folder from `claim`
 * @param plugins of rolldown, by which a test changes the agent
 */
export async function startNode(
  directory: string,
  scenario: Scenario,
  made: Made,
  plugins: readonly Plugin[] = [],
): Promise<LabNode> {
  const prefix = prefixIn(directory);
  const agent = join(directory, 'agent');
  mkdirSync(agent);
  const [programs] = await Promise.all([
    buildPrograms(made.tree),
    writeAgent(agent, plugins),
    copyTemplate(made.template, prefix),
  ]);
  const api = await serveApi(made.certificates, scenario);
  const close = async () => {
    api.close();
    await release(directory);
  };
  try {
    const ports = { kubelet: await freePort(), kubeProxy: await freePort() };
    const sources = {
      node: nodeExe(made.tree),
      agent,
      koffi: koffiNode(made.tree),
      ca: join(made.certificates, 'ca.crt'),
    };
    layOutPod(prefix, scenario, sources, new Date());
    writeLabFile(prefix, 'recorded.json', recordedFor(scenario, ports));
    const parts = { programs, koffi: sources.koffi, ports };
    if (scenario.pod.mode !== null) layOutServices(prefix, scenario, parts);
    await begin(prefix);
    if (scenario.pod.mode !== null) await startServices(prefix, scenario, parts);
    const root = onDrive(prefix, rootOf(scenario.pod.mode));
    return {
      directory,
      prefix,
      command: [join(root, 'node.exe'), labEntry],
      env: { ...environment(prefix), ...podEnvironment(scenario, api.port) },
      cwd: root,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Links to the files of the template, except the registry, which Wine changes in place, and the file in which a prefix
 * stores where its server is.
 */
async function copyTemplate(template: string, prefix: Prefix): Promise<void> {
  const from = join(template, 'prefix');
  await mustRun(['cp', '-al', from, prefix.directory]);
  for (const name of readdirSync(from).filter((entry) => entry.endsWith('.reg') || entry === 'wineserver')) {
    rmSync(join(prefix.directory, name));
    if (name.endsWith('.reg')) copyFileSync(join(from, name), join(prefix.directory, name));
  }
}

/** The variables that Kubernetes, the downward API and the shim set in the container. */
function podEnvironment({ pod }: Scenario, apiPort: number): NodeJS.ProcessEnv {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
  return {
    [podVariables.nodeName]: nodeName,
    [podVariables.podName]: hostprobePod.name,
    [podVariables.podNamespace]: hostprobePod.namespace,
    [podVariables.podUid]: hostprobePod.uid,
    [podVariables.serviceAccount]: serviceAccount,
    [podVariables.nodeAddress]: own,
    [podVariables.apiServerHost]: '127.0.0.1',
    [podVariables.apiServerPort]: String(apiPort),
    ...(pod.mode === null ? {} : { [podVariables.sandboxMountPoint]: `${rootOf(pod.mode)}\\` }),
  };
}

/**
 * A TCP port that is free now, and that no connection takes meanwhile: they get theirs from 32768 on.
 * Source: docs.kernel.org/networking/ip-sysctl.html, ip_local_port_range
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const port = randomInt(21_000, 32_000);
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
