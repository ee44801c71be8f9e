import { expect, test } from 'vitest';
import { denied, got } from '../snapshot.ts';
import { expectOn, fixOf, on, shimHidden, task } from './case.ts';

const pull = (text: string) =>
  `Failed to pull image "registry.example.net/agent:1": rpc error: code = Unknown desc = failed to pull and unpack image "registry.example.net/agent:1": ${text}`;

test('base-image-hives: from Windows Server 2025 on', () => {
  const build = (number: number) =>
    on((facts) => {
      if (facts.os.version.ok) facts.os.version.value.build = number;
    });
  const nodes = {
    'nothing known': {},
    hidden: on((facts) => {
      facts.os.version = denied();
    }),
    26099: build(26_099),
    26100: build(26_100),
  };
  const text = 'hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)';
  expectOn('base-image-hives', text, nodes, [
    [
      'nothing known',
      'possible',
      'matched text: hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)',
    ],
    [
      'hidden',
      'possible',
      'matched text: hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)',
    ],
    ['26099', 'possible', 'Windows: Windows Server 2022 Datacenter, build 26099'],
    ['26100', 'likely', 'Windows: Windows Server 2022 Datacenter, build 26100'],
  ]);
});

test('containers-feature: by whether its service is there', () => {
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
  const text = 'hcsshim::ProcessBaseLayer C:\\x: The specified module could not be found.';
  expectOn('containers-feature', text, nodes, [
    [
      'nothing known',
      'possible',
      'matched text: hcsshim::ProcessBaseLayer C:\\x: The specified module could not be found.',
    ],
    ['running', 'ruled-out', 'Host Compute Service: running'],
    ['not installed', 'confirmed', 'Host Compute Service: not installed: the Containers feature is off'],
    ['hidden', 'possible', 'matched text: hcsshim::ProcessBaseLayer C:\\x: The specified module could not be found.'],
  ]);
  // Install-WindowsFeature is of the module ServerManager, which only Windows Server has.
  const client = on((facts) => {
    if (facts.os.version.ok) facts.os.version.value.installation = 'Client';
  });
  expect(fixOf('containers-feature', text, on())).toContain('Install-WindowsFeature -Name Containers');
  expect(fixOf('containers-feature', text, client)).toContain('Enable-WindowsOptionalFeature -Online');
});

test('image-platform: another pause image is named, not built', () => {
  const text =
    'Failed to create pod sandbox: rpc error: code = NotFound desc = failed to get sandbox image "registry.example.net/pause:3.6": failed to pull image "registry.example.net/pause:3.6": no match for platform in manifest: not found';
  const fix = fixOf('image-platform', text, {});
  expect(fix).toContain('docker buildx imagetools inspect registry.example.net/pause:3.6');
  expect(fix).toContain('as sandbox_image (1.x)');
  expect(fix).not.toContain('buildx build');
});

test('image-platform: likely on another processor, with what the node is', () => {
  const nodes = {
    'nothing known': {},
    x64: on(),
    arm64: on((facts) => {
      facts.os.architecture = 'arm64';
    }),
    'build hidden': on((facts) => {
      facts.os.version = denied();
    }),
    'shim hidden': on(shimHidden),
  };
  const text = task('failed to start host process: failed to create process: %1 is not a valid Win32 application.');
  expectOn('image-platform', text, nodes, [
    ['nothing known', 'possible'],
    ['x64', 'possible', 'Windows build: 20348', 'processor: x64', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['arm64', 'likely', 'Windows build: 20348', 'processor: arm64', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['build hidden', 'possible', 'processor: x64', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['shim hidden', 'possible', 'Windows build: 20348', 'processor: x64'],
  ]);
  expect(fixOf('image-platform', text, {})).toContain('docker buildx imagetools inspect <image>');
  for (const [node, platform] of [
    ['nothing known', 'windows/amd64'],
    ['x64', 'windows/amd64'],
    ['arm64', 'windows/arm64'],
  ] as const) {
    const fix = fixOf('image-platform', text, nodes[node]);
    expect(fix).toContain(`Build it for ${platform} `);
    expect(fix).toContain(`--platform ${platform} `);
  }
  const named = fixOf('image-platform', pull('no match for platform in manifest: not found'), {});
  expect(named).toContain('docker buildx imagetools inspect registry.example.net/agent:1');
});

test('image-base: the image to remove is named where the text does', () => {
  const text = 'Error: failed to create containerd container: failed to create scratch layer: no parent layers present';
  expect(fixOf('image-base', text, {})).toContain('crictl.exe rmi <image>');
});

test('image-base: the base by the build of Windows, where that is known', () => {
  const text = 'Error: failed to create containerd container: failed to create scratch layer: no parent layers present';
  const build = (number: number) =>
    on((facts) => {
      if (facts.os.version.ok) facts.os.version.value.build = number;
    });
  expect(fixOf('image-base', text, build(20_348))).toContain('Build the image from the HostProcess base image.');
  expect(fixOf('image-base', text, build(26_100))).toContain('Build the image from nanoserver of this Windows.');
  expect(fixOf('image-base', text, {})).toContain(
    'for Windows Server 2025, which refuses it, from nanoserver:ltsc2025',
  );
});

test('sandbox-image: pulls the image that containerd names, which need not be that of the pod', () => {
  const text =
    'no pod starts since the disk was cleaned: failed to get sandbox image "localhost/eks/pause-windows:latest": failed to pull image "localhost/eks/pause-windows:latest": failed to do request: Head "https://localhost/v2/": dial tcp 127.0.0.1:443: connectex: No connection could be made because the target machine actively refused it.';
  expect(fixOf('sandbox-image', text, {})).toContain('crictl.exe pull localhost/eks/pause-windows:latest');
  expect(fixOf('sandbox-image', text, {})).toContain('images import <file>');
});

test('image-volume: a VOLUME of the image is no hostPath', () => {
  const copied =
    'Error: failed to create containerd container: rootpath on mountPath C:\\Windows\\TEMP\\ctd-volume385\\300, volume D:: CreateFile C:\\Windows\\TEMP\\ctd-volume385\\300\\D:: The filename, directory name, or volume label syntax is incorrect.';
  const found =
    'Error: failed to generate container "a160" spec: failed to generate spec: failed to stat "C:\\\\ProgramData\\\\containerd\\\\root\\\\io.containerd.grpc.v1.cri\\\\containers\\\\a160\\\\volumes\\\\4c60": CreateFile C:\\ProgramData\\containerd: The system cannot find the file specified.';
  for (const text of [copied, found]) expect(fixOf('image-volume', text, {})).toContain('without VOLUME');
});
