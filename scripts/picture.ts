// Takes the pictures of pages in Debian's Chromium: for README.md a composed node, served as users have it; for .github/compare.md
// a comparison.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { comparisonPage } from '../agent/cli/compare/html.ts';
import { compareNode } from '../agent/compare/comparison.ts';
import { createKeptLog } from '../agent/log.ts';
import { savedMonitor } from '../agent/monitor.ts';
import { createApp } from '../agent/server/app.ts';
import { loopbackGuard } from '../agent/server/auth/loopback.ts';
import { createShared } from '../agent/server/shared-state.ts';
import { readSnapshot } from '../agent/snapshot/read.ts';
import { project } from '../image/folder.ts';
import { drawOf } from '../test/compare/draw.ts';
import { asSnapshots, models, poolOf } from '../test/compare/pools.ts';
import { set } from '../test/compare/recorded.ts';

const story = join(project, 'test', 'nodes', 'nssm-user-account', 'snapshot.json');
const path = join(project, '.github', 'report.png');

const { log, ownLog } = await createKeptLog('silent');
const monitor = savedMonitor(readSnapshot(readFileSync(story, 'utf8'), story));
const app = createApp({ shared: createShared(monitor, { host: null, ownLog, log }), guard: loopbackGuard, log });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
try {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 }, colorScheme: 'light' });
  await page.goto(url);
  await page.screenshot({ path });
  await page.setViewportSize({ width: 1100, height: 420 });
  await page.setContent(comparisonPage(compared()));
  await page.screenshot({ path: join(project, '.github', 'compare.png') });
} finally {
  await browser.close();
  await app.close();
}

/** A node whose service of containerd was changed, beside three of its pool. */
function compared() {
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const pool = poolOf(drawOf(3, 'command'), { model, size: 4, rolling: false });
  const service = ['facts', 'services', 'value', 'containerd', 'value'];
  set(pool[0] ?? null, [...service, 'startType'], 'disabled');
  set(pool[0] ?? null, [...service, 'account'], '.\\k8s-admin');
  const names = ['win-3', 'win-1', 'win-2', 'win-4'];
  const [sick, ...peers] = asSnapshots(pool).map((node, index) => ({ ...node, node: names[index] ?? '' }));
  if (sick === undefined) throw new Error('a pool has nodes');
  return compareNode(sick, peers);
}
