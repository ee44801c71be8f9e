import type { Change, History } from '../../agent/history.ts';

/** A history that holds these changes. */
export const historyOf = (changes: Change[]): History => ({
  schemaVersion: 1,
  since: null,
  begins: '2026-11-01T08:00:00.000Z',
  file: null,
  problem: null,
  changes,
});

/** New pods got another mode. */
export const modeChangedAt = (at: string): Change => ({ at, after: null, what: 'mode', from: 'fallback', to: 'bind' });
