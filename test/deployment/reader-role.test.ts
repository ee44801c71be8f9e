import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { snapshotWith } from '../snapshot.ts';

const rules = z.array(z.object({ nonResourceURLs: z.array(z.string()), verbs: z.array(z.string()) }));
const read = (path: string): unknown =>
  parse(readFileSync(new URL(`../../manifests/${path}`, import.meta.url), 'utf8'));
const granted = (written: unknown) =>
  rules
    .parse(written)
    .flatMap(({ nonResourceURLs, verbs }) => verbs.flatMap((verb) => nonResourceURLs.map((path) => `${verb} ${path}`)));
const roles = {
  'base/reader-role.yaml': granted(z.object({ rules: z.unknown() }).parse(read('base/reader-role.yaml')).rules),
  'chart/files/rules-of-reader.yaml': granted(read('chart/files/rules-of-reader.yaml')),
};

/** What readers must be allowed, as "verb path": every route that is not open in all of its forms. */
async function guarded(): Promise<string[]> {
  const app = createApp({
    shared: createShared(savedMonitor(snapshotWith())),
    guard: loopbackGuard,
    log: pino({ enabled: false }),
  });
  onTestFinished(() => app.close());
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const methods = [method].flat().filter((one) => one !== 'HEAD');
    if (config?.open !== true) routes.push(...methods.map((one) => `${one.toLowerCase()} ${url}`));
  });
  await app.ready();
  return routes;
}

const covers = (rule: string, route: string) =>
  rule.endsWith('*') ? route.startsWith(rule.slice(0, -1)) : rule === route;

test.each(Object.entries(roles))('%s grants every guarded route and no other', async (file, grants) => {
  const routes = await guarded();
  const missing = routes.filter((route) => !grants.some((rule) => covers(rule, route)));
  expect(missing, `add these to manifests/${file}, or the readers get 403`).toEqual([]);
  const idle = grants.filter((rule) => !routes.some((route) => covers(rule, route)));
  expect(idle, `no guarded route needs these of manifests/${file}`).toEqual([]);
});
