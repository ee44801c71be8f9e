import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ociProcessOf } from '../../agent/shim/oci-process.ts';
import { type Mode, rootOf } from '../../agent/shim/paths.ts';
import { commandLineOf } from '../../agent/shim/process.ts';
import { writeFiles } from '../../image/files.ts';
import { type AgentProcess, startAgent } from '../../scripts/lab/agent-process.ts';
import type { LabNode } from '../../scripts/lab/node.ts';
import { hostprobePod } from '../../scripts/lab/pod.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import type { ReadImage } from '../image/read-image.ts';
import { podWith } from '../pod.ts';

/** Leaves in the root of hostprobe's container only what the image holds, and the mounts. */
export function unpackImage({ cwd: root }: LabNode, { files }: ReadImage): void {
  for (const name of readdirSync(root)) if (name !== 'var') rmSync(join(root, name), { recursive: true });
  writeFiles(root, files);
}

/** Where versions of containerd start a container that does not say: in the root, in `hpc` below it, in C:\ of the node. */
export function workingDirectoriesOf({ cwd: root, prefix }: LabNode, mode: Mode): string[] {
  if (mode === 'bind') return [onDrive(prefix, 'C:\\'), root];
  if (mode === 'volume') return [root];
  const below = join(root, 'hpc');
  mkdirSync(below);
  return [root, below];
}

/**
 * Starts a container of the image on a lab node as the shim does. In bind mode that starts cmd, which looks for the
 * program in the working directory and in PATH; in the other modes the shim itself has found it in the image's root.
 * @param options.script runs in the place of hostprobe.mjs
 * @param options.listen overrides where hostprobe listens
 * @param options.env what the pod gives beside the variables of the lab node
 */
export function startContainer(
  node: LabNode,
  entrypoint: readonly string[],
  options: {
    mode: Mode;
    cwd: string;
    args: readonly string[];
    script?: string;
    listen?: string;
    env?: Record<string, string>;
  },
): AgentProcess {
  const { mode, cwd, args, script = 'hostprobe.mjs', listen, env: own = {} } = options;
  const [first = '', ...rest] = wordsFor(mode, entrypoint, args).map((word) => word.replace('hostprobe.mjs', script));
  const env = {
    ...node.env,
    ...own,
    // Wine takes PATH from it.
    WINEPATH: inContainer(rootOf(mode, null).path),
    ...(listen === undefined ? {} : { HOSTPROBE_LISTEN: listen }),
  };
  const program = mode === 'bind' ? first : join(node.cwd, first);
  return startAgent({ ...node, cwd, env, command: [program] }, 'container', rest);
}

const inContainer = (text: string) => text.replaceAll('<id>', hostprobePod.containerId);

const nothingElse = { user: '', image: null, containerd: null };

/** What the shim starts in the end, by hostprobe's own account of its rules. */
function wordsFor(mode: Mode, command: readonly string[], args: readonly string[]): string[] {
  const pod = podWith(({ spec }) => Object.assign(spec.containers[0], { command, args }));
  const [container] = pod.spec.containers;
  const line =
    container && commandLineOf(container, ociProcessOf(container, nothingElse), { mode, root: rootOf(mode, null) });
  return inContainer(line?.becomes ?? '').split(' ');
}
