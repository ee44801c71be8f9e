import { UserError } from '../error.ts';

/** More nodes than this need --yes. */
const manyNodes = 50;

/**
 * @param options.what what would go through the API server: "the bundles of 60 nodes, of some MB each"
 * @throws UserError for many nodes without --yes
 */
export function requireMeant({ nodes, yes, what }: { nodes: number; yes: boolean; what: string }): void {
  if (nodes <= manyNodes || yes) return;
  throw new UserError(
    `${what}, would go through the API server; say --yes to take them, or choose nodes by name or with -l`,
  );
}

/** A progress line on a terminal: how many nodes have answered, and which ones are pending. Nothing elsewhere. */
export function createProgress(stderr: { isTTY?: boolean; write(text: string): unknown }, count: number) {
  const line = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
  };
  return {
    show: (done: number, waiting: readonly string[]) =>
      line(`${done} of ${count} nodes; waiting for ${waiting.slice(0, 3).join(', ') || 'none'}`),
    end: () => line(''),
  };
}
