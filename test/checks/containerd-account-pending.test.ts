import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { containerdAccountPending } from '../../agent/checks/containerd-account-pending.ts';
import type { Part } from '../../agent/fact.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, processWith, serviceWith } from '../distributions.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(containerdAccountPending, snapshotWith(edit));

const system = { sid: 'S-1-5-18', name: 'NT AUTHORITY\\SYSTEM' };
const user = (name: string | null) => ({ sid: 'S-1-5-21-1-2-3-500', name });

const compare = (configured: string, running: { sid: string; name: string | null }) =>
  judge((facts) => {
    facts.services.containerd = got(serviceWith({ account: configured }));
    facts['runtime-process'].containerd = [processWith({ account: got(running) })];
  });

describe('containerd-account-pending', () => {
  test('warns that a good account ends with the next start, and names the way back', () => {
    const finding = compare('.\\Administrator', system);
    expect(finding).toMatchObject({ status: 'warn', causes: ['containerd-account'] });
    expect(finding.summary).toBe(
      'containerd runs as LocalSystem (S-1-5-18), but from its next start it runs as .\\Administrator: HostProcess containers then fail with "failed to logon user: Access is denied."',
    );
    expect(textOf(finding.fix)).toMatch(/before anything restarts it\.\n +sc\.exe config containerd obj= LocalSystem/);
  });

  test('warns that a correction waits for a restart', () => {
    const finding = compare('LocalSystem', user('WIN-NODE-1\\Administrator'));
    expect(finding.status).toBe('warn');
    expect(textOf(finding.fix)).toMatch(/Restart-Service containerd -Force\n/);
    expect(textOf(finding.fix)).not.toContain('sc.exe');
  });

  test('names a running account whose name is not known by its SID', () => {
    expect(compare('LocalSystem', user(null)).summary).toContain('containerd runs as S-1-5-21-1-2-3-500');
    expect(compare('LocalSystem', user(null)).summary).not.toContain('null');
  });

  test('warns where the name of a user is also that of a well-known account', () => {
    expect(compare('system@contoso.com', system).status).toBe('warn');
  });

  test('warns between two well-known accounts', () => {
    const finding = compare('NT AUTHORITY\\LocalService', system);
    expect(finding.status).toBe('warn');
    expect(finding.summary).not.toContain('HostProcess containers then fail');
    // Of the two services' accounts the documentation allows only LocalService.
    const network = compare('NT AUTHORITY\\NetworkService', system);
    expect(network.summary).toContain('HostProcess containers then fail');
    expect(textOf(network.fix)).toContain('sc.exe config containerd obj= LocalSystem');
  });

  test.each(['', 'LocalSystem', '.\\LocalSystem', 'NT AUTHORITY\\SYSTEM'])(
    'takes "%s" and S-1-5-18 as the same',
    (account) => {
      expect(compare(account, system).status).toBe('pass');
    },
  );

  test("names LocalService by its SID, under any name in the system's language", () => {
    expect(
      compare('NT AUTHORITY\\LocalService', { sid: 'S-1-5-19', name: 'NT-AUTORITÄT\\Lokaler Dienst' }).status,
    ).toBe('pass');
  });

  test.each([
    ['.\\Administrator', 'WIN-NODE-1\\Administrator', 'pass'],
    ['.\\administrator', 'WIN-NODE-1\\Administrator', 'pass'],
    ['WIN-NODE-1\\Administrator', 'win-node-1\\administrator', 'pass'],
    ['Administrator', 'WIN-NODE-1\\Administrator', 'pass'],
    ['CONTOSO\\svc', 'CONTOSO\\svc', 'pass'],
    ['contoso.com\\svc', 'CONTOSO\\svc', 'pass'],
    ['svc@contoso.com', 'CONTOSO\\svc', 'pass'],
    ['.\\svc', 'CONTOSO\\svc', 'warn'],
    ['CONTOSO\\svc', 'FABRIKAM\\svc', 'warn'],
    ['CONTOSO\\svc', 'CONTOSO\\other', 'warn'],
    ['svc@contoso.com', 'CONTOSO\\other', 'warn'],
  ])('compares the ordinary accounts %s and %s by name: %s', (configured, running, status) => {
    expect(compare(configured, user(running)).status).toBe(status);
  });

  test("takes . as the computer's name, which Windows cuts at 15 characters", () => {
    const finding = judge((facts) => {
      facts.os.hostname = 'Win-Node-with-a-long-name';
      facts.services.containerd = got(serviceWith({ account: '.\\svc' }));
      facts['runtime-process'].containerd = [processWith({ account: got(user('WIN-NODE-WITH-A\\svc')) })];
    });
    expect(finding.status).toBe('pass');
  });

  test('is unknown when the account that runs has no name to compare', () => {
    const finding = compare('.\\svc', user(null));
    expect(finding).toMatchObject({ status: 'unknown' });
    expect(finding.summary).toContain('S-1-5-21-1-2-3-500');
  });

  test('is unknown when the token of the process is hidden', () => {
    const finding = judge((facts) => {
      facts.services.containerd = got(serviceWith({}));
      facts['runtime-process'].containerd = [processWith({ account: denied() })];
    });
    expect(finding.status).toBe('unknown');
  });

  test('compares the service that embeds containerd with its child', () => {
    const finding = judge((facts) => {
      distributions.k0s?.(facts);
      if (facts.services.embedding.ok && facts.services.embedding.value) {
        facts.services.embedding.value.account = '.\\k0s';
      }
    });
    expect(finding.status).toBe('warn');
    expect(textOf(finding.fix)).toContain('sc.exe config k0sworker obj= LocalSystem');
  });

  test('is skipped where no service starts containerd, and where containerd does not run', () => {
    const without = judge((facts) => {
      facts.services.containerd = got(null);
    });
    const stopped = judge((facts) => {
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null, account: '.\\Administrator' }));
      facts['runtime-process'].containerd = [];
    });
    expect([without.status, stopped.status]).toEqual(['skip', 'skip']);
  });

  describe('for an account that cannot see which account containerd runs as', () => {
    const hidden = (configuredAt: string | null, startedAt: Part<string>) =>
      judge((facts) => {
        facts.services.containerd = got(serviceWith({ configuredAt: got(configuredAt) }));
        facts['runtime-process'].containerd = [processWith({ account: denied(), startedAt })];
      });

    test('passes where the configuration is older than the process', () => {
      const finding = hidden('2026-10-31T12:00:30.000Z', got('2026-10-31T12:01:00.000Z'));
      expect(finding).toMatchObject({ status: 'pass', summary: 'unchanged since containerd was started: LocalSystem' });
      expect(finding.evidence).toContainEqual({
        label: 'configuration of the service last written',
        value: '2026-10-31T12:00:30.000Z',
      });
    });

    test('is not judged where something was written since, which need not be the account', () => {
      const notJudged = {
        status: 'unknown',
        summary: expect.stringContaining('OpenProcessToken: ERROR_ACCESS_DENIED'),
      };
      expect(hidden('2026-10-31T12:02:00.000Z', got('2026-10-31T12:01:00.000Z'))).toMatchObject(notJudged);
      // Within one millisecond the order is not known.
      expect(hidden('2026-10-31T12:01:00.000Z', got('2026-10-31T12:01:00.000Z'))).toMatchObject(notJudged);
      expect(hidden('2026-10-31T12:00:30.000Z', denied())).toMatchObject(notJudged);
      expect(hidden(null, got('2026-10-31T12:01:00.000Z'))).toMatchObject(notJudged);
    });
  });
});
