import { check, evidence } from '../check.ts';
import { known } from '../fact.ts';
import { onCluster, onNode } from '../fix.ts';

export const runtimeReady = check({
  id: 'runtime-ready',
  area: 'runtime',
  title: 'Runtime conditions (RuntimeReady, NetworkReady)',
  why: 'With RuntimeReady false no pod starts. With NetworkReady false the node is NotReady; HostProcess pods need no pod network: those that tolerate it, as network plugins do, still start.',
  needs: ['runtime'],
  gives: ['pass', 'warn', 'fail'],
  run(facts, { node }) {
    const { conditions, lastCniLoadStatus, config } = known(facts.runtime.status);
    const find = (type: string) => conditions.find((condition) => condition.type === type);
    const seen = conditions.map(({ type, status, reason, message }) =>
      evidence(type, [String(status), reason, message].filter((text) => text !== '').join(' ')),
    );
    const runtime = find('RuntimeReady');
    if (runtime === undefined) {
      const message = 'the runtime gives no condition RuntimeReady';
      return known({ ok: false, error: { kind: 'failed', message } });
    }
    if (!runtime.status) {
      return {
        status: 'fail',
        summary: `the runtime is not ready: ${runtime.message || runtime.reason || 'it gives no reason'}`,
        evidence: seen,
        fix: {
          steps: [
            onNode("Read the end of containerd's log."),
            onNode('See which plugins failed to load.', 'ctr.exe plugins ls'),
          ],
        },
      };
    }
    const network = find('NetworkReady');
    if (network !== undefined && !network.status) {
      if (lastCniLoadStatus !== null) seen.push(evidence('last load of the CNI configuration', lastCniLoadStatus));
      const directory = config?.cniConfDir ?? null;
      if (directory !== null) seen.push(evidence('CNI configuration in', directory));
      return {
        status: 'warn',
        summary: `the pod network is not ready: ${network.message || network.reason || 'the runtime gives no reason'}. HostProcess pods start without it, if they tolerate node.kubernetes.io/not-ready`,
        evidence: seen,
        fix: {
          steps: [
            directory === null
              ? onNode(
                  'See whether the network plugin has written its configuration, in conf_dir of the CNI in config.toml.',
                )
              : onNode('See whether the network plugin has written its configuration.', `Get-ChildItem "${directory}"`),
            onCluster(
              'See whether its pods run on this node.',
              `kubectl get pods -A -o wide --field-selector spec.nodeName=${node}`,
            ),
          ],
        },
      };
    }
    const deprecation = find('ContainerdHasNoDeprecationWarnings');
    const warned = deprecation !== undefined && !deprecation.status;
    return {
      status: 'pass',
      summary: warned ? 'ready; containerd warns of deprecated settings' : 'ready',
      evidence: seen,
    };
  },
});
