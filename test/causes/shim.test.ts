import { expect, test } from 'vitest';
import { denied, got } from '../snapshot.ts';
import { create, type Edit, expectOn, fixOf, judged, on, shimHidden } from './case.ts';

const noRuntime =
  'Error: failed to create containerd task: failed to start shim: failed to resolve runtime path: runtime "io.containerd.runhcs.v1" binary not installed "containerd-shim-runhcs-v1.exe": file does not exist: unknown';
const busy = create('job cannot have running processes to be promoted to a silo, found 2 running processes');

const noShim: Edit = (facts) => {
  facts['runtime-binaries'].shim = null;
};
const configHidden: Edit = (facts) => {
  facts['runtime-binaries'].config = denied();
};
const shimSays =
  (version: string | null): Edit =>
  (facts) => {
    if (facts['runtime-binaries'].shim)
      facts['runtime-binaries'].shim.version = version === null ? denied() : got(version);
  };
const release =
  (version: string): Edit =>
  (facts) => {
    facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
  };
const shims = {
  'nothing known': {},
  healthy: on(),
  'no shim': on(noShim),
  'no shim, config hidden': on(noShim, configHidden),
  'config hidden': on(configHidden),
  '0.9.12 beside 1.7.28': on(shimSays('0.9.12')),
  'no version': on(shimSays('spec: 1.0.2')),
  'an unread release': on(release('v1.7.99')),
  'an unread release, no shim': on(release('v1.7.99'), noShim),
  'shim version hidden': on(shimSays(null)),
  'shim hidden': on(shimHidden),
};

test('shim-missing: not found, unless its place could be elsewhere', () => {
  expectOn('shim-missing', noRuntime, shims, [
    ['nothing known', 'possible', 'matched text: failed to resolve runtime path: runtime "io.containerd.runhcs.v1'],
    [
      'healthy',
      'possible',
      'containerd-shim-runhcs-v1.exe: C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe',
    ],
    ['no shim', 'likely', 'containerd-shim-runhcs-v1.exe: not found'],
    [
      'no shim, config hidden',
      'possible',
      'matched text: failed to resolve runtime path: runtime "io.containerd.runhcs.v1',
    ],
    [
      'config hidden',
      'possible',
      'containerd-shim-runhcs-v1.exe: C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe',
    ],
  ]);
});

