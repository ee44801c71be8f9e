import { expect, test } from 'vitest';
import { unescapeQuotes } from '../../agent/message.ts';
import { denied, got } from '../snapshot.ts';
import { create, expectOn, fixOf, modes, newPod, on, weightOf } from './case.ts';

const bound = (reason: string) =>
  `failed to bind target "\\\\?\\Volume{1}\\" to root "C:\\data" for job object: ${reason}`;
const linked = create(
  'failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: Cannot create a file when that file already exists.',
);
const layers = (reason: string) =>
  create(
    `failed to mount container layers: failed to mount job container storage: hcsshim::ActivateLayer failed in Win32: ${reason}`,
  );
const spec = (text: string) => `Error: failed to generate container "4d0c" spec: failed to generate spec: ${text}`;
const setUp = 'MountVolume.SetUp failed for volume "host" : hostPath type check failed: C:\\k\\config is not a file';

test('mount-source: the path that the text names', () => {
  expectOn('mount-source', setUp, modes, [
    ['bind', 'possible', 'matched text: MountVolume.SetUp failed for volume "host"'],
  ]);
  expectOn('mount-source', bound('The system cannot find the path specified.'), modes, [
    ['bind', 'possible', 'source: \\\\?\\Volume{1}\\'],
  ]);
  const named = fixOf('mount-source', spec('failed to mkdir "C:\\\\data": mkdir C:\\data: Access is denied.'), {});
  expect(named).toContain('See whether the source of the mount exists, ');
  expect(named).toContain("Get-Item -Force -LiteralPath 'C:\\data'");
  const target = fixOf('mount-source', bound('The system cannot find the path specified.'), {});
  expect(target).toContain("Get-Item -Force -LiteralPath '\\\\?\\Volume{1}\\'");
  const quoted = JSON.stringify(bound('It is not there.')).replaceAll('Volume{1}\\\\', 'Volume{1}\\\\\\\\');
  expect(fixOf('mount-source', unescapeQuotes(quoted), {})).toContain("icacls.exe '\\\\?\\Volume{1}\\'");
  expect(fixOf('mount-source', setUp, {})).toContain('<source> is the hostPath of the mount');
  expect(fixOf('mount-source', setUp, {})).toContain('Get-Item -Force -LiteralPath <source> ');
});

test('mount-symlink: the mode of the node; the fix names the path of the text', () => {
  expectOn('mount-symlink', linked, modes, [
    [
      'nothing known',
      'possible',
      'matched text: failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: Cannot create a file when that file already exists.: unknown',
    ],
    ['bind', 'possible', newPod.bind],
    ['fallback', 'possible', newPod.fallback],
    ['volume', 'possible', newPod.volume],
    [
      'filter hidden',
      'possible',
      'matched text: failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: Cannot create a file when that file already exists.: unknown',
    ],
    ['volume, filter hidden', 'possible', newPod.volume],
  ]);
  expect(fixOf('mount-symlink', linked, {})).toContain('that the image does not have, and');
  const named = 'failed to setup symlink from C:\\var\\log to containers rootfs at C:\\hpc\\var\\log';
  expect(fixOf('mount-symlink', named, {})).toContain('that the image does not have (not C:\\hpc\\var\\log), and');
});

test('mount-invalid: a whole drive, the path of the text, or any', () => {
  const drive = fixOf('mount-invalid', spec('destination path can not be C drive'), {});
  expect(drive).toContain('Mount a folder instead of the whole drive');
  const path = fixOf('mount-invalid', create('mkdir E:\\data: The system cannot find the path specified.'), {});
  expect(path).toContain('which is not a file (now E:\\data).');
  const root = fixOf('mount-invalid', bound('Cannot create a file when that file already exists.'), {});
  expect(root).toContain('which is not a file (now C:\\data).');
  const unnamed = fixOf('mount-invalid', spec('destination path can not be empty'), {});
  expect(unnamed).toContain('which is not a file.\n');
});

test('mount-shadowed: in bind mode only; some words say it by themselves', () => {
  expectOn('mount-shadowed', "'agent' is not recognized as an internal or external command", modes, [
    ['nothing known', 'possible'],
    ['bind', 'possible', newPod.bind],
    ['fallback', 'ruled-out', newPod.fallback],
    ['volume', 'ruled-out', newPod.volume],
    ['filter hidden', 'possible'],
    ['volume, filter hidden', 'ruled-out', newPod.volume],
  ]);
  expectOn('mount-shadowed', 'job container mount destination exists and will be shadowed', modes, [
    ['nothing known', 'possible', 'matched text: job container mount destination exists and will be shadowed'],
    ['bind', 'possible', newPod.bind],
  ]);
});

