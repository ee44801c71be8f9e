import { describe, expect, test } from 'vitest';
import { explain } from '../../agent/cli/explain.ts';
import { diagnose } from '../../agent/diagnose.ts';
import type { Message } from '../../agent/message.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { got, snapshotWith } from '../snapshot.ts';

const incorrect =
  'failed to start containerd task "agent": failed to create user process token: failed to logon user: The user name or password is incorrect.: unknown';
const of = (message: Partial<Message> & { text: string }, facts = {}) =>
  diagnose([{ source: 'text', count: 1, ...message }], facts)[0];

describe('what to find out next', () => {
  test('is to look at the pod if its user is not known, with the names of the case', () => {
    const next = of({ text: incorrect, pod: 'ops/agent-1' })?.next ?? [];
    expect(next[0]).toMatchObject({ on: 'cluster', run: 'kubectl get pod agent-1 -n ops -o json > pod.json' });
  });

  test('is no longer to look at the pod when the user is known', () => {
    const next = of({ text: incorrect, runAsUserName: 'hpc-readers' })?.next ?? [];
    expect(next.length).toBeGreaterThan(0);
    expect(next.filter(({ on }) => on === 'cluster')).toEqual([]);
  });

  test('is nothing once a cause is confirmed', () => {
    const diagnosis = of({ text: incorrect, runAsUserName: 'system' });
    expect(diagnosis?.causes[0]).toMatchObject({ id: 'nt-authority-spelling', weight: 'confirmed' });
    expect(diagnosis?.next).toBe(undefined);
  });

  test('is the number of an error whose text is not known', () => {
    const next = of({ text: incorrect.replace(/The user.*incorrect\./, "Notandanafn 'x' er rangt.") })?.next ?? [];
    expect(next).toHaveLength(1);
    expect(next[0]?.run).toContain("-eq 'Notandanafn ''x'' er rangt'");
  });

  const node = knownFacts(snapshotWith());
  const asSystem = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
  const path =
    signatures
      .flatMap(({ samples }) => samples)
      .find((text) => of({ text, ...asSystem })?.next?.some(({ say }) => say.includes('the release of containerd'))) ??
    '';
  const accessDenied = incorrect.replace(/The user.*incorrect\./, 'Access is denied.');
  test.each<[flag: string, message: Partial<Message> & { text: string }, more: Partial<Message>, facts: object]>([
    ['pod', { text: incorrect }, { runAsUserName: 'hpc-readers' }, {}],
    ['facts', { text: incorrect, runAsUserName: 'hpc-readers' }, {}, { accounts: node.accounts }],
    [
      'containerd',
      { text: path, ...asSystem },
      {},
      { runtime: node.runtime, 'runtime-binaries': node['runtime-binaries'] },
    ],
    [
      'bind-filter',
      { text: path, ...asSystem },
      {},
      { runtime: node.runtime, 'runtime-binaries': node['runtime-binaries'] },
    ],
  ])('names the flag --%s of explain, and is not asked again once that was given', (flag, message, more, facts) => {
    const named = (next: readonly { say: string }[] = []) => next.filter(({ say }) => say.includes(`--${flag}`)).length;
    expect(explain.flags).toContain(flag);
    expect(named(of(message)?.next)).toBe(1);
    expect(named(of({ ...message, ...more }, facts)?.next)).toBe(0);
  });

  test('is the account of containerd, on the node, unless its services or processes are known', () => {
    const accounts = (facts: object) =>
      (of({ text: accessDenied, ...asSystem }, facts)?.next ?? []).filter(
        ({ on, say }) => on === 'node' && /account containerd runs as/.test(say),
      ).length;
    expect(accounts({})).toBe(1);
    expect(accounts({ services: node.services })).toBe(0);
    expect(accounts({ 'runtime-process': node['runtime-process'] })).toBe(0);
  });

  test('is never missing when the facts rule out every cause', () => {
    const facts = knownFacts(
      snapshotWith((values) => {
        if (values.accounts.groups.ok) values.accounts.groups.value.push({ name: 'hpc-readers', members: got([]) });
      }),
    );
    const diagnosis = of({ text: incorrect, runAsUserName: 'hpc-readers', at: '2026-11-01T10:00:00.000Z' }, facts);
    expect(diagnosis?.causes.every(({ weight }) => weight === 'ruled-out')).toBe(true);
    expect(diagnosis?.next?.[0]?.say).toContain('2026-11-01T10:00:00.000Z');
    expect(diagnosis?.next?.map(({ run }) => run)).toContain('.\\hostprobe.cmd bundle');
  });
});

test.each(['NT AUTHORITY\\SYSTEM', 'hpc-readers', 'CORP\\svc', null])(
  'no failure of a HostProcess container is left without a cause and without a next step, as %s',
  (runAsUserName) => {
    const old = snapshotWith((values) => {
      values.runtime.version = got({ name: 'containerd', version: 'v1.6.36', apiVersion: 'v1' });
    });
    for (const facts of [{}, knownFacts(snapshotWith()), knownFacts(old)]) {
      const silent = signatures
        .flatMap(({ samples }) => samples)
        .filter((text) => {
          const diagnosis = of({ text, hostProcess: true, runAsUserName }, facts);
          if (diagnosis === undefined || !diagnosis.hostProcess) return false;
          return diagnosis.causes.every(({ weight }) => weight === 'ruled-out') && diagnosis.next === undefined;
        });
      expect(silent).toEqual([]);
    }
  },
);

describe('whose failure it is', () => {
  const denied = 'Access is denied.';

  test('is not known of words that every machine says, and the note says how to ask again', () => {
    const diagnosis = of({ text: denied });
    expect(diagnosis).toMatchObject({ hostProcess: false, causes: [] });
    expect(diagnosis?.note).toMatch(/executable-access.*--host-process/);
  });

  test('is reported by the pod', () => {
    const diagnosis = of({ text: denied, hostProcess: true });
    expect(diagnosis).toMatchObject({ hostProcess: true });
    expect(diagnosis?.causes[0]?.id).toBe('executable-access');
  });

  test('is never confirmed by the mode of the node alone', () => {
    const facts = knownFacts(
      snapshotWith((values) => {
        values['runtime-binaries'].bindFilter.present = got(false);
      }),
    );
    const text = 'connect ECONNREFUSED 127.0.0.1:8080';
    expect(of({ text }, facts)).toMatchObject({ hostProcess: false });
    expect(of({ text, hostProcess: true }, facts)?.causes[0]).toMatchObject({ id: 'token-path', weight: 'likely' });
  });
});

test('a log line belongs to the failure that the pod reported in the same words', () => {
  const all = diagnose([
    {
      source: 'pod status',
      text: incorrect,
      count: 1,
      pod: 'ops/agent-1',
      container: 'agent',
      runAsUserName: 'system',
    },
    { source: 'containerd.log', text: incorrect, count: 4 },
  ]);
  expect(all).toHaveLength(1);
  expect(all[0]?.seen.map(({ source }) => source)).toEqual(['pod status', 'containerd.log']);
  expect(all[0]?.causes[0]).toMatchObject({ id: 'nt-authority-spelling', weight: 'confirmed' });
});
