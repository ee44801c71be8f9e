import { expect, test } from 'vitest';
import type { ProcessFact } from '../../agent/facts/runtime-process.ts';
import { embeddedBy, socketPath, wantPipe } from '../../agent/node/containerd-pipe.ts';
import { processWith } from '../distributions.ts';
import { denied, factsWith, got } from '../snapshot.ts';

const exe = 'C:\\Program Files\\containerd\\containerd.exe';
const line = (rest: string): Partial<ProcessFact> => ({ commandLine: got(`"${exe}" ${rest}`) });

/** Whether it is known to want \\\\.\\pipe\\containerd-containerd, where the file that was read names this pipe. */
function wants(process: Partial<ProcessFact>, file: string | null = null): boolean {
  const facts = factsWith();
  facts['runtime-process'].containerd = [processWith(process)];
  const { config } = facts['runtime-binaries'];
  if (config.ok && config.value !== null) config.value.grpcAddress = file;
  return wantPipe(facts).length === 1;
}

test.each<[string, Partial<ProcessFact>]>([
  ['no flag', line('--run-service')],
  ['the file that was read', line('--config "c:\\program files\\containerd\\config.toml"')],
  ['the pipe itself', line('--address npipe:////./pipe/Containerd-containerd')],
  ['rke2 above it, and a file of its own', { parentName: 'rke2.exe', ...line('-c C:\\rke2\\config.toml') }],
  ['k0s above it', { parentName: 'k0s.exe', ...line('--config=C:\\etc\\k0s\\containerd.toml') }],
])('a containerd with %s wants the pipe of the kubelet', (_, process) => {
  expect(wants(process)).toBe(true);
});

test.each<[string, Partial<ProcessFact>]>([
  ['with another pipe', line('-a \\\\.\\pipe\\other')],
  ['with a file that was not read', line('--config D:\\mine.toml')],
  ['of Docker', { parentName: 'dockerd.exe', ...line('--config C:\\ProgramData\\docker\\containerd.toml') }],
  ['that Docker starts without flags', { parentName: 'dockerd.exe', ...line('--run-service') }],
  ['that publishes an event for a shim', { parentName: 'containerd-shim-runhcs-v1.exe', ...line('publish --topic x') }],
  ['that prints its version', line('--version')],
  ['that prints its configuration', line('config dump')],
  ['whose command line is hidden', { commandLine: denied() }],
])('a containerd %s is not known to want it', (_, process) => {
  expect(wants(process)).toBe(false);
});

test('the address of the file that was read counts', () => {
  expect(wants(line('--run-service'), '\\\\.\\pipe\\other')).toBe(false);
  expect(wants(line('--run-service'), '\\\\.\\pipe\\containerd-containerd')).toBe(true);
});

test('a file that could not be read tells nothing, and one that is not there means the default', () => {
  const facts = factsWith();
  facts['runtime-binaries'].config = denied();
  expect(wantPipe(facts)).toEqual([]);
  facts['runtime-binaries'].config = got(null);
  expect(wantPipe(facts)).toHaveLength(1);
});

test('the pipe that the kubelet is configured for is what they are compared with', () => {
  const facts = factsWith();
  facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\other', from: 'kubelet configuration' };
  expect(wantPipe(facts)).toEqual([]);
});

test('the service of a containerd inside another program', () => {
  const services = ['rke2.exe', 'K3S.EXE', 'k0s.exe', 'nssm.exe', null].map((parentName) =>
    embeddedBy(processWith({ parentName })),
  );
  expect(services).toEqual(['rke2', 'k3s', 'k0sworker', null, null]);
});

// Windows compares the names of pipes without regard to case. Source: learn.microsoft.com/windows/win32/ipc/pipe-names
test.each(['npipe:////./pipe/x', 'NPIPE:////./PIPE/x', '\\\\.\\Pipe\\x', '//./pipe/x'])(
  '%s is a pipe in any case',
  (address) => {
    expect(socketPath(address)).toBe('\\\\.\\pipe\\x');
  },
);

// Go takes one hyphen or two. Source: containerd cmd/containerd/command/main.go: address, a.
test.each(['--address', '-address', '-a', '--a'])('%s names the pipe', (flag) => {
  expect(wants(line(`${flag} \\\\.\\pipe\\other`))).toBe(false);
  expect(wants(line(`${flag} \\\\.\\pipe\\containerd-containerd`), '\\\\.\\pipe\\other')).toBe(true);
});
