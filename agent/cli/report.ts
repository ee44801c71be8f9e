import { assess } from '../assess.ts';
import type { Command } from '../command.ts';
import { givenSnapshot } from '../given.ts';
import { lookOnce } from '../node.ts';
import { rendererNamed, renderers } from '../renderers/index.ts';
import type { Report } from '../report.ts';

export const report: Command = {
  id: 'report',
  summary: 'judge this node, another, or a saved snapshot, and print the report',
  operands: null,
  flags: ['facts', 'node', 'token-file', 'ca-file', 'verbose', 'listen', 'log-level'],
  outputs: renderers.map((renderer) => renderer.id),
  details:
    'Exit codes: 0 nothing failed and all judged, 1 something failed, 2 nothing failed but something could not be judged.\n' +
    'With -o npd it is a node-problem-detector plugin: one line of at most 80 characters, and the same exit codes.',
  async run(call) {
    const judged = assess((await givenSnapshot(call.config)) ?? (await lookOnce(call)));
    await call.print(rendererNamed(call.config.output).render(judged, call.view));
    return exitCodeOf(judged);
  },
};

/** What node-problem-detector plugins mean by it too: 0 good, 1 bad, 2 not known. A warning is not bad. */
export function exitCodeOf(judged: Report): number {
  if (judged.status === 'unhealthy') return 1;
  return judged.counts.unknown > 0 ? 2 : 0;
}
