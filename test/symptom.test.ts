import { describe, expect, test } from 'vitest';
import type { FactValues } from '../agent/facts/index.ts';
import type { ContainerInfo } from '../agent/facts/runtime.ts';
import type { Message } from '../agent/message.ts';
import { type KnownFacts, knownFacts } from '../agent/snapshot.ts';
import { isOfHostProcess, toSymptom } from '../agent/symptom.ts';
import { denied, got, snapshotWith } from './snapshot.ts';

const denial = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const task = (name: string) => `failed to start containerd task "${name}": ${denial}`;
const id = 'ab'.repeat(32);

const container = (change: Partial<ContainerInfo> = {}): ContainerInfo => ({
  ...{ id, sandboxId: 'cd'.repeat(32), name: 'agent', podName: 'agent-1', podNamespace: 'ops', podUid: 'u' },
  ...{ image: 'a', state: 'exited', createdAt: '2026-11-01T10:00:00.000Z', exit: null, user: 'hpc-pods' },
  ...change,
});
const on = (...edits: ((facts: FactValues) => void)[]): KnownFacts =>
  knownFacts(
    snapshotWith((facts) => {
      for (const edit of edits) edit(facts);
    }),
  );
const running =
  (...containers: ContainerInfo[]) =>
  (facts: FactValues) => {
    facts.runtime.containers = got(containers);
  };
const of = (text: string, facts: KnownFacts, more: Partial<Message> = {}) => {
  const symptom = toSymptom({ source: 'text', text, count: 1, ...more }, facts);
  if (symptom === null) throw new Error(`not recognised: ${text}`);
  return symptom;
};
const userOf = (...args: Parameters<typeof of>) => {
  const { user } = of(...args);
  return user && [user.runAs.text, user.from];
};

// Source: containerd pkg/cri/server/container_start.go: an error has the id; kubelet writes the name in its place.
describe('the user of a failure is that of its container', () => {
  const fromRuntime = ['hpc-pods', 'container agent of ops/agent-1'];
  test.each<[what: string, text: string, more: Partial<Message>, user: string[] | null]>([
    ['by its id', task(id), {}, fromRuntime],
    ['by its id where StartContainer is called', `StartContainer for "${id}" failed: ${denial}`, {}, fromRuntime],
    ['by its name', task('agent'), {}, fromRuntime],
    ['by its name and the name of its pod', task('agent'), { pod: 'agent-1' }, fromRuntime],
    ['by its name and its whole pod', task('agent'), { pod: 'ops/agent-1' }, fromRuntime],
    ['by the name that the source gives it', denial, { container: 'agent' }, fromRuntime],
    ['that has another id', task('cd'.repeat(32)), {}, null],
    ['whose id is cut off, which is then a name', task(id.slice(1)), {}, null],
    ['of another name', task('other'), {}, null],
    ['of another pod', task('agent'), { pod: 'ops/agent-2' }, null],
    ['of another namespace', task('agent'), { pod: 'web/agent-1' }, null],
    ['that the text does not name', denial, {}, null],
    ['as the message itself says', task(id), { runAsUserName: 'SYSTEM' }, ['SYSTEM', 'the pod']],
    [
      'of which the message says that none is set, and the runtime more',
      task(id),
      { runAsUserName: null },
      fromRuntime,
    ],
    ['of which the message alone says that none is set', task('other'), { runAsUserName: null }, ['', 'the pod']],
  ])('%s', (_what, text, more, user) => {
    expect(userOf(text, on(running(container())), more)).toEqual(user);
  });

  test('that ended in this way, where a text names none', () => {
    const ended = (message: string) =>
      container({ exit: { code: 128, reason: 'StartError', message, finishedAt: null } });
    expect(userOf(denial, on(running(ended(task('agent')))))).toEqual(fromRuntime);
    expect(userOf(denial, on(running(ended('it broke'))))).toBeNull();
  });

  test('and is not known where two tries had different users, or the runtime tells none', () => {
    const two = (user: string | null) => on(running(container(), container({ id: 'ef'.repeat(32), user })));
    expect(userOf(task('agent'), two('hpc-pods'))).toEqual(fromRuntime);
    expect(userOf(task('agent'), two(null))).toEqual(fromRuntime);
    expect(userOf(task('agent'), two('SYSTEM'))).toBeNull();
    expect(userOf(task('agent'), on(running(container({ user: null }))))).toBeNull();
  });

  test('by the spec of its pod, where the runtime no longer has it: its own, else that of the pod', () => {
    const known = (own: string | null, ofPod: string | null) =>
      on(running(), ({ cluster }) => {
        const pods = cluster.seen?.pods;
        const pod = pods?.ok ? pods.value.hostProcess[0] : undefined;
        if (pod === undefined) throw new Error('the healthy node has a HostProcess pod');
        pod.runAsUserName = ofPod;
        for (const one of pod.containers) one.runAsUserName = own;
      });
    const pod = 'hostprobe/hostprobe-x7k2p';
    expect(userOf(task('hostprobe'), known('hpc-pods', 'SYSTEM'), { pod })).toEqual(['hpc-pods', 'the pod']);
    expect(userOf(task('hostprobe'), known(null, 'SYSTEM'), { pod })).toEqual(['SYSTEM', 'the pod']);
    expect(userOf(task('hostprobe'), known(null, null), { pod })).toEqual(['', 'the pod']);
    expect(userOf(task('hostprobe'), known('a', 'b'), { pod: 'hostprobe-x7k2p' })).toEqual(['a', 'the pod']);
    expect(userOf(task('other'), known('a', 'b'), { pod })).toBeNull();
    expect(userOf(task('hostprobe'), known('a', 'b'), { pod: 'web/hostprobe-x7k2p' })).toBeNull();
    expect(userOf(task('hostprobe'), known('a', 'b'))).toBeNull();
  });
});

