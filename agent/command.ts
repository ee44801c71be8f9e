import type { Way } from './config/ways.ts';
import type { Config, Flag } from './config.ts';
import type { Host } from './host.ts';
import type { View } from './renderer.ts';

/** One sub-command; its file in `cli/` has its name. Heavy modules are imported inside `run`. */
export interface Command<Flags extends Flag = Flag> {
  id: string;
  /** One line for the list of commands. */
  summary: string;
  /** The operands as help shows them; null: it takes none. */
  operands: string | null;
  /** It writes the file that its operand names; others print. */
  writesFile?: true;
  /** Its flags, except -o, which follows from `outputs`. */
  flags: readonly Flags[];
  /** The ways to use it, with the flags of each: the first match counts. Absent: every flag always has an effect. */
  ways?: readonly Way<NoInfer<Flags>>[];
  /** The values of -o, the default first; empty: it has one format and takes no -o. */
  outputs: readonly string[];
  /** The help of a flag if the text in config/flags.ts is not right for this command. */
  flagHelp?: Partial<Record<Flags, string>>;
  /** More text for its --help: examples. */
  details: string;
  /** What its exit codes mean, for --help; 64 and 70 mean the same in all commands. */
  exits: Readonly<Record<number, string>> & { 0: string };
  /** Not for people: left out of the list of commands. */
  hidden?: true;
  /**
   * Resolves with the exit code. A UserError becomes one sentence and 64 (2 for a NoAnswerError), anything else thrown
   * a bug and 70.
   */
  run(call: Call<Flags>): Promise<number>;
}

/** Keeps the type of `flags`, so that `run` sees exactly the settings that it names. */
export function command<const Flags extends Flag>(literal: Command<Flags>): Command<Flags> {
  return literal;
}

/** One use of a command that takes these flags. */
export interface Call<Flags extends Flag = never> {
  config: Pick<Config, Flags | 'output'>;
  operands: readonly string[];
  createHost: () => Promise<Host>;
  /** How text looks on this standard output. */
  view: View;
  /** Writes to standard output; resolves when the text has left this process, or when standard output was closed. */
  print(text: string): Promise<void>;
}
