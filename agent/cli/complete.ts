import { command } from '../command.ts';
import { flags as allFlags } from '../config/flags.ts';
import type { Flag } from '../config.ts';

/** What the shell adds to the list: nothing, or file names. Source: github.com/spf13/cobra completions.go, ShellCompDirective. */
const noFiles = ':4';
const files = ':0';

export const complete = command({
  id: 'complete',
  summary: 'print the completions of a command line, one on each line, as kubectl expects them of a plugin',
  operands: '[-- word...]',
  flags: [],
  outputs: [],
  details: '',
  hidden: true,
  exits: {
    0: 'the completions are printed',
  },
  async run({ operands, print }) {
    const { allCommands } = await import('./index.ts');
    const { words, directive } = await completed(await allCommands(), operands);
    await print([...words, directive, ''].join('\n'));
    return 0;
  },
});

interface Completable {
  id: string;
  hidden?: true;
  operands: string | null;
  flags: readonly Flag[];
  outputs: readonly string[];
}

/** The last word is the incomplete one; it may be empty. */
async function completed(
  commands: readonly Completable[],
  given: readonly string[],
): Promise<{ words: string[]; directive: string }> {
  const [name = '', ...rest] = given;
  const typed = rest.at(-1) ?? name;
  const only = (all: readonly string[]) => ({
    words: all.filter((word) => word.startsWith(typed)),
    directive: noFiles,
  });
  if (given.length <= 1 && typed.startsWith('-')) return only(['--help', '--version']);
  if (given.length <= 1) return only(commands.filter(({ hidden }) => hidden !== true).map(({ id }) => id));
  if (name === 'help') return completed(commands, given.slice(1));
  const chosen = commands.find(({ id }) => id === name);
  if (chosen === undefined) return only([]);
  // Of --flag=value, kubectl's scripts for bash, zsh, fish and PowerShell replace only the value.
  const joined = /^(--?\w[\w-]*)=(.*)$/s.exec(typed);
  if (joined !== null) return completed(commands, [name, ...rest.slice(0, -1), joined[1] ?? '', joined[2] ?? '']);
  const before = rest.at(-2) ?? '';
  if (before === '-o' || before === '--output') return only(chosen.outputs);
  if (typed.startsWith('-') && typed !== '-') {
    const output = chosen.outputs.length > 0 ? ['--output'] : [];
    return only([...chosen.flags.filter((flag) => flag in allFlags).map((flag) => `--${flag}`), ...output, '--help']);
  }
  const value = wantedBy(chosen, before) ?? chosen.operands ?? '';
  if (before === '--context') return only(await (await import('./complete/names.ts')).contextNames(rest));
  if (before === '--node' || value === '[node...]') {
    return only(await (await import('./complete/names.ts')).nodeNames(rest));
  }
  if (/\b(?:file|folder)\b/.test(value)) return { words: [], directive: files };
  const choices = /^[<[]([a-z0-9.-]+(?:\|[a-z0-9.-]+)+)[\]>](?:\.{3})?$/.exec(value)?.[1];
  return only(choices?.split('|') ?? []);
}

/** The value of a flag, as `--help` shows it; null: the word is not a flag, or the flag takes no value. */
function wantedBy({ flags }: Completable, word: string): string | null {
  const flag = flags.find((one) => word === `--${one}` || word === `-${allFlags[one]?.short}`);
  return flag === undefined ? null : (allFlags[flag]?.value ?? null);
}
