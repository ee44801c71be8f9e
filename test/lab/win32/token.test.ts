import { expect, test } from 'vitest';
import { host } from './machine.ts';

test('the own token is read whole: all groups and privileges by their names', async () => {
  const token = await host.self.token();
  for (const { sid } of token.groups) expect(sid).toMatch(/^S-1(-\d+)+$/);
  for (const { name } of token.privileges) expect(name).toMatch(/^Se\w+Privilege$/);
  expect(new Set(token.privileges.map(({ name }) => name)).size).toBe(token.privileges.length);
  // Medium and above: a log-on of its own.
  expect(token.integrityLevel).toBeGreaterThanOrEqual(0x2000);
});
