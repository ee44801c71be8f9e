import { expect, test } from 'vitest';
import { ociProcessOf } from '../../agent/shim/oci-process.ts';
import { readVersion } from '../../agent/shim/version.ts';

// Source: containerd pkg/cri/opts/spec_windows.go, which knows ArgsEscaped at v1.6.21, and not at v1.6.20.
test.each([
  ['1.6.20', false],
  ['1.6.21', true],
])('containerd %s takes an escaped line of an image as it is: %s', (release, isLine) => {
  const image = { Entrypoint: ['agent.exe --all'], ArgsEscaped: true };
  const container = { command: [], args: [], env: [], workingDir: undefined };
  expect(ociProcessOf(container, { user: '', image, containerd: readVersion(release) }).isLine).toBe(isLine);
});
