import { check, fail, pass, skip, warn } from '../check.ts';
import { evidence, type FactError, ifKnown, known } from '../fact.ts';
import { onCluster, onNode, shell, verified } from '../fix.ts';
import { podsOfNode } from '../node/upgrade.ts';

/** Node's codes for what this process needs before it can ask. Every other failure means that the server cannot be reached. */
const ownLack = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

export const apiServer = check({
  id: 'api-server',
  area: 'network',
  title: 'Connection to the API server',
  why: 'A HostProcess pod reaches the API server at the cluster IP of its Service, for which the node needs kube-proxy. Without this connection, nothing in the pod can talk to the cluster.',
  needs: ['network'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/',
  run({ network }, { node }) {
    const { host, port, ca, answer } = network.apiServer;
    if (host === null) return skip('KUBERNETES_SERVICE_HOST is not set: no API server is known here');
    const url = `https://${host.includes(':') ? `[${host}]` : host}:${port ?? '443'}`;
    const proxy = ifKnown(network.kubeProxyHealth);
    const seen = [
      evidence('API server', url),
      evidence('kube-proxy on the loopback', proxy ? `answers ${proxy.status}` : 'no answer'),
    ];
    const ask = shell`curl.exe -k -m 5 ${`${url}/version`}`;
    // Its address is one of HNS, unless this is not the network of the node.
    const unreachable = (how: string) => ({
      follows: ['host-network', 'hns'],
      status: 'fail' as const,
      summary: `${url} ${how}`,
      evidence: seen,
      fix: verified(ask, 'It prints the version of Kubernetes, or an error of the API server such as 401 or 403.', [
        onNode('Try it.', ask),
        onCluster(
          'See whether kube-proxy runs on the node: it makes the address of the service work.',
          podsOfNode(node),
        ),
        onNode(
          'If kube-proxy is not a pod, see its service, and start it if it is stopped. rke2 starts kube-proxy without a service.',
          'Get-Service kube-proxy, kubeproxy -ErrorAction SilentlyContinue',
        ),
        onNode(
          'If kube-proxy runs, let every firewall between pass connections of the node to the real addresses of the API server.',
        ),
      ]),
    });
    if (!answer.ok && hasNoAnswer(answer.error)) return unreachable(`does not answer: ${answer.error.message}`);
    const reply = known(answer);
    if (reply === null) return unreachable('refuses the connection');
    seen.push(evidence('GET /version without credentials', reply.status));
    if (reply.status >= 500) {
      return warn(
        `${url} answers ${reply.status}: it is reached but not healthy, or a proxy answers for it`,
        seen,
        verified("kubectl get --raw '/readyz'", 'It prints ok.', [
          onCluster(
            'See its own health, from elsewhere: each line with [-] is a part that fails.',
            "kubectl get --raw '/readyz?verbose'",
          ),
        ]),
      );
    }
    // Without a ca.crt the certificate was not verified.
    if (ca !== null && reply.certificate?.trusted === false) {
      const untrusted = fail(
        `${url} answers, but its certificate does not verify against ${ca} (${reply.certificate.reason ?? 'it does not say why'}): clients refuse it`,
        [...seen, evidence('checked against', ca)],
        [
          onCluster(
            "Compare the file with the cluster's own.",
            "kubectl get configmap kube-root-ca.crt -n kube-system -o jsonpath='{.data.ca\\.crt}'",
          ),
          onCluster(
            `If they differ, ${ca} is out of date or of another cluster: find its pod, and delete it.`,
            podsOfNode(node),
          ),
          onNode(
            'If they do not, find what answers in place of the API server; a wrong clock looks the same (see clock-skew).',
          ),
        ],
      );
      return { ...untrusted, follows: ['clock-skew', 'service-account-ca'] };
    }
    return pass(`${url} answers ${reply.status}${ca === null ? ', its certificate unchecked' : ''}`, seen);
  },
});

const hasNoAnswer = (error: FactError): boolean =>
  error.kind === 'timeout' || (error.kind === 'failed' && error.code !== undefined && !ownLack.has(error.code));
