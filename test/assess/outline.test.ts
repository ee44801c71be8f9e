import { describe, expect, test } from 'vitest';
import { outlineOf } from '../../agent/assess/outline.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';

const outlineWith = (...args: Parameters<typeof snapshotWith>) => outlineOf(knownFacts(snapshotWith(...args)));
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';

describe('the outline of a node', () => {
  test('says what runs as which account, what new pods get, and where the token of this pod is', () => {
    const { agent, ...node } = outlineWith();
    expect(node).toEqual({
      windows: 'Windows Server 2022 Datacenter, build 20348.2700',
      containerd: {
        version: 'v1.7.28',
        service: 'containerd',
        account: {
          name: 'LocalSystem (S-1-5-18)',
          kind: 'LocalSystem',
          from: 'account of containerd.exe (pid 1200)',
          mayLogOn: true,
        },
      },
      newPods: { shim: 'hpc', bindFilter: true, mode: 'bind' },
    });
    expect(agent).toMatchObject({
      runsIn: 'host-process',
      account: 'NT AUTHORITY\\SYSTEM',
      pod: 'hostprobe-x7k2p',
      mode: 'bind',
      mountPoint: 'C:\\hpc\\',
    });
    expect(agent.tokenPaths[1]).toEqual({
      form: 'mount-point',
      directory: `C:\\hpc\\${secrets}`,
      found: 'there',
      of: 'system:serviceaccount:hostprobe:hostprobe, pod hostprobe-x7k2p',
    });
  });

  test('shows an account without a name by its SID, or by what Windows calls it', () => {
    const accountOf = (sid: string) =>
      outlineWith(({ identity: { token } }) => {
        if (token.ok) token.value.user = { sid, name: null };
      }).agent.account;
    expect(accountOf('S-1-5-21-1-2-3-1003')).toBe('S-1-5-21-1-2-3-1003');
    expect(accountOf('S-1-5-18')).toBe('LocalSystem');
  });

  test('takes the account from the service where that of the process is hidden', () => {
    const { account } = outlineWith(({ services, 'runtime-process': { containerd } }) => {
      for (const process of containerd) process.account = denied();
      if (services.containerd.ok && services.containerd.value) services.containerd.value.account = '.\\k8s-admin';
    }).containerd;
    expect(account).toEqual({
      name: '.\\k8s-admin',
      kind: 'other',
      from: 'account of the service containerd (configured)',
      mayLogOn: false,
    });
  });

  test('keeps a token that is denied apart from one that is not there', () => {
    const { tokenPaths } = outlineWith(({ token: { paths } }) => {
      const [fixed, mountPoint, relative] = paths;
      if (fixed) fixed.token = denied();
      if (mountPoint) mountPoint.token = got(null);
      if (relative) relative.token = { ok: false, error: { kind: 'failed', message: 'the volume is gone' } };
    }).agent;
    expect(tokenPaths.map(({ found }) => found)).toEqual(['denied', 'absent', 'unknown', 'there']);
  });

  test('is silent about the node where hostprobe sees an ordinary container', () => {
    const outline = outlineWith(({ identity }) => {
      identity.silo = got({ id: 3, server: true });
    });
    expect(outline.containerd).toEqual({ version: null, service: null, account: null });
    expect(outline.agent).toMatchObject({ runsIn: 'isolated', account: 'NT AUTHORITY\\SYSTEM', tokenPaths: [] });
  });

  test('does not guess the mode of a rootfs of the pod’s own choosing when the silo is hidden', () => {
    const custom = outlineWith(({ identity, sandbox }) => {
      sandbox.form = 'custom';
      sandbox.mountPoint = 'C:\\own\\';
      identity.silo = denied();
    });
    expect(custom.agent).toMatchObject({ runsIn: 'host-process', mode: null, mountPoint: 'C:\\own\\' });
  });

  test('knows nothing without facts', () => {
    expect(outlineOf({})).toEqual({
      windows: null,
      containerd: { version: null, service: null, account: null },
      newPods: { shim: null, bindFilter: null, mode: null },
      agent: { runsIn: null, account: null, pod: null, mode: null, mountPoint: null, tokenPaths: [] },
    });
  });
});
