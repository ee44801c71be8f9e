import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import * as z from 'zod';
import { UserError, unreadable } from '../error.ts';
import { jsonIn } from '../json.ts';
import type { ImageConfig, SavedImage } from '../shim/oci-process.ts';
import { imageOf, noFiles, readLayer, unpacked } from './image-layers.ts';

const text = z.string().nullish();
const descriptor = z.object({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  mediaType: text,
  platform: z.object({ os: text, architecture: text, 'os.version': text }).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
const index = z.object({ manifests: z.array(descriptor).max(200) });
const manifest = z.object({ config: descriptor, layers: z.array(descriptor).max(500) });
/** What `docker save` writes. */
const docker = z
  .array(
    z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()).max(500) }),
  )
  .min(1);
/** What the pod does not say of a container; its type is that of shim/oci-process.ts. Throws for another type. */
const strings = z.array(z.string()).nullish();
export const imageConfig: z.ZodType<ImageConfig> = z.object({
  Entrypoint: strings,
  Cmd: strings,
  Env: strings,
  WorkingDir: text,
  User: text,
  ArgsEscaped: z.boolean().nullish(),
});
const config = z.object({
  os: text,
  architecture: text,
  'os.version': text,
  config: imageConfig.nullish(),
});

/** No list or configuration of an image is larger, nor are all together. */
const maxJson = 4 * 2 ** 20;
const maxAllJson = 64 * 2 ** 20;
const maxFiles = 10_000;

/** The files of an archive or a folder, by their paths in it. */
interface Store {
  /** The content of a small file; null: it is not there. @throws what `unsound` makes for a large one */
  read(path: string): Promise<Buffer | null>;
  /** Whether it is there; `use` reads its content to the end. */
  open(path: string, use: (content: Readable) => Promise<void>): Promise<boolean>;
}

/**
 * Reads an image without a network and without unpacking it to a disk: an OCI layout (a folder, or a tar of one), or what
 * `docker save` writes, also compressed with gzip or zstd. Of an index the image for windows/amd64 is taken.
 * @throws UserError when it is none, is damaged, or is made to harm its reader
 */
export async function readImage(path: string): Promise<SavedImage> {
  const unsound = (what: string) =>
    new UserError(`${path} must be an image as docker save or an OCI layout holds it, but ${what}`);
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    // Of the file system.
    throw new UserError(`an image must be a file or a folder, but ${unreadable(path, error as Error)}`);
  }
  try {
    return await imageIn(isFolder ? folderStore(path, unsound) : await archiveStore(path, unsound), unsound);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unsound(`it is damaged: ${(error as Error).message.slice(0, 200)}`);
  }
}

type Unsound = (what: string) => UserError;

async function imageIn(store: Store, unsound: Unsound): Promise<SavedImage> {
  const json = async <T>(name: string, schema: z.ZodType<T>): Promise<T | null> => {
    const bytes = await store.read(name);
    if (bytes === null) return null;
    requireDigest(name, createHash('sha256').update(bytes));
    const parsed = schema.safeParse(jsonIn(bytes.toString('utf8')));
    if (!parsed.success) throw unsound(`${name} is not what its place says`);
    return parsed.data;
  };
  const requireDigest = (name: string, content: Hash) => {
    const digest = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
    if (digest !== undefined && content.digest('hex') !== digest)
      throw unsound(`${name} does not have the content that its name says`);
  };
  const blob = (digest: string) => `blobs/${digest.replace(':', '/')}`;
  const top = await json('index.json', index);
  const saved = top === null ? ((await json('manifest.json', docker))?.[0] ?? null) : null;
  if (top === null && saved === null) throw unsound('it has neither index.json nor manifest.json');

  let configPath: string;
  let layers: string[];
  let names: string[];
  if (top !== null) {
    const found = await chosen(top.manifests, (digest) => json(blob(digest), z.union([manifest, index])));
    if (found === null) throw unsound('its index leads to no image');
    configPath = blob(found.config.digest);
    layers = found.layers.map(({ digest }) => blob(digest));
    const given = top.manifests.flatMap(({ annotations }) => [
      annotations?.['io.containerd.image.name'],
      annotations?.['org.opencontainers.image.ref.name'],
    ]);
    // docker save writes both lists.
    const tags = (await json('manifest.json', docker).catch(() => null))?.[0]?.RepoTags ?? [];
    names = [...new Set([...given.filter((name) => name !== undefined), ...tags])];
  } else {
    configPath = saved?.Config ?? '';
    layers = (saved?.Layers ?? []).map((layer) => layer.replaceAll('\\', '/'));
    names = saved?.RepoTags ?? [];
  }
  const about = await json(configPath, config);
  if (about === null) throw unsound('the configuration of the image is not in it');

  const files = noFiles();
  let isWhole = true;
  // In their order, as a layer hides what those below it have; an archive may hold them in another one.
  for (const name of layers) {
    const isThere = await store.open(name, async (content) => {
      const hash = createHash('sha256');
      await readLayer(Readable.from(hashed(content, hash)), files, unsound);
      requireDigest(name, hash);
    });
    isWhole &&= isThere;
  }
  return {
    names,
    os: about.os ?? '',
    architecture: about.architecture ?? '',
    osVersion: about['os.version'] ?? null,
    config: about.config ?? {},
    ...imageOf(files, isWhole),
  };
}

