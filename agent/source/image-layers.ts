import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import { isGzip } from '../decode/bytes.ts';
import type { ImageProgram, SavedImage } from '../shim/oci-process.ts';

type LayerFiles = ReturnType<typeof noFiles>;

/** What the layers of an image hold, by path in lower case, with backslashes, from the root of its file system. */
export const noFiles = () => ({
  kinds: new Map<string, 'program' | 'other' | 'folder' | 'link'>(),
  programs: new Map<string, ImageProgram>(),
  hives: new Map<string, 'valid' | 'empty'>(),
  /** How many files were seen, and how many bytes they have. */
  ...{ entries: 0, bytes: 0 },
});

/** More than any image of Windows has; an archive with more is made to harm its reader. */
const most = { entries: 1_000_000, bytes: 64 * 2 ** 30, path: 4096 };

/**
 * Adds a layer to those below it.
 * @param unsound makes the error for a reason, as text after "but"
 */
export async function readLayer(layer: Readable, files: LayerFiles, unsound: (what: string) => Error): Promise<void> {
  const tar = extract();
  pipeline(...(await unpacked(layer)), tar).catch((error: Error) =>
    tar.destroy(unsound(`a layer cannot be unpacked: ${error.message}`)),
  );
  for await (const entry of tar) {
    const { name, type, size = 0 } = entry.header;
    files.entries += 1;
    files.bytes += size;
    if (files.entries > most.entries) throw unsound(`its layers have more than ${most.entries} files`);
    if (files.bytes > most.bytes) throw unsound(`its layers unpack to more than ${most.bytes} bytes`);
    if (!isSafe(name)) throw unsound('a layer has a file with an unsafe name');
    const path = pathOf(name);
    if (path === null) {
      entry.resume();
      continue;
    }
    const hidden = whiteout(path);
    if (hidden !== null) {
      remove(files, hidden);
      entry.resume();
    } else if (type === 'directory') {
      files.kinds.set(path, 'folder');
      entry.resume();
    } else if (type === 'file') {
      await readFile(entry, { path, size }, files);
    } else {
      // Where a link leads is only known on the node.
      files.kinds.set(path, 'link');
      entry.resume();
    }
  }
}

/** By its first bytes, as gzip: what the manifest calls it may be wrong. Source: RFC 8878. */
const isZstd = (first: Buffer) => first.toString('hex', 0, 4) === '28b52ffd';

/** A stream, and what unpacks it, for a pipeline. */
export async function unpacked(packed: Readable): Promise<[Readable, ...Transform[]]> {
  const pieces: AsyncIterator<Buffer> = packed[Symbol.asyncIterator]();
  const { value: first = Buffer.alloc(0) } = await pieces.next();
  async function* all() {
    yield first;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  }
  const unpacking = isGzip(first) ? [createGunzip()] : isZstd(first) ? [createZstdDecompress()] : [];
  return [Readable.from(all()), ...unpacking];
}

const isSafe = (name: string) =>
  name.length <= most.path &&
  !name.includes('\0') &&
  !name.split(/[\\/]/).includes('..') &&
  !/^(?:[\\/]{2}|[A-Za-z]:)/.test(name);

/** Layers of Windows have the files of the image below Files; hives and the utility VM are beside it. */
function pathOf(name: string): string | null {
  const path = name
    .replace(/^\.?[\\/]+/, '')
    .replaceAll('/', '\\')
    .replace(/\\+$/, '');
  return /^files\\/i.test(path) ? path.slice('files\\'.length).toLowerCase() : null;
}

/** The path that an entry of the layer hides in those below; null: it is a file. Source: OCI image-spec layer.md at v1.1.0. */
function whiteout(path: string): { path: string; below: boolean } | null {
  const at = path.lastIndexOf('\\') + 1;
  const name = path.slice(at);
  if (name === '.wh..wh..opq') return { path: path.slice(0, Math.max(0, at - 1)), below: true };
  return name.startsWith('.wh.') ? { path: path.slice(0, at) + name.slice('.wh.'.length), below: false } : null;
}

