import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';

type Files = Readonly<Record<string, string | Buffer | { link: string }>>;

/** A tar as tar-stream writes it: files by their names, folders with a slash at the end. */
export async function tarOf(files: Files): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) tar.entry({ name, type: 'directory' });
    else if (typeof content === 'object' && 'link' in content)
      tar.entry({ name, type: 'symlink', linkname: content.link });
    else tar.entry({ name }, content);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The head of a program: MZ, and a PE header that names its machine. Source: PE Format. */
export function program(machine = 0x8664, text = ''): Buffer {
  const head = Buffer.alloc(0x90);
  head.write('MZ');
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(machine, 0x84);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** The registry files of a base layer. */
export const hives = (content: string | Buffer = Buffer.from('regf\0\0\0\0')): Record<string, string | Buffer> =>
  Object.fromEntries(
    ['DEFAULT', 'SAM', 'SECURITY', 'SOFTWARE', 'SYSTEM'].map((name) => [
      `Files/Windows/System32/config/${name}`,
      content,
    ]),
  );

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The files of an OCI layout with these layers; `config` is that of the container. Source: OCI image-spec image-layout.md. */
export async function layoutOf(
  layers: readonly Files[],
  { config = {}, about = {}, name = null }: { config?: object; about?: object; name?: string | null } = {},
): Promise<Record<string, Buffer>> {
  const packed = (await Promise.all(layers.map(tarOf))).map((layer, at) =>
    at % 3 === 1 ? gzipSync(layer) : at % 3 === 2 ? zstdCompressSync(layer) : layer,
  );
  const blob = (value: object) => Buffer.from(JSON.stringify(value));
  const configBytes = blob({ os: 'windows', architecture: 'amd64', ...about, config });
  const described = (bytes: Buffer) => ({ digest: `sha256:${sha256(bytes)}`, size: bytes.length });
  const manifest = blob({ schemaVersion: 2, config: described(configBytes), layers: packed.map(described) });
  const annotations = name === null ? {} : { annotations: { 'org.opencontainers.image.ref.name': name } };
  return {
    'oci-layout': blob({ imageLayoutVersion: '1.0.0' }),
    'index.json': blob({ schemaVersion: 2, manifests: [{ ...described(manifest), ...annotations }] }),
    ...Object.fromEntries([configBytes, manifest, ...packed].map((bytes) => [`blobs/sha256/${sha256(bytes)}`, bytes])),
  };
}
