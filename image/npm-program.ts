import { main } from '../agent/main.ts';

// A schema of zod is used once in most commands: to make code for it would cost more than it saves. zod reads this when it
// is loaded, so the program need not load it to say so. Source: zod v4/core/core.js
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

/** The program in the npm package: it reads the machine with Node's own functions, without native calls to Windows. */
const createHost = async () => (await import('../agent/host/machine.ts')).createHost();
void main({ argv: process.argv.slice(2), createHost }).then((code) => process.exit(code));
