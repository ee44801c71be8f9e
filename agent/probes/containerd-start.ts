import { programName, programOf } from '../command-line.ts';
import { given } from '../fact.ts';
import type { Service } from '../facts/services.ts';
import type { Host } from '../host.ts';
import { type ProbeSettings, partOf } from '../probe.ts';
import { services } from './services.ts';

/** How containerd and the kubelet are started on this node, as far as this account can see; null where it cannot. */
export interface Start {
  /** Absolute path of containerd.exe. */
  program: string | null;
  /** containerd's command line: that of the running process, else what its service starts. */
  commandLine: string | null;
  /** The service that runs containerd. */
  service: Service | null;
  /** The service that has containerd inside (rke2), where there is no other. */
  embedding: Service | null;
  kubeletCommandLine: string | null;
}

/** The look at the services may not take all of the time that the probe has. */
const servicesDeadlineMs = 2_000;

export async function findStart(host: Host, settings: ProbeSettings): Promise<Start> {
  const [asked, listed] = await Promise.all([
    partOf(services.look(host, settings), servicesDeadlineMs),
    partOf(host.processes.list()),
  ]);
  const found = given(asked);
  const service = (found && given(found.containerd)) ?? null;
  const kubelet = (found && given(found.kubelet)) ?? null;
  const all = given(listed) ?? [];
  const running = (name: string, owner: Service | null) => {
    const named = all.filter((process) => programName(process.name) === name);
    // Another product may bring a containerd of its own; the service's is the one that the kubelet talks to.
    return named.find(({ pid, parentPid }) => owner?.pid === pid || owner?.pid === parentPid) ?? named[0];
  };
  const containerd = running('containerd', service);
  const [image, commandLine, kubeletCommandLine] = await Promise.all([
    containerd && partOf(host.processes.image(containerd.pid)).then(given),
    commandLineOf(host, containerd, service, 'containerd'),
    commandLineOf(host, running('kubelet', kubelet), kubelet, 'kubelet'),
  ]);
  return {
    program: image ?? absoluteProgram(commandLine),
    commandLine,
    service,
    embedding: (found && given(found.embedding)) ?? null,
    kubeletCommandLine,
  };
}

async function commandLineOf(
  host: Host,
  process: { pid: number } | undefined,
  service: Service | null,
  name: string,
): Promise<string | null> {
  const running = process && given(await partOf(host.processes.commandLine(process.pid)));
  if (running) return running;
  if (service === null) return null;
  const wrapped = given(service.wrapper);
  const configured = wrapped ? `"${wrapped.application}" ${wrapped.parameters}` : service.commandLine;
  // A wrapper whose parameters could not be read, or a script, says nothing about the program that it starts.
  return programName(programOf(configured)) === name ? configured : null;
}

function absoluteProgram(commandLine: string | null): string | null {
  const program = commandLine === null ? '' : programOf(commandLine);
  return /^[a-z]:[\\/]/i.test(program) ? program : null;
}