test('bind-filter: where the filter is; the fix names the volume of the text', () => {
  const text = bound('Do not attach the filter to the volume at this time.');
  expectOn('bind-filter', text, modes, [
    [
      'nothing known',
      'possible',
      'matched text: failed to bind target "\\\\?\\Volume{1}\\" to root "C:\\data" for job object: Do not attach the filter to the volume at this time.',
    ],
    ['bind', 'likely', 'C:\\Windows\\System32\\bindfltapi.dll: exists'],
    ['fallback', 'possible', 'C:\\Windows\\System32\\bindfltapi.dll: does not exist', 'a new pod: would not be bound'],
    ['volume', 'likely', 'C:\\Windows\\System32\\bindfltapi.dll: exists'],
    [
      'filter hidden',
      'possible',
      'matched text: failed to bind target "\\\\?\\Volume{1}\\" to root "C:\\data" for job object: Do not attach the filter to the volume at this time.',
    ],
    [
      'volume, filter hidden',
      'possible',
      'matched text: failed to bind target "\\\\?\\Volume{1}\\" to root "C:\\data" for job object: Do not attach the filter to the volume at this time.',
    ],
  ]);
  expect(fixOf('bind-filter', text, {})).toContain('See which volumes the node has: \\\\?\\Volume{1}\\ must be');
  expect(fixOf('bind-filter', create('failed to bind rootfs to C:\\hpc\\: Access is denied.'), {})).toContain(
    'See which volumes the node has: the source of the mount must be',
  );
});

test('nested-bind-filter: in bind mode only', () => {
  expectOn('nested-bind-filter', 'failed to mount C:\\x: bindfilter.ApplyFileBinding: Access is denied.', modes, [
    ['nothing known', 'possible', 'matched text: ApplyFileBinding: Access is denied'],
    ['bind', 'likely', newPod.bind],
    ['fallback', 'ruled-out', newPod.fallback],
    ['volume', 'ruled-out', newPod.volume],
    ['filter hidden', 'possible', 'matched text: ApplyFileBinding: Access is denied'],
    ['volume, filter hidden', 'ruled-out', newPod.volume],
  ]);
});

test('silo-unavailable: likely where the Containers feature is off', () => {
  const nodes = {
    'nothing known': {},
    running: on(),
    'not installed': on((facts) => {
      facts.os.computeService = got(null);
    }),
    hidden: on((facts) => {
      facts.os.computeService = denied();
    }),
  };
  expectOn('silo-unavailable', create('failed to promote job to silo: The parameter is incorrect.'), nodes, [
    [
      'nothing known',
      'possible',
      'matched text: failed to create shim task: failed to promote job to silo: The parameter is incorrect.: unknown',
    ],
    ['running', 'possible', 'Host Compute Service: running'],
    ['not installed', 'likely', 'Host Compute Service: not installed: the Containers feature is off'],
    [
      'hidden',
      'possible',
      'matched text: failed to create shim task: failed to promote job to silo: The parameter is incorrect.: unknown',
    ],
  ]);
  const fix = (node: keyof typeof nodes) =>
    fixOf('silo-unavailable', create('failed to promote job to silo: The parameter is incorrect.'), nodes[node]);
  expect(fix('running')).not.toContain('Install-WindowsFeature');
  expect(fix('not installed')).toContain('Install-WindowsFeature -Name Containers');
  for (const node of ['nothing known', 'hidden'] as const) {
    expect(fix(node)).toContain('Get-Service vmcompute');
    expect(fix(node)).toContain('Install-WindowsFeature -Name Containers');
  }
  // Nobody installs a feature on a node of a pool, which a new image replaces.
  const pooled = on((facts) => {
    facts.os.computeService = denied();
    facts.runtime.version = got({ name: 'containerd', version: 'v1.7.20+azure', apiVersion: 'v1' });
  });
  const text = create('failed to promote job to silo: The parameter is incorrect.');
  expect(fixOf('silo-unavailable', text, pooled)).toContain('az aks nodepool upgrade');
  expect(fixOf('silo-unavailable', text, pooled)).not.toMatch(/vmcompute|Install-WindowsFeature/);
});

