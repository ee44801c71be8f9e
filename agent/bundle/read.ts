import { sha256 as createSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type BundleEntry, type BundleManifest, bundlePaths } from '../bundle.ts';
import { joinBytes, textOf } from '../decode/bytes.ts';
import { UserError } from '../error.ts';
import { inItsFolder, makeBundle } from '../fix/show.ts';
import { fieldOf, jsonIn } from '../json.ts';
import { readSnapshot } from '../snapshot/read.ts';
import { shaped } from '../snapshot/shaped.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { type Archive, type ArchiveEntry, openArchive, shortened, type Unsound, usualZipBounds } from './zip.ts';

/** A bundle with a valid list of files. The content of a file is checked when it is read. */
export type Bundle = Awaited<ReturnType<typeof openBundle>>;

/**
 * Opens a bundle in memory. Nothing is written anywhere.
 * @param name what to call it in errors, for example the file's name
 * @throws UserError when it is not a bundle, is damaged, or is made to harm the program that opens it
 */
export async function openBundle(bytes: Uint8Array, name: string) {
  const unsound = unsoundAs(name);
  const archive = await openArchive(bytes, unsound);
  const manifest = await readManifest(archive, name, unsound);
  const wrong = wrongInList(archive, manifest);
  if (wrong !== null) throw unsound(wrong);
  return {
    /** What to call it in sentences. */
    name,
    manifest,
    /** The content of one of its files in pieces. @throws UserError, at its end at the latest, when it was changed */
    async *read({ path, sha256 }: BundleEntry): AsyncGenerator<Uint8Array, void, undefined> {
      const hash = createSha256.create();
      for await (const piece of entryAt(archive, path).read()) {
        hash.update(piece);
        yield piece;
      }
      if (bytesToHex(hash.digest()) !== sha256)
        throw unsound(`its file ${path} is not the one that its manifest.json lists`);
    },
  };
}

const unsoundAs =
  (name: string): Unsound =>
  (what) =>
    new UserError(
      `${name} must be a bundle as hostprobe bundle writes it, but ${what}. Nothing was unpacked; ${takeNew}`,
    );

/** Of a bundle inside an archive of several. */
const archiveBounds = { ...usualZipBounds, maxEntryBytes: 2 ** 28 };

/**
 * The bundle, or one after the other those of an archive of several nodes.
 * @throws UserError when it is neither, or as `openBundle`
 */
export async function* openBundles(bytes: Uint8Array, name: string): AsyncGenerator<Bundle> {
  const { entries } = await openArchive(bytes, unsoundAs(name), archiveBounds);
  const inside = [...entries].filter(([path]) => /^nodes\/[^/]+\.zip$/.test(path));
  if (inside.length === 0) yield openBundle(bytes, name);
  for (const [path, entry] of inside) yield openBundle(await collect(entry.read()), `${path} of ${name}`);
}

/** The text of one of its files; null: it has no file of that name. */
export async function readBundleText({ manifest, read }: Bundle, path: string): Promise<string | null> {
  const entry = manifest.entries.find((one) => one.path === path);
  return entry === undefined ? null : textOf(await collect(read(entry)));
}

/** The snapshot in the bundle. */
export async function readBundleSnapshot(bundle: Bundle): Promise<Snapshot> {
  const text = await readBundleText(bundle, bundlePaths.snapshot);
  if (text === null) throw new UserError(`${bundle.name} has no ${bundlePaths.snapshot}: ${takeNew}`);
  return readSnapshot(text, `${bundlePaths.snapshot} of ${bundle.name}`);
}

const takeNew = `take a new one ${inItsFolder} on the node: ${makeBundle}`;

async function readManifest(archive: Archive, name: string, unsound: Unsound): Promise<BundleManifest> {
  if (!archive.entries.has(bundlePaths.manifest)) throw unsound(`it has no ${bundlePaths.manifest}`);
  const text = textOf(await collect(entryAt(archive, bundlePaths.manifest).read()));
  const json = parse(text, bundlePaths.manifest, unsound);
  const version = fieldOf(json, 'schemaVersion');
  if (typeof version === 'number' && version !== schemaVersion) {
    throw new UserError(
      `${name} has schema version ${version}, this hostprobe reads ${schemaVersion}. Judge it with the hostprobe that took it, or ${takeNew}.`,
    );
  }
  const found = shaped<BundleManifest>('list of files', json);
  if ('value' in found) return found.value;
  if (Array.isArray(fieldOf(json, 'nodes'))) {
    throw new UserError(
      `${name} must be the bundle of one node, but is an archive of several: unpack it, and name a file in its folder nodes; hostprobe compare takes it whole`,
    );
  }
  throw unsound(invalid(bundlePaths.manifest, found.wrong));
}

function parse(text: string, path: string, unsound: Unsound): unknown {
  const json = jsonIn(text);
  if (json === undefined) throw unsound(`its ${path} is not JSON`);
  return json;
}

const invalid = (path: string, wrong: string) => `its ${path} is not valid (${shortened(wrong)})`;

/** Every file must be listed, with its size, and every file that is listed must be there. */
function wrongInList({ entries }: Archive, manifest: BundleManifest): string | null {
  const listed = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  if (listed.size < manifest.entries.length) return 'its manifest.json lists a file twice';
  for (const [path, { bytes }] of entries) {
    if (path === bundlePaths.manifest) continue;
    const entry = listed.get(path);
    if (entry === undefined) return `its manifest.json does not list its file ${path}`;
    if (entry.bytes !== bytes) return `its file ${path} has ${bytes} bytes, but its manifest.json says ${entry.bytes}`;
  }
  const missing = [...listed.keys()].find((path) => path === bundlePaths.manifest || !entries.has(path));
  return missing === undefined
    ? null
    : `it has no file ${shortened(JSON.stringify(missing))}, which its manifest.json lists`;
}

function entryAt({ entries }: Archive, path: string): ArchiveEntry {
  const entry = entries.get(path);
  if (entry === undefined) throw new Error(`the archive has no ${path}`);
  return entry;
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return joinBytes(all);
}
