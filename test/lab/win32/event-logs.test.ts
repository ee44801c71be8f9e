import { expect, test } from 'vitest';
import { host } from './machine.ts';

test('a log is read to its end, newest first; on Wine, which keeps none, that is at once', async () => {
  const events = await host.eventLogs.read('Application', { after: 0, maxBytes: 2 ** 20 });
  const records = events.map(({ record }) => record);
  expect(records).toEqual(records.toSorted((a, b) => b - a));
  const [newest = 0] = records;
  const later = await host.eventLogs.read('Application', { after: newest, maxBytes: 2 ** 20 });
  expect(later.filter(({ record }) => record <= newest)).toEqual([]);
});
