import { check, type Evidence, evidence, type Verdict } from '../check.ts';
import { known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { Claims } from '../facts/token.ts';
import { unsplit } from '../fix.ts';
import { notHostProcess, ownMode, podArguments } from '../node/own-container.ts';
import { ownTokenPath } from '../node/own-token.ts';

type Pod = FactValues['token']['pod'];

const hourMs = 3_600_000;
/** The kubelet renews a token at 80 % of its life or after 24 h, whichever comes first; an hour is left for a slow node. */
const renewedWithinMs = 25 * hourMs;
/** Clocks of node and API server may differ by so much without harm. */
const clockSlackMs = 60_000;

export const tokenClaims = check({
  id: 'token-claims',
  area: 'token',
  title: 'Owner and lifetime of the service account token',
  why: "A token that is another pod's, or that is no longer renewed, signs in as the wrong one or soon as nobody; which file it is says nothing about that.",
  needs: ['identity', 'sandbox', 'token'],
  reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken',
  run(facts, { at, node }) {
    const mode = ownMode(facts);
    if (mode === null) return notHostProcess;
    const { pod } = facts.token;
    const path = ownTokenPath(facts.token, mode);
    const file = known(path.token);
    if (file === null) return { status: 'skip', summary: `no token at ${path.directory}; see token-paths` };
    if (file.claims === null) {
      return {
        status: 'fail',
        summary: `${path.directory}\\token is no JSON web token`,
        evidence: [evidence('size in bytes', file.size), evidence('modified at', file.modifiedAt)],
        fix: unsplit(`See what is mounted there: kubectl get pod ${podArguments(pod)} -o jsonpath='{.spec.volumes}'`),
        causes: ['token-path'],
      };
    }
    const seen = [
      evidence('path', path.directory),
      ...claimEvidence(file.claims),
      evidence('looked at', at.toISOString()),
    ];
    const judged = { claims: file.claims, pod, seen };
    return (
      judgeOwner(judged, node) ??
      judgeTime(judged, at) ?? {
        status: 'pass',
        summary: `${file.claims.subject ?? 'no subject'}, for pod ${file.claims.pod?.name}, to be renewed before ${file.claims.warnAfter ?? file.claims.expiresAt ?? '(no time)'}`,
        evidence: seen,
      }
    );
  },
});

interface Judged {
  claims: Claims;
  pod: Pod;
  seen: Evidence[];
}

function judgeOwner({ claims, pod, seen }: Judged, node: string): Verdict | null {
  const claimed: Pod = {
    name: claims.pod?.name ?? null,
    uid: claims.pod?.uid ?? null,
    namespace: claims.namespace,
    serviceAccount: claims.serviceAccount,
  };
  const wrong = (['name', 'namespace', 'uid', 'serviceAccount'] as const).filter(
    (key) => claimed[key] !== null && pod[key] !== null && claimed[key] !== pod[key],
  );
  if (wrong.length > 0) {
    const differences = wrong.map((key) => `${key} ${claimed[key]} instead of ${pod[key]}`).join(', ');
    return {
      status: 'fail',
      summary: `the token is another pod's: ${differences}`,
      evidence: [...seen, ...wrong.map((key) => evidence(`${key} of this pod`, pod[key] ?? ''))],
      fix: unsplit(
        `Recreate the pod, so that it gets its own: kubectl delete pod ${podArguments(pod)}. If it comes back so, a hostPath or a copy on the node stands in for the kube-api-access volume: kubectl get pod ${podArguments(pod)} -o jsonpath='{.spec.volumes}'`,
      ),
      causes: ['token-path'],
    };
  }
  const fix = unsplit(
    `Mount a bound token: automountServiceAccountToken: true, or a projected volume with serviceAccountToken. What is mounted: kubectl get pod ${podArguments(pod)} -o jsonpath='{.spec.volumes}'`,
  );
  if (claims.pod === null) {
    return {
      status: 'warn',
      summary: 'the token is bound to no pod: it outlives this one and tells nothing of it',
      evidence: seen,
      fix,
    };
  }
  // Where the pod is known by its UID, a differing node only means that hostprobe was not told the node's name.
  const elsewhere = claims.node !== null && claims.node.toLowerCase() !== node.toLowerCase();
  if (pod.uid === null && elsewhere) {
    return {
      status: 'warn',
      summary: `the token was issued for node ${claims.node}, this is ${node}`,
      evidence: seen,
      fix,
    };
  }
  return null;
}

function judgeTime({ claims, pod, seen }: Judged, at: Date): Verdict | null {
  const past = (time: string | null, byMs = 0) => time !== null && at.getTime() - Date.parse(time) > byMs;
  const fix = unsplit(
    `Recreate the pod to get a new one now: kubectl delete pod ${podArguments(pod)}. If it happens again: a token mounted by subPath is never renewed, the kubelet's log says why it could not renew, and a wrong clock looks the same (see clock-skew).`,
  );
  if (past(claims.expiresAt)) {
    return {
      status: 'fail',
      summary: `the token expired at ${claims.expiresAt}: the API server refuses it`,
      evidence: seen,
      fix,
    };
  }
  const warn = (summary: string): Verdict => ({ status: 'warn', summary, evidence: seen, fix });
  if (past(claims.warnAfter)) {
    return warn(
      `the token should have been renewed before ${claims.warnAfter}; it lives on only because the API server stretches such tokens to ${claims.expiresAt}`,
    );
  }
  if (past(claims.issuedAt, renewedWithinMs)) {
    return warn(`the token is of ${claims.issuedAt}: the kubelet renews after 24 hours at the latest and has not`);
  }
  if (claims.notBefore !== null && Date.parse(claims.notBefore) - at.getTime() > clockSlackMs) {
    return {
      status: 'warn',
      summary: `by this node's clock the token is not valid before ${claims.notBefore}: the clock is behind the API server's`,
      evidence: seen,
      fix: unsplit('Set the clock of the node: w32tm /query /status, then w32tm /resync (see clock-skew).'),
    };
  }
  return null;
}

function claimEvidence(claims: Claims): Evidence[] {
  const shown: [string, string | null][] = [
    ['subject', claims.subject],
    ['pod', claims.pod && `${claims.pod.name} (${claims.pod.uid})`],
    ['node', claims.node],
    ['issued at', claims.issuedAt],
    ['to be renewed before', claims.warnAfter],
    ['expires at', claims.expiresAt],
  ];
  return shown.map(([label, value]) => evidence(label, value ?? '(none)'));
}
