import { ifKnown } from '../fact.ts';
import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';
import type { Host } from '../host.ts';
import { type Probe, type ProbeSettings, partOf } from '../probe.ts';
import { hcsshimRelease, readVersion } from '../shim/version.ts';
import {
  findFile,
  type KnownPrograms,
  knowNoProgram,
  readBinary,
  readComponent,
  type VersionQuestion,
} from './containerd/binary.ts';
import { defaultDirectory, readContainerdConfig } from './containerd/config.ts';
import { findMeant, findStart } from './containerd/start-commands.ts';
import { logDestination } from './logs/sources.ts';

/** Remembers between runs the versions that programs and their files reported. */
export function createRuntimeBinaries(): Probe<'runtime-binaries'> {
  const known = knowNoProgram();
  return { deadlineMs: 8_000, read: (host, settings) => read(host, settings, known) };
}

async function read(host: Host, settings: ProbeSettings, known: KnownPrograms): Promise<RuntimeBinaries> {
  const start = await findStart(host, settings);
  const found = await findFile(host, start.program === null ? usualPlaces(host) : [start.program]);
  const shimFound = await findFile(host, await shimPlaces(host, found?.path ?? null));
  const containerd = await readBinary(host, found, { ...containerdVersion, known });
  const release = readVersion((containerd && ifKnown(containerd.version)) ?? '');
  const readMeant = async (name: 'kubelet' | 'kube-proxy') =>
    readComponent(host, ifKnown(await partOf(findMeant(host, settings, name))), known);
  const [shim, kubelet, kubeProxy, bindFilter, config] = await Promise.all([
    readBinary(host, shimFound, { ...shimVersion, known }),
    readMeant('kubelet'),
    readMeant('kube-proxy'),
    readBindFilter(host),
    readContainerdConfig(host, start.ofService, release),
  ]);
  return { containerd, shim, kubelet, 'kube-proxy': kubeProxy, bindFilter, config, log: logDestination(start) };
}

/**
 * "containerd github.com/containerd/containerd v1.7.28 <commit>". Source: containerd cmd/containerd/command/main.go;
 * Makefile sets the version package's Version, and what embeds containerd sets a name of its own.
 */
const containerdVersion: VersionQuestion = {
  flag: '--version',
  answer: /^containerd \S+ (\S+)/m,
  built: ({ set }) =>
    [...set].find(([name]) => /containerd\/containerd(?:\/v2)?\/version\.Version$/.test(name))?.[1] || null,
};

/**
 * "containerd-shim-runhcs-v1 version 0.11.7", then lines for commit and spec. A build without a version continues
 * with "commit:" or "spec:" instead, which is the version of something else. The shims of containerd's releases are such
 * builds, and their build information has the commit (containerd script/setup/install-runhcs-shim).
 * Source: hcsshim cmd/containerd-shim-runhcs-v1/main.go.
 */
const shimVersion: VersionQuestion = {
  flag: '-v',
  answer: /^\S+ version (v?\d\S*)/m,
  built: ({ module, version, revision, set }) =>
    set.get('main.version') ||
    (module === 'github.com/Microsoft/hcsshim' ? (version ?? hcsshimRelease(revision)) : null),
};

/** Used if no service and no process shows it. Only below Program Files: elsewhere any account may have put such a file. */
const usualPlaces = (host: Host) => ['', '\\bin'].map((folder) => `${defaultDirectory(host)}${folder}\\containerd.exe`);

/**
 * Where containerd looks for its shim: in the PATH that services get, then in its own folder.
 * Source: containerd runtime/v2/manager.go, resolveRuntimePath.
 */
async function shimPlaces(host: Host, containerd: string | null): Promise<string[]> {
  const key = 'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
  const path = ifKnown(await partOf(host.registry.read(key, 'Path')));
  const folders = typeof path === 'string' ? path.split(';') : [];
  if (containerd !== null) folders.push(containerd.slice(0, containerd.lastIndexOf('\\')));
  return folders
    .map((folder) => folder.trim().replace(/%([^%]+)%/g, (whole, name) => host.self.variable(name) ?? whole))
    .filter((folder) => /^[a-z]:\\/i.test(folder))
    .map((folder) => `${folder.replace(/\\+$/, '')}\\containerd-shim-runhcs-v1.exe`);
}

async function readBindFilter(host: Host): Promise<RuntimeBinaries['bindFilter']> {
  const path = `${host.self.variable('SystemRoot') ?? 'C:\\Windows'}\\System32\\bindfltapi.dll`;
  const stat = await partOf(host.files.stat(path));
  if (!stat.ok) return { path, present: stat, modifiedAt: null };
  const present = stat.value?.kind === 'file';
  return {
    path,
    present: { ok: true, value: present },
    modifiedAt: present ? (stat.value?.modifiedAt.toISOString() ?? null) : null,
  };
}
