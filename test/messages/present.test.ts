import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { fill, wordings } from '../explain/fill.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';

const path = 'C:\\logs\\containerd.before.log';
const texts = [
  ...wordings.map((wording) => fill(wording, wording.tail?.[0] ?? null)),
  'containerd: failed to get listener for main ttrpc endpoint: open //./pipe/containerd-containerd.ttrpc: Access is denied.',
];

const hoursBefore = (at: string, hours: number) => new Date(Date.parse(at) - hours * 3_600_000).toISOString();

/** Failures in the logs of its programs. */
function withFailures(story: Snapshot, said: string | null): Snapshot {
  const snapshot = structuredClone(story);
  const { logs } = snapshot.facts;
  if (!logs.ok) return snapshot;
  const searched = { size: 9, modifiedAt: hoursBefore(story.at, 3), from: 0, to: 9, rotated: [] };
  const file = { kind: 'file', component: 'containerd', path, foundBy: 'usual-place' } as const;
  logs.value.sources.push({ ...file, searched: { ok: true, value: searched } });
  for (const component of ['containerd', 'kubelet'] as const) {
    const time = said === null ? {} : { at: said };
    logs.value.lines.push(
      ...texts.map((text) => ({ component, source: path, text, count: 1, pod: 'kube-system/old', ...time })),
    );
  }
  return snapshot;
}

/** The story, where its programs were started two hours before. */
function settled(story: Snapshot): Snapshot | null {
  const snapshot = structuredClone(story);
  const { os, logs, 'runtime-process': processes } = snapshot.facts;
  if (!os.ok || !logs.ok || !processes.ok) return null;
  os.value.bootedAt = hoursBefore(story.at, 2);
  for (const list of [processes.value.containerd, processes.value.kubelet]) {
    if (list.length === 0) return null;
    for (const { startedAt } of list) if (startedAt.ok) startedAt.value = hoursBefore(story.at, 2);
  }
  return snapshot;
}

const running = storyNames().flatMap((name) => {
  const story = settled(snapshotOf(name));
  return story === null ? [] : [[name, story] as const];
});

describe('old failures in the logs of a node', () => {
  test('are tried on most stories', () => expect(running.length).toBeGreaterThan(20));

  test.each(running)('of %s are history since its programs were started', (_, story) => {
    const { status, headline, diagnoses } = assess(story);
    for (const said of [hoursBefore(story.at, 3), null]) {
      expect(assess(withFailures(story, said))).toMatchObject({ status, headline, diagnoses });
    }
  });

  test('count where they are said again, where the program does not run, and until it has run for a while', () => {
    const said = (at: string, edit: Parameters<typeof snapshotWith>[0] = () => undefined) =>
      assess(withFailures(snapshotWith(edit), at)).diagnoses.length;
    expect(said('2026-11-01T11:50:00.000Z')).toBeGreaterThan(20);
    const stopped = said('2026-10-31T11:00:00.000Z', (facts) => {
      facts['runtime-process'].containerd = [];
    });
    expect(stopped).toBeGreaterThan(20);
    const justStarted = said('2026-11-01T11:50:00.000Z', (facts) => {
      for (const process of facts['runtime-process'].containerd) {
        process.startedAt = { ok: true, value: '2026-11-01T11:55:00.000Z' };
      }
    });
    expect(justStarted).toBeGreaterThan(20);
  });

  test('of a container that runs again are over', () => {
    const again = (createdAt: string) =>
      assess(
        snapshotWith((facts) => {
          const { containers } = facts.runtime;
          const [now] = containers.ok ? containers.value : [];
          if (!containers.ok || now === undefined) throw new Error('the healthy node has a container');
          const message =
            'failed to start containerd task "hostprobe": failed to create user process token: failed to logon user: Access is denied.: unknown';
          const exit = { code: 128, reason: 'StartError', message, finishedAt: '2026-10-31T10:00:00.000Z' };
          containers.value.push({ ...now, id: 'old', state: 'exited', createdAt: '2026-10-31T10:00:00.000Z', exit });
          Object.assign(now, { state: 'running', createdAt });
        }),
      ).diagnoses.length;
    expect(again('2026-10-31T10:05:00.000Z')).toBe(0);
    expect(again('2026-11-01T11:59:00.000Z')).toBe(1);
  });
});
