import { readFileSync } from 'node:fs';
import { createHost, exit, main } from '../../image/program.ts';
import { withStandIns } from './stand-ins.ts';

// hostprobe as it runs on a lab node: the whole agent on its real Windows host, but for what Wine cannot answer.
const code = await main({
  argv: process.argv.slice(2),
  createHost: async () => withStandIns(await createHost(), JSON.parse(readFileSync('C:\\lab\\recorded.json', 'utf8'))),
});
await exit(code);
