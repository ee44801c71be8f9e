import { inManifest } from '../fix.ts';
import { isOn } from '../manifest/admission/form.ts';
import { duplicate, forbidden, invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf, hasHostProcess } from '../manifest/pod.ts';
import type { Offence, Rules } from '../rule.ts';
import { refused, told } from './offence.ts';

/** The network, ports and names of a pod. */
export const networkRules = {
  'host-network': {
    title: 'Host network of the pod',
    why: 'The API server refuses HostProcess pods without hostNetwork, because they share the network of the host.',
    ofApi: true,
    reference: validation,
    judge(pod) {
      if (!hasHostProcess(pod) || pod.spec.hostNetwork === true) return [];
      const path = ['spec', 'hostNetwork'];
      const words = invalid(false, 'hostNetwork must be true if pod contains any hostProcess containers');
      return [refused(pod, path, words, setField(pod, path, true, 'Use the host network.'))];
    },
  },
  'host-users': {
    title: 'Fields that exclude the host network',
    why: 'The API server refuses hostUsers: false together with host namespaces since Kubernetes 1.33, and hostnameOverride together with hostNetwork since 1.35.',
    ofApi: true,
    reference: validation,
    judge(pod, { kubernetes }) {
      const { spec } = pod;
      const [users, name] = [
        ['spec', 'hostUsers'],
        ['spec', 'hostnameOverride'],
      ];
      const isRefused = isOn('UserNamespacesSupport', kubernetes) && spec.hostUsers === false;
      const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(
        (field) => isRefused && spec[field] === true,
      );
      const offences: Offence[] = shared.map((field) => ({
        ...refused(pod, ['spec', field], forbidden('when `hostUsers` is false'), removeField(pod, users)),
        path: users,
      }));
      if (isOn('HostnameOverride', kubernetes) && spec.hostNetwork === true && spec.hostnameOverride !== undefined)
        offences.push(
          refused(pod, name, forbidden('may not be specified when hostNetwork is true'), removeField(pod, name)),
        );
      return offences;
    },
  },
  'host-ports': {
    title: 'Ports on the host network',
    why: 'On the host network a containerPort is a port of the node. The API server sets hostPort to it, and refuses another value and the same port twice.',
    ofApi: true,
    reference: validation,
    judge(pod) {
      if (pod.spec.hostNetwork !== true) return [];
      const taken = new Set<string>();
      return containersOf(pod).flatMap(({ container, path: owner }): Offence[] => {
        // Each init container has the ports for itself.
        const of = owner[1] === 'containers' ? '' : owner.join('.');
        return container.ports.flatMap(({ containerPort = 0, hostPort = 0, hostIP = '', protocol = 'TCP' }, index) => {
          const path = [...owner, 'ports', index];
          const at = [...path, 'hostPort'];
          const key = `${protocol}/${hostIP}/${hostPort || containerPort}`;
          const isSecond = (hostPort || containerPort) !== 0 && taken.has(of + key);
          taken.add(of + key);
          const differs = invalid(hostPort, 'must match `containerPort` when `hostNetwork` is true');
          return [
            ...(of === '' && hostPort !== 0 && hostPort !== containerPort
              ? [refused(pod, at, differs, removeField(pod, at, ': the API server sets it to containerPort'))]
              : []),
            ...(isSecond
              ? [refused(pod, at, duplicate(key), setField(pod, path, { containerPort: '<port>' }, say))]
              : []),
          ];
        });
      });
    },
  },
  'dns-policy': {
    title: 'dnsPolicy',
    why: "Windows does not support ClusterFirstWithHostNet. HostProcess pods use the node's resolver, which does not know the names of services.",
    severity: 'warn',
    reference: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#dns-windows',
    judge(pod) {
      if (pod.spec.dnsPolicy !== 'ClusterFirstWithHostNet') return [];
      const path = ['spec', 'dnsPolicy'];
      const message = 'ClusterFirstWithHostNet is not supported on Windows: names of services do not resolve';
      const say = 'Reach services by their addresses; KUBERNETES_SERVICE_HOST holds that of the API server.';
      return [told(path, message, removeField(pod, path), inManifest(say))];
    },
  },
  service: {
    title: 'Services in front of HostProcess pods',
    why: 'A HostProcess pod has the address of its node. On Windows the load balancer of HNS does not lead from a pod to the address of its own node, so that the Service works from elsewhere and not from pods of the same node.',
    severity: 'warn',
    reference: 'https://github.com/kubernetes/kubernetes/issues/126795',
    judge: (pod, { services = [] }) => {
      const selecting = services
        .filter(({ namespace }) => namespace === pod.namespace || namespace === null || pod.namespace === null)
        .filter(({ selector }) => Object.entries(selector).every(([name, value]) => pod.labels[name] === value));
      // Files that are judged together may hold the same Service.
      return [...new Set(selecting.map(({ name }) => name))].map((name) =>
        told(
          ['metadata', 'labels'],
          `Service ${name} selects these pods: other pods of the same node may not reach them by its address`,
          inManifest(
            'Let clients on the node use its address instead of the Service.',
            'env:\n- name: NODE_IP\n  valueFrom: {fieldRef: {fieldPath: status.hostIP}}',
          ),
          inManifest(
            'Where only Prometheus or another program outside of the node asks the pods one by one, make the Service headless: clusterIP: None.',
          ),
          inManifest('Or serve pods of the node from a DaemonSet of ordinary pods.'),
        ),
      );
    },
  },
} satisfies Rules;

const say = 'Give each container its own port; <port> is one that no other container has.';