test('shim-mismatch: by what the release of containerd ships', () => {
  expectOn('shim-mismatch', create("unsupported mount type 'CimFS'"), shims, [
    ['nothing known', 'possible', 'matched text: shim task: unsupported mount type'],
    ['healthy', 'ruled-out', 'shim on the node: hcsshim 0.11.7', 'shim that containerd v1.7.28 ships: hcsshim 0.11.7'],
    ['no shim', 'possible', 'version of containerd: v1.7.28'],
    ['no shim, config hidden', 'possible', 'version of containerd: v1.7.28'],
    [
      'config hidden',
      'ruled-out',
      'shim on the node: hcsshim 0.11.7',
      'shim that containerd v1.7.28 ships: hcsshim 0.11.7',
    ],
    [
      '0.9.12 beside 1.7.28',
      'likely',
      'shim on the node: hcsshim 0.9.12',
      'shim that containerd v1.7.28 ships: hcsshim 0.11.7',
    ],
    ['no version', 'possible', 'matched text: shim task: unsupported mount type'],
    ['an unread release', 'possible', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['an unread release, no shim', 'possible', 'version of containerd: v1.7.99'],
    ['shim version hidden', 'possible', 'matched text: shim task: unsupported mount type'],
    ['shim hidden', 'possible', 'matched text: shim task: unsupported mount type'],
  ]);
});

test('shim-mismatch: a containerd whose files were replaced while it ran is restarted first', () => {
  const newer =
    'Error: failed to create containerd task: failed to start shim: start failed: unsupported shim version (3)';
  const restart = 'If you changed the files of containerd since it started, restart containerd';
  expect(fixOf('shim-mismatch', newer, {})).toContain(restart);
  expect(fixOf('shim-mismatch', create("unsupported mount type 'CimFS'"), {})).not.toContain(restart);
});

test('shim-missing: the shim of another runtime too', () => {
  const other = noRuntime.replaceAll('runhcs.v1', 'runc.v2').replaceAll('runhcs-v1', 'runc-v2');
  expect(judged('shim-missing', other, {})).toEqual([
    'possible',
    'matched text: failed to resolve runtime path: runtime "io.containerd.runc.v2',
  ]);
});

test('start-race: by what became of the pod of the text', () => {
  const troubled = on((facts) => {
    const pods = facts.cluster.seen?.pods;
    for (const pod of pods?.ok ? pods.value.hostProcess : []) pod.troubled = true;
  });
  const said = ['possible', 'matched text: job cannot have running processes to be promoted to a silo'];
  expect(judged('start-race', busy, {})).toEqual(said);
  expect(judged('start-race', busy, on())).toEqual(said);
  expect(judged('start-race', busy, on(), { pod: 'ops/hostprobe-x7k2p' })).toEqual(said);
  for (const pod of ['hostprobe/hostprobe-x7k2p', 'hostprobe-x7k2p']) {
    expect(judged('start-race', busy, on(), { pod })).toEqual(['likely', `pod ${pod}: runs now`]);
    expect(judged('start-race', busy, troubled, { pod })).toEqual(['possible', `pod ${pod}: still in trouble`]);
  }
});

test('node-overloaded: likely with less than 500 MiB of free memory', () => {
  const free = (mebibytes: number) =>
    on((facts) => {
      facts.os.memory.freeBytes = mebibytes * 2 ** 20;
    });
  const nodes = { 'nothing known': {}, '499 MiB': free(499), '500 MiB': free(500) };
  expectOn('node-overloaded', 'Error: context deadline exceeded', nodes, [
    ['nothing known', 'possible', 'matched text: Error: context deadline exceeded'],
    ['499 MiB', 'likely', 'free memory of the node: 499 MiB'],
    ['500 MiB', 'possible', 'free memory of the node: 500 MiB'],
  ]);
});

test('windows-too-old: Windows Server 2019 may be too old, what is older is', () => {
  const build = (number: number) =>
    on((facts) => {
      if (facts.os.version.ok) facts.os.version.value.build = number;
    });
  const nodes = {
    17762: build(17_762),
    17763: build(17_763),
    20347: build(20_347),
    20348: build(20_348),
    'nothing known': {},
  };
  const text = create(
    'failed to mount container layers: failed to mount job container storage: failed to attach overlay filter: The request is not supported.',
  );
  expectOn('windows-too-old', text, nodes, [
    ['17762', 'confirmed', 'Windows: Windows Server 2022 Datacenter, build 17762'],
    ['17763', 'likely', 'Windows: Windows Server 2022 Datacenter, build 17763'],
    ['20347', 'likely', 'Windows: Windows Server 2022 Datacenter, build 20347'],
    ['20348', 'possible', 'Windows: Windows Server 2022 Datacenter, build 20348'],
    ['nothing known', 'possible', 'matched text: failed to attach overlay filter'],
  ]);
});

test('runtime-handler: by the handlers of this containerd', () => {
  const rename: Edit = (facts) => {
    const handlers = facts.runtime.status.ok ? facts.runtime.status.value.config?.handlers : undefined;
    for (const handler of handlers ?? []) handler.name = 'windows-host';
  };
  const nodes = {
    'nothing known': {},
    healthy: on(),
    named: on(rename),
    hidden: on((facts) => {
      facts.runtime.status = denied();
    }),
    'no config': on((facts) => {
      if (facts.runtime.status.ok) facts.runtime.status.value.config = null;
    }),
  };
  const noHandler = 'failed to get sandbox runtime: no runtime for "windows-host" is configured';
  expectOn('runtime-handler', noHandler, nodes, [
    ['nothing known', 'possible', 'matched text: no runtime for "windows-host" is configured'],
    ['healthy', 'confirmed', 'handlers of containerd: runhcs-wcow-process'],
    ['named', 'ruled-out', 'handlers of containerd: windows-host'],
    ['hidden', 'possible', 'matched text: no runtime for "windows-host" is configured'],
    ['no config', 'possible', 'matched text: no runtime for "windows-host" is configured'],
  ]);
  // The API server knows RuntimeClasses, not handlers.
  expectOn('runtime-handler', 'pods "agent" is forbidden: pod rejected: RuntimeClass "windows-host" not found', nodes, [
    ['healthy', 'possible', 'matched text: pod rejected: RuntimeClass "windows-host" not found'],
    ['named', 'possible', 'matched text: pod rejected: RuntimeClass "windows-host" not found'],
  ]);
  const other =
    'Failed to create pod sandbox: rpc error: code = Unknown desc = a step that has another name: The handle is invalid.';
  expectOn('runtime-handler', other, nodes, [['healthy', 'possible']]);
  expect(fixOf('runtime-handler', noHandler, {})).toMatch(/crictl\.exe info [\s\S]*, 'windows-host' \| Where-Object/);
  expect(fixOf('runtime-handler', noHandler, on())).not.toContain('crictl');
  expect(fixOf('runtime-handler', other, {})).toContain("'<handler>' | Where-Object");
});
