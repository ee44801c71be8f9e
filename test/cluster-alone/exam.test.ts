import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import type { Report } from '../../agent/report.ts';
import type { Api } from '../kubernetes.ts';
import { readNode, tell } from './read.ts';
import { type Story, storiesIn } from './told.ts';

/** The causes of a report in its order: those that failed checks point to, then those of diagnoses, or the names of these. */
const causesIn = ({ findings, diagnoses }: Report): string[] => [
  ...findings.filter(({ status }) => status === 'fail').flatMap(({ causes }) => causes),
  ...diagnoses.flatMap(({ signature, causes, hostProcess }) =>
    hostProcess ? causes.flatMap(({ id, weight }) => (weight === 'ruled-out' ? [] : [id])) : [signature],
  ),
];

/** What is wrong in accounts, services, files and rights of the node itself: an API server can tell that a pod failed by it, and no more. */
const ofTheNode = [
  ...['containerd-account', 'service-privileges', 'security-product', 'containerd-stopped', 'containerd-starting'],
  ...[
    'containerd-configuration',
    'second-containerd',
    'shim-missing',
    'shim-mismatch',
    'shim-fault',
    'node-overloaded',
  ],
  ...[
    'local-group-missing',
    'local-group-prefixed',
    'account-needs-password',
    'interactive-logon-right',
    'bind-filter',
  ],
  ...[
    'service-logon-right',
    'password-policy',
    'stale-local-account',
    'container-storage',
    'mount-source',
    'sandbox-image',
  ],
  ...['base-image-hives', 'image-platform', 'executable-path', 'executable-access', 'working-directory'],
];

interface Examined {
  story: Story;
  api: Api;
  report: Report;
}

async function examine(story: Story): Promise<Examined> {
  const api = await tell(story);
  if (story.logs !== undefined) api.allowed = [...api.allowed, 'get nodes/proxy'];
  const report = assess(await readNode(api, story.logs !== undefined));
  await api.close();
  return { story, api, report };
}

/** Each story is told and read once, by the first test that asks. */
const once = new Map<string, Promise<Examined[]>>();
function all(file: Parameters<typeof storiesIn>[0]): Promise<Examined[]> {
  const read = async () => {
    const examined: Examined[] = [];
    for (const story of storiesIn(file)) examined.push(await examine(story));
    return examined;
  };
  const known = once.get(file) ?? read();
  once.set(file, known);
  return known;
}

describe('a node without an agent, by what the cluster tells with the rights of view and get nodes', () => {
  test('the cause of a failure is the first of its report in 20 of 25, and named in 23', async () => {
    const examined = await all('stories.yaml');
    const first = examined.filter(({ story, report }) => causesIn(report)[0] === story.cause);
    const named = examined.filter(({ story, report }) => causesIn(report).includes(story.cause ?? ''));
    const others = (of: readonly Examined[]) =>
      examined.filter((one) => !of.includes(one)).map(({ story, report }) => [story.id, causesIn(report)]);
    expect(examined).toHaveLength(25);
    expect(first.length, JSON.stringify(others(first))).toBeGreaterThanOrEqual(20);
    expect(named.length, JSON.stringify(others(named))).toBeGreaterThanOrEqual(23);
  });

  test('what refuses or ends a pod elsewhere than in its start is the first of its report', async () => {
    const examined = await all('others.yaml');
    expect(examined).toHaveLength(15);
    for (const { story, report } of examined) expect(causesIn(report)[0], story.id).toBe(story.cause);
  });

  test('a failure is seen, and nothing is confirmed that only the node can know', async () => {
    for (const { story, report } of [...(await all('stories.yaml')), ...(await all('others.yaml'))]) {
      expect(['unhealthy', 'degraded'], story.id).toContain(report.status);
      const confirmed = report.diagnoses.flatMap(({ causes }) => causes.filter(({ weight }) => weight === 'confirmed'));
      expect(
        confirmed.map(({ id }) => id).filter((id) => ofTheNode.includes(id)),
        story.id,
      ).toEqual([]);
    }
  });

  test('a healthy node is calm', async () => {
    const healthy = await all('healthy.yaml');
    expect(healthy).toHaveLength(10);
    for (const { story, report } of healthy) {
      const wrong = report.findings.filter(({ status }) => ['warn', 'fail', 'unknown'].includes(status));
      // With an agent too: containerd 1.6 lacks much.
      expect(
        wrong.filter(({ check }) => check !== 'containerd-version').map(({ check, summary }) => [check, summary]),
        story.id,
      ).toEqual([]);
      expect(report.diagnoses, story.id).toEqual([]);
    }
  });

  test('it takes at most twelve requests', async () => {
    for (const file of ['stories.yaml', 'others.yaml', 'healthy.yaml'] as const)
      for (const { story, api } of await all(file)) expect(api.requests.length, story.id).toBeLessThanOrEqual(12);
  });
});