function remove({ kinds, programs }: LayerFiles, { path, below }: { path: string; below: boolean }): void {
  for (const known of [...kinds.keys()]) {
    if ((!below && known === path) || known.startsWith(`${path}\\`)) {
      kinds.delete(known);
      programs.delete(known);
    }
  }
}

const hive = /^windows\\system32\\config\\(?:default|sam|security|software|system)$/;
/** Windows reads an assembly of this name from its own store. */
const ofWindows = /^Microsoft\.Windows\./i;

async function readFile(
  entry: AsyncIterable<unknown>,
  { path, size }: { path: string; size: number },
  files: LayerFiles,
): Promise<void> {
  const assemblies = new Set<string>();
  const wantsText = /\.exe(?:\.manifest)?$/.test(path);
  let head = Buffer.alloc(0);
  let tail = '';
  for await (const piece of entry) {
    // A tar has bytes.
    const chunk = piece as Buffer;
    if (head.length < headBytes) head = Buffer.concat([head, chunk]).subarray(0, headBytes);
    if (!wantsText) continue;
    const text = tail + chunk.toString('latin1');
    for (const [, name = ''] of text.matchAll(/<dependentAssembly>[\s\S]{0,400}?name=["']([^"']{1,200})["']/g)) {
      if (!ofWindows.test(name)) assemblies.add(name);
    }
    tail = text.slice(-overlap);
  }
  const isProgram = head.toString('latin1', 0, 2) === 'MZ';
  files.kinds.set(path, isProgram || /\.(?:bat|cmd)$/.test(path) ? 'program' : 'other');
  files.programs.delete(path);
  if (isProgram) files.programs.set(path, { architecture: machineOf(head), assemblies: [...assemblies] });
  // An external manifest counts for the program beside it.
  else if (assemblies.size > 0) files.programs.set(path, { architecture: null, assemblies: [...assemblies] });
  if (hive.test(path)) files.hives.set(path, size > 0 && head.toString('latin1', 0, 4) === 'regf' ? 'valid' : 'empty');
}

const headBytes = 4096;
const overlap = 600;

/** Source: PE Format, IMAGE_FILE_HEADER.Machine; the header's offset is at 0x3c. */
function machineOf(head: Buffer): ImageProgram['architecture'] {
  if (head.length < 0x40) return null;
  const at = head.readUInt32LE(0x3c);
  if (at + 6 > head.length || head.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
  return machines[head.readUInt16LE(at + 4)] ?? null;
}

const machines: Readonly<Record<number, ImageProgram['architecture']>> = { 34404: 'amd64', 43620: 'arm64', 332: '386' };

/** The image of these files; `isWhole`: all its layers were there. */
export function imageOf(files: LayerFiles, isWhole: boolean): Pick<SavedImage, 'fileAt' | 'programAt' | 'hives'> {
  const key = (path: string) =>
    path
      .replaceAll('/', '\\')
      .replace(/^\\+|\\+$/g, '')
      .toLowerCase();
  const hives = [...files.hives.values()];
  return {
    fileAt(path) {
      const kind = files.kinds.get(key(path));
      if (kind === 'link') return null;
      if (kind !== undefined) return kind;
      const below = `${key(path)}\\`;
      for (const known of files.kinds.keys()) if (known.startsWith(below)) return 'folder';
      return isWhole ? 'absent' : null;
    },
    programAt(path) {
      const program = files.programs.get(key(path));
      const beside = files.programs.get(`${key(path)}.manifest`);
      if (program === undefined) return null;
      return { ...program, assemblies: [...program.assemblies, ...(beside?.assemblies ?? [])] };
    },
    hives:
      hives.length === 0
        ? isWhole
          ? 'missing'
          : 'unknown'
        : hives.includes('empty') || hives.length < 5
          ? 'empty'
          : 'valid',
  };
}
