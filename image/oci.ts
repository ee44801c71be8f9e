import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { type Files, fixedTime, sha256, sorted } from './files.ts';
import type { Layer } from './layers.ts';

/** Labels of the image. */
export interface Labels {
  title: string;
  description: string;
  version: string;
  licences: string;
}

/** How containers of the image start; image/README.md explains why. */
export interface Start {
  entrypoint: readonly string[];
  /** Default arguments. */
  cmd: readonly string[];
}

export interface Image {
  /** "sha256:..." of its manifest: what a registry calls it. */
  digest: string;
  /** An OCI image layout, by path. */
  layout: Files;
}

const created = fixedTime.toISOString();
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/**
 * An image with one manifest for all amd64 Windows nodes, without an index and without os.version. A HostProcess container
 * runs on every Windows release, but containerd refuses an index entry whose os.version it considers too old or too new.
 * Source: OCI image specification 1.1, image-layout.md, manifest.md, config.md.
 */
export function makeImage(labels: Labels, start: Start, layers: readonly Layer[]): Image {
  const annotations = {
    'org.opencontainers.image.title': labels.title,
    'org.opencontainers.image.description': labels.description,
    'org.opencontainers.image.version': labels.version,
    'org.opencontainers.image.licenses': labels.licences,
  };
  const config = json({
    created,
    architecture: 'amd64',
    os: 'windows',
    config: { Entrypoint: start.entrypoint, Cmd: start.cmd, Labels: annotations },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => `sha256:${diffId}`) },
    history: layers.map(({ title }) => ({ created, created_by: title })),
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map(({ compressed }) => descriptor('application/vnd.oci.image.layer.v1.tar+zstd', compressed)),
    annotations,
  });
  const root = {
    ...descriptor('application/vnd.oci.image.manifest.v1+json', manifest),
    annotations: {
      // The name that the kubelet uses for an image without a registry.
      'io.containerd.image.name': `docker.io/library/${labels.title}:${labels.version}`,
      'org.opencontainers.image.ref.name': labels.version,
    },
  };
  const blobs = [config, manifest, ...layers.map(({ compressed }) => compressed)];
  return {
    digest: root.digest,
    layout: {
      ...Object.fromEntries(blobs.map((bytes) => [`blobs/sha256/${sha256(bytes)}`, bytes])),
      'index.json': json({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: [root],
      }),
      'oci-layout': json({ imageLayoutVersion: '1.0.0' }),
    },
  };
}

const descriptor = (mediaType: string, bytes: Uint8Array) => ({
  mediaType,
  digest: `sha256:${sha256(bytes)}`,
  size: bytes.length,
});

/** Writes files to a tar, with the same bytes every time. */
export async function writeTar(path: string, files: Files): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createWriteStream(path));
  for (const [name, bytes] of sorted(files)) {
    archive.entry({ name, mtime: fixedTime, mode: 0o644 }, bytes);
  }
  archive.finalize();
  await written;
}
