import type { NodeInfo } from '../../agent/facts/cluster.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { got } from '../snapshot.ts';

type Edit = (facts: FactValues) => void;

/** What makes a node of a kind of the healthy one, which is in bind mode with containerd 1.7.28. */
export const containerd =
  (version: string, shim: string): Edit =>
  (facts) => {
    facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
    if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got(shim);
  };
export const six = containerd('v1.6.36', '0.9.12');
export const bind: Edit = () => undefined;
export const fallback: Edit = (facts) => {
  facts['runtime-binaries'].bindFilter.present = got(false);
};

/** containerd runs as the account of this SID. */
export const runsAs =
  (sid: string): Edit =>
  (facts) => {
    for (const process of facts['runtime-process'].containerd) process.account = got({ sid, name: null });
  };
export const rights =
  (changed: Record<string, string[]>): Edit =>
  (facts) => {
    if (facts.accounts.rights.ok) Object.assign(facts.accounts.rights.value, changed);
  };
/** Its runtime handlers hand these annotations of pods to the shim. */
export const handing =
  (...patterns: string[]): Edit =>
  (facts) => {
    const status = facts.runtime.status.ok ? facts.runtime.status.value : null;
    for (const handler of status?.config?.handlers ?? []) handler.podAnnotations = patterns;
  };
/** What the cluster tells of the node. */
export const told =
  (changed: Partial<NodeInfo>): Edit =>
  ({ cluster }) => {
    if (cluster.seen?.node.ok && cluster.seen.node.value !== null) Object.assign(cluster.seen.node.value, changed);
  };
export const windows =
  (build: number): Edit =>
  (facts) => {
    facts.os.version = got({ build, revision: 1, product: `Windows of build ${build}`, installation: 'Server Core' });
  };
export const both =
  (...edits: Edit[]): Edit =>
  (facts) => {
    for (const edit of edits) edit(facts);
  };
