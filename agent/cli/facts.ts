import { command } from '../command.ts';
import { lookOnce } from '../source/here.ts';

export const facts = command({
  id: 'facts',
  summary: 'look at this node once and print all that was seen, as JSON',
  operands: null,
  flags: ['listen', 'log-level'],
  outputs: [],
  details: 'hostprobe facts > node.json saves it; hostprobe report --facts node.json judges it, on any machine.',
  async run(call) {
    await call.print(`${JSON.stringify(await lookOnce(call), null, 2)}\n`);
    return 0;
  },
});
