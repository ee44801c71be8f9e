import { command } from '../command.ts';
import { connectionFlags } from '../config/flags.ts';
import { nodeWays } from '../config/ways.ts';
import { isAlone } from '../snapshot.ts';
import { namedSnapshot } from '../source/node-flags.ts';
import { gatherOnce, gatherWithSetup } from '../source/this-node.ts';

export const facts = command({
  id: 'facts',
  summary: 'run the probes once and print the facts that they collect, as JSON',
  operands: null,
  flags: ['with', 'node', 'token-file', 'ca-file', 'via', 'logs', ...connectionFlags, 'listen', 'log-level'],
  ways: [...nodeWays(['with']), { by: [], takes: ['with', 'listen', 'log-level'] }],
  outputs: [],
  details:
    'Save the facts of a node, and judge them on any machine:\n' +
    '  hostprobe facts > node.json\n' +
    '  hostprobe report --facts node.json\n' +
    'With --node it prints the latest facts of the agent on that node, or else what the cluster tells of it.',
  exits: {
    0: 'the facts are printed',
    2: 'no agent answered: the facts are what the cluster tells of the node',
  },
  async run(call) {
    const named = await namedSnapshot({ ...call.config, facts: null });
    const gather = call.config.with === null ? gatherOnce : gatherWithSetup;
    await call.print(`${JSON.stringify(named ?? (await gather(call)), null, 2)}\n`);
    return named !== null && isAlone(named) ? 2 : 0;
  },
});
