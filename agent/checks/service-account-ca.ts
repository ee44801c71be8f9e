import { check, fail, pass, skip } from '../check.ts';
import { evidence, ifKnown, known, plural } from '../fact.ts';
import { inManifest, onCluster, shell } from '../fix.ts';
import { outsideHostProcess, ownMode, ownTokenPath, recreatePod } from '../node/own-container.ts';

const dayMs = 86_400_000;
const warnBeforeMs = 30 * dayMs;

export const serviceAccountCa = check({
  id: 'service-account-ca',
  area: 'token',
  title: 'ca.crt beside the service account token',
  why: 'Clients check the API server against it. If it is missing or expired, every call ends in a TLS error, even with a valid token.',
  needs: ['identity', 'sandbox', 'token'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/',
  run(facts, { at }) {
    const mode = ownMode(facts);
    if (mode === null) return outsideHostProcess;
    const path = ownTokenPath(facts.token, mode);
    const file = `${path.directory}\\ca.crt`;
    const ca = known(path.ca);
    const { pod } = facts.token;
    const seeCluster = onCluster(
      'See whether the cluster has a certificate for its pods.',
      shell`kubectl get configmap kube-root-ca.crt -n ${pod.namespace ?? '<namespace>'} -o jsonpath='{.data.ca\\.crt}'`,
    );
    if (ca === null) {
      if (ifKnown(path.token) === null) return skip('no token is mounted, and no ca.crt; see token-paths');
      return fail(
        `${file} is not there, although the token is: clients cannot check the API server`,
        [evidence('path', file)],
        [
          seeCluster,
          recreatePod(pod, 'If the ConfigMap has one, recreate the pod.'),
          inManifest(
            'If a projected volume of your own mounts the token, let it mount the configMap too.',
            'sources:\n- configMap:\n    name: kube-root-ca.crt\n    items:\n    - {key: ca.crt, path: ca.crt}',
          ),
        ],
      );
    }
    const seen = [
      evidence('path', file),
      evidence('certificates', ca.certificates),
      evidence('subject', ca.subject ?? '(not known)'),
      evidence('expires at', ca.expiresAt ?? '(not known)'),
    ];
    if (ca.certificates === 0) {
      return fail(`${file} contains no certificate in PEM: clients cannot check the API server`, seen, [
        seeCluster,
        recreatePod(pod),
      ]);
    }
    // NaN if the time is not known: less than no limit.
    const leftMs = Date.parse(ca.expiresAt ?? '') - at.getTime();
    if (leftMs < warnBeforeMs) {
      const expired = leftMs < 0;
      // Of several certificates another one may still be good.
      return {
        status: expired && ca.certificates === 1 ? 'fail' : 'warn',
        summary: expired
          ? `a certificate in ${file} (${ca.subject ?? 'subject not known'}) expired at ${ca.expiresAt}`
          : `a certificate in ${file} expires within ${plural(Math.ceil(leftMs / dayMs), 'day')}`,
        evidence: seen,
        fix: {
          steps: [
            seeCluster,
            onCluster(
              'If the one in the ConfigMap expires at that time too, rotate the certificate authority of the cluster as https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/ says; a wrong clock looks the same (see clock-skew).',
              undefined,
              'Every component of the cluster restarts.',
            ),
            recreatePod(pod, 'Then recreate the pods that use it.'),
          ],
        },
      };
    }
    return pass(
      `${plural(ca.certificates, 'certificate')}, valid until ${ca.expiresAt ?? 'a time that is not known'}`,
      seen,
    );
  },
});
