import { describe, expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import type { FactValues } from '../agent/facts/index.ts';
import type { ContainerInfo } from '../agent/facts/runtime.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { fill, wordings } from './explain/fill.ts';
import { faults } from './faults.ts';
import { denied, got, snapshotWith } from './snapshot.ts';
import { snapshotOf, storyNames } from './stories.ts';

const denial = 'failed to create user process token: failed to logon user: Access is denied.: unknown';

const ended = (message: string) => (facts: FactValues) => {
  const [container] = facts.runtime.containers.ok ? facts.runtime.containers.value : [];
  if (container === undefined) throw new Error('the healthy node has a container');
  container.state = 'exited';
  container.exit = { code: 128, reason: 'StartError', message, finishedAt: '2026-11-01T11:00:00.000Z' };
};

describe('a note', () => {
  const ended = snapshotWith((facts) => {
    facts.runtime.version = got({ name: 'containerd', version: 'v2.1.9', apiVersion: 'v1' });
    facts.os.version = got({
      product: 'Windows Server 2022',
      build: 20_348,
      revision: 4000,
      installation: 'Server Core',
    });
  });

  test('is no alarm', () => {
    const noted = assess(ended).findings.filter(({ note }) => note !== undefined);
    expect(noted.map(({ check, status }) => [check, status])).toEqual([
      ['containerd-version', 'pass'],
      ['kubelet-service', 'pass'],
    ]);
    expect(noted[0]?.note).toMatch(/^containerd 2\.1 has been out of support since 2026-07-03/);
  });
});

describe('a report of one cause behind several findings', () => {
  const down = (facts: FactValues) => {
    const { config } = facts['runtime-binaries'];
    const refused = { path: 'C:\\Program Files\\containerd\\config.toml', line: 3, message: 'has version 9' };
    if (config.ok && config.value !== null) config.value.refused = refused;
    const { containerd } = facts.services;
    if (containerd.ok && containerd.value !== null) Object.assign(containerd.value, { state: 'stopped', pid: null });
    facts['runtime-process'].containerd = [];
    facts['runtime-process'].counts.containerd = 0;
    Object.assign(facts.runtime, { connection: 'absent', version: denied(), status: denied() });
  };

  test('leads with it, and the others point to it', () => {
    const { findings, headline } = assess(snapshotWith(down));
    expect(findings[0]).toMatchObject({ check: 'containerd-config', status: 'fail' });
    expect(headline).toMatch(/^new HostProcess pods do not start .* containerd refuses /);
    const following = findings.filter(({ follows }) => follows !== undefined);
    expect(following.map(({ check, follows }) => [check, follows])).toEqual([
      ['containerd-service', 'containerd-config'],
      ['cri-endpoint', 'containerd-config'],
    ]);
    for (const { fix } of following) {
      expect(fix?.steps.map(({ say }) => say)).toEqual([
        expect.stringMatching(/^First do what containerd-config says/),
      ]);
    }
  });

  test('a restart that is due waits until containerd could start again, and a shim for its containerd', () => {
    const of = (story: string) =>
      assess(snapshotOf(story)).findings.flatMap(({ check, follows }) =>
        follows === undefined ? [] : [`${check} ${follows}`],
      );
    expect(of('config-broken')).toEqual(['containerd-restart-pending containerd-config']);
    expect(of('containerd-1.5')).toEqual(['shim-version containerd-version']);
  });

  test('says nothing of a failure that did not bring the other about', () => {
    const edited = (edit: (facts: FactValues) => void) =>
      assess(
        snapshotWith((facts) => {
          down(facts);
          edit(facts);
        }),
      ).findings.flatMap(({ check, follows }) => (follows === undefined ? [] : [`${check} ${follows}`]));
    const repaired = (facts: FactValues) => {
      const { config } = facts['runtime-binaries'];
      if (config.ok && config.value !== null) delete config.value.refused;
    };
    expect(edited(repaired)).toEqual(['cri-endpoint containerd-service']);
  });

  const followers = (edit: (facts: FactValues) => void) =>
    assess(snapshotWith(edit)).findings.flatMap(({ check, follows }) =>
      follows === undefined ? [] : [[check, follows]],
    );

  test('points to a finding that only warns, if the verdict itself came from it', () => {
    expect(assess(snapshotOf('second-containerd')).headline).toMatch(/do not start .* containerd\.exe want the pipe/);
    // Upgraded on the disk: a restart is left to do.
    const upgraded = followers((facts) => {
      facts.runtime.version = got({ name: 'containerd', version: 'v1.5.18', apiVersion: 'v1alpha2' });
    });
    expect(upgraded).toEqual([
      ['cri-endpoint', 'containerd-restart-pending'],
      ['containerd-version', 'containerd-restart-pending'],
      ['shim-version', 'containerd-restart-pending'],
    ]);
  });

  const apiAnswer = ({ network }: FactValues) => {
    const { answer } = network.apiServer;
    if (!answer.ok || answer.value === null) throw new Error('the API server answers the healthy node');
    return answer.value;
  };

  test('an account that containerd runs as is one cause, whatever its service is set to', () => {
    const as = (account: string) =>
      followers((facts) => {
        const user = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' });
        for (const process of facts['runtime-process'].containerd) process.account = user;
        if (facts.services.containerd.ok) Object.assign(facts.services.containerd.value ?? {}, { account });
      });
    for (const account of ['LocalSystem', '.\\other-admin'])
      expect(as(account)).toEqual([['containerd-account-pending', 'containerd-account']]);
  });

  test('a certificate that does not verify is left to the clock, or to the ca.crt that has expired', () => {
    const refused = { trusted: false, reason: 'certificate has expired' };
    const byClock = followers((facts) => {
      const answer = apiAnswer(facts);
      const date = new Date(Date.parse(answer.receivedAt) + 7_200_000).toISOString();
      Object.assign(answer, { date, certificate: refused });
    });
    expect(byClock).toEqual([['api-server', 'clock-skew']]);
    const byFile = followers((facts) => {
      Object.assign(apiAnswer(facts), { certificate: refused });
      for (const { ca } of facts.token.paths) if (ca.ok && ca.value) ca.value.expiresAt = '2025-01-01T00:00:00.000Z';
    });
    expect(byFile).toEqual([['api-server', 'service-account-ca']]);
  });

  test('a token that has expired by the clock of the node alone is left to the clock', () => {
    const at = (nodeAhead: number, expiresAt: string) =>
      followers((facts) => {
        const answer = apiAnswer(facts);
        answer.date = new Date(Date.parse(answer.receivedAt) - nodeAhead).toISOString();
        const times = { issuedAt: '2026-11-01T08:00:00.000Z', notBefore: null, warnAfter: null, expiresAt };
        for (const { token } of facts.token.paths)
          if (token.ok && token.value?.claims) Object.assign(token.value.claims, times);
      });
    const hour = 3_600_000;
    expect(at(2 * hour, '2026-11-01T11:00:00.000Z')).toEqual([['token-claims', 'clock-skew']]);
    expect(at(2 * hour, '2026-11-01T09:00:00.000Z')).toEqual([]);
    expect(at(0, '2026-11-01T11:00:00.000Z')).toEqual([]);
  });

  /** What changes the node: the same command in two findings is one thing to do. */
  const changes =
    /^(?:(?:Re)?start-Service|Stop-Process|sc\.exe (?:config|delete)|\(?.*Remove-Item|kubectl drain|Restart-Computer)/i;

  test.each([
    ...storyNames().map((story) => [story, snapshotOf(story)] as const),
    ...Object.entries(faults).flatMap(([check, by]) =>
      Object.entries(by).map(([status, edit]) => [`${check} ${status}`, snapshotWith(edit)] as const),
    ),
  ])('%s: no two findings ask for the same change of the node', (_name, snapshot) => {
    const asked = new Map<string, string>();
    for (const { check, status, fix, follows } of assess(snapshot).findings) {
      if (follows !== undefined || (status !== 'fail' && status !== 'warn')) continue;
      for (const run of new Set(
        (fix?.steps ?? []).flatMap((step) => (step.run && changes.test(step.run) ? [step.run] : [])),
      )) {
        expect(asked.get(run), `${check}: ${run}`).toBeUndefined();
        asked.set(run, check);
      }
    }
  });
});

describe('a report', () => {
  test('carries what the ends of containers mean', () => {
    const { diagnoses, status } = assess(snapshotWith(ended(`failed to start containerd task "a": ${denial}`)));
    expect(diagnoses).toMatchObject([
      {
        signature: 'logon-denied',
        seen: [
          {
            source: 'containerd',
            pod: 'hostprobe/hostprobe-x7k2p',
            container: 'hostprobe',
            at: '2026-11-01T11:00:00.000Z',
          },
        ],
      },
    ]);
    expect(status).toBe('healthy');
  });

  test('carries what the logs of the node say, and one diagnosis where the runtime says the same', () => {
    const { diagnoses } = assess(
      snapshotWith((facts) => {
        ended(`failed to start containerd task "a": ${denial}`)(facts);
        facts.logs.lines.push({
          component: 'kubelet',
          source: 'C:\\k\\kubelet.err.log',
          text: `Error syncing pod, skipping: failed to "StartContainer" for "hostprobe": failed to start containerd task "hostprobe": ${denial}`,
          count: 12,
          at: '2026-11-01T11:55:00.000Z',
          firstAt: '2026-11-01T11:00:00.000Z',
          pod: 'hostprobe/hostprobe-x7k2p',
        });
      }),
    );
    expect(diagnoses).toMatchObject([
      {
        signature: 'logon-denied',
        seen: [
          { source: 'containerd', count: 1 },
          { source: 'C:\\k\\kubelet.err.log', count: 12, at: '2026-11-01T11:55:00.000Z' },
        ],
      },
    ]);
  });

  test('is unhealthy by a confirmed cause alone', () => {
    const { findings, diagnoses, status } = assess(
      snapshotWith((facts) => {
        ended(
          'failed to start containerd task "a": failed to create user process token: failed to logon user: The user name or password is incorrect.: unknown',
        )(facts);
        if (facts.runtime.containers.ok && facts.runtime.containers.value[0])
          facts.runtime.containers.value[0].user = 'ContainerUser';
      }),
    );
    expect(findings.filter((finding) => finding.status === 'fail')).toEqual([]);
    expect(diagnoses[0]?.causes[0]).toMatchObject({ id: 'image-user', weight: 'confirmed' });
    expect(status).toBe('unhealthy');
  });

  test('points from the words to the check that failed, and back', () => {
    const { findings, diagnoses } = assess(
      snapshotWith((facts) => {
        ended(denial)(facts);
        const [process] = facts['runtime-process'].containerd;
        if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'N\\Administrator' });
      }),
    );
    expect(diagnoses[0]?.checks).toContain('containerd-account');
    expect(findings.find(({ check }) => check === 'containerd-account')?.causes).toContain(diagnoses[0]?.causes[0]?.id);
  });

  test('tells what containers with a job use, and of no other', () => {
    const { containers } = assess(
      snapshotWith(({ usage }) => {
        if (!usage.containers.ok) return;
        const [one] = usage.containers.value;
        if (one === undefined) return;
        usage.containers.value.push(
          { ...one, name: 'ended', job: got(null) },
          { ...one, name: 'refused', job: denied() },
        );
      }),
    );
    expect(containers).toEqual([expect.objectContaining({ container: 'hostprobe', processes: expect.any(Number) })]);
    const unseen = snapshotWith(({ usage }) => {
      usage.containers = denied();
    });
    expect(assess(unseen)).not.toHaveProperty('containers');
  });

  test('leaves out what ordinary containers ended with', () => {
    const ordinary = assess(snapshotWith(ended('hcs::CreateComputeSystem web: Access is denied.: unknown')));
    expect(ordinary.diagnoses).toEqual([]);
  });
});

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

  const startOf =
    (program: 'containerd' | 'kubelet', startedAt: FactValues['runtime-process']['kubelet'][number]['startedAt']) =>
    (facts: FactValues) => {
      for (const process of facts['runtime-process'][program]) process.startedAt = startedAt;
    };
  const line = { component: 'kubelet', source: path, text: denial, count: 1, at: '2026-11-01T11:00:00.000Z' } as const;
  type Line = FactValues['logs']['lines'][number];
  test.each<[what: string, isOver: boolean, said: Line, edit: (facts: FactValues) => void]>([
    ['said before both were started', true, line, startOf('kubelet', got('2026-11-01T11:30:00.000Z'))],
    ['said when the later one was started', false, line, startOf('kubelet', got(line.at))],
    ['said since the later one was started', false, line, startOf('kubelet', got('2026-11-01T10:59:59.000Z'))],
    ['ten minutes after the start', false, line, startOf('kubelet', got('2026-11-01T11:50:00.000Z'))],
    ['longer after the start', true, line, startOf('kubelet', got('2026-11-01T11:49:59.999Z'))],
    // k0s has one log for all that it starts, and is none of the programs that are looked for.
    [
      'of k0s, whose containerd was started since',
      true,
      { ...line, component: 'k0s' },
      startOf('containerd', got('2026-11-01T11:30:00.000Z')),
    ],
    // The boot is the earliest that a program can have been started.
    [
      'before a boot, of programs whose start is hidden',
      true,
      line,
      (facts) => {
        facts.os.bootedAt = '2026-11-01T11:30:00.000Z';
        for (const program of ['containerd', 'kubelet'] as const) startOf(program, denied())(facts);
      },
    ],
    [
      'of a file, by when it was last written',
      true,
      { component: 'kubelet', source: path, text: denial, count: 1 },
      startOf('kubelet', got('2026-11-01T11:30:00.000Z')),
    ],
    [
      'of another file, whose last write is not known',
      false,
      { component: 'kubelet', source: 'C:\\logs\\other.log', text: denial, count: 1 },
      startOf('kubelet', got('2026-11-01T11:30:00.000Z')),
    ],
  ])('are judged by when they were said: %s', (_what, isOver, said, edit) => {
    const { diagnoses } = assess(
      snapshotWith((facts) => {
        startOf('containerd', got('2026-11-01T10:30:00.000Z'))(facts);
        edit(facts);
        const searched = { size: 9, modifiedAt: line.at, from: 0, to: 9, rotated: [] };
        facts.logs.sources.push({
          ...{ kind: 'file', component: 'kubelet', path, foundBy: 'usual-place' },
          searched: got(searched),
        });
        facts.logs.lines.push(said);
      }),
    );
    expect(diagnoses.length).toBe(isOver ? 0 : 1);
  });

  test('of a container that runs again are over, and those of another container or pod are not', () => {
    const again = (change: Partial<ContainerInfo>) =>
      assess(
        snapshotWith((facts) => {
          const { containers } = facts.runtime;
          const [now] = containers.ok ? containers.value : [];
          if (!containers.ok || now === undefined) throw new Error('the healthy node has a container');
          const message =
            'failed to start containerd task "hostprobe": failed to create user process token: failed to logon user: Access is denied.: unknown';
          const exit = { code: 128, reason: 'StartError', message, finishedAt: '2026-10-31T10:00:00.000Z' };
          containers.value.push({ ...now, id: 'old', state: 'exited', createdAt: '2026-10-31T10:00:00.000Z', exit });
          Object.assign(now, { state: 'running', createdAt: '2026-10-31T10:05:00.000Z' }, change);
        }),
      ).diagnoses.length;
    expect(again({})).toBe(0);
    expect(again({ createdAt: '2026-11-01T11:59:00.000Z' })).toBe(1);
    expect(again({ name: 'other' })).toBe(1);
    expect(again({ podUid: 'other' })).toBe(1);
    expect(again({ state: 'created' })).toBe(1);
  });
});
