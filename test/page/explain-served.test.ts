import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { complaintsOf, useBrowser } from '../browser.ts';
import { builtPage } from '../image/built.ts';
import { snapshotOf } from '../stories.ts';
import { reportOfStory } from './report.ts';

const newPage = useBrowser();

async function serve(page: () => Promise<string | null>): Promise<string> {
  const monitor = savedMonitor(snapshotOf('nssm-user-account'));
  const shared = createShared(monitor, null, { page });
  const app = createApp({ shared, guard: loopbackGuard, log: pino({ enabled: false }) });
  onTestFinished(() => app.close());
  return await app.listen({ host: '127.0.0.1', port: 0 });
}

test('an agent serves the page, which weighs by the facts of its node with one press', async () => {
  const origin = await serve(() => builtPage({ served: true }));
  const page = await newPage();
  const asked: string[] = [];
  const complaints = complaintsOf(page, () => true);
  page.on('request', (request) => asked.push(request.url()));
  const answer = await page.goto(`${origin}/explain`);
  const headers = answer?.headers() ?? {};
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none';.*connect-src 'self'.*frame-ancestors 'none'$/,
  );
  expect(headers['content-encoding']).toBe('gzip');
  const footer = await page.locator('footer').textContent();
  expect(footer).toContain('requests the facts of this node when you press the button for them, and nothing else.');

  expect(await page.getByRole('link', { name: 'The report of this node' }).getAttribute('href')).toBe('./');

  await page.locator('#entered').fill('failed to create user process token: failed to logon user: Access is denied.');
  await page.getByRole('button', { name: 'Use the facts of this node' }).click();
  await page.locator('.cause.confirmed').waitFor();
  await page.getByRole('button', { name: 'Report of win-node-1' }).click();
  expect(await page.locator('.report h1').textContent()).toBe(
    `win-node-1 is ${reportOfStory('nssm-user-account').status}`,
  );
  expect(asked.filter((url) => !/^(?:blob|data):/.test(url))).toEqual([`${origin}/explain`, `${origin}/facts`]);
  expect(complaints).toEqual([]);
});

test('a program that was built without the page says how it is made', async () => {
  const origin = await serve(async () => null);
  const answer = await fetch(`${origin}/explain`);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('npm run page makes it');
});
