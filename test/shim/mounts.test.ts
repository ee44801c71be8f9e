import { expect, test } from 'vitest';
import { containersOf } from '../../agent/manifest/pod.ts';
import { mountedFile } from '../../agent/shim/mounts.ts';
import { mount, podWith } from '../pod.ts';

/** Where a path of a pod that mounts this folder of the host leads. */
function everywhere(path: string, folder: string, mountPath: string): string | null | undefined {
  const pod = podWith(mount(folder, mountPath));
  const [placed] = containersOf(pod);
  return placed && (mountedFile(path, placed.container, pod.spec)?.everywhere ?? null);
}

// Source: hcsshim internal/jobcontainers/mounts.go: without the bind filter a mount is a link below the root of the container.
test.each([
  ['C:\\tools\\a.exe', 'D:\\data', 'C:\\tools', '%CONTAINER_SANDBOX_MOUNT_POINT%\\tools\\a.exe'],
  ['/tools/a.exe', 'D:\\data', '/tools', '%CONTAINER_SANDBOX_MOUNT_POINT%\\tools\\a.exe'],
  ['c:/Tools/a.exe', 'D:\\data', '/tools', '%CONTAINER_SANDBOX_MOUNT_POINT%\\Tools\\a.exe'],
  // The same folder of the host, however it is written, is there on every node.
  ['C:\\tools\\a.exe', 'C:\\tools', 'C:\\tools', null],
  ['C:\\tools\\a.exe', '/tools/', 'c:/Tools', null],
  // Beside it, on the network, or without a root.
  ['C:\\tools2\\a.exe', 'D:\\data', 'C:\\tools', null],
  ['\\\\server\\tools\\a.exe', 'D:\\data', '/server', null],
  ['tools\\a.exe', 'D:\\data', '/tools', null],
])('%s, with %s mounted at %s, is on every node %s', (path, folder, mountPath, is) => {
  expect(everywhere(path, folder, mountPath)).toBe(is);
});
