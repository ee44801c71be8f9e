import { expect, test } from 'vitest';
import { containersOf, mountsOf } from '../../agent/manifest/pod.ts';
import { destinationOf, hiddenBy, isPipe, isSocket, mountedFile } from '../../agent/shim/mounts.ts';
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

// Source: hcsshim internal/jobcontainers/mounts.go: C: alone is refused, another drive is a place.
test.each([
  ['C:', null],
  ['c:', null],
  ['D:', 'D:'],
  ['/data', 'C:\\data'],
  ['C:\\data\\..\\x', 'C:\\x'],
])('the shim mounts at %j in %j', (mountPath, destination) => {
  expect(destinationOf(mountPath)).toBe(destination);
});

test.each([
  ['\\\\.\\pipe\\a', true],
  ['//./pipe/a', true],
  ['\\\\.\\PIPE\\a', true],
  ['\\\\.\\pipes\\a', false],
  ['C:\\pipe\\a', false],
])('%j is a named pipe: %s', (path, is) => {
  expect(isPipe(path)).toBe(is);
});

test.each([
  [{ path: 'C:\\run\\a', type: 'Socket' }, true],
  [{ path: 'C:\\run\\a.SOCK' }, true],
  [{ path: 'C:\\run\\a', type: 'File' }, false],
  [{ path: 'C:\\sock\\a' }, false],
])('%j is a socket: %s', (place, is) => {
  expect(isSocket(place)).toBe(is);
});

// What Windows, the kubelet and containerd have there is needed by all pods of the node.
test.each([
  ['D:\\x', 'C:\\Windows', 'C:\\Windows'],
  ['D:\\x', 'C:\\Windows\\Temp', 'C:\\Windows\\Temp'],
  ['D:\\x', 'c:/windows/', 'C:\\Windows'],
  ['D:\\x', 'C:\\ProgramData', 'C:\\ProgramData\\containerd'],
  ['D:\\x', 'C:\\ProgramData\\agent', null],
  ['D:\\x', 'C:\\Windows2', null],
  // The folder itself, under its own name.
  ['C:\\Windows', 'C:\\Windows', null],
])('a mount of %s at %s hides %s', (folder, mountPath, hidden) => {
  const [placed] = mountsOf(podWith(mount(folder, mountPath)));
  expect(placed && hiddenBy(placed)).toBe(hidden);
});

test('a part of a folder is not the folder itself', () => {
  const [placed] = mountsOf(podWith(mount('C:\\Windows', 'C:\\Windows')));
  if (placed === undefined) throw new Error('the pod has a mount');
  expect(hiddenBy({ ...placed, mount: { ...placed.mount, subPath: 'Temp' } })).toBe('C:\\Windows');
});
