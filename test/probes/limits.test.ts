import { expect, test } from 'vitest';
import { LookError } from '../../agent/error.ts';
import { limits as limitsSchema } from '../../agent/facts/limits.ts';
import type { Job } from '../../agent/host.ts';
import { limits } from '../../agent/probes/limits.ts';
import { hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const job: Job = {
  inJob: true,
  silo: { id: 312, server: false },
  memoryLimitBytes: 256 * 2 ** 20,
  processMemoryLimitBytes: null,
  activeProcessLimit: null,
  cpuRate: 500,
  peakMemoryBytes: 90 * 2 ** 20,
  activeProcesses: 2,
};

test('the fact holds the limits of the job and their use, and nothing of the silo', async () => {
  const { silo: _, ...expected } = job;
  const value = await limits.look(hostWith({ self: { job: async () => job } }), settings);
  expect(limitsSchema.parse(value)).toEqual(expected);
});

test('a job that may not be asked is a refusal, not a process without limits', async () => {
  const host = hostWith({
    self: { job: () => Promise.reject(new LookError('denied', 'ERROR_ACCESS_DENIED (5)', '5')) },
  });
  await expect(limits.look(host, settings)).rejects.toMatchObject({ kind: 'denied' });
});
