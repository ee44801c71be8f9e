import { expect, test } from 'vitest';
import { containerdLog } from '../../scripts/lab/layout.ts';
import { scenarioOf } from '../../scripts/lab/scenarios.ts';
import { textOf } from '../fix.ts';
import { readReport } from './report.ts';
import { withNode } from './with-node.ts';

test("a failure in containerd's log is explained by the account that containerd runs as, with the command that helps", () =>
  withNode('logs', scenarioOf('containerd-user-account'), async (node) => {
    const { status, diagnoses, findings, facts } = await readReport(node);
    expect(facts.logs).toMatchObject({ ok: true });
    expect(status).toBe('unhealthy');
    const [first] = diagnoses;
    expect(first).toMatchObject({
      signature: 'logon-denied',
      hostProcess: true,
      seen: expect.arrayContaining([expect.objectContaining({ source: containerdLog, count: 1 })]),
      checks: expect.arrayContaining(['containerd-account']),
    });
    expect(first?.causes[0]).toMatchObject({
      id: 'containerd-account',
      weight: 'confirmed',
    });
    expect(textOf(first?.causes[0]?.fix)).toContain('sc.exe config containerd obj= LocalSystem');
    expect(findings.find(({ check }) => check === 'containerd-account')).toMatchObject({
      status: 'fail',
      causes: expect.arrayContaining(['containerd-account']),
    });
  }));
