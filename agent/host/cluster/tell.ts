import type { ClusterTelling } from '../../host.ts';
import { toolVersion } from '../../version.ts';
import type { Ask } from './caller.ts';

/** What hostprobe asks of the API when it publishes, as RBAC has it; the rest of what it asks is in `clusterAccess`. */
export const publishAccess = [
  { group: '', resource: 'nodes/status', verb: 'patch' },
  { group: '', resource: 'events', verb: 'create' },
] as const;

export function createTelling(ask: Ask): ClusterTelling {
  return {
    async setCondition(node, { since, at, ...condition }) {
      const times = { lastTransitionTime: since, lastHeartbeatTime: at };
      // A strategic merge replaces the condition of this type and leaves the others.
      const body = { status: { conditions: [{ ...condition, ...times }] } };
      await ask(`patch nodes/status ${node}`, ({ core, strategicMerge }) =>
        core.patchNodeStatus({ name: node, body, fieldManager: 'hostprobe' }, strategicMerge),
      );
    },
    async tellEvent(node, { warns, reason, message, at }) {
      // As kubelets do: in the namespace default, and with the name in the place of the uid, by which kubectl describe finds it.
      const namespace = 'default';
      const body = {
        metadata: { generateName: `${node}.`, namespace },
        involvedObject: { kind: 'Node', name: node, uid: node },
        type: warns ? 'Warning' : 'Normal',
        reason,
        message,
        source: { component: 'hostprobe', host: node },
        reportingComponent: 'hostprobe',
        reportingInstance: `hostprobe-${toolVersion}`,
        count: 1,
        firstTimestamp: at,
        lastTimestamp: at,
      };
      await ask(`create event in ${namespace}`, ({ core }) => core.createNamespacedEvent({ namespace, body }));
    },
  };
}
