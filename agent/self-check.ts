import { QueryError } from './error.ts';
import type { Host, ProgramResult } from './host.ts';
import { redactText } from './redact.ts';

/** One question to Windows, which is asked twice: by hostprobe's own call, and by an independent program of Windows. */
export interface WindowsQuestion {
  what: string;
  /** The program, below System32, and its arguments. */
  program: readonly [name: string, ...args: string[]];
  /** What hostprobe's own call returns, as texts in any order. */
  own(host: Host): Promise<ProgramAnswer>;
  /** What the program reports, read from its output in any language of Windows. */
  reported(result: ProgramResult): ProgramAnswer;
  /**
   * `own-has-all`: the program may leave some out. `program-has-all`: hostprobe's call may. Left out: both return the same texts.
   */
  relation?: 'own-has-all' | 'program-has-all';
}

export type ProgramAnswer = readonly string[];

/** `unknown`: one of the two could not be asked. */
interface Comparison {
  what: string;
  program: string;
  verdict: 'same' | 'differs' | 'unknown';
  /** How many texts were compared, what differs, or why it is unknown. Redacted. */
  detail: string;
}

/** PowerShell needs seconds to start on a busy node. */
const timeoutMs = 30_000;

/** Asks one question both ways. Never rejects with what Windows says. */
export async function askBothWays(
  host: Host,
  { what, program, own, reported, relation }: WindowsQuestion,
): Promise<Comparison> {
  const [name, ...args] = program;
  const row = { what, program: [name.split('\\').at(-1), ...args].join(' ').slice(0, 60) };
  const system32 = `${host.self.variable('SystemRoot') ?? 'C:\\Windows'}\\System32`;
  try {
    const before = normal(await own(host));
    const theirs = normal(reported(await host.programs.run(`${system32}\\${name}`, args, { timeoutMs })));
    const after = normal(await own(host));
    // What began or ended while the program ran may be in some of the answers only.
    const ours = after.filter((text) => before.includes(text));
    const onlyOurs = relation === 'own-has-all' ? [] : missingFrom(theirs, ours);
    const onlyTheirs = relation === 'program-has-all' ? [] : missingFrom([...before, ...after], theirs);
    if (theirs.length === 0) return { ...row, verdict: 'unknown', detail: 'the program printed nothing' };
    if (onlyOurs.length + onlyTheirs.length === 0) {
      return {
        ...row,
        verdict: 'same',
        detail: `${relation === 'program-has-all' ? ours.length : theirs.length} compared`,
      };
    }
    const detail = [...show('only hostprobe', onlyOurs), ...show('only the program', onlyTheirs)].join('; ');
    return { ...row, verdict: 'differs', detail: redactText(detail) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { ...row, verdict: 'unknown', detail: redactText(`${error.kind}: ${error.message}`) };
  }
}

/** One line for an issue report. */
export const lineOf = ({ what, program, verdict, detail }: Comparison): string =>
  `${verdict.padEnd(8)} ${what}: ${detail} (${program})`.replace(/\s+/g, ' ').replace(/^\S+/, (word) => word.padEnd(7));

/**
 * Console programs write in its code page, in which letters outside ASCII are other bytes, so each run of them counts as
 * one unknown letter. Case and order differ too.
 */
const normal = (answer: ProgramAnswer): string[] =>
  [
    ...new Set(
      answer.map((text) =>
        text
          .replace(/[^\x20-\x7e]+/g, '?')
          .trim()
          .toLowerCase(),
      ),
    ),
  ].sort();

const missingFrom = (all: readonly string[], some: readonly string[]) => some.filter((text) => !all.includes(text));

const mostShown = 5;
function show(whose: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const more = texts.length > mostShown ? ` and ${texts.length - mostShown} more` : '';
  return [`${whose}: ${texts.slice(0, mostShown).join(', ')}${more}`];
}
