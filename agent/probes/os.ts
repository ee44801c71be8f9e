import { ifKnown } from '../fact.ts';
import type { Host } from '../host.ts';
import { type Probe, type ProbeSettings, partOf } from '../probe.ts';
import { flagOf } from '../windows/command-line.ts';
import { readContainerdConfig } from './containerd/config.ts';
import { findStart } from './containerd/start-commands.ts';

export const os: Probe<'os'> = {
  deadlineMs: 5_000,
  async read(host, settings) {
    const { system } = host;
    const [version, disks, computeService, networkService] = await Promise.all([
      partOf(system.version()),
      readDisks(host, settings),
      partOf(readState(host, 'vmcompute')),
      partOf(readState(host, 'hns')),
    ]);
    return {
      hostname: system.hostname(),
      version,
      architecture: system.architecture(),
      bootedAt: new Date(host.now().getTime() - system.uptimeSeconds() * 1000).toISOString(),
      timeZone: system.timeZone(),
      memory: system.memory(),
      disks,
      computeService,
      networkService,
      inventory: system.inventory(),
    };
  },
};

async function readState(host: Host, service: string) {
  const answer = await host.services.query(service);
  return answer === null ? null : { state: answer.state, startType: answer.startType };
}

/** The volumes that can fill up on a node: Windows, containerd's images and snapshots, the kubelet's pods. */
async function readDisks(host: Host, settings: ProbeSettings) {
  const { commandLine, kubeletCommandLine } = await findStart(host, settings);
  const config = ifKnown(await readContainerdConfig(host, commandLine, null));
  const programData = host.self.variable('ProgramData') ?? 'C:\\ProgramData';
  const paths = [
    `${host.self.variable('SystemDrive') ?? 'C:'}\\`,
    flagOf(commandLine ?? '', '--root') ?? config?.root ?? `${programData}\\containerd\\root`,
    flagOf(kubeletCommandLine ?? '', '--root-dir') ?? 'C:\\var\\lib\\kubelet',
  ];
  return await Promise.all(paths.map(async (path) => ({ path, space: await partOf(host.system.disk(path)) })));
}
