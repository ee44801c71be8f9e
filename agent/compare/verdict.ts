import { plural } from '../fact.ts';
import type { Comparison } from './schema.ts';

export const verdictOnAll = (nodes: number, unlike: number): string =>
  `${unlike === 0 ? 'None' : unlike} of ${plural(nodes, 'node')} ${unlike > 1 ? 'stand' : 'stands'} out from ${unlike > 1 ? 'their' : 'its'} pool`;

export function verdictOnNode({ node, peers, differences }: Comparison): string {
  const of = `${plural(peers.length, 'peer')}`;
  if (peers.length === 0) return `${node} cannot be compared`;
  if (differences.length === 0) return `${node} does not differ from its ${of} in anything telling`;
  const first = differences.length === 1 ? '' : ', the most telling first';
  return `${node} differs from its ${of} in ${plural(differences.length, 'thing')}${first}`;
}
