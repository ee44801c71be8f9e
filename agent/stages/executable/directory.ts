import { evidence } from '../../fact.ts';
import type { Fix } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import { placeOfContainer } from '../../manifest/pod.ts';
import { driveOf } from '../../shim/paths.ts';
import { ownerOf, type WorkingDirectory } from '../../shim/process.ts';
import type { Point } from '../../stage/prediction.ts';
import { cannotTell, fails, passes, startEvent, warns } from '../../stage.ts';
import { tailText } from '../../windows/error-text.ts';
import { type Search, unexpanded } from './locate.ts';

type ContainerStart = Omit<Search, 'commandLine' | 'process' | 'directory'> & { directory: WorkingDirectory };

/** Whether the working directory exists, and whether it is in the image, in a volume or on the node. */
export function judgeDirectory(start: ContainerStart): Point[] {
  const { mode, root, directory, container, image } = start;
  const { path, provided } = directory;
  const left = unexpanded.exec(container.workingDir ?? '')?.[0];
  if (left !== undefined && path.includes(left)) return [judgeUnexpanded(left, start)];
  if (mode === 'bind' && !/^(?:[A-Za-z]:)?\\/.test(path)) {
    const text = `workingDir ${path} has no drive: it is relative to the directory of the shim`;
    return [warns(text, { certainty: 'unverified', fix: fixOf(start) })];
  }
  const { owner, rest, whenMissing } = ownerOf(path, { mode, root, mounts: container.volumeMounts });
  const summary = `the program starts in ${path}`;
  const holds = provided === null ? [] : [provided];
  if (whenMissing === null || mode === 'fallback') return [passes(summary, { provided: holds })];
  const otherwise = `if it does not exist, ${whenMissing}`;
  const found = owner === 'image' ? (image?.fileAt(rest) ?? null) : null;
  if (found === 'folder') return [passes(summary, { provided: holds })];
  if (found !== null && mode === 'volume') return [judgeMissing(`the image has no directory \\${rest}`, start)];
  if (owner === 'node') {
    const drive = driveOf(path);
    const other = drive === 'C:' ? [] : [`the node has a drive ${drive}`];
    return [passes(`${summary}, a directory of the node; ${otherwise}`, { provided: [...holds, ...other] })];
  }
  if (provided !== null) {
    const text = `containerd starts the program in ${path} by default; whether the image has that directory or a WORKDIR was not examined; ${otherwise}`;
    return [
      cannotTell(text, { certainty: 'derived', evidence: [evidence('working directory', path)], fix: fixOf(start) }),
    ];
  }
  return [passes(`${summary}; ${otherwise}`, { provided: [`the ${owner} has the directory \\${rest}`] })];
}

const fixOf = ({ pod, container }: ContainerStart): Fix => {
  const path = [...placeOfContainer(pod, container), 'workingDir'];
  const say = 'Start the program in the root of the container, which exists with every containerd.';
  return { steps: [setField(pod, path, '%CONTAINER_SANDBOX_MOUNT_POINT%\\', say)] };
};

/** A variable that nothing expands is part of the name of a directory, which does not exist. */
function judgeUnexpanded(left: string, start: ContainerStart): Point {
  const { mode } = start;
  const fix = fixOf(start);
  const summary = `nothing expands ${left} in workingDir`;
  if (mode === 'volume') return judgeMissing(summary, start);
  const where = mode === 'bind' ? 'somewhere on the node' : 'in the container';
  const certainty = mode === 'bind' ? 'unverified' : 'derived';
  return warns(`${summary}: the shim creates an empty directory of that name ${where}`, { certainty, fix });
}

/** The shim of containerd 1.6 creates no directory. */
const judgeMissing = (summary: string, start: ContainerStart): Point =>
  fails(summary, {
    certainty: 'derived',
    evidence: [evidence('working directory', start.directory.path)],
    expect: startEvent(
      start.container.name,
      `failed to start host process: failed to create process: ${tailText(267)}.`,
      'The message comes after the log-on; an error of the account comes first.',
    ),
    cause: 'working-directory',
    fix: fixOf(start),
  });
