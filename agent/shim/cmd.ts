import { programName } from '../windows/command-line.ts';
import { escapeArgument } from './command.ts';

/** How cmd /c, which starts every command in bind mode, changes one of its words. */
export interface Spoiled {
  /**
   * `character`: cmd reads it itself; `variable`: it is expanded; `lines`: everything after it is lost; `quotes`: they
   * are removed.
   */
  kind: 'character' | 'variable' | 'lines' | 'quotes';
  /** The word, from 0. */
  index: number;
  found: string;
}

/** Which words of a command line name what is started: the program, and a script of PowerShell. */
export const startedFiles = (words: readonly string[]): number[] =>
  ['powershell', 'pwsh'].includes(programName(words[0] ?? '')) ? [0, scriptAt(words)] : [0];

/** Whether the words start cmd, which then reads its own arguments. */
export const startsCmd = (words: readonly string[]): boolean => programName(words[0] ?? '') === 'cmd';

/**
 * Source: hcsshim internal/jobcontainers/jobcontainer.go at v0.12.9 (cmd /c), learn.microsoft.com "cmd" (quotation
 * marks), containerd issue 9942 (lines).
 * @param words command and args, variables of the pod expanded
 */
export function spoiledByCmd(words: readonly string[]): Spoiled[] {
  const lines = linesIn(words);
  if (startsCmd(words)) return lines;
  let quoted = false;
  const characters = words.flatMap((word, index): Spoiled[] => {
    if (!/["%&|<>^]/.test(word)) return [];
    const text = word.replaceAll('%CONTAINER_SANDBOX_MOUNT_POINT%', 'C:\\hpc');
    const read = readByCmd(escapeArgument(text), quoted);
    quoted = read.quoted;
    if (read.found !== null) return [{ kind: 'character', index, found: read.found }];
    const variable = /%[^%\s]+%/.exec(text.replace(/%container_sandbox_mount_point%/gi, ''))?.[0];
    return variable === undefined ? [] : [{ kind: 'variable', index, found: variable }];
  });
  return [...characters, ...lines, ...quotesIn(words)];
}

/** A line end that is not the last: cmd reads one line. */
function linesIn(words: readonly string[]): Spoiled[] {
  const index = words.findIndex((word, at) => {
    const rest = at === words.length - 1 ? word.trimEnd() : word;
    return /[\r\n]/.test(rest);
  });
  return index === -1 ? [] : [{ kind: 'lines', index, found: 'line end' }];
}

/** The first character that cmd interprets. To cmd every quotation mark opens or closes, escaped or not. */
function readByCmd(word: string, open: boolean): { found: string | null; quoted: boolean } {
  let quoted = open;
  let found: string | null = null;
  for (const character of word) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && '&|<>^'.includes(character)) found ??= character;
  }
  return { found, quoted };
}

/** A program in quotation marks keeps them only if there are no others, and none of &<>()@^| between them. */
function quotesIn([program = '', ...rest]: readonly string[]): Spoiled[] {
  if (!/[ \t]/.test(program) || program.includes('"')) return [];
  const isKept = !/[&<>()@^|]/.test(program) && rest.every((word) => word !== '' && !/[ \t"]/.test(word));
  return isKept ? [] : [{ kind: 'quotes', index: 0, found: program }];
}

/** Programs that expand variables in the words after them, in any case of letters. */
export function interpreterOf(words: readonly string[]): 'cmd' | 'powershell' | 'shell' | null {
  const name = programName(words[0] ?? '');
  if (name === 'cmd') return 'cmd';
  if (name === 'bash' || name === 'sh') return 'shell';
  if (name !== 'powershell' && name !== 'pwsh') return null;
  // What follows -File is taken letter by letter.
  return scriptAt(words) !== -1 ? null : 'powershell';
}

/** Which of the words names the script that PowerShell runs; -1: none does. */
export const scriptAt = (words: readonly string[]): number => {
  const flag = words.findIndex((word) => /^[-/]f(?:i(?:l(?:e)?)?)?$/i.test(word));
  return flag === -1 || flag + 1 === words.length ? -1 : flag + 1;
};

/** The words that a faulty program was meant to be. */
export const programWords = (program: string, fault: 'line' | 'quotes'): string[] =>
  fault === 'line'
    ? (program.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''))
    : [program.replaceAll('"', '')];

/** What the program of a command can never be; null: nothing is wrong with its word. */
export function programFault(program: string): 'line' | 'quotes' | null {
  if (program.includes('"')) return 'quotes';
  const isLine = /^(?:[^\\/\s]+|\S+\.(?:exe|cmd|bat|com))\s+\S/i.test(program);
  return isLine && !/^[^\\/]*\.exe$/i.test(program.trimEnd()) ? 'line' : null;
}
