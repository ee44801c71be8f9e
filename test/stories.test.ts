import { describe, expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import { predict } from '../agent/predict.ts';
import { podWith } from './pod.ts';
import { promiseOf, saidIn } from './promises.ts';
import { snapshotOf, storyNames } from './stories.ts';

test.each(storyNames())('on the node %s the checks of its name speak, and no others', (story) => {
  expect(saidIn(assess(snapshotOf(story)))).toEqual(promiseOf(story));
});

/** All that a finding says, a line each. */
function saidBy(story: string, check: string): string {
  const finding = assess(snapshotOf(story)).findings.find((one) => one.check === check);
  if (finding === undefined) throw new Error(`there is no check ${check}`);
  const { summary, evidence, fix } = finding;
  const steps = (fix?.steps ?? []).flatMap(({ say, run = '' }) => [say, run]);
  return [summary, ...evidence.map(({ label, value }) => `${label}: ${value}`), ...steps].join('\n');
}

describe('a reader is told what is special', () => {
  test('of containerd-1.5: no HostProcess pod starts, and only a newer containerd helps', () => {
    expect(saidBy('containerd-1.5', 'containerd-version')).toMatch(
      /1\.5\.18[^\n]*does not know HostProcess[\s\S]*kubectl drain/,
    );
    expect(predict(podWith(), snapshotOf('containerd-1.5')).verdict).toBe('does-not-run');
  });

  test('of containerd-upgraded-under-pod: the running pod has the old mode, new pods the new one', () => {
    const said = saidBy('containerd-upgraded-under-pod', 'sandbox-mode');
    expect(said).toMatch(/^this pod is in volume mode .*new pod gets bind mode/);
    expect(said).toContain('Start paths with %CONTAINER_SANDBOX_MOUNT_POINT%');
  });

  test('of orphaned-group-accounts: which accounts are left over, and who may not log on', () => {
    const accounts = saidBy('orphaned-group-accounts', 'orphaned-accounts');
    expect(accounts).toContain('8f2d7c41b0e95a36d1c4');
    expect(accounts).toContain('00ffeeddccbbaa998877');
    // The rights of users (S-1-5-32-545) are taken away, and local accounts (S-1-5-113) are denied.
    expect(saidBy('orphaned-group-accounts', 'interactive-logon-right')).toMatch(
      /S-1-5-113|SeDenyInteractiveLogonRight/,
    );
  });

  test('of port-and-clock: the reserved range around the port, the minutes, and the free space', () => {
    expect(saidBy('port-and-clock', 'host-ports')).toMatch(/20200(?: to |-)20299[\s\S]*20258/);
    // The API server said 12:11:00 when it was 12:00:00 here.
    expect(saidBy('port-and-clock', 'clock-skew')).toMatch(/^the clock of the node is 660 s behind/);
    expect(saidBy('port-and-clock', 'disk-space')).toMatch(/^C:\\ has 2\.0 GiB of 128\.0 GiB free/);
  });

  test('of rke2-embedded: rke2 is the service that starts containerd, and new pods start', () => {
    expect(saidBy('rke2-embedded', 'containerd-service')).toMatch(/^no service of its own: rke2 starts containerd/);
    expect(saidBy('rke2-embedded', 'containerd-account')).toContain('started by rke2.exe');
    expect(saidBy('rke2-embedded', 'containerd-log')).toContain(
      'C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\containerd.log',
    );
    expect(predict(podWith(), snapshotOf('rke2-embedded')).verdict).toBe('runs');
  });
});
