import { command } from '../command.ts';
import { connectionFlags } from '../config/connection.ts';
import { givenSnapshot } from '../source/node-flags.ts';
import { lookOnce } from '../source/this-node.ts';

export const facts = command({
  id: 'facts',
  summary: 'run the probes once and print what they saw, as JSON',
  operands: null,
  flags: ['node', 'token-file', 'ca-file', 'via', 'listen', 'log-level', ...connectionFlags],
  outputs: [],
  details:
    'hostprobe facts > node.json saves it; hostprobe report --facts node.json judges it, on any machine.\n' +
    'With --node it prints what the agent of that node saw last.',
  async run(call) {
    await call.print(
      `${JSON.stringify((await givenSnapshot({ ...call.config, facts: null })) ?? (await lookOnce(call)), null, 2)}\n`,
    );
    return 0;
  },
});
