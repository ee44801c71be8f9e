import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeImage } from '../../image/oci.ts';

const layer = (text: string) => {
  const hash = createHash('sha256').update(text).digest('hex');
  return { title: text, diffId: hash, compressed: zstdCompressSync(text) };
};
const labels = { title: 'hostprobe', description: 'tells', version: '1.2.3', licences: 'Apache-2.0' };
const start = { entrypoint: ['a.exe'], cmd: ['serve'] };
const image = makeImage(labels, start, [layer('base'), layer('agent')]);
const read = (path: string) => JSON.parse(Buffer.from(image.layout[path] ?? '').toString());
const blob = (digest: string) => `blobs/${digest.replace(':', '/')}`;

test('the layout has one manifest, by the names under which containerd and skopeo look for it', () => {
  const { manifests } = read('index.json');
  expect(manifests).toEqual([
    {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: image.digest,
      size: image.layout[blob(image.digest)]?.length,
      annotations: {
        'io.containerd.image.name': 'docker.io/library/hostprobe:1.2.3',
        'org.opencontainers.image.ref.name': '1.2.3',
      },
    },
  ]);
});

test('every blob lies under its own digest, with its size', () => {
  const { config, layers } = read(blob(image.digest));
  for (const { digest, size } of [config, ...layers]) {
    const bytes = image.layout[blob(digest)] ?? Buffer.of();
    expect([size, `sha256:${createHash('sha256').update(bytes).digest('hex')}`]).toEqual([bytes.length, digest]);
  }
  const { rootfs } = read(blob(config.digest));
  const content = layers.map(({ digest }: { digest: string }) =>
    zstdDecompressSync(image.layout[blob(digest)] ?? Buffer.of()),
  );
  expect(rootfs.diff_ids).toEqual(
    content.map((bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`),
  );
});

test("the configuration is for Windows on amd64, of any version, and puts nothing before the node's own PATH", () => {
  const config = read(blob(read(blob(image.digest)).config.digest));
  expect(config).toMatchObject({ os: 'windows', architecture: 'amd64', created: '1980-01-01T00:00:00.000Z' });
  expect(Object.keys(config)).not.toContain('os.version');
  expect(config.config).toEqual({ Entrypoint: ['a.exe'], Cmd: ['serve'], Labels: expect.any(Object) });
});

test('another layer makes another image', () => {
  expect(makeImage(labels, start, [layer('base'), layer('agent')]).digest).toBe(image.digest);
  expect(makeImage(labels, start, [layer('base'), layer('agent 2')]).digest).not.toBe(image.digest);
});
