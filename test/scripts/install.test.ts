import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folder, pathWith, start, writeProgram } from './stubs.ts';

const isRoot = process.getuid?.() === 0;
const project = fileURLToPath(new URL('../..', import.meta.url));

/** What `apt-get install --simulate` of Debian 13 prints, shortened. */
const wine = `Inst libwine (10.0~repack-6 Debian:13.1/stable [amd64])
Inst wine64 (10.0~repack-6 Debian:13.1/stable [amd64])
Inst wine (10.0~repack-6 Debian:13.1/stable [all])
Inst openssl (3.5.1-1 Debian:13.1/stable [amd64])
Conf libwine (10.0~repack-6 Debian:13.1/stable [amd64])`;

/** An apt-get that writes what it is asked for to $LOG, and installs by what `install` says. */
const aptGet = (install: string, plan = wine) => `echo "APT-GET $*" >> $LOG
case "$*" in
*--simulate*) echo "${plan}" ;;
*--yes*) ${install} ;;
esac`;

/** Runs until it is interrupted, as apt-get does when a download takes long. */
const endless = (signal: 'INT' | 'TERM') =>
  `trap 'echo INTERRUPTED >> $LOG; kill $!; exit 100' ${signal}; /bin/sleep 600 & echo WAITING >> $LOG; wait`;

const pinned = join(project, 'scripts/pinned.mjs');

interface Locked {
  packages: Readonly<Record<string, { dev?: boolean; devOptional?: boolean }>>;
}

/** What a folder takes on the disk, without packages inside it, which stand for themselves. */
function bytesOnDisk(folder: string): number {
  const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? 0 : bytesOnDisk(path);
    return lstatSync(path).blocks * 512;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

test.skipIf(process.platform === 'win32')('the commands of the first page install at most 350 MB', () => {
  const { packages }: Locked = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  const installed = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path]) => join(project, path))
    .filter((path) => existsSync(path));
  expect(installed.length).toBeGreaterThan(60);
  const megabytes = installed.reduce((sum, path) => sum + bytesOnDisk(path), 0) / 1e6;
  expect(megabytes).toBeGreaterThan(100);
  expect(megabytes).toBeLessThanOrEqual(350);
});

describe.runIf(isRoot)('what is missing is installed as root', () => {
  test.each([
    ['npm start', [join(project, 'scripts/start.ts'), '--port', '1'], 'openssl'],
    ['npm test', [join(project, 'scripts/test.ts')], 'openssl, containerd, chromium-headless-shell, .*, zsh'],
  ])('%s says what apt-get will install before apt-get does', async (_what, args, last) => {
    const running = start(['node', pinned, ...args], { PATH: pathWith({ 'apt-get': aptGet(endless('INT')) }) });
    await expect.poll(running.log).toContain('--yes');
    const lines = running.log().split('\n');
    const plan = RegExp(
      `^hostprobe: installing with apt-get: wine, wine64, ${last}, and the packages that they depend on: libwine \\.{3}$`,
    );
    const said = lines.findIndex((line) => plan.test(line));
    expect(said).toBeGreaterThan(0);
    expect(lines.findIndex((line) => /^APT-GET .*--yes/.test(line))).toBeGreaterThan(said);
    await expect.poll(running.log).toContain('WAITING');
    running.kill('SIGTERM');
    await running.exited;
    expect(running.log()).toContain('INTERRUPTED');
  });

  test('the output of a failed apt-get is shown', async () => {
    const script = aptGet('echo "E: Unable to fetch some archives"; exit 100');
    const running = start(['node', pinned, join(project, 'scripts/start.ts')], {
      PATH: pathWith({ 'apt-get': script }),
    });
    expect(await running.exited).toBe(64);
    expect(running.log()).toMatch(/needs wine, wineserver, openssl, but .*E: Unable to fetch some archives/);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s to npm ends npm and what it started', async (signal) => {
    const npm = ['npm', 'start', '--prefix', project, '--', '--port', '1'] as const;
    const running = start(npm, { PATH: pathWith({ 'apt-get': aptGet(endless('INT')) }), HOME: folder() });
    await expect.poll(running.log).toContain('WAITING');
    running.kill(signal);
    await running.exited;
    await expect.poll(running.log).toContain('INTERRUPTED');
  });
});

describe('--no-install', () => {
  test('says what npm start lacks, and installs nothing', async () => {
    const running = start(['node', pinned, join(project, 'scripts/start.ts'), '--no-install'], {
      PATH: pathWith({ 'apt-get': aptGet('exit 1') }),
    });
    expect(await running.exited).toBe(64);
    expect(running.log()).toMatch(
      /needs wine, wineserver, openssl, which are missing\. To install them: (sudo )?apt-get install --no-install-recommends wine wine64 openssl/,
    );
    expect(running.log()).not.toContain('APT-GET');
  });

  test('says what npm test lacks, and continues with the tests', async () => {
    const place = withoutTests();
    const running = start(['node', join(place, 'scripts/pinned.mjs'), 'scripts/test.ts', '--no-install'], {
      PATH: pathWith({ 'apt-get': aptGet('exit 1') }),
    });
    await expect.poll(running.log).toContain('hostprobe: types ...');
    running.kill('SIGTERM');
    expect(await running.exited).toBe(130);
    expect(running.log()).toMatch(
      /The tests need wine, wineserver, openssl, containerd, chromium-headless-shell, skopeo, .*, which are missing\. To install them:/,
    );
    expect(running.log()).not.toContain('npm start');
    expect(running.log()).not.toContain('APT-GET');
  });

  test('names packages of the lockfile that are not installed', async () => {
    const { program, env } = clone({ installed: false });
    const running = start(['node', program, 'script', '--no-install'], env);
    expect(await running.exited).toBe(70);
    expect(running.log()).toContain('package-lock.json are not installed. To install them: npm ci --no-audit');
    const ofProgram = start(['node', program, '--omit=dev', 'script', '--no-install'], env);
    expect(await ofProgram.exited).toBe(70);
    expect(ofProgram.log()).toContain('To install them: npm ci --omit=dev --no-audit');
    expect([running.log(), ofProgram.log()].join()).not.toContain('NPM');
  });

  test('says that the pinned Node lacks libatomic', async () => {
    const { program, env } = clone({ installed: true });
    const running = start(['node', program, 'script', '--no-install'], env);
    expect(await running.exited).toBe(70);
    expect(running.log()).toMatch(
      /The pinned Node needs libatomic, which is missing\. To install it: .*apt-get install --no-install-recommends libatomic1/,
    );
    expect(running.log()).not.toContain('APT-GET');
  });
});

