import { win32 } from 'node:path';
import { podVariables } from '../config/pod-variables.ts';
import { type Probe, partOf } from '../probe.ts';
import { readMountPoint } from '../shim/paths.ts';

/** The root of an image holds a few dozen names; a custom location may be any folder of the host. */
const mostEntries = 200;

export const sandbox: Probe<'sandbox'> = {
  deadlineMs: 3_000,
  async read(host) {
    const mountPoint = host.self.variable(podVariables.sandboxMountPoint);
    const workingDirectory = host.self.workingDirectory();
    const root = mountPoint || null;
    const ask = async <T>(question: (directory: string) => Promise<T>): Promise<T | null> =>
      root !== null && (await host.files.stat(root)) !== null ? await question(root) : null;

    const [entries, writable, mountedVolume, finalPath] = await Promise.all([
      partOf(ask((directory) => host.files.list(directory)).then(bounded)),
      partOf(ask((directory) => host.files.mayCreateIn(directory))),
      partOf(ask((directory) => host.files.mountedVolume(directory))),
      partOf(ask((directory) => host.files.finalPath(directory))),
    ]);
    return {
      mountPoint,
      ...readMountPoint(mountPoint),
      root: entries,
      writable,
      mountedVolume,
      finalPath,
      workingDirectory,
      relativeResolvesTo: win32.resolve(workingDirectory, 'x'),
      rootedResolvesTo: win32.resolve(workingDirectory, '/x'),
      executable: host.self.executable,
    };
  },
};

function bounded(names: string[] | null) {
  if (names === null) return null;
  return { entries: names.toSorted().slice(0, mostEntries), truncated: names.length > mostEntries };
}
