import { QueryError } from '../../error.ts';
import type { ClusterWriter, PodEvent } from '../../host.ts';
import { toolVersion } from '../../version.ts';
import type { Ask } from './caller.ts';
import { type ApiRequest, named } from './connect.ts';
import { written } from './objects.ts';

export function createClusterWriter(ask: Ask): ClusterWriter {
  const write = (what: string, question: ApiRequest) => ask(what, (api) => api.ask(question, written));
  return {
    async setCondition(node, { since, at, ...condition }) {
      const times = { lastTransitionTime: since, lastHeartbeatTime: at };
      // A strategic merge replaces the condition of this type and leaves the others.
      const body = { status: { conditions: [{ ...condition, ...times }] } };
      const path = `/api/v1/nodes/${named(node)}/status`;
      const query = { fieldManager: 'hostprobe' };
      await write(`patch nodes/status ${node}`, { method: 'PATCH', path, query, body });
    },
    async emitPodEvent(node, event, at) {
      const { namespace, name, message, count } = event;
      const path = eventsOf(namespace);
      const create = () =>
        write(`create event in ${namespace}`, { method: 'POST', path, body: podEvent(node, event, at) });
      try {
        await create();
      } catch (error) {
        if (!hasCode(error, '409')) throw error;
        try {
          const body = { message, count, lastTimestamp: at };
          await write(`patch event ${name}`, { method: 'PATCH', path: `${path}/${named(name)}`, body });
        } catch (late) {
          // The event has expired in the meantime.
          if (!hasCode(late, '404')) throw late;
          await create();
        }
      }
    },
    async emitNodeEvent(node, event) {
      const body = nodeEvent(node, event);
      await write(`create event in ${nodeNamespace}`, { method: 'POST', path: eventsOf(nodeNamespace), body });
    },
    async isHeldToNode(node, at) {
      const event = { warns: false, reason: 'HostProcessReady', message: 'a dry run', at };
      // The rest of the event is valid, so only a policy can refuse it.
      const body = { ...nodeEvent(node, event), source: { component: 'hostprobe', host: `not-${node}` } };
      try {
        const query = { dryRun: 'All' };
        await write('create event in a dry run', { method: 'POST', path: eventsOf(nodeNamespace), query, body });
        return false;
      } catch (error) {
        // The code of a refusal by policy is 422 by default. Other refusals have it too, and only the message names the
        // policy.
        const isByPolicy = /ValidatingAdmissionPolicy '[^']*own-node'.*denied request/;
        if (error instanceof QueryError && isByPolicy.test(error.message)) return true;
        throw error;
      }
    },
  };
}

/** As kubelets do: in the namespace default, with the node's name as its uid. kubectl describe searches for that. */
const nodeNamespace = 'default';
const nodeEvent = (node: string, { warns, reason, message, at }: Parameters<ClusterWriter['emitNodeEvent']>[1]) => ({
  metadata: { generateName: `${node}.`, namespace: nodeNamespace },
  involvedObject: { kind: 'Node', name: node, uid: node },
  ...{ type: warns ? 'Warning' : 'Normal', reason, message, count: 1 },
  ...{ firstTimestamp: at, lastTimestamp: at },
  source: { component: 'hostprobe', host: node },
  ...{ reportingComponent: 'hostprobe', reportingInstance: `hostprobe-${toolVersion}` },
});

const eventsOf = (namespace: string) => `/api/v1/namespaces/${named(namespace)}/events`;

const hasCode = (error: unknown, code: string) => error instanceof QueryError && error.code === code;

/**
 * An event of core/v1, whose message and count may be changed later. kubectl describe finds it by the pod's UID.
 * Source: kubernetes pkg/apis/core/validation/events.go.
 */
const podEvent = (
  node: string,
  { namespace, pod, uid, container, name, message, count, reporter }: PodEvent,
  at: Date,
) => ({
  metadata: { name, namespace },
  involvedObject: {
    ...{ kind: 'Pod', apiVersion: 'v1', namespace, name: pod, uid },
    ...(container === null ? {} : { fieldPath: `spec.containers{${container}}` }),
  },
  ...{ type: 'Warning', reason: 'HostProcessExplained', message, count },
  ...{ firstTimestamp: at, lastTimestamp: at },
  ...{ source: { component: 'hostprobe', host: node } },
  ...{ reportingComponent: 'hostprobe', reportingInstance: reporter.slice(0, 128) },
});
