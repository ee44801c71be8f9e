import { command } from '../command.ts';
import { connectionFlags } from '../config/flags.ts';
import { nodeWays } from '../config/ways.ts';
import { namedSnapshot } from '../source/node-flags.ts';
import { gatherOnce } from '../source/this-node.ts';

export const facts = command({
  id: 'facts',
  summary: 'run the probes once and print the facts that they collect, as JSON',
  operands: null,
  flags: ['node', 'token-file', 'ca-file', 'via', 'logs', ...connectionFlags, 'listen', 'log-level'],
  ways: [...nodeWays([]), { by: [], takes: ['listen', 'log-level'] }],
  outputs: [],
  details:
    'Save the facts of a node, and judge them on any machine:\n' +
    '  hostprobe facts > node.json\n' +
    '  hostprobe report --facts node.json\n' +
    'With --node it prints the latest facts of the agent on that node.',
  exits: {
    0: 'the facts are printed',
  },
  async run(call) {
    await call.print(
      `${JSON.stringify((await namedSnapshot({ ...call.config, facts: null })) ?? (await gatherOnce(call)), null, 2)}\n`,
    );
    return 0;
  },
});
