import { setField } from '../../manifest/edit.ts';
import type { Path } from '../../manifest/path.ts';
import { placeOfContainer } from '../../manifest/pod.ts';
import { startScript } from '../../rules/command/start-script.ts';
import { type Spoiled, scriptAt, spoiledByCmd, startsCmd } from '../../shim/cmd.ts';
import { expandReferences } from '../../shim/command.ts';
import { mountedFile } from '../../shim/mounted-file.ts';
import type { Point } from '../../stage/prediction.ts';
import { fails, warns } from '../../stage.ts';
import type { Search } from './located.ts';

/** What changes the words of the manifest before the program gets them. */
export function judgeWords(search: Search): Point[] {
  const { container, mode, pod } = search;
  const path = placeOfContainer(pod, container);
  const { command, args } = container;
  const paths = [
    ...command.map((_, index) => [...path, 'command', index]),
    ...args.map((_, index) => [...path, 'args', index]),
  ];
  const values = new Map(container.env.map(({ name, value }) => [name, value ?? null]));
  const words = [...command, ...args].map((word) => expandReferences(word, values));
  const spoiled = mode === 'bind' || startsCmd(words) ? spoiledByCmd(words) : [];
  return [
    ...spoiled.map(({ kind, found }) =>
      kind === 'variable'
        ? warns(texts[kind](found), { certainty: 'derived' })
        : fails(texts[kind](found), { certainty: 'derived', fix: startScript(pod, paths) }),
    ),
    ...judgeFile(words, paths, search),
  ];
}

const texts: Readonly<Record<Spoiled['kind'], (found: string) => string>> = {
  character: (found) => `cmd, which starts the command, reads the ${found} itself`,
  variable: (found) => `cmd, which starts the command, expands ${found}`,
  lines: () => 'cmd reads only the first line of the command',
  quotes: (found) => `cmd removes the quotation marks around ${found}`,
};

/** PowerShell expands nothing in the name of a file, and looks for it on the node. */
function judgeFile(words: readonly string[], paths: readonly Path[], { container, mode, pod }: Search): Point[] {
  const at = scriptAt(words);
  const [script, path, given = ''] = [words[at], paths[at], [...container.command, ...container.args][at]];
  if (script === undefined || path === undefined) return [];
  const say = 'Write the variable as the shim compares it.';
  const left = /\$\{?env:CONTAINER_SANDBOX_MOUNT_POINT\}?/i.exec(script)?.[0];
  if (left !== undefined && left !== '$env:CONTAINER_SANDBOX_MOUNT_POINT') {
    const fix = { steps: [setField(pod, path, given.replace(left, '%CONTAINER_SANDBOX_MOUNT_POINT%'), say)] };
    return [fails(`nothing expands ${left} after -File`, { certainty: 'derived', fix })];
  }
  const mounted = mode === 'bind' ? null : mountedFile(script, container, pod.spec);
  if (mounted === null) return [];
  const text = `PowerShell will not find ${script}: without the bind filter the volume ${mounted.volume} is below the mount point`;
  const fix = { steps: [setField(pod, path, mounted.everywhere, say)] };
  return [fails(text, { certainty: 'derived', fix })];
}
