import type { Found } from '../bundle.ts';
import { given } from '../fact.ts';
import { type Context, filesAt, namesIn } from './node-file.ts';

const data = 'C:\\ProgramData\\containerd';
const maxShims = 200;

/**
 * What containerd and its shims say when they die. Source: containerd cmd/containerd/command/service_windows.go, hcsshim
 * cmd/containerd-shim-runhcs-v1/delete.go.
 */
export async function panicItems({ host, snapshot, name }: Context): Promise<Found> {
  const binaries = snapshot.facts['runtime-binaries'];
  const config = binaries.ok ? given(binaries.value.config) : undefined;
  const tasks = `${config?.state ?? `${data}\\state`}\\io.containerd.runtime.v2.task\\k8s.io`;
  const listed = await namesIn(host, tasks);
  const ids = (given(listed) ?? []).filter((id) => /^[0-9a-f]{64}$/.test(id)).slice(0, maxShims);
  const found = await filesAt(host, [
    { path: name('logs', 'containerd-panic.log'), source: `${config?.root ?? `${data}\\root`}\\panic.log` },
    ...ids.map((id) => ({ path: name('logs', `shim-panic-${id}.log`), source: `${tasks}\\${id}\\panic.log` })),
  ]);
  if (!listed.ok) found.errors.push({ path: 'logs/shim-panic', source: tasks, error: listed.error });
  return found;
}
