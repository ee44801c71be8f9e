import { win32 } from 'node:path';
import { parse, YAMLError } from 'yaml';
import { QueryError } from '../../error.ts';
import { ifKnown } from '../../fact.ts';
import type { Settings, SetupPart } from '../../facts/setup.ts';
import { isObject } from '../../json.ts';
import { partOf } from '../../probe.ts';
import { programOf } from '../../windows/command-line.ts';
import { decodeText } from '../../windows/encoding.ts';
import { programVersion } from '../containerd/binary.ts';
import { readContainerdConfig } from '../containerd/config.ts';
import { findStart, kubeletConfig } from '../containerd/start-commands.ts';
import { readToml } from '../containerd/toml.ts';
import { cniFolders, cniNames } from '../pod-network/cni.ts';
import { plainPath, readEach, type SetupReading, system32 } from './reading.ts';

const most = { lines: 300, files: 40, settings: 1_000, letters: 300, programs: 150, tasks: 500, folders: 200 };
const maxBytes = 2 ** 18;

/** Lines without comments, their fields with one space between: address and names. */
export async function readHosts({ host, clean }: SetupReading): Promise<SetupPart<'hosts'>> {
  const file = await host.files.read(`${system32(host)}\\drivers\\etc\\hosts`, { maxBytes });
  if (file === null) return null;
  const lines = decodeText(file.bytes)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');
  return clean(lines.slice(0, most.lines));
}

/** Where the node's software and its configuration are. */
async function findPlaces({ host, settings }: SetupReading) {
  const start = await findStart(host, settings);
  const config = ifKnown(await readContainerdConfig(host, start.ofService ?? start.commandLine, null));
  return { start, config, cni: cniFolders(host, config) };
}

export async function readConfigFiles(reading: SetupReading): Promise<SetupPart<'files'>> {
  const { host } = reading;
  const { start, config, cni } = await findPlaces(reading);
  const ofContainerd = config ? [config.path, ...(config.imports ?? []).map(({ path }) => path)] : [];
  const ofCni = (ifKnown(await partOf(cniNames(host, cni.directory))) ?? []).map((name) => `${cni.directory}\\${name}`);
  const things = [...ofContainerd, kubeletConfig(start), ...ofCni];
  return readEach(reading, { things, most: most.files }, async (path) => {
    const stat = await host.files.stat(path);
    if (stat?.kind !== 'file') return null;
    return { path, modifiedAt: stat.modifiedAt.toISOString(), settings: await partOf(readSettings(reading, path)) };
  });
}

/** A file of TOML, YAML or JSON as values by their paths. Secrets are told by the names of their fields, so before that. */
async function readSettings({ host, clean }: SetupReading, path: string): Promise<Settings> {
  const file = await host.files.read(path, { maxBytes });
  if (file === null) throw new QueryError('failed', `${path} was deleted while it was read`);
  if (file.size > maxBytes) throw new QueryError('unsupported', `${path} has ${file.size} bytes, more than are read`);
  const found: Settings = {};
  flatten(clean(contentOf(path, file.bytes)), '', found);
  return found;
}

function contentOf(path: string, bytes: Uint8Array): unknown {
  if (/\.toml$/i.test(path)) {
    const read = readToml(bytes, false);
    if ('table' in read) return plain(read.table);
    throw new QueryError('failed', `${path} is not TOML: ${read.problem.message}`);
  }
  try {
    // JSON is YAML too.
    return parse(decodeText(bytes), { maxAliasCount: 20, logLevel: 'error' });
  } catch (error) {
    // Its message quotes the file.
    if (error instanceof YAMLError) throw new QueryError('failed', `${path} is not YAML: ${error.code}`);
    if (error instanceof ReferenceError) throw new QueryError('failed', `${path} is not YAML: too many aliases`);
    throw error;
  }
}

/** TOML has whole numbers of 64 bits, and times. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function flatten(value: unknown, path: string, into: Settings): void {
  if (Object.keys(into).length >= most.settings) return;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    into[path] = value.join(', ').slice(0, most.letters);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into);
  } else into[path] = String(value).slice(0, most.letters);
}

/** What Windows itself has for containers and their network, below System32. */
const ofWindows = [
  ...[
    'HostNetSvc.dll',
    'computenetwork.dll',
    'computecore.dll',
    'computestorage.dll',
    'vmcompute.exe',
    'vmcompute.dll',
  ],
  ...['bindfltapi.dll', 'wcnfs.dll', 'vfpapi.dll', 'vfpctrl.exe', 'ntoskrnl.exe', 'kernelbase.dll', 'advapi32.dll'],
];

export async function readPrograms(reading: SetupReading): Promise<SetupPart<'programs'>> {
  const { host } = reading;
  const { start, cni } = await findPlaces(reading);
  const kubelet = start.kubeletCommandLine === null ? null : programOf(start.kubeletCommandLine);
  const folders = [start.program, kubelet].flatMap((path) => (path?.includes('\\') ? win32.dirname(path) : []));
  const things = ofWindows.map((name) => `${system32(host)}\\${name}`);
  for (const folder of new Set([...folders, ...cni.programs.map((path) => path.replaceAll('/', '\\'))])) {
    const names = ifKnown(await partOf(host.files.list(folder))) ?? [];
    things.push(...names.filter((name) => /\.(?:exe|dll)$/i.test(name)).map((name) => `${folder}\\${name}`));
  }
  return readEach(reading, { things, most: most.programs }, async (path) => {
    const stat = await host.files.stat(path);
    if (stat?.kind !== 'file') return null;
    const { size: bytes, modifiedAt } = stat;
    return { path, bytes, modifiedAt: modifiedAt.toISOString(), version: await partOf(programVersion(host, path)) };
  });
}

/**
 * The files of scheduled tasks. Only administrators may list them. Source: MS-TSCH 2.5 (the XML), and 2.4.2.6 for the folder.
 */
export async function readTasks(reading: SetupReading): Promise<SetupPart<'tasks'>> {
  const { host } = reading;
  const root = `${system32(host)}\\Tasks`;
  const files: string[] = [];
  const folders = [''];
  for (let read = 0; read < most.folders && !reading.isLate(); read++) {
    const folder = folders.shift();
    if (folder === undefined) break;
    for (const name of (await host.files.list(root + folder)) ?? []) {
      const path = `${folder}\\${name}`;
      const stat = ifKnown(await partOf(host.files.stat(root + path)));
      (stat?.kind === 'directory' ? folders : files).push(path);
    }
  }
  return readEach(reading, { things: files.toSorted(), most: most.tasks }, async (path) => {
    const file = await host.files.read(root + path, { maxBytes });
    return file && { name: path.slice(1), ...taskIn(reading, decodeText(file.bytes)) };
  });
}

/** The programs of a task without their arguments, in which passwords stand. */
function taskIn({ host, clean }: SetupReading, xml: string): { enabled: boolean | null; programs: string[] } {
  const settings = /<Settings>([\s\S]*?)<\/Settings>/.exec(xml)?.[1] ?? '';
  const enabled = /<Enabled>\s*(true|false)\s*<\/Enabled>/.exec(settings)?.[1];
  const commands = [...xml.matchAll(/<Command>([^<]*)<\/Command>/g)].map(([, text = '']) =>
    programOf(plainPath(host, text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))),
  );
  return { enabled: enabled === undefined ? null : enabled === 'true', programs: clean(commands.slice(0, 10)) };
}
