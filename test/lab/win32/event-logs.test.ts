import { expect, test } from 'vitest';
import { host } from './machine.ts';

test.skipIf(process.env.WINEPREFIX === undefined)('Wine keeps no event logs, and says so', async () => {
  await expect(host.eventLogs.read('Application', { after: 0, maxBytes: 2 ** 20 })).rejects.toMatchObject({
    message: expect.stringContaining('EvtQuery Application'),
  });
});
