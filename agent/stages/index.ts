import type { ShimFamily } from '../shim/version.ts';
import type { Stage } from '../stage.ts';
import { admission } from './admission.ts';
import { afterStart } from './after-start.ts';
import { create } from './create.ts';
import { executable } from './executable.ts';
import { image } from './image.ts';
import { mode } from './mode.ts';
import { node } from './node.ts';
import { sandbox } from './sandbox.ts';
import { user } from './user.ts';
import { volumes } from './volumes.ts';

export const stages: readonly Stage[] = [
  admission,
  node,
  image,
  volumes,
  mode,
  sandbox,
  create,
  user,
  executable,
  afterStart,
];

/**
 * The stages in the order in which a node goes through them: shims of containerd 1.6 look for the program before the
 * user, later ones after. Source: hcsshim jobcontainer.go, CreateProcess, at v0.9.12 and v0.12.9.
 */
export function stagesFor(family: ShimFamily | null): readonly Stage[] {
  if (family !== 'volume') return stages;
  const others = stages.filter((stage) => stage !== user);
  const before = others.indexOf(afterStart);
  return [...others.slice(0, before), user, ...others.slice(before)];
}