describe('a failure that any pod can have is one of a HostProcess container', () => {
  const text = 'Error: failed to create containerd task: failed to create shim task: ttrpc: closed: unknown';
  const unseen = ({ cluster }: FactValues) => {
    if (cluster.seen) cluster.seen.pods = denied();
  };
  const sandbox = (hostProcess: boolean | null) => (facts: FactValues) => {
    const { sandboxes } = facts.runtime;
    for (const one of sandboxes.ok ? sandboxes.value : []) one.hostProcess = hostProcess;
  };
  test.each<[what: string, facts: KnownFacts, more: Partial<Message>, is: boolean]>([
    ['if the cluster knows its pod as one', on(sandbox(false)), { pod: 'hostprobe/hostprobe-x7k2p' }, true],
    ['if the runtime does', on(unseen, sandbox(true)), { pod: 'hostprobe/hostprobe-x7k2p' }, true],
    ['not if the runtime knows it as another', on(unseen, sandbox(false)), { pod: 'hostprobe/hostprobe-x7k2p' }, false],
    ['not if the runtime does not say', on(unseen, sandbox(null)), { pod: 'hostprobe/hostprobe-x7k2p' }, false],
    ['not if it is of another pod', on(), { pod: 'web/hostprobe-x7k2p' }, false],
    ['not if it names none', on(), {}, false],
    ['if its source says so', {}, { hostProcess: true }, true],
    ['not if its source says that it is none', on(), { pod: 'hostprobe/hostprobe-x7k2p', hostProcess: false }, false],
  ])('%s', (_what, facts, more, is) => {
    expect(isOfHostProcess(of(text, facts, more))).toBe(is);
  });

  test('by its words, whatever pod it is of', () => {
    expect(isOfHostProcess(of(denial, {}))).toBe(true);
    expect(isOfHostProcess(of('hcs::CreateComputeSystem web: Access is denied.', {}, { hostProcess: true }))).toBe(
      false,
    );
  });
});
