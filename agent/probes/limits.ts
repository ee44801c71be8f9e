import type { Probe } from '../probe.ts';

export const limits: Probe<'limits'> = {
  fact: 'limits',
  deadlineMs: 2_000,
  // The job also tells of a silo, which is no limit: the fact's schema leaves it out.
  look: (host) => host.self.job(),
};
