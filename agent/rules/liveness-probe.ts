import { removeField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { asText } from '../manifest/value.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const livenessProbe: Rule = {
  id: 'liveness-probe',
  title: 'Liveness probes that need the API server',
  why: 'While the API server is slow or away such a probe fails on all nodes, and the kubelet restarts what works: agents of the network first.',
  severity: 'warn',
  reference: 'https://github.com/Azure/AKS/issues/5145',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) => {
      const probe = container.livenessProbe;
      const words = [...(probe?.exec?.command ?? []), probe?.httpGet?.path, probe?.httpGet?.host].map(asText);
      const found = words.find((word) => asksServer.test(word));
      if (found === undefined) return [];
      const at = [...path, 'livenessProbe'];
      return [
        told(
          at,
          `the probe asks the API server (${asksServer.exec(found)?.[0]})`,
          removeField(pod, at, ', or let it ask the program alone; a readinessProbe may ask the API server'),
        ),
      ];
    }),
};

const asksServer = /\bkubectl(?:\.exe)?\b|KUBERNETES_SERVICE_HOST|\bkubernetes\.default\b|\bapi-?server\b/i;
