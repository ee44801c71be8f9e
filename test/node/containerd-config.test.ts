import { expect, test } from 'vitest';
import { enableCri, sandboxImageSetting, searchConfig, settingsFile } from '../../agent/node/containerd-config.ts';
import { fixOf, task } from '../causes/case.ts';
import { distributions } from '../distributions.ts';
import { factsWith } from '../snapshot.ts';

const rke2 = factsWith(distributions.RKE2);
const k0s = factsWith(distributions.k0s);

test('a setting is changed where it lasts', () => {
  expect(settingsFile(rke2)).toMatch(/^config\.toml\.tmpl beside .* from which rke2 writes that file/);
  expect(settingsFile(k0s)).toContain('without its line # k0s_managed=true');
  expect(settingsFile(factsWith())).toBe("containerd's config.toml");
  expect(settingsFile(factsWith(distributions.AKS))).toBe(
    "containerd's config.toml, and again on each new node of the pool",
  );
  expect(settingsFile({})).toContain('or for rke2 and k3s in config.toml.tmpl');
});

test('the pause image is named where it lasts', () => {
  expect(sandboxImageSetting(rke2)).toBe('in the configuration of rke2, as pause-image');
  expect(sandboxImageSetting(factsWith())).not.toContain('pause-image');
  expect(sandboxImageSetting({})).toMatch(/sandbox_image .* rke2 or k3s, as pause-image/);
});

test('CRI is on only without each of its names on the list', () => {
  expect(enableCri(factsWith()).say).toMatch(/grpc\.v1\.cri, .*cri\.v1\.runtime and io\.containerd\.cri\.v1\.images/);
});

test('a search prints which files it found, also those of rke2 and k3s, and hides no error', () => {
  const run = searchConfig({}, 'mirrors');
  expect(run).toContain('C:\\var\\lib\\rancher\\*\\agent\\etc\\containerd\\config*.toml*');
  expect(run).toContain('{ $_.FullName; $_ | Select-String -Pattern mirrors }');
  expect(run).not.toContain('SilentlyContinue');
});

test.each([
  [
    'containerd-configuration',
    'failed to load plugin io.containerd.grpc.v1.cri: invalid plugin config: `mirrors` cannot be set when `config_path` is provided',
  ],
  ['host-process-disabled', task('cannot create a HostProcess container: specified annotations conflict')],
  [
    'shim-missing',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container task "a": runtime "io.containerd.runhcs.v1" binary not installed "containerd-shim-runhcs-v1": file does not exist: unknown',
  ],
  [
    'runtime-handler',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "windows-host" is configured',
  ],
])('the fix of %s changes the template of rke2', (id, text) => {
  expect(fixOf(id, text, rke2)).toContain(' in config.toml.tmpl beside');
});

test.each([
  [
    'sandbox-image',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "localhost/eks/pause-windows:latest": failed to pull image: not found',
  ],
])('the fix of %s sets the pause-image of rke2', (id, text) => {
  expect(fixOf(id, text, rke2)).toContain('in the configuration of rke2, as pause-image.');
});