async function* hashed(content: Readable, hash: Hash) {
  for await (const piece of content) {
    // A file and an archive have bytes.
    hash.update(piece as Buffer);
    yield piece as Buffer;
  }
}

type Manifest = z.infer<typeof manifest>;

/** The image for windows/amd64, else the first that there is; null: none. An index may lead to another one. */
async function chosen(
  from: readonly z.infer<typeof descriptor>[],
  read: (digest: string) => Promise<Manifest | z.infer<typeof index> | null>,
  depth = 0,
): Promise<Manifest | null> {
  const rank = ({ platform }: (typeof from)[number]) =>
    platform?.os === 'windows' ? (platform.architecture === 'amd64' ? 0 : 1) : platform?.os === 'unknown' ? 3 : 2;
  for (const { digest } of from.toSorted((a, b) => rank(a) - rank(b))) {
    const found = await read(digest);
    if (found === null) continue;
    if (!('manifests' in found)) return found;
    const below = depth < 3 ? await chosen(found.manifests, read, depth + 1) : null;
    if (below !== null) return below;
  }
  return null;
}

function folderStore(folder: string, unsound: Unsound): Store {
  // Paths are names of blobs, or those of the top: none of them leads out of the folder.
  const placed = (path: string) => join(folder, ...path.split('/').filter((part) => part !== '..' && part !== '.'));
  return {
    async read(path) {
      if (!existsSync(placed(path))) return null;
      const bytes = await buffer(createReadStream(placed(path), { end: maxJson }));
      if (bytes.length > maxJson) throw unsound(`${path} has more than ${maxJson} bytes`);
      return bytes;
    },
    async open(path, use) {
      if (!existsSync(placed(path))) return false;
      await use(createReadStream(placed(path)));
      return true;
    },
  };
}

/** The lists of the archive are kept; a layer is read from its start again. */
async function archiveStore(file: string, unsound: Unsound): Promise<Store> {
  const lists = new Map<string, Buffer>();
  let [count, kept] = [0, 0];
  await eachIn(file, async (name, size, content) => {
    count += 1;
    if (count > maxFiles) throw unsound(`it has more than ${maxFiles} files`);
    if (size > maxJson || lists.has(name)) return false;
    const bytes = await buffer(content);
    if (!/^\s*[[{]/.test(bytes.toString('latin1', 0, 64))) return true;
    lists.set(name, bytes);
    kept += size;
    if (kept > maxAllJson) throw unsound(`its lists have more than ${maxAllJson} bytes`);
    return true;
  });
  return {
    read: async (path) => lists.get(path) ?? null,
    async open(path, use) {
      let isThere = false;
      await eachIn(file, async (name, _, content) => {
        if (isThere || name !== path) return false;
        isThere = true;
        await use(content);
        return true;
      });
      return isThere;
    },
  };
}

/** @param use returns whether it has read the content */
async function eachIn(
  file: string,
  use: (name: string, size: number, content: Readable) => Promise<boolean>,
): Promise<void> {
  const tar = extract();
  pipeline(...(await unpacked(createReadStream(file))), tar).catch((error: Error) => tar.destroy(error));
  for await (const entry of tar) {
    const { name, size = 0, type } = entry.header;
    // What it is for tar-stream: a stream of this entry alone.
    const isRead = type === 'file' && (await use(name.replace(/^\.\//, ''), size, entry as unknown as Readable));
    if (!isRead) entry.resume();
  }
}
