import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { explained, onNode } from '../../agent/fix.ts';
import { compareDigests, type Digest, digest } from '../../agent/history/digest.ts';
import { createGatherer } from '../../agent/probe.ts';
import { createProbes } from '../../agent/probes/index.ts';
import { healthyHost } from '../healthy-host.ts';
import { denied, got } from '../snapshot.ts';
import { snapshotOf } from '../stories.ts';
import { digestOf, runAt } from './runs.ts';

const said = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const line = { component: 'containerd', source: 'C:\\var\\log\\containerd.log', text: said, count: 1 } as const;
const tooLate = { ok: false, error: { kind: 'timeout', message: 'no answer within 2000 ms' } } as const;

describe('the values of a run in the history', () => {
  test('are accounts, versions, the mode, services, findings, and which facts were read', () => {
    const values = Object.fromEntries(digestOf().values);
    expect(values).toMatchObject({
      'node name': 'win-node-1',
      'hostprobe account': 'LocalSystem',
      'containerd version': 'v1.7.28',
      'containerd account': 'LocalSystem',
      'kubelet version': expect.stringMatching(/^v1\./),
      'windows version': expect.stringMatching(/^Windows Server .*, build \d+\.\d+$/),
      'mode of new pods': 'bind',
      'service containerd state': 'running',
      'service containerd start type': 'auto',
      'service containerd account': 'LocalSystem',
      'service kube-proxy state': null,
      'finding containerd-account': 'pass',
      'fact services': 'read',
    });
  });

  test('are the same if only process ids, times and free bytes differ', () => {
    const moved = digestOf((facts) => {
      const [containerd] = facts['runtime-process'].containerd;
      if (containerd !== undefined) containerd.pid = 9999;
      if (facts.services.containerd.ok && facts.services.containerd.value !== null)
        facts.services.containerd.value.pid = 9999;
      facts.identity.pid = 8888;
      facts.os.bootedAt = '2026-10-30T00:00:00.000Z';
      facts.os.memory.freeBytes -= 4096;
      facts.limits.peakMemoryBytes = 91 * 2 ** 20;
    });
    expect(moved).toEqual(digestOf());
  });

  test('leave out values that could not be read, and do not call them absent', () => {
    const { values } = digestOf((facts) => {
      facts.services.containerd = denied();
      facts.runtime.version = denied();
      for (const process of facts['runtime-process'].containerd) process.account = denied();
      facts.identity.token = denied();
    });
    for (const what of ['service containerd state', 'containerd version', 'containerd account', 'hostprobe account']) {
      expect(values.has(what), what).toBe(false);
    }
  });

  test('leave out findings that could not be judged, and facts that were read in part', () => {
    const { values } = digestOf(
      (facts) => {
        facts.network.clusterName = tooLate;
      },
      { services: tooLate.error },
    );
    expect(values.has('finding containerd-service')).toBe(false);
    expect(values.has('fact services')).toBe(false);
    expect(values.has('fact network')).toBe(false);
    expect(values.get('fact os')).toBe('read');
  });

  test('a fact with denied parts counts as read: they are denied in every run', () => {
    const { values } = digestOf((facts) => {
      facts.identity.token = denied();
    });
    expect(values.get('fact identity')).toBe('read');
  });

  test('have no mode while the version of the shim is not yet known', () => {
    const { values } = digestOf((facts) => {
      if (facts['runtime-binaries'].shim !== null) facts['runtime-binaries'].shim.version = tooLate;
    });
    expect(values.has('mode of new pods')).toBe(false);
  });

  test('leave out what only another account sees, and a Windows whose revision is not known', () => {
    const hidden = assess(snapshotOf('local-service-cri-silent'));
    const { values } = digest({ snapshot: snapshotOf('local-service-cri-silent'), report: hidden });
    const ofHidden = hidden.findings.filter(({ status }) => status === 'hidden' || status === 'unknown');
    expect(ofHidden.length).toBeGreaterThan(0);
    for (const { check } of ofHidden) expect(values.has(`finding ${check}`)).toBe(false);
    const revision = digestOf(({ os }) => {
      if (os.version.ok) os.version.value.revision = null;
    });
    expect(revision.values.has('windows version')).toBe(false);
    const failed = digestOf(({ network }) => {
      network.clusterName = { ok: false, error: { kind: 'failed', message: 'x' } };
    });
    expect(failed.values.has('fact network')).toBe(false);
  });

  test('a service without an account runs as LocalSystem, and a long value is cut', () => {
    const of = (account: string) =>
      digestOf(({ services }) => {
        if (services.containerd.ok && services.containerd.value) services.containerd.value.account = account;
      }).values.get('service containerd account');
    expect([of(''), of('x'.repeat(500)), of('x'.repeat(501))]).toEqual([
      ...['LocalSystem', 'x'.repeat(500), `${'x'.repeat(497)}...`],
    ]);
  });

  test('have the mode of a shim that needs no bind filter, though the filter could not be seen', () => {
    const modeOf = (version: string, shim: string) =>
      digestOf((facts) => {
        const { containerd, shim: ofShim, bindFilter } = facts['runtime-binaries'];
        bindFilter.present = denied();
        facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
        if (containerd !== null) containerd.version = got(version);
        if (ofShim !== null) ofShim.version = got(shim);
      }).values;
    expect(modeOf('v1.6.36', 'v0.9.12').get('mode of new pods')).toBe('volume');
    expect(modeOf('v1.7.28', 'v0.11.7').has('mode of new pods')).toBe(false);
  });

  test('have the mode by the version of containerd where no shim was found', () => {
    const modeOf = (version: string) =>
      digestOf((facts) => {
        facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
        Object.assign(facts['runtime-binaries'], { shim: null, containerd: null });
      }).values.get('mode of new pods');
    expect([modeOf('v1.6.36'), modeOf('v1.7.28')]).toEqual(['volume', 'bind']);
  });

  test('have one name for the temporary accounts that a shim makes', () => {
    const accountOf = (name: string, sid: string) =>
      digestOf((facts) => {
        if (facts.identity.token.ok) facts.identity.token.value.user = { name, sid };
      }).values.get('hostprobe account');
    expect(accountOf('WIN-1\\a1b2c3d4e5f60718293a', 'S-1-5-21-1-2-3-1001')).toBe(
      accountOf('WIN-1\\b1b2c3d4e5f60718293a', 'S-1-5-21-1-2-3-1002'),
    );
  });

  test('are each failure with its causes, the heaviest first', () => {
    const { diagnoses } = digestOf((facts) => {
      facts.logs.lines = [line];
      for (const process of facts['runtime-process'].containerd)
        process.account = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-1\\admin' });
    });
    const [[what, causes] = ['', '']] = diagnoses;
    expect(what).toMatch(/^diagnosis /);
    expect(causes).toMatch(/^containerd-account confirmed/);
    expect(causes).not.toContain('ruled-out');
  });

  test('have each cause of like failures once, with its highest weight', () => {
    const { snapshot, report } = runAt('2026-11-01T12:00:00.000Z');
    const failed = (...causes: [id: string, weight: 'confirmed' | 'likely' | 'possible' | 'ruled-out'][]) => ({
      ...{
        signature: 'logon-denied',
        title: '',
        component: 'hcsshim',
        hostProcess: true,
        captured: {},
        seen: [],
        checks: [],
      },
      causes: causes.map(([id, weight]) => ({
        id,
        weight,
        title: '',
        evidence: [],
        fix: explained({ steps: [onNode('x')] }),
        reference: '',
      })),
    });
    const shown = (...diagnoses: ReturnType<typeof failed>[]) =>
      digest({ snapshot, report: { ...report, diagnoses } }).diagnoses.get('diagnosis logon-denied');
    expect(
      shown(
        failed(['a', 'possible'], ['b', 'likely'], ['c', 'ruled-out']),
        failed(['a', 'confirmed'], ['b', 'possible'], ['d', 'possible']),
      ),
    ).toBe('a confirmed, b likely, d possible');
    expect(shown(failed(['c', 'ruled-out']))).toBe('every known cause ruled out');
  });

  test('contain no secret from a name on the node', async () => {
    const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiJzeXN0ZW06c2VydmljZSJ9.c2lnbmF0dXJl';
    const host = {
      ...healthyHost,
      services: {
        ...healthyHost.services,
        query: async (name: string) => {
          const service = await healthyHost.services.query(name);
          return service === null ? null : { ...service, account: `.\\svc token=${jwt}` };
        },
      },
    };
    const gatherer = createGatherer({ host, probes: createProbes(), settings: { listen: [] }, node: 'win-node-1' });
    const snapshot = await gatherer.gather();
    const { values } = digest({ snapshot, report: assess(snapshot) });
    expect(values.get('service containerd account')).toBe('.\\svc token=[redacted:jwt]');
    expect(JSON.stringify([...values])).not.toContain(jwt);
  });
});

