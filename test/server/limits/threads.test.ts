import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { podMib } from '../../../scripts/bench/pod-memory.ts';
import { readResults } from '../../../scripts/bench/results.ts';
import { kustomize, objectIn, objectsIn, template } from '../../deployment/render.ts';
import { newFolder } from '../../host/folder.ts';

const program = fileURLToPath(new URL('stalled.ts', import.meta.url));

/** What a server answers while so many of its calls do not return; a pool has four threads. */
async function stalledBy(calls: number) {
  const folder = await newFolder();
  return JSON.parse(execFileSync(process.execPath, [program, folder, String(calls)], { encoding: 'utf8' }));
}

test.skipIf(process.platform === 'win32')(
  'calls that never return fail /livez, and what needs no thread keeps working',
  async () => {
    expect(await stalledBy(4)).toEqual({
      before: 200,
      early: 200,
      during: { livez: 503, healthz: 503, status: 200 },
      after: 200,
    });
  },
);

test.skipIf(process.platform === 'win32')('calls that leave a thread end nothing', async () => {
  expect(await stalledBy(3)).toMatchObject({ during: { livez: 200 }, after: 200 });
});

const rendered = [
  ['kustomize', () => kustomize()],
  ['kustomize as SYSTEM', () => kustomize('overlays/system')],
  ['kustomize that publishes', () => kustomize('overlays/publish')],
  ['the rescue', () => kustomize('overlays/rescue')],
  ['the chart', () => template()],
] as const;

interface Workload {
  spec: { template: { spec: { containers: { resources: Record<'requests' | 'limits', { memory: string }> }[] } } };
}

test.each(rendered)(
  'all parts of a pod together fit the memory limit of %s, with some to spare',
  async (_name, render) => {
    const text = await render();
    const kind = objectsIn(text).find((object) => ['DaemonSet', 'Deployment', 'Job'].includes(object.kind))?.kind ?? '';
    // The schemas of Kubernetes have been held to all of them in another test.
    const { spec } = objectIn(text, kind) as unknown as Workload;
    const [container] = spec.template.spec.containers;
    const mib = (amount = '') => Number(/^(\d+)Mi$/.exec(amount)?.[1]);
    const together = Object.values(podMib).reduce((sum, part) => sum + part, 0);
    expect(mib(container?.resources.limits.memory)).toBeGreaterThan(1.1 * together);
    expect(mib(container?.resources.requests.memory)).toBeGreaterThanOrEqual(1.5 * podMib.agent);
  },
);

// Where a bench is run again, the amounts follow it.
test('what the limit of the pod has for each part is what was measured, and not a quarter more', () => {
  const { memory, peak } = readResults();
  const measured = (what: RegExp) =>
    [memory, peak].flatMap((one) => one?.measures ?? []).find((one) => what.test(one.what));
  const parts = [
    [podMib.agent, measured(/^the same, of what the limit of the pod has/)],
    [podMib.judging + podMib.bundle, measured(/a bundle and the heaviest bodies take together/)],
    [podMib.secondHostprobe, measured(/second hostprobe/)],
  ] as const;
  for (const [mib, taken] of parts) {
    expect(taken?.value).toBeLessThanOrEqual(mib);
    expect(mib).toBeLessThan(1.25 * (taken?.value ?? 0));
  }
});
