import type { Config, Flag } from './config.ts';
import type { Host } from './host.ts';
import type { View } from './renderer.ts';

/** One sub-command: its file in `cli/` has its name. What is heavy is imported inside `run`. */
export interface Command<Flags extends Flag = Flag> {
  id: string;
  /** One line for the list of commands. */
  summary: string;
  /** What may follow the name, as help shows it; null: nothing may. */
  operands: string | null;
  /** The flags it takes, beside -o, which follows from `outputs`. */
  flags: readonly Flags[];
  /** What -o may say, the default first; empty: it has one form only and takes no -o. */
  outputs: readonly string[];
  /** More for its --help: examples, exit codes of its own. */
  details: string;
  /** Not for people: left out of the list of commands. */
  hidden?: true;
  /** Resolves with the exit code. A UserError becomes one sentence and 64, anything else thrown a bug and 70. */
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
  /** Writes to standard output; resolves when it has left this process, or when nobody reads any more. */
  print(text: string): Promise<void>;
}
