import { ifKnown, type PartValue } from '../fact.ts';
import type { ContainerUsage, ProgramUsage } from '../facts/usage.ts';
import type { Host } from '../host.ts';
import { fieldOf, jsonIn, wordOf } from '../json.ts';
import { type Probe, type ProbeSettings, partOf } from '../probe.ts';
import { flagOf, programName } from '../windows/command-line.ts';
import { decodeText } from '../windows/encoding.ts';
import { readContainerdConfig } from './containerd/config.ts';
import { startOf } from './containerd/process.ts';
import { findStart } from './containerd/start-commands.ts';

const mostContainers = 100;
const mostShims = 10;
/** A runtime spec has the whole environment in it. */
const maxSpecBytes = 2 ** 20;

export const usage: Probe<'usage'> = {
  deadlineMs: 8_000,
  async read(host, settings) {
    const [containers, programs] = await Promise.all([
      partOf(readContainers(host, settings)),
      partOf(readPrograms(host)),
    ]);
    return { containers, programs };
  },
};

/** containerd keeps the spec of each container that it runs here, by its id (core/runtime/v2/bundle.go). */
async function readContainers(host: Host, settings: ProbeSettings): Promise<ContainerUsage[]> {
  const { commandLine } = await findStart(host, settings);
  const config = ifKnown(await readContainerdConfig(host, commandLine, null));
  const programData = host.self.variable('ProgramData') ?? 'C:\\ProgramData';
  const state = flagOf(commandLine ?? '', '--state') ?? config?.state ?? `${programData}\\containerd\\state`;
  const folder = `${state.replaceAll('/', '\\')}\\io.containerd.runtime.v2.task\\k8s.io`;
  const ids = (await host.files.list(folder)) ?? [];
  const found: ContainerUsage[] = [];
  for (const id of ids.sort()) {
    if (found.length === mostContainers) break;
    const names = await readSpec(host, `${folder}\\${id}\\config.json`);
    if (names !== null) found.push({ id, ...names, job: await partOf(readJob(host, id)) });
  }
  return found;
}

/** The annotations that containerd's CRI plugin sets, of a HostProcess container; null: of another, or it has just gone. */
async function readSpec(host: Host, path: string): Promise<Pick<ContainerUsage, 'namespace' | 'pod' | 'name'> | null> {
  const file = await host.files.read(path, { maxBytes: maxSpecBytes });
  const annotations = file && fieldOf(jsonIn(decodeText(file.bytes)), 'annotations');
  if (wordOf(annotations, 'microsoft.com/hostprocess-container') !== 'true') return null;
  const name = wordOf(annotations, 'io.kubernetes.cri.container-name');
  // The sandbox of a HostProcess pod has no process.
  if (name === undefined) return null;
  return {
    namespace: wordOf(annotations, 'io.kubernetes.cri.sandbox-namespace') ?? '',
    pod: wordOf(annotations, 'io.kubernetes.cri.sandbox-name') ?? '',
    name,
  };
}

/** The shim names its job so (hcsshim internal/jobcontainers/jobcontainer.go), in the namespace of session 0. */
async function readJob(host: Host, id: string): Promise<PartValue<ContainerUsage['job']>> {
  const job = await host.processes.job(`Global\\JobContainer_${id}`);
  if (job === null) return null;
  const { pids, cpuSeconds, memoryBytes, peakMemoryBytes, memoryLimitBytes } = job;
  const used = await Promise.all(pids.map((pid) => partOf(host.processes.usage(pid))));
  const handles = used.every(({ ok }) => ok) ? used.reduce((sum, one) => sum + (ifKnown(one)?.handles ?? 0), 0) : null;
  return { processes: pids.length, cpuSeconds, memoryBytes, peakMemoryBytes, memoryLimitBytes, handles };
}

const programs: Readonly<Record<string, ProgramUsage['program']>> = {
  containerd: 'containerd',
  'containerd-shim-runhcs-v1': 'shim',
  kubelet: 'kubelet',
};

async function readPrograms(host: Host): Promise<ProgramUsage[]> {
  const found: Omit<ProgramUsage, 'sandboxId' | 'startedAt'>[] = [];
  for (const { pid, name, parentPid } of await host.processes.list()) {
    const program = programs[programName(name)];
    if (program === undefined || parentPid === host.self.pid) continue;
    const used = await host.processes.usage(pid);
    if (used !== null) found.push({ program, pid, ...used });
  }
  const shims = found.filter(({ program }) => program === 'shim').toSorted((a, b) => b.memoryBytes - a.memoryBytes);
  const shown = [...found.filter(({ program }) => program !== 'shim'), ...shims.slice(0, mostShims)];
  return await Promise.all(
    shown.map(async (one) => ({
      ...one,
      sandboxId: one.program === 'shim' ? await sandboxOf(host, one.pid) : null,
      startedAt: await startOf(host, one.pid),
    })),
  );
}

async function sandboxOf(host: Host, pid: number): Promise<string | null> {
  const line = ifKnown(await partOf(host.processes.commandLine(pid)));
  return line ? flagOf(line, '-id', '--id') : null;
}
