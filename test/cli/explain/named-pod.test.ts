import { describe, expect, test } from 'vitest';
import { readPodFile, readPodName } from '../../../agent/cli/explain/named-pod.ts';
import { saved } from '../../run.ts';

describe('a pod is named', () => {
  // Source: kubectl api-resources, its columns NAME, SHORTNAMES and KIND.
  test.each([
    ['Pod', 'pod', 'pods', 'po', 'POD'],
    ['Deployment', 'deployment', 'deployments', 'deploy'],
    ['DaemonSet', 'daemonset', 'daemonsets', 'ds'],
    ['StatefulSet', 'statefulset', 'statefulsets', 'sts'],
    ['ReplicaSet', 'replicaset', 'replicasets', 'rs'],
    ['Job', 'job', 'jobs'],
    ['CronJob', 'cronjob', 'cronjobs', 'cj'],
  ])('as a %s by each of its names', (kind, ...names) => {
    for (const name of names) expect(readPodName([`${name}/agent-1.x`])).toEqual({ kind, name: 'agent-1.x' });
  });

  test('in two words only as a pod, since other words begin a sentence', () => {
    expect(readPodName(['pod', 'agent'])).toEqual({ kind: 'Pod', name: 'agent' });
    for (const words of [
      ['job', 'failed'],
      ['pod', 'agent', 'failed'],
      ['deploy', 'agent'],
      ['failed', 'agent'],
    ]) {
      expect(readPodName(words), words.join(' ')).toBeNull();
    }
  });

  test('by a bare name only where a controller made it, and it may be a word', () => {
    expect(readPodName(['agent-7x2kq'])).toEqual({ kind: null, name: 'agent-7x2kq' });
    expect(readPodName(['web-6d4b75cb6d-hwktt'])).toEqual({ kind: null, name: 'web-6d4b75cb6d-hwktt' });
    // Vowels, 0, 1 and 3 are in no end that Kubernetes makes, which has five letters.
    for (const word of [
      'agent-7x2kqz',
      'agent-7x2k',
      'agent-7x2ka',
      'agent-7x0kq',
      'Agent-7x2kq',
      'agent',
      '7-7x2kq',
      '',
    ]) {
      expect(readPodName([word]), word).toBeNull();
    }
  });

  test('not as something else: a node has another command, and what is no name of an object is no file either', () => {
    expect(() => readPodName(['node/win-1'])).toThrow('hostprobe report --node win-1');
    expect(() => readPodName(['no/win-1'])).toThrow('hostprobe report --node win-1');
    expect(readPodName(['node', 'win-1'])).toBeNull();
    expect(readPodName(['node/win-1/x'])).toBeNull();
    for (const name of ['pod/Agent', 'pod/a_b', 'pod/a/b', 'pod/-a', 'pod/a-', 'pod/', `pod/${'a'.repeat(254)}`]) {
      expect(() => readPodName([name]), name).toThrow(`but is ${name}; kubectl get pods -A lists the names`);
    }
    expect(readPodName([`pod/${'a'.repeat(253)}`])?.name).toHaveLength(253);
    // A path is one of a log.
    for (const path of ['ds/Agent.log', 'job/a/b', 'logs/a.log']) expect(readPodName([path]), path).toBeNull();
  });
});

test('a file of a pod has the pod and what its status says; another file is refused with how to make one', async () => {
  const logon = 'failed to create user process token: failed to logon user: Access is denied.';
  const pod = {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
    spec: { containers: [{ name: 'a', image: 'a' }] },
    status: { containerStatuses: [{ name: 'a', state: { waiting: { reason: 'RunContainerError', message: logon } } }] },
  };
  const read = await readPodFile(saved(JSON.stringify(pod)));
  expect(read.readMessages().map(({ text }) => text)).toContainEqual(expect.stringContaining(logon));
  await expect(readPodFile(saved('kind: ConfigMap\napiVersion: v1\n'))).rejects.toThrow(
    /^--pod must name a file with a pod or a workload .* kubectl get pod <pod> -o yaml > pod\.yaml makes one$/,
  );
});
