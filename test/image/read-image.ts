import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf } from './unpack.ts';

/** What a node gets of an image. */
export interface ReadImage {
  entrypoint: string[];
  cmd: string[];
  /** Of all layers, from the root of a container on. */
  files: Record<string, Buffer>;
}

/** Reads an OCI layout from its index on. */
export async function readImage(layout: string): Promise<ReadImage> {
  const blob = (digest: string) => readFileSync(join(layout, 'blobs', digest.replace(':', '/')));
  const [root] = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests;
  const manifest = JSON.parse(blob(root.digest).toString());
  const { config } = JSON.parse(blob(manifest.config.digest).toString());
  const layers = manifest.layers.map(({ digest }: { digest: string }) => entriesOf(blob(digest)));
  const files = (await Promise.all(layers)).flat().filter(({ header }) => header.type === 'file');
  return {
    entrypoint: config.Entrypoint,
    cmd: config.Cmd,
    files: Object.fromEntries(files.map(({ header, bytes }) => [header.name.slice('Files/'.length), bytes])),
  };
}
