import { command } from '../agent/command.ts';
import { UserError } from '../agent/error.ts';

/** Takes the place of agent/cli/mcp.ts on nodes, where nobody starts an assistant: it would be a tenth of the program. */
export const mcp = command({
  id: 'mcp',
  summary: 'serve assistants; not in this program',
  operands: null,
  flags: [],
  outputs: [],
  details: '',
  exits: { 0: 'never' },
  hidden: true,
  async run() {
    throw new UserError(
      'mcp is not in the program for nodes; run it on your own machine, from the executable, the npm package or a clone',
    );
  },
});
