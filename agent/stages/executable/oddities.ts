import { isSetByShim } from '../../manifest/pod.ts';
import { bareMountPoint, interpreterOf } from '../../shim/cmd.ts';
import { foreignRoot, type Mode } from '../../shim/paths.ts';
import { isDropped, isPathName, lacksWindows } from '../../shim/process.ts';
import type { Point } from '../../stage/prediction.ts';
import { warns } from '../../stage.ts';
import type { Search } from './locate.ts';

/**
 * What happens to a command line or to variables, and people do not expect.
 * Source: hcsshim internal/jobcontainers/{jobcontainer,env}.go.
 */
export const judgeOddities = ({ commandLine: { words }, mode, container, image }: Search): Point[] => [
  ...ofArguments(words, mode),
  ...ofVariables(container, image),
];

function ofArguments(words: readonly string[], mode: Mode): Point[] {
  const interpreter = interpreterOf(words);
  const rest = words.slice(1);
  const [left] = rest.flatMap((word) => bareMountPoint(word, interpreter) ?? []);
  const [root] = rest.flatMap((word) => foreignRoot(word, mode) ?? []);
  const text = `the files of the container are not in ${root}, which the arguments name, on this node`;
  return [
    ...(left === undefined ? [] : [warns(`nothing expands ${left} in the arguments`)]),
    ...(root === undefined ? [] : [warns(text, { certainty: 'derived' })]),
  ];
}

function ofVariables({ env }: Search['container'], image: Search['image']): Point[] {
  const odd: Point[] = [];
  const empty = env.filter(isDropped);
  if (empty.length > 0)
    odd.push(warns(`the shim drops variables with an empty value: ${empty.map(({ name }) => name).join(', ')}`));
  if (env.some(isSetByShim)) {
    odd.push(
      warns('the shim sets CONTAINER_SANDBOX_MOUNT_POINT itself; the value of the pod is lost', {
        certainty: 'derived',
      }),
    );
  }
  const ofPod = env.filter(({ name }) => isPathName(name));
  const ofImage = (image?.config.Env ?? []).map((entry) => entry.split('=', 1)[0] ?? '').filter(isPathName);
  const names = [...new Set([...ofImage, ...ofPod.map(({ name }) => name)])];
  const spelled = names.find((name) => name !== 'PATH');
  if (spelled !== undefined && (image === null || names.length > 1)) {
    const other =
      names.length === 1 ? 'if an image has both, they' : ofPod.length > 1 ? 'if the pod has both, they' : 'both';
    const text = `${spelled} is another spelling of PATH: ${other} reach the shim, and chance decides which is used`;
    odd.push(warns(text));
  }
  const path = ofPod[0]?.value ?? image?.config.Env?.find((entry) => isPathName(entry.split('=', 1)[0] ?? ''));
  if (path !== undefined && lacksWindows(path)) {
    const text = `the PATH of the ${ofPod.length > 0 ? 'pod' : 'image'} replaces the PATH of the host, and does not contain System32`;
    odd.push(warns(text));
  }
  return odd;
}
