import { type Command, command } from '../command.ts';
import { flags as allFlags, readsFiles } from '../config/flags.ts';

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
  exits: { 0: 'the completions are printed' },
  async run({ operands, print }) {
    const { allCommands } = await import('./index.ts');
    // Of --flag=value, bash makes three words.
    const given = operands.at(-1) === '=' ? [...operands, ''] : operands;
    const { words, directive } = await completed(
      await allCommands(),
      given.filter((word) => word !== '='),
    );
    await print(
      [...words.map(({ word, help }) => (help === '' ? word : `${word}\t${help}`)), directive, ''].join('\n'),
    );
    return 0;
  },
});

type Completable = Pick<
  Command,
  'id' | 'hidden' | 'operands' | 'flags' | 'flagHelp' | 'outputs' | 'summary' | 'writesFile'
>;

/** What may be typed, and what it means; empty: it needs no words. */
interface Candidate {
  word: string;
  help: string;
}

const plain = (words: readonly string[]): Candidate[] => words.map((word) => ({ word, help: '' }));
const help: Candidate = { word: '--help', help: 'show flags and exit codes' };

/** The last word is the incomplete one; it may be empty. */
async function completed(
  commands: readonly Completable[],
  given: readonly string[],
): Promise<{ words: Candidate[]; directive: string }> {
  const [name = '', ...rest] = given;
  const typed = rest.at(-1) ?? name;
  const only = (all: readonly Candidate[]) => ({
    words: all.filter(({ word }) => word.startsWith(typed)),
    directive: noFiles,
  });
  if (given.length <= 1 && typed.startsWith('-')) return only([help, { word: '--version', help: 'print the version' }]);
  if (given.length <= 1) {
    const shown = commands.filter(({ hidden }) => hidden !== true);
    return only(shown.map(({ id, summary }) => ({ word: id, help: summary })));
  }
  if (name === 'help') return completed(commands, given.slice(1));
  const chosen = commands.find(({ id }) => id === name);
  if (chosen === undefined) return only([]);
  // Of --flag=value, kubectl's scripts for bash, zsh, fish and PowerShell replace only the value.
  const joined = /^(--?\w[\w-]*)=(.*)$/s.exec(typed);
  if (joined !== null) return completed(commands, [name, ...rest.slice(0, -1), joined[1] ?? '', joined[2] ?? '']);
  const before = rest.at(-2) ?? '';
  if (before === '-o' || before === '--output') return only(plain(chosen.outputs));
  if (typed.startsWith('-') && typed !== '-') return only([...flagsOf(chosen), help]);
  const isFile = readsFiles(chosen) && (before === '-f' || before === '--filename');
  const value = isFile ? '<file>' : (wantedBy(chosen, before) ?? chosen.operands ?? '');
  if (before === '--context') return only(plain(await (await import('./complete/names.ts')).contextNames(rest)));
  if (before === '--node' || value === '[node...]') {
    return only(plain(await (await import('./complete/names.ts')).nodeNames(rest)));
  }
  if (/\b(?:file|folder)\b/.test(value)) return { words: [], directive: files };
  const choices = /^[<[]([a-z0-9.-]+(?:\|[a-z0-9.-]+)+)[\]>](?:\.{3})?$/.exec(value)?.[1];
  return only(plain(choices?.split('|') ?? []));
}

const flagsOf = ({ flags, flagHelp, outputs }: Completable): Candidate[] =>
  [...flags, ...(outputs.length > 0 ? (['output', 'color'] as const) : [])].map((flag) => ({
    word: `--${flag}`,
    help: flagHelp?.[flag] ?? allFlags[flag].help,
  }));

/** The value of a flag, as `--help` shows it; null: the word is not a flag, or the flag takes no value. */
function wantedBy({ flags }: Completable, word: string): string | null {
  const flag = [...flags, 'color' as const].find((one) => word === `--${one}` || word === `-${allFlags[one].short}`);
  return flag === undefined ? null : allFlags[flag].value;
}
