import { expect, test } from 'vitest';
import { subjectOf } from '../../agent/predict/subject.ts';
import { rootfsLocation } from '../../agent/shim/annotation.ts';
import { unknownSurroundings } from '../../agent/stage/references.ts';
import { annotated, podWith, spec } from '../pod.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { fallback, handing } from '../stages/nodes.ts';
import { seen, surroundingsOf } from '../surroundings.ts';

const subject = (pod = podWith(), node: Parameters<typeof snapshotWith>[0] = undefined, around = unknownSurroundings) =>
  subjectOf(pod, snapshotWith(node), around);

test('the namespace of the manifest comes before that of the command', () => {
  const around = { ...unknownSurroundings, namespace: 'ops' };
  expect(subject(podWith(), undefined, around).namespace).toBe('monitoring');
  const unplaced = podWith(({ metadata }) => {
    delete metadata.namespace;
  });
  expect(subject(unplaced, undefined, around).namespace).toBe('ops');
  expect(subject(unplaced).namespace).toBeNull();
});

test('the version of the cluster that was asked comes before the one that the node saw', () => {
  const saw: Parameters<typeof snapshotWith>[0] = (facts) => {
    if (facts.cluster.seen) facts.cluster.seen.version = got('v1.30.1');
  };
  expect(subject(podWith(), saw, { ...unknownSurroundings, kubernetes: 'v1.33.0' }).kubernetes).toBe(33);
  expect(subject(podWith(), saw).kubernetes).toBe(30);
});

// Source: kubelet's hostname without --hostname-override is in lower case (pkg/util/node, GetHostname).
test('the node has the name of the cluster, else that of its machine in lower case', () => {
  expect(subject().node).toBe('win-node-1');
  const alone = snapshotWith((facts) => {
    facts.cluster.seen = null;
    facts.token.pod.node = null;
  });
  expect(subjectOf(podWith(), { ...alone, node: 'WIN-B' }, unknownSurroundings).node).toBe('win-b');
});

test('what the cluster answers comes before what the node saw, and a refusal after it', () => {
  const namespace = { kind: 'Namespace', name: 'monitoring', namespace: null } as const;
  const labelled: Parameters<typeof snapshotWith>[0] = (facts) => {
    if (facts.cluster.seen)
      facts.cluster.seen.podSecurity = [{ namespace: 'monitoring', labels: got({ from: 'the node' }) }];
  };
  const find = (namespaces: Parameters<typeof surroundingsOf>[0]['Namespace']) =>
    subject(podWith(), labelled, surroundingsOf({ Namespace: namespaces ?? {} })).find(namespace);
  expect(find({ monitoring: seen({ labels: { from: 'the cluster' } }) })).toMatchObject({ from: 'cluster' });
  expect(find({ monitoring: denied() })).toMatchObject({
    from: 'facts',
    object: { value: { labels: { from: 'the node' } } },
  });
  expect(find({})).toMatchObject({ from: 'facts' });
  const refusing: Parameters<typeof snapshotWith>[0] = (facts) => {
    if (facts.cluster.seen) facts.cluster.seen.podSecurity = [{ namespace: 'monitoring', labels: denied() }];
  };
  expect(subject(podWith(), refusing).find(namespace)).toMatchObject({ from: 'facts', object: { ok: false } });
  expect(subject(podWith(), labelled).find({ ...namespace, kind: 'Node' })).toBeNull();
});

test('containers for debugging are added to a pod that runs, and start with no node', () => {
  const pod = podWith(spec({ ephemeralContainers: [{ name: 'debug', image: 'registry.example.net/debug:1' }] }));
  expect(subject(pod).containers.map(({ name }) => name)).toEqual(['agent']);
});

// Source: hcsshim internal/jobcontainers/jobcontainer.go, hostprocess-rootfs-location.
test('the root of the container is where the annotation says, if that reaches the shim', () => {
  const pod = podWith(annotated({ [rootfsLocation]: 'C:\\agent\\' }));
  const root = (node: Parameters<typeof snapshotWith>[0]) => subject(pod, node).containers[0]?.inside?.root.path;
  const passed: Parameters<typeof snapshotWith>[0] = (facts) => {
    fallback(facts);
    handing(rootfsLocation)(facts);
  };
  expect(root(passed)).toMatch(/^C:\\agent/);
  expect(root(fallback)).toMatch(/^C:\\hpc/);
});
