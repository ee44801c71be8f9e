import { evidence } from '../../check.ts';
import { inManifest } from '../../fix.ts';
import type { Container } from '../../manifest/spec.ts';
import type { Mode } from '../../shim/mode.ts';
import type { Root } from '../../shim/paths.ts';
import { driveOf, ownerOf, type WorkingDirectory } from '../../shim/working-directory.ts';
import type { Point } from '../../stage/prediction.ts';
import { cannotTell, fails, passes, startEvent, warns } from '../../stage.ts';
import { tailText } from '../../windows/error-text.ts';
import { unexpanded } from './unexpanded.ts';

export interface Start {
  mode: Mode;
  root: Root;
  directory: WorkingDirectory;
  container: Container;
}

/** Whether the directory that the program starts in is there, and whose it is. */
export function judgeDirectory(start: Start): Point[] {
  const { mode, root, directory, container } = start;
  const { path, provided } = directory;
  const left = unexpanded.exec(container.workingDir ?? '')?.[0];
  if (left !== undefined && path.includes(left)) return [judgeUnexpanded(left, start)];
  if (mode === 'bind' && !/^(?:[A-Za-z]:)?\\/.test(path)) {
    const text = `workingDir ${path} has no drive: it is looked for from the directory of the shim`;
    return [warns(text, { standing: 'unverified', fix })];
  }
  const { owner, rest, whenMissing } = ownerOf({ mode, root, path, mounts: container.volumeMounts });
  const summary = `it starts in ${path}`;
  const holds = provided === null ? [] : [provided];
  if (whenMissing === null || mode === 'fallback') return [passes(summary, { provided: holds })];
  const otherwise = `where that is not there, ${whenMissing}`;
  if (owner === 'node') {
    const drive = driveOf(path);
    const other = drive === 'C:' ? [] : [`the node has a drive ${drive}`];
    return [passes(`${summary}, a directory of the node's own; ${otherwise}`, { provided: [...holds, ...other] })];
  }
  if (provided !== null) {
    const text = `containerd starts it in ${path} by default, and nobody looked whether the image has that, or a WORKDIR; ${otherwise}`;
    return [cannotTell(text, { standing: 'derived', evidence: [evidence('working directory', path)], fix })];
  }
  return [passes(`${summary}; ${otherwise}`, { provided: [`the ${owner} has the directory \\${rest}`] })];
}

const fix = {
  steps: [inManifest('Set workingDir: "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\": that is there with every containerd.')],
};

/** Letter by letter the name of a directory that nobody has. */
function judgeUnexpanded(left: string, { mode, directory, container }: Start): Point {
  const summary = `${left} in workingDir is not replaced by anybody`;
  if (mode === 'volume') {
    return fails(summary, {
      standing: 'derived',
      evidence: [evidence('working directory', directory.path)],
      expect: startEvent(
        container.name,
        `failed to start host process: ${tailText(267)}.`,
        'Said after the user was logged on; what is wrong with the user is said before it.',
      ),
      cause: 'working-directory',
      fix,
    });
  }
  const where = mode === 'bind' ? 'somewhere on the node' : 'in the container';
  const standing = mode === 'bind' ? 'unverified' : 'derived';
  return warns(`${summary}: the shim makes an empty directory of that very name ${where}`, { standing, fix });
}
