// Draws manifests/components/prometheus/dashboard.json for manifests/README.md: nodes of the tests are scraped for a day, Prometheus
// answers the queries of the panels, and each answer is drawn where the dashboard has its panel. Grafana is in no package that
// Debian or npm has; it draws the same values in its own way.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { chromium } from 'playwright-core';
import { z } from 'zod';
import { createKeptLog } from '../agent/log.ts';
import { savedMonitor } from '../agent/monitor.ts';
import { createApp } from '../agent/server/app.ts';
import { loopbackGuard } from '../agent/server/auth/loopback.ts';
import { createShared } from '../agent/server/shared-state.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { project } from '../image/folder.ts';
import { faults } from '../test/faults.ts';
import { snapshotWith } from '../test/snapshot.ts';
import { snapshotOf } from '../test/stories.ts';
import { freePort } from './lab/node.ts';

const containerNearItsLimit = faults['container-usage']?.warn;
/** What each node is, from an hour of the day on. */
const nodes: Readonly<Record<string, Readonly<Record<number, Snapshot>>>> = {
  'win-1': { 0: snapshotWith() },
  'win-2': { 0: snapshotWith(), 20: snapshotWith(containerNearItsLimit) },
  'win-3': { 0: snapshotWith(), 14: snapshotOf('nssm-user-account') },
  'win-4': { 0: snapshotOf('aks-containerd-1.6') },
  'win-5': { 0: snapshotOf('healthy-2'), 7: snapshotOf('shim-missing'), 10: snapshotOf('healthy-2') },
  'win-6': { 0: snapshotWith(), 18: snapshotOf('account-change-pending') },
};
/** Midnight of the drawn day, and the time between scrapes, in seconds since 1970; Prometheus shows a value for five minutes. */
const midnight = Date.UTC(2026, 10, 1) / 1000;
const every = 240;
const day = Array.from({ length: (24 * 3600) / every }, (_, index) => midnight + index * every);

const dashboard = z
  .object({
    title: z.string(),
    panels: z.array(
      z.object({
        type: z.enum(['stat', 'piechart', 'table', 'timeseries']),
        title: z.string(),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.tuple([z.object({ expr: z.string(), legendFormat: z.string() })]),
        fieldConfig: z
          .object({ defaults: z.object({ unit: z.string(), custom: z.object({ stacking: z.object({}) }).optional() }) })
          .optional(),
        transformations: z
          .tuple([z.object({ options: z.object({ excludeByName: z.record(z.string(), z.boolean()) }) })])
          .optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(project, 'manifests/components/prometheus/dashboard.json'), 'utf8')));
type Panel = (typeof dashboard.panels)[number];

const answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});
type Series = z.infer<typeof answer>['data']['result'][number];

/** What an agent exposes of a node, as the PodMonitor labels it. */
async function exposed(snapshot: Snapshot, node: string): Promise<string[]> {
  const { log, ownLog } = await createKeptLog('silent');
  const shared = createShared(savedMonitor(snapshot), { host: null, ownLog, log });
  const app = createApp({ shared, guard: loopbackGuard, log });
  const { body } = await app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
  await app.close();
  return body
    .split('\n')
    .filter((line) => line.startsWith('hostprobe_'))
    .map((line) =>
      line.replace(
        /^(\w+)(?:\{(.*)\})? /,
        (_, name, labels) => `${name}{node="${node}"${labels ? `,${labels}` : ''}} `,
      ),
    );
}

