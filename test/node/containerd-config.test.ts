import { expect, test } from 'vitest';
import { runAsLocalSystem } from '../../agent/node/containerd-account.ts';
import {
  addHandler,
  containerdFolders,
  enableCri,
  refusalText,
  sandboxImageSetting,
  searchConfig,
  settingsFile,
} from '../../agent/node/containerd-config.ts';
import { excludeFolders } from '../../agent/node/log-steps.ts';
import type { KnownFacts } from '../../agent/snapshot.ts';
import { fixOf, on, task, token } from '../causes/case.ts';
import { distributions } from '../distributions.ts';
import { commandsOf } from '../fix.ts';
import { factsWith, got } from '../snapshot.ts';

const rke2 = factsWith(distributions.RKE2);
const notGranted = token(
  'failed to logon user: Logon failure: the user has not been granted the requested logon type at this computer.',
);
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

const handlerOn = (facts: KnownFacts) => commandsOf({ steps: addHandler(facts, 'windows-host') }).join('\n');

test('a handler is added to config.toml, in the table of its version, beside the default one', () => {
  const typed = handlerOn(factsWith());
  expect(typed).toContain("$plugin = if (Select-String -Quiet -LiteralPath $file -Pattern '^version\\s*=\\s*[34]')");
  expect(typed).toMatch(/'runhcs-wcow-process', 'windows-host' \| Where-Object .*Add-Content .* -LiteralPath \$file/);
  expect(typed).toContain(
    "\"[plugins.'$plugin'.containerd.runtimes.'$_']\", '  runtime_type = \"io.containerd.runhcs.v1\"'",
  );
  expect(typed).not.toContain('tmpl');
});

test('without a configuration containerd has its own, which the file then must have too', () => {
  const without = factsWith((facts) => {
    facts['runtime-binaries'].config = got(null);
  });
  expect(handlerOn(without)).toContain("containerd.exe' config default | Out-File -Encoding Ascii -LiteralPath $file");
  expect(handlerOn(factsWith())).not.toContain('config default');
});

test('rke2 and k3s take a new template as it is, so that it begins with theirs, and k0s reads a file of its own', () => {
  expect(handlerOn(rke2)).toMatch(/-LiteralPath \$template -Value '\{\{ template "base" \. \}\}' \}\n/);
  expect(handlerOn(rke2)).toContain("{ 'config-v3.toml.tmpl' } else { 'config.toml.tmpl' }");
  expect(handlerOn(k0s)).toContain('"C:\\etc\\k0s\\containerd.d\\$_.toml" -Value "version = $version"');
  expect(handlerOn({})).toMatch(/\$file = 'C:\\Program Files[\s\S]*\$file = \(Get-Item C:\\var\\lib\\rancher/);
});

test('the nodes that a pool makes later need the change too', () => {
  const aks = factsWith(distributions.AKS);
  expect(addHandler(aks, 'windows-host')[0]?.say).toMatch(/, and again on each new node of the pool\.$/);
  expect(runAsLocalSystem('containerd', aks).say).toContain(', and again on each new node of the pool;');
  expect(runAsLocalSystem('containerd', factsWith()).say).not.toContain('pool');
  expect(fixOf('interactive-logon-right', notGranted, aks)).toContain('Apply the template, and again on each new node');
});

test('the pause image is named where it lasts', () => {
  expect(sandboxImageSetting(rke2)).toBe('in C:\\etc\\rancher\\rke2\\config.yaml, as pause-image');
  const k3s = factsWith((facts) => {
    distributions.RKE2?.(facts);
    if (facts.services.embedding.ok && facts.services.embedding.value) facts.services.embedding.value.name = 'k3s';
  });
  expect(sandboxImageSetting(k3s)).toBe('in C:\\etc\\rancher\\k3s\\config.yaml, as pause-image');
  expect(sandboxImageSetting(factsWith())).not.toContain('pause-image');
  expect(sandboxImageSetting({})).toMatch(/sandbox_image .* rke2 and k3s in their config\.yaml, as pause-image/);
});

test('a handler of virtual machines is not added for a HostProcess pod, in whatever case it is written', () => {
  for (const handler of ['runhcs-wcow-hypervisor', 'Windows-Hypervisor']) {
    expect(addHandler(factsWith(), handler).map(({ say }) => say)).toEqual([
      expect.stringContaining(`Do not add ${handler} for a HostProcess pod`),
    ]);
  }
});

test('a refusal has the line where containerd gives one', () => {
  expect(refusalText({ path: 'a', line: 12, message: 'unterminated string' })).toBe('line 12: unterminated string');
  expect(refusalText({ path: 'a', line: null, message: 'is not there' })).toBe('is not there');
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
])('the fix of %s changes the template of rke2', (id, text) => {
  expect(fixOf(id, text, rke2)).toContain(' in config.toml.tmpl beside');
});

test.each([
  [
    'sandbox-image',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "localhost/eks/pause-windows:latest": failed to pull image: not found',
  ],
])('the fix of %s sets the pause-image of rke2', (id, text) => {
  expect(fixOf(id, text, rke2)).toContain('in C:\\etc\\rancher\\rke2\\config.yaml, as pause-image.');
});

const startedWith = (commandLine: string) =>
  on((facts) => {
    const [process] = facts['runtime-process'].containerd;
    if (process) process.commandLine = got(commandLine);
    const { config } = facts['runtime-binaries'];
    if (config.ok && config.value !== null) Object.assign(config.value, { root: 'F:\\root', state: 'F:\\state' });
  });

test('the command line wins over the file, and the default is that of containerd', () => {
  expect(containerdFolders({})).toEqual({
    root: 'C:\\ProgramData\\containerd\\root',
    state: 'C:\\ProgramData\\containerd\\state',
  });
  const both = startedWith('containerd.exe --root D:\\images --state=D:\\state');
  expect(containerdFolders(both)).toEqual({ root: 'D:\\images', state: 'D:\\state' });
  expect(containerdFolders(startedWith('containerd.exe'))).toEqual({ root: 'F:\\root', state: 'F:\\state' });
  expect(excludeFolders('If it is', both).run).toBe("Add-MpPreference -ExclusionPath 'D:\\images', 'D:\\state'");
});
