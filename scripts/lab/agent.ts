import { readFileSync } from 'node:fs';
import { createHost, exit, main } from '../../image/program.ts';
import { withStandIns } from './stand-ins.ts';

// hostprobe on a lab node: the whole agent with the real Windows host, except for questions that Wine cannot answer.
const code = await main({
  argv: process.argv.slice(2),
  createHost: async () => withStandIns(await createHost(), JSON.parse(readFileSync('C:\\lab\\recorded.json', 'utf8'))),
});
await exit(code);