test('container-storage: a disk with less than 1 GiB, and words that say that it is full', () => {
  const free = (mebibytes: number) =>
    on((facts) => {
      for (const disk of facts.os.disks) disk.space = got({ sizeBytes: 2 ** 36, freeBytes: mebibytes * 2 ** 20 });
    });
  const nodes = {
    'nothing known': {},
    roomy: on(),
    '1023 MiB': free(1023),
    '1024 MiB': free(1024),
    'disk hidden': on((facts) => {
      for (const disk of facts.os.disks) disk.space = denied();
    }),
    'no disk': on((facts) => {
      for (const disk of facts.os.disks) disk.space = got(null);
    }),
  };
  expectOn('container-storage', layers('There is not enough space on the disk. (0x70)'), nodes, [
    [
      'nothing known',
      'possible',
      'matched text: failed to mount container layers: failed to mount job container storage: ... failed in Win32: There is not enough space on the disk. (0x70): unknown',
    ],
    [
      'roomy',
      'possible',
      'matched text: failed to mount container layers: failed to mount job container storage: ... failed in Win32: There is not enough space on the disk. (0x70): unknown',
    ],
    ['1023 MiB', 'confirmed', 'free on C:\\: 1023 MiB'],
    [
      '1024 MiB',
      'possible',
      'matched text: failed to mount container layers: failed to mount job container storage: ... failed in Win32: There is not enough space on the disk. (0x70): unknown',
    ],
    [
      'disk hidden',
      'possible',
      'matched text: failed to mount container layers: failed to mount job container storage: ... failed in Win32: There is not enough space on the disk. (0x70): unknown',
    ],
    [
      'no disk',
      'possible',
      'matched text: failed to mount container layers: failed to mount job container storage: ... failed in Win32: There is not enough space on the disk. (0x70): unknown',
    ],
  ]);
  expectOn('container-storage', layers('The system cannot find the path specified. (0x3)'), nodes, [
    ['1023 MiB', 'likely', 'free on C:\\: 1023 MiB'],
  ]);
  const full = create(
    'failed to make directory for job container mount: mkdir C:\\hpc\\etc: There is not enough space on the disk.',
  );
  expectOn('container-storage', full, nodes, [
    ['1023 MiB', 'confirmed', 'free on C:\\: 1023 MiB'],
    [
      'roomy',
      'possible',
      'matched text: failed to create shim task: failed to make directory for job container mount: mkdir C:\\hpc\\etc: There is not enough space on the disk.: unknown',
    ],
  ]);
  // ERROR_HANDLE_DISK_FULL, by its code in any language. Source: learn.microsoft.com, "System Error Codes (0-499)".
  expectOn('container-storage', layers('Der Datenträger ist voll. (0x27)'), nodes, [
    ['1023 MiB', 'confirmed', 'free on C:\\: 1023 MiB'],
  ]);
  const pull =
    'Failed to pull image "registry.example.net/agent:1": rpc error: code = Unknown desc = failed to pull and unpack image "registry.example.net/agent:1": failed to extract layer sha256:5f3c: hcsshim::ImportLayer failed in Win32: The system cannot find the path specified. (0x3)';
  expect(fixOf('container-storage', pull, {})).toMatch(/crictl\.exe rmi (?:<image>|registry\.example\.net\/agent:1)\n/);
  expect(fixOf('container-storage', layers('The system cannot find the path specified. (0x3)'), {})).toContain(
    'crictl.exe rmi <image>',
  );
  expect(fixOf('container-storage', full, {})).not.toContain('crictl.exe rmi <image>');

  // A program in a container also fills the disk of the container.
  const inContainer = "OSError: [Errno 28] No space left on device: 'C:\\\\hpc\\\\data\\\\buffer.db'";
  expect(fixOf('container-storage', inContainer, {})).toContain('let the program write large files to a volume');
  expect(fixOf('container-storage', full, {})).not.toContain('the disk of the container is full');
});

test('container-storage: a folder that is not empty is looked into, and no image is removed', () => {
  const text = create(
    'failed to mount container layers: failed to mount job container storage: failed to mount sandbox volume to C:\\hpc\\a1\\ on host: The directory is not empty.',
  );
  const fix = fixOf('container-storage', text, {});
  expect(fix).toContain("Get-ChildItem -Force -Recurse -LiteralPath 'C:\\hpc\\a1'");
  expect(fix).toContain("Rename-Item -LiteralPath 'C:\\hpc\\a1' -NewName a1.old");
  expect(fix).not.toContain('rmi');
});

test('container-storage: the pod stops before its image is removed, and starts after that', () => {
  const fix = fixOf('container-storage', layers('The system cannot find the path specified. (0x3)'), {});
  const places = ['kubectl drain', 'kubectl delete pod', 'crictl.exe rmi <image>', 'kubectl uncordon'].map((command) =>
    fix.indexOf(command),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});

test('unprotected-drives: only where the drive is read-only', () => {
  const growing = (reason: string) =>
    `Error: failed to create containerd container: failed to create scratch layer: failed to expand sandbox vhdx size to 42949672960 bytes: FSCTL_EXTEND_VOLUME \\\\?\\Volume{5b2a}: ${reason}`;
  expect(weightOf('unprotected-drives', growing('The media is write protected.'), {}).weight).toBe('possible');
  expect(weightOf('unprotected-drives', growing('There is not enough space on the disk.'), {}).weight).toBe(
    'ruled-out',
  );
  expect(fixOf('unprotected-drives', growing('The media is write protected.'), {})).toContain('gpupdate.exe /force');
});

// sig-windows-tools#316: a ConfigMap lies over the folder of the host that the script of an older image copies to.
test('mount-read-only: only where a volume is at its mountPath on the drive', () => {
  const text = "cp : Access to the path 'C:\\etc\\kube-flannel\\net-conf.json' is denied.";
  expectOn('mount-read-only', text, modes, [
    ['bind', 'possible', newPod.bind],
    ['fallback', 'ruled-out', newPod.fallback],
    ['volume', 'ruled-out', newPod.volume],
  ]);
  expect(fixOf('mount-read-only', text, {})).toContain('mountPath: /mounts/config');
});
