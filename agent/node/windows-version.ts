import { ifKnown } from '../fact.ts';
import type { KnownFacts } from '../snapshot.ts';

/** The build of Windows: as the node itself reports it, else as its kubelet does; null: neither does. */
export function windowsVersion({ os, cluster }: KnownFacts): { build: number; product: string } | null {
  const own = os && ifKnown(os.version);
  if (own !== undefined) return own;
  const node = cluster?.seen && ifKnown(cluster.seen.node);
  // Source: kubernetes pkg/kubelet/winstats/version.go: "10.0.20348.2700".
  const build = /^\d+\.\d+\.(\d+)/.exec(node?.kernelVersion ?? '')?.[1];
  return build === undefined ? null : { build: Number(build), product: `${node?.osImage}, by the kubelet` };
}
