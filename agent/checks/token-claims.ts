import { check, fail, pass, skip, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { Claims } from '../facts/token.ts';
import { type Fix, inManifest, onNode } from '../fix.ts';
import { outsideHostProcess, ownMode, ownTokenPath, recreatePod, showOwnPod } from '../node/own-container.ts';
import { unknownNode } from '../node/upgrade.ts';
import { setClock } from './clock-skew.ts';

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
  why: 'A token of another pod signs in as that pod, and a token that is no longer renewed is soon refused; the path of the file shows neither.',
  needs: ['identity', 'sandbox', 'token'],
  consults: ['network'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken',
  run(facts, { at, node }) {
    const mode = ownMode(facts);
    if (mode === null) return outsideHostProcess;
    const { pod } = facts.token;
    const path = ownTokenPath(facts.token, mode);
    const file = known(path.token);
    if (file === null) return skip(`no token at ${path.directory}; see token-paths`);
    if (file.claims === null) {
      return fail(
        `${path.directory}\\token is not a JSON web token`,
        [evidence('size in bytes', file.size), evidence('modified at', file.modifiedAt)],
        [showVolumes(pod, 'See what is mounted there.')],
        ['token-path'],
      );
    }
    const seen = [
      evidence('path', path.directory),
      ...claimEvidence(file.claims),
      evidence('read at', at.toISOString()),
    ];
    const judged = { claims: file.claims, pod, seen };
    return (
      judgeOwner(judged, node) ??
      judgeTime(judged, at, serverTime(facts.network, at)) ??
      pass(
        `${file.claims.subject ?? 'no subject'}, for pod ${file.claims.pod?.name}, to be renewed before ${file.claims.warnAfter ?? file.claims.expiresAt ?? '(no time)'}`,
        seen,
      )
    );
  },
});

const showVolumes = (pod: Pod, say: string) => showOwnPod(pod, say, '{.spec.volumes}');

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
    return fail(
      `the token is another pod's: ${differences}`,
      [...seen, ...wrong.map((key) => evidence(`${key} of this pod`, `${pod[key]}`))],
      [
        recreatePod(pod, 'Recreate the pod, which gets its own token.'),
        showVolumes(
          pod,
          'If the token is wrong again, see what is mounted in place of the kube-api-access volume: a hostPath, or a copy on the node.',
        ),
      ],
      ['token-path'],
    );
  }
  const fix: Fix = {
    steps: [
      showVolumes(pod, 'See what is mounted.'),
      inManifest(
        'Mount a bound token; a projected volume of your own needs a serviceAccountToken.',
        'spec:\n  automountServiceAccountToken: true',
      ),
    ],
  };
  if (claims.pod === null) {
    return warn('the token is bound to no pod: it is valid after this one has ended, and does not name it', seen, fix);
  }
  // If the pod is known by its UID, a differing node only means that hostprobe was not given the node's name.
  const elsewhere = node !== unknownNode && claims.node !== null && claims.node.toLowerCase() !== node.toLowerCase();
  if (pod.uid === null && elsewhere) {
    return warn(`the token was issued for node ${claims.node}, this is ${node}`, seen, fix);
  }
  return null;
}

/** What the clock of the API server shows when that of the node shows `at`; null: the server was not asked, or sent no date. */
function serverTime(network: FactValues['network'] | undefined, at: Date): Date | null {
  const reply = network && ifKnown(network.apiServer.answer);
  return reply?.date ? new Date(at.getTime() + Date.parse(reply.date) - Date.parse(reply.receivedAt)) : null;
}

/** A time that is wrong by the clock of the node alone is the fault of that clock. */
function judgeTime(judged: Judged, at: Date, server: Date | null): Verdict | null {
  const verdict = judgeTimeAt(judged, at);
  const isOfClock = verdict !== null && server !== null && judgeTimeAt(judged, server) === null;
  return isOfClock ? { ...verdict, follows: ['clock-skew'] } : verdict;
}

function judgeTimeAt({ claims, pod, seen }: Judged, at: Date): ReturnType<typeof warn | typeof fail> | null {
  const past = (time: string | null, byMs = 0) => time !== null && at.getTime() - Date.parse(time) > byMs;
  const fix: Fix = {
    steps: [
      recreatePod(pod, 'Recreate the pod, which gets a new token.'),
      showOwnPod(
        pod,
        'If it happens again, see whether a subPath mounts the token: such a token is never renewed.',
        '{.spec.containers[*].volumeMounts}',
      ),
      onNode(
        "If not, read the kubelet's log for why it did not renew the token; a wrong clock looks the same (see clock-skew).",
      ),
    ],
  };
  if (past(claims.expiresAt)) {
    return fail(`the token expired at ${claims.expiresAt}: the API server refuses it`, seen, fix);
  }
  if (past(claims.warnAfter)) {
    return warn(
      `the token should have been renewed before ${claims.warnAfter}; it is still valid only because the API server extends such tokens to ${claims.expiresAt ?? 'a later time'}`,
      seen,
      fix,
    );
  }
  if (past(claims.issuedAt, renewedWithinMs)) {
    return warn(
      `the token was issued at ${claims.issuedAt}, and the kubelet, which renews it after 24 hours at the latest, has not`,
      seen,
      fix,
    );
  }
  if (claims.notBefore !== null && Date.parse(claims.notBefore) - at.getTime() > clockSlackMs) {
    return warn(
      `by this node's clock the token is not valid before ${claims.notBefore}: the clock is behind the API server's`,
      seen,
      setClock,
    );
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
