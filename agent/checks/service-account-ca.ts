import { check, evidence } from '../check.ts';
import { given, known } from '../fact.ts';
import { unsplit } from '../fix.ts';
import { notHostProcess, ownMode, podArguments } from '../node/own-container.ts';
import { ownTokenPath } from '../node/own-token.ts';

const dayMs = 86_400_000;
const warnBeforeMs = 30 * dayMs;

export const serviceAccountCa = check({
  id: 'service-account-ca',
  area: 'token',
  title: 'ca.crt beside the service account token',
  why: 'Clients check the API server against it. Missing or expired, every call ends in a TLS error although the token is good.',
  needs: ['identity', 'sandbox', 'token'],
  reference: 'https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/',
  run(facts, { at }) {
    const mode = ownMode(facts);
    if (mode === null) return notHostProcess;
    const path = ownTokenPath(facts.token, mode);
    const file = `${path.directory}\\ca.crt`;
    const ca = known(path.ca);
    const pod = podArguments(facts.token.pod);
    const look = `See the cluster's own: kubectl get configmap kube-root-ca.crt -n ${facts.token.pod.namespace ?? '<namespace>'} -o jsonpath='{.data.ca\\.crt}'`;
    if (ca === null) {
      if (given(path.token) === null)
        return { status: 'skip', summary: 'no token is mounted, and no ca.crt; see token-paths' };
      return {
        status: 'fail',
        summary: `${file} is not there, although the token is: clients cannot check the API server`,
        evidence: [evidence('path', file)],
        fix: unsplit(
          `${look}. If it is there, recreate the pod: kubectl delete pod ${pod}; a projected volume of your own must name the configMap kube-root-ca.crt beside the token.`,
        ),
      };
    }
    const seen = [
      evidence('path', file),
      evidence('certificates', ca.certificates),
      evidence('subject', ca.subject ?? '(not read)'),
      evidence('expires at', ca.expiresAt ?? '(not read)'),
    ];
    if (ca.certificates === 0) {
      return {
        status: 'fail',
        summary: `${file} holds no certificate in PEM: clients cannot check the API server`,
        evidence: seen,
        fix: unsplit(look),
      };
    }
    const leftMs = ca.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(ca.expiresAt) - at.getTime();
    if (leftMs < warnBeforeMs) {
      const expired = leftMs < 0;
      // Of several certificates another one may still be good.
      return {
        status: expired && ca.certificates === 1 ? 'fail' : 'warn',
        summary: expired
          ? `a certificate in ${file} (${ca.subject ?? 'subject not read'}) expired at ${ca.expiresAt}`
          : `a certificate in ${file} expires within ${Math.ceil(leftMs / dayMs)} days`,
        evidence: seen,
        fix: unsplit(
          `Renew the certificate authority of the cluster and restart the pods that use it. ${look}. A wrong clock looks the same (see clock-skew).`,
        ),
      };
    }
    return {
      status: 'pass',
      summary: `${ca.certificates} certificate(s), good until ${ca.expiresAt ?? 'a time not read'}`,
      evidence: seen,
    };
  },
});
