import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { savedMonitor } from '../../agent/monitor.ts';
import { readExposition } from '../exposition.ts';
import { pathOf } from '../pages.ts';
import { complaintsAboutRules } from '../promtool.ts';
import { serverFor } from '../server/client.ts';
import { snapshotWith } from '../snapshot.ts';

/** The parts of a dashboard that its queries depend on. Source: grafana kinds/dashboard/dashboard_kind.cue. */
const dashboard = z
  .looseObject({
    title: z.string().min(1),
    templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
    panels: z.array(
      z.looseObject({
        id: z.number(),
        title: z.string().min(1),
        description: z.string().min(1),
        datasource: z.looseObject({ uid: z.string() }),
        gridPos: z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.looseObject({ expr: z.string(), legendFormat: z.string() })).min(1),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(pathOf('manifests/components/prometheus/dashboard.json'), 'utf8')));
const queries = dashboard.panels.flatMap(({ targets }) => targets);

/** The names and labels that the PodMonitor scrapes, with the one that it adds. */
async function scraped(): Promise<Map<string, Set<string>>> {
  const ask = await serverFor(savedMonitor(snapshotWith()));
  const metrics = new Map<string, Set<string>>();
  for (const { name, labels } of readExposition((await ask('/metrics')).body)) {
    metrics.set(name, new Set([...(metrics.get(name) ?? ['node']), ...Object.keys(labels)]));
  }
  return metrics;
}

test('every panel asks for metrics that there are, by labels that they have', async () => {
  const metrics = await scraped();
  for (const { expr, legendFormat } of queries) {
    const names = expr.match(/\bhostprobe_\w+/g) ?? [];
    const labels = [expr.match(/by \((\w+)\)/)?.[1] ?? [], expr.match(/\{(\w+)=/)?.[1] ?? []].flat();
    for (const name of names) {
      expect([...metrics.keys()]).toContain(name);
      for (const label of labels) expect([...(metrics.get(name) ?? [])], `${name} in ${expr}`).toContain(label);
    }
    for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
      const left = expr.match(/by \((\w+)\)/)?.slice(1) ?? names.flatMap((name) => [...(metrics.get(name) ?? [])]);
      expect(left, `${legendFormat} of ${expr}`).toContain(label);
    }
  }
  expect(queries.length).toBeGreaterThan(5);
});

test("Prometheus' own program parses every query", async () => {
  const rules = queries.map(({ expr }, index) => ({ record: `panel:${index}`, expr }));
  expect(await complaintsAboutRules({ groups: [{ name: 'dashboard', rules }] }, [])).toBe('');
});

test('the panels do not overlap, and each uses the data source that the reader chooses', () => {
  const cells = new Set<string>();
  for (const { title, gridPos, datasource } of dashboard.panels) {
    expect(datasource.uid, title).toBe(`\${${dashboard.templating.list[0]?.name}}`);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(cells.has(`${x} ${y}`), title).toBe(false);
        cells.add(`${x} ${y}`);
      }
    }
  }
});
