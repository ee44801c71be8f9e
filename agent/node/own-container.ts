import { ifKnown, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { literal, type ShellCommand, shell, type Words, words } from '../fix/command.ts';
import { onCluster, riskOfRecreate, type Step } from '../fix.ts';
import type { Mode } from '../shim/mode.ts';

type Facts = Pick<FactValues, 'identity' | 'sandbox'>;

/**
 * What hostprobe itself runs in: a HostProcess container (only the runhcs shim sets CONTAINER_SANDBOX_MOUNT_POINT), an
 * ordinary process-isolated container (a server silo, whatever its variables say), or neither.
 * Source: hcsshim internal/jobcontainers/jobcontainer.go, JOBOBJECT_SILO_BASIC_INFORMATION.IsInServerSilo.
 */
export function ownContainer(facts: Facts): 'host-process' | 'isolated' | 'none' {
  if (ifKnown(facts.identity.silo)?.server) return 'isolated';
  return facts.sandbox.form === 'unset' ? 'none' : 'host-process';
}

/** The mode of the HostProcess container that hostprobe runs in; null when it runs in none. */
export function ownMode(facts: Facts): Mode | null {
  const { form } = facts.sandbox;
  if (ownContainer(facts) !== 'host-process' || form === 'unset') return null;
  // A rootfs of the pod's own choosing exists from hcsshim 0.10 on, where only bind mode has a silo.
  if (form === 'custom') return known(facts.identity.silo) === null ? 'fallback' : 'bind';
  return form;
}

/** What a check about the pod itself says if there is no HostProcess pod to judge. */
export const outsideHostProcess = {
  status: 'skip',
  summary: 'hostprobe is not in a HostProcess container; see host-process',
} as const;

type Pod = FactValues['token']['pod'];

/** Recreates the pod: its controller does that when the pod is deleted. */
export const recreatePod = (pod: Pod, say = 'Recreate the pod.'): Step =>
  onOwnPod(pod, say, (it) => shell`kubectl delete pod ${it}`, riskOfRecreate);

/** Shows a part of the pod as the API server has it. */
export const showOwnPod = (pod: Pod, say: string, jsonPath: string): Step =>
  onOwnPod(pod, say, (it) => shell`kubectl get pod ${it} -o jsonpath=${literal(jsonPath)}`);

/** A step on hostprobe's own pod. The reader fills in what the downward API did not give. */
function onOwnPod({ name, namespace }: Pod, say: string, command: (it: Words) => ShellCommand, risk?: string): Step {
  const missing = [
    ...(name === null ? ['its name in place of <pod>'] : []),
    ...(namespace === null ? ['its namespace in place of <namespace>'] : []),
  ];
  const how = missing.length === 0 ? '.' : `, with ${missing.join(' and ')}.`;
  const it = words`${name ?? '<pod>'} -n ${namespace ?? '<namespace>'}`;
  return onCluster(say.replace(/\.$/, how), command(it), risk);
}
