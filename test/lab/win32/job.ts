import { spawnSync } from 'node:child_process';
import { inSystem32 } from '../../../agent/host/exec.ts';
import { createHost } from '../../../agent/host/machine.ts';

/** Prints what this process is told of its job, before and after it has started its first program. */
const { self } = await createHost();
const before = await self.job();
spawnSync(inSystem32('hostname.exe'));
console.log(JSON.stringify({ before, after: await self.job() }));
