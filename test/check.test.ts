import { expect, test } from 'vitest';
import { runCheck } from '../agent/check.ts';
import { containerdAccountPending } from '../agent/checks/containerd-account-pending.ts';
import { containerdService } from '../agent/checks/containerd-service.ts';
import { criEndpoint } from '../agent/checks/cri-endpoint.ts';
import { denied, snapshotWith } from './snapshot.ts';

test('what could not be read is named by its path in the snapshot, not by all that the check needs', () => {
  const withoutServices = snapshotWith((facts) => {
    facts.services.containerd = denied();
  });
  expect(runCheck(containerdService, withoutServices).summary).toMatch(
    /^could not read \(services\.containerd, access denied\): /,
  );
  const withoutAccount = snapshotWith((facts) => {
    for (const process of facts['runtime-process'].containerd) process.account = denied();
  });
  expect(runCheck(containerdAccountPending, withoutAccount).summary).toMatch(
    /^could not read \(runtime-process\.containerd\[0\]\.account, access denied\): /,
  );
});

test('a reason that a check found itself names no part', () => {
  const readOnly = snapshotWith((facts) => {
    facts.runtime.connection = 'read-only';
  });
  expect(runCheck(criEndpoint, readOnly).summary).toMatch(/^could not read \(access denied\): this account may open /);
});
