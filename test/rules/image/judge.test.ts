import { describe, expect, test } from 'vitest';
import { judgeImage } from '../../../agent/rules/image.ts';
import type { SavedImage } from '../../../agent/shim/oci-process.ts';

const good: SavedImage = {
  ...{ names: [], os: 'windows', architecture: 'amd64', osVersion: null, hives: 'valid' },
  config: { Entrypoint: ['agent.exe'] },
  fileAt: (path) => (path === 'agent.exe' ? 'program' : 'absent'),
  programAt: (path) => (path === 'agent.exe' ? { architecture: 'amd64', assemblies: [] } : null),
};
const said = (change: Partial<SavedImage>) =>
  judgeImage({ ...good, ...change }).map(({ severity, message }) => `${severity} ${message}`);

test('an image like that of csi-proxy and windows_exporter is right', () => {
  expect(said({})).toEqual([]);
  // sig-windows-tools: ENTRYPOINT ["PowerShell"]
  expect(said({ config: { Entrypoint: ['PowerShell'] }, fileAt: () => 'absent' })).toEqual([]);
});

describe('the entry point', () => {
  // dotnet/sdk-container-builds#640
  test('by an absolute path is one of the host', () => {
    const [first] = said({ config: { Entrypoint: ['dotnet', '/app/mydll.dll'] } });
    expect(first).toBe(
      'error its entry point names /app/mydll.dll, which is a path of the host: the file of the image is below the mount point',
    );
    expect(said({ config: { Entrypoint: ['C:\\app\\agent.exe'] } })[0]).toContain('names C:\\app\\agent.exe');
    expect(said({ config: { Entrypoint: ['C:\\Windows\\System32\\cmd.exe'] } })).toEqual([]);
  });

  test('by a name that only PATH of the image leads to', () => {
    expect(said({ config: { Cmd: ['agent'] }, fileAt: () => 'absent' })[0]).toContain('warn agent is not at the root');
    expect(said({ config: { Cmd: ['agent'] } })).toEqual([]);
    expect(said({ config: { Cmd: ['agent'] }, fileAt: () => null }), 'its layers were not read').toEqual([]);
    expect(said({ config: { Cmd: ['netsh'] }, fileAt: () => 'absent' }), 'each Windows has it').toEqual([]);
    const pwsh = said({ config: { Cmd: ['pwsh'] }, fileAt: () => 'absent' });
    expect(pwsh[0], 'only where it was installed').toContain('warn pwsh is not at the root');
  });

  test('begins with ENTRYPOINT, and may be a file that is no program', () => {
    const both = { Entrypoint: ['C:\\app\\a.exe'], Cmd: ['/b.dll'] };
    expect(said({ config: both })[0]).toContain('names C:\\app\\a.exe,');
    const library: Partial<SavedImage> = { config: { Cmd: ['a.dll'] }, fileAt: () => 'other', programAt: () => null };
    expect(said(library)).toEqual([]);
    const assemblies = ['Microsoft.VC90.CRT'];
    expect(said({ ...library, programAt: () => ({ architecture: null, assemblies }) })).toEqual([
      'warn a.dll needs side-by-side assemblies (Microsoft.VC90.CRT), which Windows does not find below C:\\hpc',
    ]);
  });

  test('by an absolute path is judged as the file that it is in the image', () => {
    const programAt = (path: string) =>
      path === 'app\\a.exe' ? { architecture: 'arm64' as const, assemblies: [] } : null;
    const fileAt = (path: string) => (path === 'app\\a.exe' ? 'program' : 'absent');
    expect(said({ config: { Entrypoint: ['C:\\app\\a.exe'] }, fileAt, programAt })[1]).toBe(
      'error app\\a.exe is made for arm64, and the image for amd64',
    );
  });

  test('for another processor, and with side-by-side assemblies', () => {
    const programAt = () => ({ architecture: 'arm64' as const, assemblies: ['ruby_builtin_dlls'] });
    expect(said({ programAt })).toEqual([
      'error agent.exe is made for arm64, and the image for amd64',
      'warn agent.exe needs side-by-side assemblies (ruby_builtin_dlls), which Windows does not find below C:\\hpc',
    ]);
  });

  test('that is none', () => {
    expect(said({ config: {} })).toEqual(['warn it has neither ENTRYPOINT nor CMD: each pod must name a command']);
  });
});

test.each<Partial<SavedImage>>([
  { hives: 'unknown' },
  { config: { ...good.config, WorkingDir: 'c:' } },
  { config: { ...good.config, WorkingDir: 'C:\\' } },
  { config: { ...good.config, WorkingDir: '', User: '' } },
])('is no trouble: %j', (change) => {
  expect(said(change)).toEqual([]);
});

