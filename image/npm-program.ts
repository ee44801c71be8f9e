import { main } from '../agent/main.ts';

/** The program in the npm package: it reads the machine with Node's own functions, without native calls to Windows. */
const createHost = async () => (await import('../agent/host/machine.ts')).createHost();
process.exit(await main({ argv: process.argv.slice(2), createHost }));
