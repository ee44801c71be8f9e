import { flagOf, programName } from '../command-line.ts';
import type { Host } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';

export const os: Probe<'os'> = {
  fact: 'os',
  deadlineMs: 3_000,
  async look(host) {
    const { system } = host;
    const [version, disks, computeService, networkService] = await Promise.all([
      partOf(system.version()),
      readDisks(host),
      partOf(readState(host, 'vmcompute')),
      partOf(readState(host, 'hns')),
    ]);
    return {
      hostname: system.hostname(),
      version,
      architecture: system.architecture(),
      bootedAt: new Date(host.now().getTime() - system.uptimeSeconds() * 1000).toISOString(),
      memory: system.memory(),
      disks,
      computeService,
      networkService,
      picture: system.picture(),
    };
  },
};

async function readState(host: Host, service: string) {
  const answer = await host.services.query(service);
  return answer === null ? null : { state: answer.state };
}

/** The volumes that fill up on a node: of Windows, of containerd's images and snapshots, of the kubelet's pods. */
async function readDisks(host: Host) {
  const [root, kubelet] = await Promise.all([
    flagInUse(host, 'containerd', '--root'),
    flagInUse(host, 'kubelet', '--root-dir'),
  ]);
  const paths = [
    `${host.self.variable('SystemDrive') ?? 'C:'}\\`,
    root ?? `${host.self.variable('ProgramData') ?? 'C:\\ProgramData'}\\containerd\\root`,
    kubelet ?? 'C:\\var\\lib\\kubelet',
  ];
  return await Promise.all(paths.map(async (path) => ({ path, space: await partOf(host.system.disk(path)) })));
}

/** A flag of the program as it runs; null when it is not given, and when this account may not see command lines. */
async function flagInUse(host: Host, program: string, flag: string): Promise<string | null> {
  const read = async () => {
    const process = (await host.processes.list()).find(({ name }) => programName(name) === program);
    const commandLine = process === undefined ? null : await host.processes.commandLine(process.pid);
    return commandLine === null ? null : flagOf(commandLine, flag);
  };
  const answer = await partOf(read());
  return answer.ok ? answer.value : null;
}
