import type { Command } from '../command.ts';
import { createLog, logFact } from '../log.ts';
import { openNode } from '../node.ts';

export const facts: Command = {
  id: 'facts',
  summary: 'look at this node once and print all that was seen, as JSON',
  operands: null,
  flags: ['listen', 'log-level'],
  outputs: [],
  details: 'hostprobe facts > node.json saves it; hostprobe report --facts node.json judges it, on any machine.',
  async run({ config, createHost, print }) {
    const log = await createLog(config['log-level'] ?? 'silent');
    const { gatherer } = await openNode({ createHost, config, onFact: logFact(log) });
    await print(`${JSON.stringify(await gatherer.gather(), null, 2)}\n`);
    return 0;
  },
};
