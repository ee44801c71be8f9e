import { inManifest } from '../../fix.ts';
import { type Spoiled, spoiledByCmd, startsCmd } from '../../shim/cmd.ts';
import { expandReferences } from '../../shim/command.ts';
import type { Point } from '../../stage/prediction.ts';
import { fails, warns } from '../../stage.ts';
import type { Search } from './located.ts';

/** What keeps the program from getting the words that the manifest has. */
export function judgeWords({ container, mode }: Search): Point[] {
  const values = new Map(container.env.map(({ name, value }) => [name, value ?? null]));
  const words = [...container.command, ...container.args].map((word) => expandReferences(word, values));
  const spoiled = mode === 'bind' || startsCmd(words) ? spoiledByCmd(words) : [];
  return [
    ...spoiled.map(({ kind, found }) =>
      kind === 'variable'
        ? warns(texts[kind](found), { standing: 'derived' })
        : fails(texts[kind](found), { standing: 'derived', fix }),
    ),
    ...judgeFile(words),
  ];
}

const fix = {
  steps: [inManifest('Put the value or the script into a file, and start a program that reads it.')],
};

const texts: Readonly<Record<Spoiled['kind'], (found: string) => string>> = {
  character: (found) => `cmd /c reads the ${found} in the command itself`,
  variable: (found) => `cmd /c expands ${found}`,
  lines: () => 'cmd reads the first line of the command only',
  quotes: (found) => `cmd /c takes the quotation marks around ${found} away`,
};

/** PowerShell expands nothing in the name of a file. */
function judgeFile(words: readonly string[]): Point[] {
  const at = words.findIndex((word) => /^[-/]f(?:i(?:l(?:e)?)?)?$/i.test(word));
  const left = at === -1 ? undefined : /\$\{?env:CONTAINER_SANDBOX_MOUNT_POINT\}?/i.exec(words[at + 1] ?? '')?.[0];
  if (left === undefined || left === '$env:CONTAINER_SANDBOX_MOUNT_POINT') return [];
  return [fails(`${left} behind -File is not replaced by anybody`, { standing: 'derived', fix })];
}
