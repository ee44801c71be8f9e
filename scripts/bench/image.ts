import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { gatherContent } from '../../image/content.ts';
import { baseLayer, makeLayer } from '../../image/layers.ts';
import { makeImage } from '../../image/oci.ts';
import { sizesOf } from '../../image/size.ts';
import { program, start } from '../../image/start.ts';
import type { Measure } from './results.ts';

/** The bytes that a node fetches, beside node.exe alone as `gzip -9` compresses it. */
export async function image(): Promise<Measure[]> {
  const { labels, runtime, agent } = await gatherContent();
  const [node, own] = [
    await makeLayer('node.exe', runtime, { above: true }),
    await makeLayer('hostprobe', agent, { above: true }),
  ];
  const sizes = sizesOf(makeImage(labels, start, [await baseLayer(), node, own]), node);
  const bare = (await promisify(gzip)(runtime[program] ?? '', { level: 9 })).length;
  return [
    { what: 'the image, beside node.exe alone', value: sizes.image / 1e6, unit: 'MB', bare: bare / 1e6, goal: 1 },
  ];
}
