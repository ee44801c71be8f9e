import { expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { limits as limitsSchema } from '../../agent/facts/limits.ts';
import type { JobLimits } from '../../agent/host.ts';
import { limits } from '../../agent/probes/limits.ts';
import { hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const job: JobLimits = {
  inJob: true,
  memoryLimitBytes: 256 * 2 ** 20,
  processMemoryLimitBytes: null,
  activeProcessLimit: null,
  peakMemoryBytes: 90 * 2 ** 20,
  activeProcesses: 2,
};

test('the fact holds the limits of the job and their use', async () => {
  const value = await limits.read(hostWith({ self: { job: async () => job, cpuRate: async () => 500 } }), settings);
  expect(limitsSchema.parse(value)).toEqual({ ...job, cpuRate: { ok: true, value: 500 } });
});

test('a Windows without the cap of the processor still gives the limits of the memory', async () => {
  const cpuRate = () => Promise.reject(new QueryError('failed', 'ERROR_INVALID_FUNCTION (1)', '1'));
  const value = await limits.read(hostWith({ self: { job: async () => job, cpuRate } }), settings);
  expect(value).toMatchObject({ memoryLimitBytes: 256 * 2 ** 20, cpuRate: { ok: false, error: { kind: 'failed' } } });
});

test('a job that cannot be queried is a refusal, not a process without limits', async () => {
  const host = hostWith({
    self: { job: () => Promise.reject(new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5')) },
  });
  await expect(limits.read(host, settings)).rejects.toMatchObject({ kind: 'denied' });
});
