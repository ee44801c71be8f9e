import { setField } from '../../manifest/edit.ts';
import { type PlacedWord, type Pod, pathOf } from '../../manifest/pod.ts';
import { startScript } from '../../rules/command/start-script.ts';
import { type Spoiled, spoiledByCmd, startsCmd } from '../../shim/cmd.ts';
import { expandReferences } from '../../shim/command.ts';
import type { Point } from '../../stage/prediction.ts';
import { fails, warns } from '../../stage.ts';
import type { Search } from './located.ts';

/** What changes the words of the manifest before the program gets them. */
export function judgeWords({ container, mode, pod }: Search): Point[] {
  const path = pathOf(pod, container);
  const list = [
    ...container.command.map((word, index) => ({ word, path: [...path, 'command', index] })),
    ...container.args.map((word, index) => ({ word, path: [...path, 'args', index] })),
  ];
  const values = new Map(container.env.map(({ name, value }) => [name, value ?? null]));
  const words = list.map(({ word }) => expandReferences(word, values));
  const spoiled = mode === 'bind' || startsCmd(words) ? spoiledByCmd(words) : [];
  return [
    ...spoiled.map(({ kind, found }) =>
      kind === 'variable'
        ? warns(texts[kind](found), { standing: 'derived' })
        : fails(texts[kind](found), { standing: 'derived', fix: startScript(pod, list) }),
    ),
    ...judgeFile(words, list, pod),
  ];
}

const texts: Readonly<Record<Spoiled['kind'], (found: string) => string>> = {
  character: (found) => `cmd, which starts the command, reads the ${found} itself`,
  variable: (found) => `cmd, which starts the command, expands ${found}`,
  lines: () => 'cmd reads only the first line of the command',
  quotes: (found) => `cmd removes the quotation marks around ${found}`,
};

/** PowerShell expands nothing in the name of a file. */
function judgeFile(words: readonly string[], list: readonly PlacedWord[], pod: Pod): Point[] {
  const at = words.findIndex((word) => /^[-/]f(?:i(?:l(?:e)?)?)?$/i.test(word));
  const left = at === -1 ? undefined : /\$\{?env:CONTAINER_SANDBOX_MOUNT_POINT\}?/i.exec(words[at + 1] ?? '')?.[0];
  if (left === undefined || left === '$env:CONTAINER_SANDBOX_MOUNT_POINT') return [];
  const file = list[at + 1];
  const right = file?.word.replace(left, '%CONTAINER_SANDBOX_MOUNT_POINT%');
  const fix = file && { steps: [setField(pod, file.path, right, 'Write the variable as the shim compares it.')] };
  return [fails(`nothing expands ${left} after -File`, { standing: 'derived', fix: fix ?? null })];
}
