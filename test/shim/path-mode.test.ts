import { expect, test } from 'vitest';
import { pathMode } from '../../agent/shim/path-mode.ts';

const id = '8f2d7c41b0e95a36d1c4e7b89a02f6c31d5e8b7a4f90c2361e7d5a8b4c9f0e12';

test.each([
  [`open C:\\C\\${id}\\agent.yaml: The system cannot find the path specified.`, 'volume'],
  [`C:\\\\C\\\\${id}`, 'volume'],
  [`C:/hpc/${id}/agent.yaml`, 'fallback'],
  ['CreateFile C:\\hpc\\\\/var/lib/kube-proxy/kubeconfig.conf', 'bind'],
  ['C:\\HPC', 'bind'],
  ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.yaml', 'any'],
  ['$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.yaml', 'any'],
  ['C:\\hpcs\\agent.yaml', null],
  ['C:\\C\\agent.yaml', null],
  ['/var/hpc/agent.yaml', null],
])('the path in %j belongs to the mode %s', (text, mode) => {
  expect(pathMode(text)).toBe(mode);
});
