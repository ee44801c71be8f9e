import { UserError } from '../agent/error.ts';
import type { Layer } from './layers.ts';
import type { Image } from './oci.ts';

/** The largest allowed ratio of the image to node.exe, both compressed. */
const bound = 1.1;

export interface Sizes {
  /** Bytes that a node fetches from a registry: manifest, configuration and layers. */
  image: number;
  /** Bytes of the layer that holds node.exe alone. */
  node: number;
  text: string;
}

export function sizesOf({ layout }: Pick<Image, 'layout'>, node: Pick<Layer, 'compressed'>): Sizes {
  const blobs = Object.entries(layout).filter(([path]) => path.startsWith('blobs/'));
  const sizes = { image: blobs.reduce((sum, [, bytes]) => sum + bytes.length, 0), node: node.compressed.length };
  return { ...sizes, text: describe(sizes) };
}

const describe = ({ image, node }: Pick<Sizes, 'image' | 'node'>) =>
  `${megabytes(image)} compressed, ${(image / node).toFixed(3)} times node.exe alone (${megabytes(node)}); at most ${bound}`;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** @throws UserError when the image is too large */
export function requireSmall({ image, node, text }: Sizes): void {
  if (image > bound * node)
    throw new UserError(`the image is too large: ${text}. Find out which new dependency is large.`);
}
