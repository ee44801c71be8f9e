/** Adds a line to the log of a run. `about`: the node; null: the run as a whole. */
export type RunLog = (about: string | null, text: string) => void;

/** The log of one run, which its archive contains. */
export function createRunLog(now: () => Date): { log: RunLog; text(): string } {
  const lines: string[] = [];
  return {
    log: (about, text) => lines.push(`${now().toISOString()} ${about === null ? '' : `${about}: `}${text}\n`),
    text: () => lines.join(''),
  };
}