describe('on a fresh clone', () => {
  test('the packages of the lockfile are installed first', async () => {
    const { program, env } = clone({ installed: false });
    const running = start(['node', program, 'script'], env);
    await expect.poll(running.log).toContain('NPM ci --no-audit');
    await expect.poll(running.log).toContain('WAITING');
    running.kill('SIGTERM');
    expect(await running.exited).toBe(100);
    expect(running.log()).toContain('INTERRUPTED');
  });

  test.runIf(isRoot)('npm test has npm and apt-get at work at once, and stops when both have ended', async () => {
    // apt-get that is told to stop finishes the package at hand.
    const slowToStop = `trap 'kill $!; /bin/sleep 0.5; echo APT-GET ENDED >> $LOG; exit 100' INT
/bin/sleep 600 & echo APT-GET WAITS >> $LOG; wait`;
    const { program, env } = clone({ installed: false, install: slowToStop });
    const running = start(['node', program, 'scripts/test.ts'], env);
    await expect.poll(running.log).toContain('WAITING');
    await expect.poll(running.log).toContain('APT-GET WAITS');
    running.kill('SIGTERM');
    expect(await running.exited).toBe(100);
    expect(running.log()).toMatch(/INTERRUPTED[\s\S]*APT-GET ENDED/);
    expect(running.log()).not.toContain('PINNED');
  });

  test('a command of the program installs no package of the tests, which they install later', async () => {
    const { place, program, env } = clone({ installed: false, npm: 'exit 0' });
    writeFileSync(join(place, 'libatomic-is-here'), '');
    const run = async (...args: string[]) => {
      const running = start(['node', program, ...args], env);
      expect(await running.exited).toBe(3);
      return running.log();
    };
    expect(await run('--omit=dev', 'script')).toMatch(/^NPM ci --omit=dev --no-audit .*\nPINNED \S*script$/m);
    expect(await run('--omit=dev', 'script')).not.toContain('NPM');
    expect(await run('script')).toMatch(/\(once, with those of the tests\)[\s\S]*NPM ci --no-audit/);
    expect(await run('--omit=dev', 'script')).not.toContain('NPM');
  });

  test.runIf(isRoot)('libatomic is installed where the pinned Node lacks it', async () => {
    const { program, env } = clone({ installed: true });
    const running = start(['node', program, 'script', 'an argument'], env);
    expect(await running.exited).toBe(3);
    expect(running.log()).toMatch(
      /installing with apt-get: libatomic1 \.\.\.\n[\s\S]*APT-GET .*--yes\n[\s\S]*PINNED .*script an argument/,
    );
  });
});

/** This project, without tests and with a lab of its own: the results and the lab nodes of the run that tests it stay. */
function withoutTests(): string {
  const place = folder();
  const filter = (path: string) => path !== join(project, 'image', 'out');
  for (const name of ['scripts', 'image']) cpSync(join(project, name), join(place, name), { recursive: true, filter });
  for (const name of ['agent', 'node_modules', 'package.json', 'package-lock.json'])
    symlinkSync(join(project, name), join(place, name));
  return place;
}

interface Clone {
  /** Whether the packages of the lockfile are there. */
  installed: boolean;
  /** What npm does. */
  npm?: string;
  /** What apt-get does when it installs; without it, it brings libatomic. */
  install?: string;
}

/** A project with a package in its lockfile and one for tests, and with a pinned Node that lacks libatomic until apt-get has run. */
function clone({ installed, npm = endless('TERM'), install }: Clone) {
  const place = folder();
  const marker = join(place, 'libatomic-is-here');
  mkdirSync(join(place, 'scripts'));
  for (const name of ['pinned.mjs', 'debian.mjs', 'programs.mjs'])
    cpSync(join(project, 'scripts', name), join(place, 'scripts', name));
  const packages = {
    'node_modules/zod': { integrity: 'sha512-a' },
    'node_modules/vitest': { integrity: 'b', dev: true },
  };
  const lockfile = JSON.stringify({ packages: { '': {}, ...packages } });
  writeFileSync(join(place, 'package-lock.json'), lockfile);
  const bin = join(place, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');
  mkdirSync(bin, { recursive: true });
  if (installed) writeFileSync(join(place, 'node_modules/.package-lock.json'), lockfile);
  writeProgram(
    join(bin, 'node'),
    `if [ -e ${marker} ]; then echo "PINNED $*"; [ "$1" = --version ] || exit 3; exit 0; fi
echo "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file" >&2
exit 127`,
  );
  const apt = aptGet(install ?? `/bin/touch ${marker}`, 'Inst libatomic1 (14.2.0-19 [amd64])');
  const PATH = pathWith({ 'apt-get': apt, npm: `echo "NPM $*" >> $LOG; ${npm}` });
  return { place, program: join(place, 'scripts/pinned.mjs'), env: { PATH } };
}
