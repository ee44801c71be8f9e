import type { Fix } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import type { Path } from '../../manifest/path.ts';
import { placeOfContainer } from '../../manifest/pod.ts';
import { startScript } from '../../rules/commands.ts';
import { variableRules } from '../../rules/variables.ts';
import {
  bareMountPoint,
  interpreterOf,
  isBatch,
  type Spoiled,
  scriptAt,
  spoiledByCmd,
  startsCmd,
} from '../../shim/cmd.ts';
import { mountedFile } from '../../shim/mounts.ts';
import { foreignRoot, type Mode } from '../../shim/paths.ts';
import { isPathName, lacksWindows } from '../../shim/process.ts';
import type { Point } from '../../stage/prediction.ts';
import { fails, warns } from '../../stage.ts';
import type { Located, Search } from './locate.ts';

/** The list in the manifest that begins with the program, and what is in it; of one of the image, what a command has to repeat. */
export function commandIn({ commandLine, container, process, pod }: Search): { path: Path; words: readonly string[] } {
  const { command, args } = container;
  const place = placeOfContainer(pod, container);
  if (command.length > 0) return { path: [...place, 'command'], words: command };
  if (!process.isOfImage) return { path: [...place, 'args'], words: args };
  const { words } = commandLine;
  return { path: [...place, 'command'], words: words.slice(0, words.length - args.length) };
}

/** What changes the words of the manifest before the program gets them. */
export function judgeWords(search: Search, { is }: Located): Point[] {
  const fix = scriptFor(search);
  return [
    ...spoiledIn(search).flatMap(({ kind, index, found }) => {
      // What cmd makes of the first word is why its program is missing.
      if (is === 'missing' && index === 0 && kind !== 'lines') return [];
      return kind === 'variable'
        ? [warns(texts[kind](found), { certainty: 'derived' })]
        : [fails(texts[kind](found), { certainty: 'derived', fix })];
    }),
    ...judgeFile(search),
  ];
}

/** What cmd does to the words, where it starts the program: in bind mode, by the command itself, and for a batch file. */
function spoiledIn({ mode, commandLine: { words, word } }: Search): Spoiled[] {
  if (mode === 'bind' || startsCmd(words)) return spoiledByCmd(words);
  return isBatch(word) ? spoiledByCmd(words).filter(({ kind }) => kind !== 'quotes') : [];
}

/** A script in the place of the command, if cmd spoils the word that names the program; null: it does not. */
export const scriptInPlace = (search: Search): Fix | null =>
  spoiledIn(search).some(({ index, kind }) => index === 0 && kind !== 'variable') ? scriptFor(search) : null;

const scriptFor = (search: Search): Fix => startScript(search.pod, pathsOf(search));

/** The position of each word; words of the image have those that they would have in the manifest. */
function pathsOf(search: Search): Path[] {
  const { path, words: named } = commandIn(search);
  return search.commandLine.words.map((_, index) =>
    index < named.length ? [...path, index] : [...path.slice(0, -1), 'args', index - named.length],
  );
}

const texts: Readonly<Record<Spoiled['kind'], (found: string) => string>> = {
  character: (found) => `cmd, which starts the command, reads the ${found} itself`,
  variable: (found) => `cmd, which starts the command, expands ${found}`,
  lines: () => 'cmd reads only the first line of the command',
  quotes: (found) => `cmd removes the quotation marks around ${found}`,
};

/** PowerShell expands nothing in the name of a file, and looks for it on the node. */
function judgeFile(search: Search): Point[] {
  const { container, mode, pod, process, commandLine } = search;
  const at = scriptAt(commandLine.words);
  const [script, path] = [commandLine.words[at], pathsOf(search)[at]];
  if (script === undefined || path === undefined) return [];
  // Words of the image are not in the manifest: a command in it repeats them.
  const { path: list, words: named } = commandIn(search);
  const put = (word: string) =>
    process.isOfImage && at < named.length
      ? setField(pod, list, named.with(at, word), say)
      : setField(pod, path, word, say);
  const say = 'Write the variable as the shim compares it.';
  const left = /\$\{?env:CONTAINER_SANDBOX_MOUNT_POINT\}?/i.exec(script)?.[0];
  if (left !== undefined && left !== '$env:CONTAINER_SANDBOX_MOUNT_POINT') {
    const given = [...container.command, ...container.args][at] ?? script;
    const fix = { steps: [put((process.isOfImage ? script : given).replace(left, '%CONTAINER_SANDBOX_MOUNT_POINT%'))] };
    return [fails(`nothing expands ${left} after -File`, { certainty: 'derived', fix })];
  }
  const mounted = mode === 'bind' ? null : mountedFile(script, container, pod.spec);
  if (mounted === null) return [];
  const text = `PowerShell will not find ${script}: without the bind filter the volume ${mounted.volume} is below the mount point`;
  const fix = { steps: [put(mounted.everywhere)] };
  return [fails(text, { certainty: 'derived', fix })];
}

/**
 * What happens to a command line or to variables, and people do not expect.
 * Source: hcsshim internal/jobcontainers/{jobcontainer,env}.go.
 */
export const judgeOddities = (search: Search): Point[] => [
  ...ofArguments(search.commandLine.words, search.mode),
  ...ofVariables(search),
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

function ofVariables({ pod, container, image }: Search): Point[] {
  const place = placeOfContainer(pod, container);
  const { 'env-empty': empty, 'env-mount-point': lost, 'env-path': path } = variableRules;
  const odd = [empty, lost, path]
    .flatMap((rule) => rule.judge(pod))
    .filter((offence) => offence.path.slice(0, place.length).join() === place.join())
    .map(({ message, fix }) => warns(message, { fix }));
  const ofPod = container.env.map(({ name }) => name).filter(isPathName);
  const ofImage = (image?.config.Env ?? []).filter((entry) => isPathName(entry.split('=', 1)[0] ?? ''));
  const names = [...new Set([...ofImage.map((entry) => entry.slice(0, 'PATH'.length)), ...ofPod])];
  const spelled = names.find((name) => name !== 'PATH');
  if (spelled !== undefined && (image === null || names.length > 1)) {
    const both = names.length === 1 ? 'if an image has both, they' : 'both';
    odd.push(warns(`${spelled} is another spelling of PATH: ${both} reach the shim, and chance decides which is used`));
  }
  if (ofPod.length === 0 && ofImage[0] !== undefined && lacksWindows(ofImage[0]))
    odd.push(warns('the PATH of the image replaces the PATH of the host, and does not contain System32'));
  return odd;
}
