import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { type Files, fixedTime, sha256, sorted } from './files.ts';
import { madeOnce } from './folder.ts';
import { emptyHive } from './hive.ts';
import { securityDescriptor } from './security.ts';

export interface Layer {
  /** What it holds, for the image's history. */
  title: string;
  /** sha256 of its tar, in hex: rootfs.diff_ids. */
  diffId: string;
  /**
   * The tar, compressed by zstd, which makes node.exe a fifth smaller than gzip does. Every containerd that runs HostProcess
   * containers reads it: containerd images/mediatypes.go, archive/compression and diff/windows/windows.go from v1.6.0 on.
   */
  compressed: Uint8Array;
}

/** The hives that Windows expects in a base layer. Source: hcsshim internal/wclayer/converttobaselayer.go. */
const hives = ['DEFAULT', 'SAM', 'SECURITY', 'SOFTWARE', 'SYSTEM'];

/**
 * The base layer that every Windows image must have: registry hives, here without content. A HostProcess container uses the
 * files and the registry of the node, so the image needs no files of Windows.
 */
export const baseLayer = (): Promise<Layer> =>
  makeLayer(
    'registry hives without content',
    Object.fromEntries(hives.map((name) => [`Windows/System32/config/${name}`, emptyHive()])),
  );

/**
 * A layer in the format of Windows: a tar with all files below `Files`, each with Windows attributes and rights in its header.
 * A layer above the base also has `Hives`, for changes of the registry; here it is empty. As in layers that Windows writes,
 * its two top folders have no rights of their own, so that the root of a container keeps those of the base layer.
 * Source: hcsshim pkg/ociwclayer and internal/wclayer/{baselayerwriter,legacy}.go, go-winio backuptar/tar.go.
 */
export async function makeLayer(title: string, files: Files, options: { above?: true } = {}): Promise<Layer> {
  const archive = pack();
  if (options.above) for (const name of ['Files', 'Hives']) archive.entry(header(name, 'directory', null));
  else archive.entry(directory('Files'));
  for (const name of foldersOf(files)) archive.entry(directory(`Files/${name}`));
  for (const [name, bytes] of sorted(files)) {
    archive.entry({ ...file(`Files/${name}`), size: bytes.length }, bytes);
  }
  archive.finalize();
  const tar = await buffer(archive);
  return { title, diffId: sha256(tar), compressed: await compress(title, tar) };
}

/** Parent folders, each before its content: the reader of a layer does not create missing folders. */
function foldersOf(files: Files): string[] {
  const folders = Object.keys(files).flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)].sort();
}

const fileAllAccess = 0x1f01ff;
const fileGenericReadAndExecute = 0x1200a9;
const rights = (inherited: boolean) =>
  securityDescriptor({ full: fileAllAccess, read: fileGenericReadAndExecute, inherited }).toString('base64');

type Entry = Partial<Header> & Pick<Header, 'name'>;

const directory = (name: string): Entry => header(name, 'directory', rights(true));
const file = (name: string): Entry => header(name, 'file', rights(false));

/** FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_ARCHIVE. */
const attributes = { directory: 0x10, file: 0x20 };

function header(name: string, type: keyof typeof attributes, security: string | null): Entry {
  return {
    name,
    type,
    mode: type === 'file' ? 0o644 : 0o755,
    mtime: fixedTime,
    pax: {
      'LIBARCHIVE.creationtime': `${fixedTime.getTime() / 1000}`,
      'MSWINDOWS.fileattr': String(attributes[type]),
      ...(security === null ? {} : { 'MSWINDOWS.rawsd': security }),
    },
  };
}

const large = 16 * 1024 * 1024;
/** The window is what every decoder of zstd supports: 8 MiB. Source: RFC 8878, section 3.1.1.1.2. */
const settings = { [constants.ZSTD_c_compressionLevel]: 12, [constants.ZSTD_c_windowLog]: 23 };

/** Compresses to the same bytes every time. node.exe takes 8 s, so the result for a large tar is kept. */
async function compress(title: string, tar: Buffer): Promise<Uint8Array> {
  const compressed = () => promisify(zstdCompress)(tar, { params: settings });
  if (tar.length < large) return compressed();
  const name = `layer-${title.replaceAll(/[^a-z]+/gi, '-')}`;
  const inputs = [tar, process.versions.zstd ?? '', JSON.stringify(settings)];
  const kept = await madeOnce(name, inputs, async (draft) =>
    writeFileSync(join(draft, 'layer.tar.zst'), await compressed()),
  );
  return readFileSync(join(kept, 'layer.tar.zst'));
}
