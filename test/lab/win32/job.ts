import { spawnSync } from 'node:child_process';
import { inSystem32 } from '../../../agent/host/exec.ts';
import { createHost } from '../../../agent/host/machine.ts';

/** Prints what this process reads of its job, before and after it has started its first program. */
const { self } = await createHost();
const read = async () => ({ ...(await self.job()), silo: await self.silo() });
const before = await read();
spawnSync(inSystem32('hostname.exe'));
console.log(JSON.stringify({ before, after: await read() }));
