import { interpreterOf } from '../../shim/cmd.ts';
import type { Mode } from '../../shim/paths.ts';
import type { Point } from '../../stage/prediction.ts';
import { warns } from '../../stage.ts';
import type { Search } from './locate.ts';

/**
 * What happens to a command line or to variables, and people do not expect.
 * Source: hcsshim internal/jobcontainers/{jobcontainer,env}.go.
 */
export function judgeOddities({ commandLine, mode, container, image }: Search): Point[] {
  const { expanded, program, isQuoted } = commandLine;
  const rest = expanded.slice(program.length + (isQuoted ? 2 : 0));
  return [...ofPaths(rest, { mode, words: commandLine.words }), ...ofVariables(container, image)];
}

function ofPaths(rest: string, { mode, words }: { mode: Mode; words: readonly string[] }): Point[] {
  const odd: Point[] = [];
  const left = /\$\(CONTAINER_SANDBOX_MOUNT_POINT\)|\$CONTAINER_SANDBOX_MOUNT_POINT/.exec(rest)?.[0];
  const isShell = interpreterOf(words) === 'shell';
  if (left !== undefined && !isShell) odd.push(warns(`nothing expands ${left} in the arguments`));
  const literal = (
    mode === 'bind' ? /C:[\\/]C[\\/]|C:[\\/]hpc[\\/][0-9a-f]{64}/i : /C:[\\/](?:C|hpc)[\\/](?!<id>)/i
  ).exec(rest)?.[0];
  if (literal !== undefined)
    odd.push(
      warns(`the files of the container are not in ${literal}, which the arguments name, on this node`, {
        certainty: 'derived',
      }),
    );
  return odd;
}

function ofVariables({ env }: Search['container'], image: Search['image']): Point[] {
  const odd: Point[] = [];
  const empty = env.filter(({ value, valueFrom }) => value === '' || (value === undefined && valueFrom === undefined));
  if (empty.length > 0)
    odd.push(warns(`the shim drops variables with an empty value: ${empty.map(({ name }) => name).join(', ')}`));
  if (env.some(({ name }) => /^CONTAINER_SANDBOX_MOUNT_POINT$/i.test(name))) {
    odd.push(
      warns('the shim sets CONTAINER_SANDBOX_MOUNT_POINT itself; the value of the pod is lost', {
        certainty: 'derived',
      }),
    );
  }
  const ofPod = env.filter(({ name }) => isPath(name));
  const ofImage = (image?.config.Env ?? []).map((entry) => entry.split('=', 1)[0] ?? '').filter(isPath);
  const names = [...new Set([...ofImage, ...ofPod.map(({ name }) => name)])];
  const spelled = names.find((name) => name !== 'PATH');
  if (spelled !== undefined && (image === null || names.length > 1)) {
    const other =
      names.length === 1 ? 'if an image has both, they' : ofPod.length > 1 ? 'if the pod has both, they' : 'both';
    const text = `${spelled} is another spelling of PATH: ${other} reach the shim, and chance decides which is used`;
    odd.push(warns(text));
  }
  const path = ofPod[0]?.value ?? image?.config.Env?.find((entry) => isPath(entry.split('=', 1)[0] ?? ''));
  if (path !== undefined && !/system32/i.test(path)) {
    const text = `the PATH of the ${ofPod.length > 0 ? 'pod' : 'image'} replaces the PATH of the host, and does not contain System32`;
    odd.push(warns(text));
  }
  return odd;
}

const isPath = (name: string) => /^path$/i.test(name);
