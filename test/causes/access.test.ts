import { describe, expect, test } from 'vitest';
import { got } from '../snapshot.ts';
import { pathIn } from '../variations.ts';
import { fixOf, judged, on } from './case.ts';

// The text of a client whose token was the node's or another's: kubernetes-sigs/sig-windows-dev-tools#116, calico#7445.
const forbidden =
  'failed to list *v1.Node: nodes is forbidden: User "system:serviceaccount:kube-system:kube-proxy" cannot list resource "nodes" in API group "" at the cluster scope';
const unauthorized = 'failed to list *v1.Node: Unauthorized';

const withStranger = on((facts) => {
  const path = pathIn(facts, 'fixed');
  if (!path.token.ok || path.token.value?.claims == null) throw new Error('the healthy node has a token there');
  Object.assign(path.token.value.claims, {
    subject: 'system:serviceaccount:kube-system:kube-proxy',
    pod: { name: 'kube-proxy-x', uid: 'other' },
  });
});

describe('token-of-another', () => {
  test('is sure where that token lies in the place where clients look, and says whose it is', () => {
    const [weight, ...seen] = judged('token-of-another', forbidden, withStranger);
    expect(weight).toBe('confirmed');
    expect(seen.join('\n')).toContain('it is of: system:serviceaccount:kube-system:kube-proxy, pod kube-proxy-x');
  });

  test('is not where the mount point of the container has a token, or where hostprobe does not know its own pod', () => {
    const stranger = { pod: { name: 'kube-proxy-x', uid: 'other' } };
    const inMountPoint = on((facts) => {
      const path = pathIn(facts, 'mount-point');
      if (!path.token.ok || path.token.value?.claims == null) throw new Error('the healthy node has a token there');
      path.token = got({ ...path.token.value, claims: { ...path.token.value.claims, ...stranger } });
    });
    expect(judged('token-of-another', unauthorized, inMountPoint)[0]).toBe('possible');
    const withoutPod = on((facts) => {
      facts.token.pod.uid = null;
    });
    expect(judged('token-of-another', unauthorized, withoutPod)[0]).toBe('possible');
    const unread = on((facts) => {
      const path = pathIn(facts, 'fixed');
      if (path.token.ok && path.token.value) path.token = got({ ...path.token.value, claims: null });
    });
    expect(judged('token-of-another', unauthorized, unread)[0]).toBe('possible');
  });

  test('is sure where the account is of another namespace than the pod', () => {
    expect(judged('token-of-another', forbidden, {}, { pod: 'ops/agent' })).toEqual([
      'confirmed',
      'the API server saw: service account kube-system/kube-proxy',
      'namespace of the pod: ops',
    ]);
    expect(judged('token-of-another', forbidden, {}, { pod: 'kube-system/kube-proxy-x' })[0]).toBe('possible');
    expect(judged('token-of-another', forbidden, {})[0]).toBe('possible');
  });

  test('can be behind a refused token too', () => {
    expect(judged('token-of-another', unauthorized, withStranger)[0]).toBe('likely');
    expect(judged('token-of-another', unauthorized, on())[0]).toBe('possible');
  });
});

describe('permission-missing', () => {
  test('is excluded where the pod does not have that account', () => {
    expect(judged('permission-missing', forbidden, {}, { pod: 'ops/agent' })[0]).toBe('ruled-out');
    expect(judged('permission-missing', forbidden, {}, { pod: 'kube-system/kube-proxy-x' })[0]).toBe('likely');
  });

  test('says how to ask for it, as the API server was asked', () => {
    expect(fixOf('permission-missing', forbidden, {})).toContain(
      'kubectl auth can-i list nodes --as system:serviceaccount:kube-system:kube-proxy',
    );
    const ofGroup = forbidden.replace('"nodes" in API group ""', '"leases" in API group "coordination.k8s.io"');
    expect(fixOf('permission-missing', ofGroup, {})).toContain(
      'kubectl auth can-i list leases.coordination.k8s.io --as',
    );
  });
});
