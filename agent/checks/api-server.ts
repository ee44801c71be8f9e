import { check, evidence } from '../check.ts';
import type { FactError } from '../fact.ts';
import { given, known } from '../fact.ts';
import { unsplit } from '../fix.ts';

/** Node's names for what this process lacks to ask at all. Every other failure is an answer: the server cannot be reached. */
const ownLack = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

export const apiServer = check({
  id: 'api-server',
  area: 'network',
  title: 'API server as this process reaches it',
  why: 'A HostProcess pod reaches the API server by the address of its service, which kube-proxy makes work on the node. When that fails nothing in the pod that talks to the cluster works.',
  needs: ['network'],
  reference: 'https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/',
  run({ network }, { node }) {
    const { host, port, ca, answer } = network.apiServer;
    if (host === null)
      return { status: 'skip', summary: 'KUBERNETES_SERVICE_HOST is not set: no API server is known here' };
    const url = `https://${host.includes(':') ? `[${host}]` : host}:${port ?? '443'}`;
    const proxy = given(network.kubeProxyHealth);
    const seen = [
      evidence('API server', url),
      evidence('kube-proxy on the loopback', proxy ? `answers ${proxy.status}` : 'no answer'),
    ];
    const unreachable = (how: string) => ({
      status: 'fail' as const,
      summary: `${url} ${how}`,
      evidence: seen,
      fix: unsplit(
        `Try it on the node: curl.exe -k -m 5 ${url}/version. The address is a service's, which kube-proxy makes work: see that it runs here (kubectl get pods -A -o wide --field-selector spec.nodeName=${node}; Get-Service kube-proxy) and what a firewall does with the real API server.`,
      ),
    });
    if (!answer.ok && hasNoAnswer(answer.error)) return unreachable(`does not answer: ${answer.error.message}`);
    const reply = known(answer);
    if (reply === null) return unreachable('refuses the connection');
    seen.push(evidence('GET /version without credentials', reply.status));
    if (reply.status >= 500) {
      return {
        status: 'warn',
        summary: `${url} answers ${reply.status}: it is reached and is not well, or something in between answers for it`,
        evidence: seen,
        fix: unsplit('See its own health from elsewhere: kubectl get --raw /readyz?verbose'),
      };
    }
    // Without a ca.crt nobody checked the certificate.
    if (ca !== null && reply.certificate?.trusted === false) {
      return {
        status: 'fail',
        summary: `${url} answers, but ${ca} does not vouch for its certificate (${reply.certificate.reason ?? 'reason not told'}): clients refuse it`,
        evidence: [...seen, evidence('checked against', ca)],
        fix: unsplit(
          `Compare with the cluster's own: kubectl get configmap kube-root-ca.crt -n kube-system -o jsonpath='{.data.ca\\.crt}'. If they differ, ${ca} is stale or another cluster's: recreate the pod. If they do not, something on the way answers in place of the API server. A wrong clock looks the same (see clock-skew).`,
        ),
      };
    }
    return {
      status: 'pass',
      summary: `${url} answers ${reply.status}${ca === null ? ', its certificate unchecked' : ''}`,
      evidence: seen,
    };
  },
});

const hasNoAnswer = (error: FactError): boolean =>
  error.kind === 'timeout' || (error.kind === 'failed' && error.code !== undefined && !ownLack.has(error.code));
