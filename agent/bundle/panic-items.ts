import type { NodeFiles } from '../bundle.ts';
import { ifKnown } from '../fact.ts';
import { flagOf } from '../windows/command-line.ts';
import { type Context, filesAt, namesIn } from './node-file.ts';

const data = 'C:\\ProgramData\\containerd';
const maxShims = 200;

/**
 * What containerd and its shims say when they die. Source: containerd cmd/containerd/command/service_windows.go, hcsshim
 * cmd/containerd-shim-runhcs-v1/delete.go.
 */
export async function panicItems({ host, snapshot, name }: Context): Promise<NodeFiles> {
  const binaries = snapshot.facts['runtime-binaries'];
  const config = binaries.ok ? ifKnown(binaries.value.config) : undefined;
  const processes = snapshot.facts['runtime-process'];
  const commandLine =
    (processes.ok && processes.value.containerd[0] && ifKnown(processes.value.containerd[0].commandLine)) || '';
  // The command line wins over the file (containerd cmd/containerd/command/main.go, applyFlags).
  const root = flagOf(commandLine, '--root') ?? config?.root ?? `${data}\\root`;
  const state = flagOf(commandLine, '--state') ?? config?.state ?? `${data}\\state`;
  const tasks = `${state}\\io.containerd.runtime.v2.task\\k8s.io`;
  const listed = await namesIn(host, tasks);
  const ids = (ifKnown(listed) ?? []).filter((id) => /^[0-9a-f]{64}$/.test(id)).slice(0, maxShims);
  const found = await filesAt(host, [
    { path: name('logs', 'containerd-panic.log'), source: `${root}\\panic.log` },
    // A start moves the former one here, so this is where the panic that ended containerd stands.
    { path: name('logs', 'containerd-panic.log.old'), source: `${root}\\panic.log.old` },
    ...ids.map((id) => ({ path: name('logs', `shim-panic-${id}.log`), source: `${tasks}\\${id}\\panic.log` })),
  ]);
  if (!listed.ok) found.errors.push({ path: 'logs/shim-panic', source: tasks, error: listed.error });
  return found;
}
