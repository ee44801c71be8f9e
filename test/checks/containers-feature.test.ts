import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containersFeature } from '../../agent/checks/containers-feature.ts';
import type { OsFact } from '../../agent/facts/os.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (different: Partial<OsFact>) =>
  runCheck(
    containersFeature,
    snapshotWith((facts) => Object.assign(facts.os, different)),
  );

describe('containers-feature', () => {
  test('passes with both services, running or waiting to be asked for', () => {
    expect(judge({}).status).toBe('pass');
    expect(judge({ computeService: got({ state: 'stopped' }) })).toMatchObject({
      status: 'pass',
      summary: 'installed (vmcompute stopped, hns running)',
      evidence: [
        { label: 'service vmcompute', value: 'stopped' },
        { label: 'service hns', value: 'running' },
      ],
    });
  });

  test('fails without the Host Compute Service', () => {
    const finding = judge({ computeService: got(null), networkService: got(null) });
    expect(finding).toMatchObject({ status: 'fail', causes: ['containers-feature'] });
    expect(commandsOf(finding.fix)).toEqual([
      expect.stringMatching(/^kubectl drain win-node-1 /),
      'Install-WindowsFeature -Name Containers',
      'Restart-Computer -Force',
      'kubectl wait --for=condition=Ready node/win-node-1 --timeout=15m\nkubectl uncordon win-node-1',
    ]);
  });

  test('names the command of a Windows client on one', () => {
    const version = got({ build: 22_631, revision: 1, product: 'Windows 11 Pro', installation: 'Client' });
    expect(textOf(judge({ computeService: got(null), version }).fix)).toContain('Enable-WindowsOptionalFeature');
  });

  test('only warns without the Host Network Service, which HostProcess pods do not need', () => {
    expect(judge({ networkService: got(null) })).toMatchObject({ status: 'warn' });
  });

  test('is unknown when the services could not be asked for', () => {
    expect(judge({ computeService: denied() }).status).toBe('unknown');
    expect(judge({ networkService: denied() }).status).toBe('unknown');
  });
});
