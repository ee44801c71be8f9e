import { main } from '../agent/main.ts';

/** The program as npm installs it: it looks at this machine with what Node has, and at Windows with no native calls. */
const createHost = async () => (await import('../agent/host/machine.ts')).createHost();
process.exit(await main({ argv: process.argv.slice(2), createHost }));