const seen = (
  values: Record<string, string | null>,
  diagnoses: Record<string, string> = {},
  status: Digest['status'] = 'healthy',
): Digest => ({ values: new Map(Object.entries(values)), diagnoses: new Map(Object.entries(diagnoses)), status });
const known = (values: Record<string, string | null>) => new Map(Object.entries(values));

describe('compared with the known values', () => {
  test('a different value has changed', () => {
    const { changes } = compareDigests(
      known({ status: 'healthy', 'containerd version': 'v1.6.36', 'service kubelet state': 'running' }),
      seen({ 'containerd version': 'v1.7.28', 'service kubelet state': 'running' }),
    );
    expect(changes).toEqual([{ what: 'containerd version', from: 'v1.6.36', to: 'v1.7.28' }]);
  });

  test('a service that was removed has changed to none', () => {
    const { changes } = compareDigests(
      known({ status: 'healthy', 'service kubelet state': 'running' }),
      seen({ 'service kubelet state': null }),
    );
    expect(changes).toEqual([{ what: 'service kubelet state', from: 'running', to: null }]);
  });

  test('a value that is missing in a run has not changed', () => {
    expect(compareDigests(known({ status: 'healthy', 'containerd version': 'v1.6.36' }), seen({})).changes).toEqual([]);
  });

  test('a value that is read for the first time is known from then on, and is no change', () => {
    expect(compareDigests(known({}), seen({ 'mode of new pods': 'bind' }, { 'diagnosis a': 'x confirmed' }))).toEqual({
      first: known({ status: 'healthy', 'mode of new pods': 'bind', 'diagnosis a': 'x confirmed' }),
      changes: [],
    });
  });

  test('a new failure is a change', () => {
    const { changes } = compareDigests(
      known({ status: 'healthy' }),
      seen({}, { 'diagnosis a': 'x confirmed' }, 'unhealthy'),
    );
    expect(changes).toEqual([
      { what: 'status', from: 'healthy', to: 'unhealthy' },
      { what: 'diagnosis a', from: null, to: 'x confirmed' },
    ]);
  });

  test('a failure is gone only if every source of failures was read', () => {
    const before = known({
      status: 'unhealthy',
      'diagnosis a': 'x confirmed',
      'fact logs': 'read',
      'fact runtime': 'read',
    });
    const whole = seen({ 'fact logs': 'read', 'fact runtime': 'read' });
    expect(compareDigests(before, whole).changes).toContainEqual({
      what: 'diagnosis a',
      from: 'x confirmed',
      to: null,
    });
    const part = seen({ 'fact runtime': 'read' });
    expect(compareDigests(before, part).changes).not.toContainEqual(expect.objectContaining({ what: 'diagnosis a' }));
  });

  test('the weight of a cause changes only if all earlier facts were read again', () => {
    const before = known({ status: 'unhealthy', 'diagnosis a': 'x confirmed', 'fact services': 'read' });
    const lighter = { 'diagnosis a': 'x possible' };
    expect(compareDigests(before, seen({}, lighter, 'unhealthy')).changes).toEqual([]);
    expect(compareDigests(before, seen({ 'fact services': 'read' }, lighter, 'unhealthy')).changes).toEqual([
      { what: 'diagnosis a', from: 'x confirmed', to: 'x possible' },
    ]);
  });

  test('a status is not better because a bad finding could not be judged', () => {
    const before = known({ status: 'unhealthy', 'finding a': 'fail', 'finding b': 'warn' });
    expect(compareDigests(before, seen({ 'finding b': 'warn' }, {}, 'degraded')).changes).toEqual([]);
    expect(compareDigests(before, seen({ 'finding a': 'pass' }, {}, 'healthy')).changes).toEqual([
      { what: 'finding a', from: 'fail', to: 'pass' },
    ]);
    // A node that warns is no better for what only warned before.
    const warned = compareDigests(before, seen({ 'finding a': 'pass' }, {}, 'degraded')).changes;
    expect(warned).toContainEqual({ what: 'status', from: 'unhealthy', to: 'degraded' });
    expect(compareDigests(before, seen({ 'finding a': 'pass', 'finding b': 'warn' }, {}, 'degraded')).changes).toEqual([
      { what: 'status', from: 'unhealthy', to: 'degraded' },
      { what: 'finding a', from: 'fail', to: 'pass' },
    ]);
    expect(compareDigests(before, seen({}, {}, 'unknown')).changes).toEqual([]);
  });
});
