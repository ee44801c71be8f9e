// Takes the picture of the page that README.md shows: a composed node, served as users have it, in Debian's Chromium.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createKeptLog } from '../agent/log.ts';
import { savedMonitor } from '../agent/monitor.ts';
import { createApp } from '../agent/server/app.ts';
import { loopbackGuard } from '../agent/server/auth/loopback.ts';
import { createShared } from '../agent/server/shared-state.ts';
import { readSnapshot } from '../agent/snapshot/read.ts';
import { project } from '../image/folder.ts';

const story = join(project, 'test', 'nodes', 'nssm-user-account', 'snapshot.json');
const path = join(project, '.github', 'report.png');

const { log, ownLog } = await createKeptLog('silent');
const monitor = savedMonitor(readSnapshot(readFileSync(story, 'utf8'), story));
const app = createApp({ shared: createShared(monitor, { host: null, ownLog, log }), guard: loopbackGuard, log });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 }, colorScheme: 'light' });
  await page.goto(url);
  await page.screenshot({ path });
} finally {
  await browser.close();
  await app.close();
}
