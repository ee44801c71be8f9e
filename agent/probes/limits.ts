import { type Probe, partOf } from '../probe.ts';

export const limits: Probe<'limits'> = {
  deadlineMs: 2_000,
  async read({ self }) {
    const [job, cpuRate] = await Promise.all([self.job(), partOf(self.cpuRate())]);
    return { ...job, cpuRate };
  },
};
