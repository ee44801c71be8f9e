import type { NodeFiles } from '../../bundle.ts';
import { ifKnown } from '../../fact.ts';
import { containerdFolders } from '../../node/containerd-config.ts';
import { knownFacts } from '../../snapshot.ts';
import { type Context, filesAt, namesIn } from './node-file.ts';

const maxShims = 200;

/**
 * What containerd and its shims say when they die. Source: containerd cmd/containerd/command/service_windows.go, hcsshim
 * cmd/containerd-shim-runhcs-v1/delete.go.
 */
export async function panicItems({ host, snapshot, name }: Context): Promise<NodeFiles> {
  const { root, state } = containerdFolders(knownFacts(snapshot));
  const tasks = `${state}\\io.containerd.runtime.v2.task\\k8s.io`;
  const listed = await namesIn(host, tasks);
  const ids = (ifKnown(listed) ?? []).filter((id) => /^[0-9a-f]{64}$/.test(id)).slice(0, maxShims);
  const found = await filesAt(host, [
    { path: name('logs', 'containerd-panic.log'), source: `${root}\\panic.log` },
    // A start moves the previous file here, so this one has the panic that ended containerd.
    { path: name('logs', 'containerd-panic.log.old'), source: `${root}\\panic.log.old` },
    ...ids.map((id) => ({ path: name('logs', `shim-panic-${id}.log`), source: `${tasks}\\${id}\\panic.log` })),
  ]);
  if (!listed.ok) found.errors.push({ path: 'logs/shim-panic', source: tasks, error: listed.error });
  return found;
}
