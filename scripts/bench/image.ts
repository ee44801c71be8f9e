import { gatherContent } from '../../image/content.ts';
import { baseLayer, type Layer, makeLayer } from '../../image/layers.ts';
import { type Image, makeImage } from '../../image/oci.ts';
import { sizesOf } from '../../image/size.ts';
import { start } from '../../image/start.ts';
import type { Measure } from './results.ts';

/** The image, and beside it the layer of it that holds node.exe alone: the same bytes in both. */
export async function sidesOfImage({
  labels,
  runtime,
  agent,
}: Pick<Awaited<ReturnType<typeof gatherContent>>, 'labels' | 'runtime' | 'agent'>): Promise<{
  own: Image;
  bare: Layer;
}> {
  const bare = await makeLayer('node.exe', runtime, { above: true });
  const layers = [await baseLayer(), bare, await makeLayer('hostprobe', agent, { above: true })];
  return { own: makeImage(labels, start, layers), bare };
}

/** The bytes that a node fetches, beside those of node.exe alone. */
export async function image(): Promise<Measure[]> {
  const { own, bare } = await sidesOfImage(await gatherContent());
  const sizes = sizesOf(own, bare);
  return [
    { what: 'the image, beside node.exe alone', value: sizes.image / 1e6, unit: 'MB', bare: sizes.node / 1e6, goal: 1 },
  ];
}
