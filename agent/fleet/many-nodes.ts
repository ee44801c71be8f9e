import { UserError } from '../error.ts';
import { fewAtOnce, firstOf, plural } from '../fact.ts';
import { defused } from '../print/printable.ts';
import { changingLine } from '../print/terminal.ts';

/** More nodes than this need --yes. */
export const manyNodes = 50;

/** Called whenever a node is asked or has answered. @param running the names of those that are being asked */
export type OnStep = (done: number, running: readonly string[]) => void;

/**
 * Asks many nodes, and shows how many have answered.
 * @param options.what what is sent through the API server: "60 bundles of some MB each"
 * @throws UserError for many nodes without --yes
 */
export async function askMany<Answer>(
  nodes: number,
  { yes, what = `the facts of ${plural(nodes, 'node')}, some 100 kB each,` }: { yes: boolean; what?: string },
  ask: (onStep: OnStep) => Promise<Answer>,
): Promise<Answer> {
  if (nodes > manyNodes && !yes) {
    throw new UserError(
      `this transfers ${what} through the API server: add --yes to continue, or select fewer nodes by name or with -l`,
    );
  }
  const progress = createFleetProgress(process.stderr, nodes);
  return ask(progress.show).finally(progress.end);
}

/**
 * Asks for each node, a few at once, in random order, so that one failed rack does not hold up the rest.
 * @returns the answers in the order of the names
 */
export async function gatherAll<Answer>(
  names: readonly string[],
  { atOnce, onStep = () => undefined }: { atOnce: number; onStep?: OnStep },
  ask: (name: string) => Promise<Answer>,
): Promise<Answer[]> {
  const running = new Set<string>();
  const answers: Answer[] = [];
  let done = 0;
  const turns = names.map((name, at) => ({ name, at, turn: Math.random() })).toSorted((a, b) => a.turn - b.turn);
  await fewAtOnce(turns, atOnce, async ({ name, at }) => {
    running.add(name);
    onStep(done, [...running]);
    answers[at] = await ask(name);
    running.delete(name);
    done += 1;
    onStep(done, [...running]);
  });
  return answers;
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
  const line = changingLine(stderr);
  const timer = stderr.isTTY ? null : setInterval(() => stderr.write(`${defused(text)}\n`), everyMs);
  timer?.unref();
  return {
    show(done: number, running: readonly string[]) {
      text = `${done} of ${plural(count, 'node')}${running.length === 0 ? '' : `; waiting for ${firstOf(running)}`}`;
      line(text);
    },
    end() {
      if (timer !== null) clearInterval(timer);
      line('');
    },
  };
}