async function scrapes(): Promise<string> {
  const lines: string[] = [];
  for (const [node, snapshots] of Object.entries(nodes)) {
    const hours = Object.entries(snapshots).map(([hour, snapshot]) => ({
      from: midnight + Number(hour) * 3600,
      snapshot,
    }));
    for (const [index, { from, snapshot }] of hours.entries()) {
      const until = hours[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      const text = await exposed(snapshot, node);
      for (const at of day.filter((one) => one >= from && one < until))
        lines.push(...text.map((line) => `${line} ${at}`));
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

async function ask(url: string, { targets: [{ expr }] }: Panel): Promise<Series[]> {
  const query = new URLSearchParams({ query: expr, start: `${midnight}`, end: `${day.at(-1)}`, step: `${every}` });
  const reply = await fetch(`${url}/api/v1/query_range?${query}`);
  return answer.parse(await reply.json()).data.result;
}

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const named: Readonly<Record<string, string>> = {
  healthy: '#73bf69',
  degraded: '#fade2a',
  unhealthy: '#f2495c',
  unknown: '#b877d9',
};
const palette = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2', '#b877d9'];
const nameOf = ({ targets: [{ legendFormat }] }: Panel, { metric }: Series) =>
  legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '');
const colourOf = (name: string, index: number) => named[name] ?? palette[index % palette.length];
/** The value at the end of the day, which a panel of one moment shows. */
const now = ({ values }: Series) => (values.at(-1)?.[0] === day.at(-1) ? Number(values.at(-1)?.[1]) : null);

const drawn: Readonly<Record<Panel['type'], (panel: Panel, series: Series[]) => string>> = {
  stat: (panel, series) =>
    `<div class="stats">${series
      .map((one, index) => {
        const name = nameOf(panel, one);
        const colour = name === '' ? (now(one) === 0 ? '#73bf69' : '#f2495c') : colourOf(name, index);
        return now(one) === null
          ? ''
          : `<div style="background:${colour}"><small>${html(name)}</small>${now(one)}</div>`;
      })
      .join('')}</div>`,
  piechart: (panel, series) => {
    const seen = series.filter((one) => now(one) !== null);
    const total = seen.reduce((sum, one) => sum + (now(one) ?? 0), 0);
    let turn = 0;
    const slices = seen.map((one, index) => {
      const from = turn;
      turn += ((now(one) ?? 0) / total) * 100;
      return `${colourOf('', index)} ${from}% ${turn}%`;
    });
    return `<div class="pie"><i style="background:conic-gradient(${slices.join(',')})"></i>${legend(seen.map((one) => nameOf(panel, one)))}</div>`;
  },
  table: ({ transformations }, series) => {
    const hidden = transformations?.[0].options.excludeByName ?? {};
    const rows = series
      .filter((one) => now(one) !== null)
      .map(({ metric }) => Object.entries(metric).filter(([label]) => hidden[label] !== true));
    const cells = (row: string[], tag: string) =>
      `<tr>${row.map((text) => `<${tag}>${html(text)}</${tag}>`).join('')}</tr>`;
    return `<table>${cells(rows[0]?.map(([label]) => label) ?? [], 'th')}${rows
      .map((row) =>
        cells(
          row.map(([, value]) => value),
          'td',
        ),
      )
      .join('')}</table>`;
  },
  timeseries: (panel, series) => {
    if (series.length === 0) return '<p>No data</p>';
    const stacked = panel.fieldConfig?.defaults.custom?.stacking !== undefined;
    const unit = panel.fieldConfig?.defaults.unit === 's' ? ' s' : '';
    const below = new Map<number, number>();
    const lines = series.map((one) =>
      one.values.map(([at, value]) => {
        const from = stacked ? (below.get(at) ?? 0) : 0;
        below.set(at, from + Number(value));
        return { at, from, to: from + Number(value) };
      }),
    );
    const top = Math.max(1, ...lines.flat().map(({ to }) => to));
    const x = (at: number) => ((at - midnight) / (24 * 3600)) * 1000;
    const y = (value: number) => 200 - (value / (top * 1.05)) * 200;
    const shapes = lines.map((line, index) => {
      const colour = colourOf(nameOf(panel, series[index] ?? { metric: {}, values: [] }), index);
      // A time without a value is a gap.
      const runs = line.reduce<(typeof line)[]>((all, point) => {
        const last = all.at(-1)?.at(-1);
        if (last !== undefined && point.at - last.at === every) all.at(-1)?.push(point);
        else all.push([point]);
        return all;
      }, []);
      return runs
        .map((run) => {
          const upper = run.map(({ at, to }) => `${x(at)},${y(to)}`).join(' ');
          const lower = run
            .toReversed()
            .map(({ at, from }) => `${x(at)},${y(from)}`)
            .join(' ');
          return `${stacked ? `<polygon points="${upper} ${lower}" fill="${colour}" opacity=".6"/>` : ''}<polyline points="${upper}" stroke="${colour}"/>`;
        })
        .join('');
    });
    const marks = [`${Number(top.toFixed(1))}${unit}`, `0${unit}`];
    return `<div class="plot"><span>${marks.map((mark) => `<b>${mark}</b>`).join('')}</span><svg viewBox="0 0 1000 200" preserveAspectRatio="none">${shapes.join('')}</svg></div>
<div class="hours">${[0, 4, 8, 12, 16, 20, 24].map((hour) => `<b>${String(hour % 24).padStart(2, '0')}:00</b>`).join('')}</div>${legend(series.map((one) => nameOf(panel, one)))}`;
  },
};

const legend = (names: string[]) =>
  `<div class="legend">${names.map((name, index) => `<span><u style="background:${colourOf(name, index)}"></u>${html(name)}</span>`).join(' ')}</div>`;

const isReady = (url: string) =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

const style = `
  body { margin: 0; padding: 8px; background: #111217; color: #ccccdc; font: 13px Inter, 'DejaVu Sans', sans-serif }
  h1 { font-size: 15px; font-weight: 500; margin: 4px 8px 10px }
  main { display: grid; grid-template-columns: repeat(24, 1fr); grid-auto-rows: 26px; gap: 8px }
  section { background: #181b1f; border: 1px solid #2c2f36; border-radius: 2px; padding: 6px 10px; overflow: hidden; display: flex; flex-direction: column }
  h2 { font-size: 13px; font-weight: 500; margin: 0 0 6px }
  p { margin: auto; color: #8e8e9c }
  .stats { display: flex; gap: 6px; flex: 1 }
  .stats div { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; color: #111217; font-size: 38px; border-radius: 2px }
  .stats small { font-size: 14px }
  .pie { display: flex; align-items: center; gap: 14px; flex: 1 }
  .pie i { width: 96px; height: 96px; border-radius: 50% }
  .pie .legend { display: flex; flex-direction: column }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: 5px 8px; border-bottom: 1px solid #2c2f36; font-weight: 400 }
  th { color: #8ab8ff }
  .plot { display: flex; flex: 1; min-height: 0 }
  .plot span { display: flex; flex-direction: column; justify-content: space-between; width: 40px; color: #8e8e9c; font-size: 11px }
  svg { flex: 1; height: 100%; border-left: 1px solid #2c2f36; border-bottom: 1px solid #2c2f36 }
  polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke }
  .hours { display: flex; justify-content: space-between; margin: 2px 0 4px 30px; color: #8e8e9c; font-size: 11px }
  .legend span { display: inline-block; white-space: nowrap }
  b { font-weight: 400 }
  u { display: inline-block; width: 12px; height: 4px; margin: 0 5px 3px 8px; border-radius: 2px }
`;

async function page(url: string): Promise<string> {
  const panels: string[] = [];
  for (const panel of dashboard.panels) {
    const { x, y, w, h } = panel.gridPos;
    const area = `grid-area: ${y + 1} / ${x + 1} / span ${h} / span ${w}`;
    panels.push(
      `<section style="${area}"><h2>${html(panel.title)}</h2>${drawn[panel.type](panel, await ask(url, panel))}</section>`,
    );
  }
  return `<style>${style}</style><h1>${html(dashboard.title)}</h1><main>${panels.join('')}</main>`;
}

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-dashboard-'));
writeFileSync(join(folder, 'metrics.txt'), await scrapes());
writeFileSync(join(folder, 'prometheus.yaml'), '{}');
const data = join(folder, 'data');
await execa('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'metrics.txt'), data]);
const address = `127.0.0.1:${await freePort()}`;
const settings = ['--config.file', join(folder, 'prometheus.yaml'), '--web.listen-address', address];
const prometheus = execa(
  'prometheus',
  [...settings, '--storage.tsdb.path', data, '--storage.tsdb.retention.time', '10y'],
  { reject: false },
);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
try {
  const url = `http://${address}`;
  while (!(await isReady(url))) await setTimeout(100);
  const tab = await browser.newPage({ viewport: { width: 1200, height: 1064 } });
  await tab.setContent(await page(url));
  await tab.screenshot({ path: join(project, 'manifests/dashboard.png') });
} finally {
  await browser.close();
  prometheus.kill();
  await prometheus;
  rmSync(folder, { recursive: true });
}
