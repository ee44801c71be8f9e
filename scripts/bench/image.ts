import { gatherContent } from '../../image/content.ts';
import { baseLayer, makeLayer } from '../../image/layers.ts';
import { makeImage } from '../../image/oci.ts';
import { sizesOf } from '../../image/size.ts';
import { start } from '../../image/start.ts';
import type { Measure } from './results.ts';

/** The bytes that a node fetches, beside those of the layer that holds node.exe alone: the same compression. */
export async function image(): Promise<Measure[]> {
  const { labels, runtime, agent } = await gatherContent();
  const [node, own] = [
    await makeLayer('node.exe', runtime, { above: true }),
    await makeLayer('hostprobe', agent, { above: true }),
  ];
  const sizes = sizesOf(makeImage(labels, start, [await baseLayer(), node, own]), node);
  return [
    { what: 'the image, beside node.exe alone', value: sizes.image / 1e6, unit: 'MB', bare: sizes.node / 1e6, goal: 1 },
  ];
}
