import { inManifest } from '../fix.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf, execsOf } from '../manifest/pod.ts';
import { bindNodes } from '../node/kind.ts';
import type { Offence, Rule } from '../rule.ts';
import { escapeArgument } from '../shim/command.ts';
import { programName } from '../windows/command-line.ts';

export const cmdCharacters: Rule = {
  id: 'cmd-characters',
  title: 'Characters that cmd reads',
  why: 'In bind mode the shim starts every command through cmd /c: there & and | begin another command, < and > redirect, ^ disappears and %NAME% is expanded.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/pull/1467',
  holds: bindNodes,
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) => {
      const own: Word[] = [
        ...container.command.map((word, index) => ({ word, path: [...path, 'command', index] })),
        ...container.args.map((word, index) => ({ word, path: [...path, 'args', index] })),
      ];
      const execs = execsOf(container).map(({ at, command }): Word[] =>
        command.map((word, index) => ({ word, path: [...path, ...at, index] })),
      );
      return [own, ...execs].flatMap(offencesIn);
    }),
};

interface Word {
  word: string;
  path: Path;
}

function offencesIn(words: readonly Word[]): Offence[] {
  // Who starts cmd means what cmd reads.
  if (programName(words[0]?.word ?? '') === 'cmd') return [];
  let quoted = false;
  return words.flatMap(({ word, path }) => {
    const read = readByCmd(escapeArgument(word.replaceAll('%CONTAINER_SANDBOX_MOUNT_POINT%', 'C:\\hpc')), quoted);
    quoted = read.quoted;
    if (read.found === null) return [];
    return [
      {
        path,
        message: `cmd, through which the command is started there, reads the ${read.found} in it`,
        fix: {
          steps: [
            inManifest(
              'Put the value into a variable or a file that the program reads, or start a script that holds it.',
            ),
          ],
        },
      },
    ];
  });
}

/** The first part of a word that cmd takes for its own. To cmd every quotation mark opens or closes, escaped or not. */
function readByCmd(word: string, open: boolean): { found: string | null; quoted: boolean } {
  let quoted = open;
  let found = /%[^%\s]+%/.exec(word)?.[0] ?? null;
  for (const character of word) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && '&|<>^'.includes(character)) found ??= character;
  }
  return { found, quoted };
}
