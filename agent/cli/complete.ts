import { command } from '../command.ts';
import { flags as allFlags } from '../config/flags.ts';
import type { Flag } from '../config.ts';

/** Tells the shell to complete no file names. Source: github.com/spf13/cobra completions.go, ShellCompDirectiveNoFileComp. */
const noFiles = ':4';

export const complete = command({
  id: 'complete',
  summary: 'print what a shell can complete words to, one a line, as kubectl asks plugins',
  operands: '[-- word...]',
  flags: [],
  outputs: [],
  details: '',
  hidden: true,
  async run({ operands, print }) {
    const { allCommands } = await import('./index.ts');
    await print([...candidates(await allCommands(), operands), noFiles, ''].join('\n'));
    return 0;
  },
});

interface Completed {
  id: string;
  hidden?: true;
  flags: readonly Flag[];
  outputs: readonly string[];
}

/** The last word is the incomplete one; it may be empty. */
function candidates(commands: readonly Completed[], words: readonly string[]): string[] {
  const [name = '', ...rest] = words;
  const typed = rest.at(-1) ?? name;
  const begins = (word: string) => word.startsWith(typed);
  if (words.length <= 1)
    return commands
      .filter(({ hidden }) => hidden !== true)
      .map(({ id }) => id)
      .filter(begins);
  const chosen = commands.find(({ id }) => id === name);
  if (chosen === undefined) return [];
  const before = rest.at(-2);
  if (before === '-o' || before === '--output') return chosen.outputs.filter(begins);
  if (!typed.startsWith('-')) return [];
  const output = chosen.outputs.length > 0 ? ['--output'] : [];
  return [...chosen.flags.filter((flag) => flag in allFlags).map((flag) => `--${flag}`), ...output].filter(begins);
}
