import { UserError } from '../error.ts';
import { plural } from '../fact/amounts.ts';
import { defused } from '../print/printable.ts';

/** More nodes than this need --yes. */
export const manyNodes = 50;

/**
 * @param options.what what is sent through the API server: "60 bundles of some MB each"
 * @throws UserError for many nodes without --yes
 */
export function confirmManyNodes({ nodes, yes, what }: { nodes: number; yes: boolean; what: string }): void {
  if (nodes <= manyNodes || yes) return;
  throw new UserError(
    `this transfers ${what} through the API server: add --yes to continue, or select fewer nodes by name or with -l`,
  );
}

/** How often a line is printed without a terminal. */
const usualEveryMs = 30_000;

/**
 * Shows how many nodes have answered, and which have not: on a terminal in one line that changes, elsewhere as a line from
 * time to time.
 */
export function createFleetProgress(
  stderr: { isTTY?: boolean; write(text: string): unknown },
  count: number,
  everyMs = usualEveryMs,
) {
  let text = '';
  const line = (shown: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${defused(shown)}`);
  };
  const timer = stderr.isTTY ? null : setInterval(() => stderr.write(`${defused(text)}\n`), everyMs);
  timer?.unref();
  return {
    show(done: number, waiting: readonly string[]) {
      const others = waiting.length > 3 ? ` and ${waiting.length - 3} more` : '';
      const awaited = waiting.length === 0 ? '' : `; waiting for ${waiting.slice(0, 3).join(', ')}${others}`;
      text = `${done} of ${plural(count, 'node')}${awaited}`;
      line(text);
    },
    end() {
      if (timer !== null) clearInterval(timer);
      line('');
    },
  };
}
