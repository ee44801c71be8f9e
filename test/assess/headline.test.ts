import { describe, expect, test } from 'vitest';
import { assess, judgedAnew, judgedStrictly, openHeadline } from '../../agent/assess.ts';
import { checks } from '../../agent/checks/index.ts';
import { explained, onNode } from '../../agent/fix.ts';
import type { Diagnosis } from '../../agent/report.ts';
import { composed } from '../composed.ts';
import { faults } from '../faults.ts';
import { got, snapshotWith, withoutAgent } from '../snapshot.ts';
import { asLocalService, type Edit, fallbackMode, fromOutside } from '../variations.ts';

const of = (edit?: Edit) => {
  const report = assess(snapshotWith(edit));
  return { status: report.status, headline: report.headline, open: openHeadline(report) };
};

const cause = (id: string, weight: Diagnosis['causes'][number]['weight']): Diagnosis['causes'][number] => ({
  ...{ id, weight, title: id, evidence: [], reference: '' },
  fix: explained({ steps: [onNode('See.')] }),
});
const diagnosis: Diagnosis = {
  ...{ signature: 'a', title: 'a', component: 'hcsshim', hostProcess: true, captured: {}, seen: [], causes: [] },
  checks: [],
};

describe('the headline', () => {
  test('of a healthy node says how new pods start', () => {
    const headline = 'new HostProcess pods start here: bind mode, containerd 1.7.28, as SYSTEM';
    expect(of()).toEqual({ status: 'healthy', headline, open: headline });
    expect(of(asLocalService).headline).toBe(headline);
  });

  test('names LocalService where containerd runs as that', () => {
    const edit: Edit = (facts) => {
      for (const process of facts['runtime-process'].containerd) process.account = got({ sid: 'S-1-5-19', name: null });
      const { containerd } = facts.services;
      if (containerd.ok && containerd.value) containerd.value.account = 'NT AUTHORITY\\LocalService';
    };
    expect(of(edit).headline).toMatch(/, containerd 1\.7\.28, as LocalService$/);
  });

  test('of a node that starts none says what stops them; without the right to read the report, only the name of the check', () => {
    const report = assess(composed['nssm-user-account'] ?? snapshotWith());
    expect(report.headline).toMatch(
      /^new HostProcess pods do not start on this node, or not correctly\. containerd runs as WIN-/,
    );
    expect(openHeadline(report)).toBe(
      'new HostProcess pods do not start on this node, or not correctly: Account that containerd runs as (containerd-account)',
    );
  });

  test.each<[string, Edit | undefined, string]>([
    [
      'unhealthy',
      faults['host-ports']?.fail,
      'nothing was seen that stops new HostProcess pods, but a check failed. 127.0.0.1:20258 is',
    ],
    ['degraded', fallbackMode, 'nothing was seen that stops new HostProcess pods, but a check warns. '],
    [
      'unknown',
      (facts) => {
        facts.runtime.status = { ok: false, error: { kind: 'failed', message: 'INTERNAL' } };
      },
      'it is not known whether new HostProcess pods start here. Could not read (runtime.status, failed): INTERNAL',
    ],
  ])('of a node that is %s', (status, edit, headline) => {
    expect(of(edit)).toMatchObject({ status, headline: expect.stringContaining(headline) });
  });

  test.each(checks.map((check) => [check.id, check.stopsNewPods !== undefined] as const))(
    'where %s fails, says that new pods do not start: %s',
    (id, stops) => {
      const { findings, headline, ...rest } = assess(snapshotWith());
      const failed = findings.map((one) => (one.check === id ? { ...one, status: 'fail' as const } : { ...one }));
      const told = judgedAnew({ findings, headline, ...rest }, { findings: failed, diagnoses: [], healthy: headline });
      // Without a sight of the node, nothing is said about its pods.
      const isAboutItself = id === 'host-process';
      const expected = isAboutItself
        ? /^it is not known/
        : stops
          ? /^new .* do not start/
          : /^nothing was seen that stops new/;
      expect(told.headline).toMatch(expected);
    },
  );

  test.each(checks.map((check) => [check.id, check.stopsNewPods !== undefined] as const))(
    'where only %s is unknown, says that it is not known whether new pods start: %s',
    (id, stops) => {
      const { findings, headline, ...rest } = assess(snapshotWith());
      const missed = findings.map((one) => (one.check === id ? { ...one, status: 'unknown' as const } : { ...one }));
      const told = judgedAnew({ findings, headline, ...rest }, { findings: missed, diagnoses: [], healthy: headline });
      expect(told.headline).toMatch(
        stops
          ? /^it is not known/
          : /^nothing was seen that stops new HostProcess pods, but a check could not be judged\./,
      );
    },
  );

  test('of a node where only a pod has failed names its cause, that of a confirmed one before that of one that is possible', () => {
    const report = assess(snapshotWith());
    const possible = { ...cause('a', 'possible'), title: 'it may be this' };
    const confirmed = { ...cause('b', 'confirmed'), title: 'it is that' };
    const told = (...causes: Diagnosis['causes']) =>
      judgedAnew(report, { findings: report.findings, diagnoses: [{ ...diagnosis, causes }], healthy: 'all is well' });
    expect(told(possible, confirmed)).toMatchObject({
      status: 'unhealthy',
      headline: 'a HostProcess pod has failed here: it is that',
    });
    expect(told(possible)).toMatchObject({ status: 'healthy', headline: 'all is well' });
  });

  test('of a node that only the cluster tells of does not say that pods start there', () => {
    const { status, headline } = assess(withoutAgent(fromOutside));
    expect(status).toBe('healthy');
    expect(headline).toMatch(
      /^no agent answered; nothing .* stops HostProcess pods here, and the node itself was not seen$/,
    );
    expect(of(fromOutside).headline).toMatch(/^new HostProcess pods start here: /);
  });

  test('is that of the findings that are left, where others are asked for', () => {
    const report = assess(snapshotWith(asLocalService));
    const unseen = judgedStrictly({ ...report, findings: report.findings.map(({ note, ...rest }) => rest) });
    expect(unseen.headline).toMatch(/^nothing was seen .*, but a check could not be judged\. Not visible to /);
    const some = judgedAnew(report, { findings: [], diagnoses: [], healthy: 'the checks that were asked for pass' });
    expect(some.headline).toBe('the checks that were asked for pass');
  });

  test('for everybody has no word of the node: no summary of a finding is in it', () => {
    for (const snapshot of Object.values(composed)) {
      const report = assess(snapshot);
      const titles = checks.map(({ id, title }) => `${title} (${id})`);
      const told = openHeadline(report);
      const isOwn =
        titles.some((title) => told.endsWith(title)) || /^(?:new HostProcess pods start|a HostProcess)/.test(told);
      expect(isOwn, told).toBe(true);
    }
  });
});