test.each<[Partial<SavedImage>, string]>([
  [{ os: 'linux' }, 'error it is for linux, not for windows'],
  [{ os: '' }, 'error it is for no operating system, not for windows'],
  [{ architecture: '' }, 'warn it is for no processor, and most Windows nodes are amd64'],
  [{ architecture: '386', programAt: () => null }, 'warn it is for 386, and most Windows nodes are amd64'],
  [{ architecture: 'arm64', programAt: () => null }, 'warn it is for arm64, and most Windows nodes are amd64'],
  [{ osVersion: '10.0.17763.1' }, 'info it asks for Windows 10.0.17763.1'],
  // Windows-Containers#574
  [{ hives: 'empty' }, 'warn the registry files of its base layer are empty'],
  [{ hives: 'missing' }, 'error no layer has the registry files of a base layer'],
  // kubernetes#112885
  [{ config: { ...good.config, WorkingDir: '/debug' } }, 'warn its WORKDIR /debug is a folder of the host'],
  [{ config: { ...good.config, User: 'containeruser' } }, 'and the host has no such account'],
  [{ config: { ...good.config, User: 'ContainerAdministrator' } }, 'info its USER ContainerAdministrator is used'],
])('%j', (change, begins) => {
  expect(said(change)[0]).toContain(begins);
  expect(said(change)).toHaveLength(1);
});

// Sources: windows-host-process-containers-base-image, README; docs.docker.com, Dockerfile reference; hcsshim path.go.
test.each<[Partial<SavedImage>, string[]]>([
  [
    { os: 'linux' },
    [
      'image: Build it for windows/amd64 without os.version, as a single manifest, and push it.',
      'manifest: Name the new image in the pod.',
    ],
  ],
  [{ osVersion: '10.0.17763.1' }, ['image: Begin with the HostProcess base image, which names no build.']],
  [
    { hives: 'empty' },
    [
      'image: Begin with a base image that has them.',
      'image: Build it under a new tag, and push it.',
      'manifest: Name the new image in the pod.',
    ],
  ],
  [{ config: {} }, ['image: Name the program.']],
  [
    { config: { Entrypoint: ['dotnet', '/app/my.dll'] } },
    [
      'manifest: Replace the entry point in the pod: begin with %CONTAINER_SANDBOX_MOUNT_POINT%\\app\\my.dll.',
      'image: Or name a program at the root of the image by its name alone, which the shim finds in every mode.',
    ],
  ],
  [{ config: { Cmd: ['tool'] } }, ['image: Put it at the root of the image, which the shim adds to PATH.']],
  [
    { programAt: () => ({ architecture: 'arm64', assemblies: [] }) },
    [
      'image: Build the program for the processor of the image, and push it.',
      'manifest: Name the new image in the pod.',
    ],
  ],
  [
    { programAt: () => ({ architecture: 'amd64', assemblies: ['x'] }) },
    ['image: Link its runtime statically, or let the start script copy it to a folder of the host and start it there.'],
  ],
  [
    { config: { ...good.config, WorkingDir: '/debug' } },
    ['manifest: Set the directory in the pod.', 'image: Or leave WORKDIR out.'],
  ],
  [
    { config: { ...good.config, User: 'ContainerUser' } },
    ['manifest: Set runAsUserName in the pod.', 'image: Or leave USER out.'],
  ],
])('what helps: %j', (change, expected) => {
  const steps = judgeImage({ ...good, ...change }).flatMap((fault) => fault.steps);
  expect(steps.map(({ on, say }) => `${on}: ${say}`)).toEqual(expected);
});

test('a program for another processor is built for that of the image', () => {
  const [fault] = judgeImage({ ...good, architecture: 'arm64' }).filter(({ severity }) => severity === 'error');
  expect(fault?.steps[0]?.run).toContain('--platform windows/arm64 ');
});

test('a line of a Dockerfile that a fix shows makes the image right', () => {
  const lines = (change: Partial<SavedImage>) =>
    judgeImage({ ...good, ...change }).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  for (const config of [{}, { Entrypoint: ['C:\\app\\agent.exe'] }]) {
    const [, words = ''] = /^ENTRYPOINT (.*)$/m.exec(lines({ config }).join('\n')) ?? [];
    expect(said({ config: { Entrypoint: JSON.parse(words) } })).toEqual([]);
  }
  const [, to = ''] = /^COPY agent\.exe \/(.*)$/.exec(lines({ config: { Cmd: ['tool'] } })[0] ?? '') ?? [];
  expect(good.fileAt(to)).toBe('program');
  for (const change of [{ osVersion: '10.0.17763.1' }, { hives: 'empty' } as const])
    expect(lines(change)[0]).toMatch(
      /^FROM mcr\.microsoft\.com\/oss\/kubernetes\/windows-host-process-containers-base-image:v1\.0\.0$/,
    );
});

// Source: OCI image-spec config.md: os and architecture are required, and archives without them exist.
test('what the image does not say is told so', () => {
  expect(said({ os: '' })).toEqual(['error it is for no operating system, not for windows']);
  expect(said({ architecture: '' })).toEqual(['warn it is for no processor, and most Windows nodes are amd64']);
});

test('a file that a host of programs does not start is no entry point; a USER of its own may be on the host', () => {
  expect(said({ config: { Entrypoint: ['agent.exe', 'C:\\data\\settings.json'] } })).toEqual([]);
  expect(said({ config: { Entrypoint: ['agent.exe'], User: 'NT AUTHORITY\\SYSTEM' } })).toEqual([
    'info its USER NT AUTHORITY\\SYSTEM is used where the pod sets no runAsUserName',
  ]);
});
