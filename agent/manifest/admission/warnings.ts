import { asList, asText, fieldsOf, isSet } from '../path.ts';
import { amountOf, type Form, repeated } from './form.ts';

/** What the API server takes with a warning. Source of all: pkg/api/pod/warnings.go, pkg/api/node/util.go at v1.34.1. */
const oldLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};
const old = (label: unknown) => {
  const now = Object.hasOwn(oldLabels, asText(label)) ? oldLabels[asText(label)] : undefined;
  return now === undefined ? [] : [`${asText(label)} is deprecated; use ${now}`];
};

const pod: Form = ({ fields }, say) => {
  for (const key of Object.keys(fieldsOf(fields.nodeSelector)))
    for (const words of old(key)) say(['nodeSelector', key], words, 'info');
  for (const [list, key] of [
    ['hostAliases', 'ip'],
    ['imagePullSecrets', 'name'],
  ] as const) {
    const values = asList(fields[list]).map((one) => fieldsOf(one)[key]);
    for (const index of repeated(values)) say([list, index, key], 'stands twice', 'info');
  }
  const grace = fields.terminationGracePeriodSeconds;
  if (typeof grace === 'number' && grace < 0) say('terminationGracePeriodSeconds', 'a negative one is 1', 'info');
};

const container: Form = ({ fields }, say) => {
  const names = asList(fields.env).map((one) => asText(fieldsOf(one).name));
  for (const index of repeated(names)) {
    const { name, value, valueFrom } = fieldsOf(asList(fields.env)[index]);
    const own = `$(${asText(name)})`;
    // A value may be made of the one before it.
    if (isSet(valueFrom) || value === own || !asText(value).includes(own))
      say(['env', index], `hides an earlier ${asText(name)}`, 'info');
  }
  const ports = asList(fields.ports).map(fieldsOf);
  const keys = ports.map(({ containerPort, protocol = 'TCP', hostIP, hostPort }) =>
    JSON.stringify([containerPort, protocol, hostIP, hostPort]),
  );
  for (const index of repeated(keys)) say(['ports', index], 'stands twice', 'info');
  for (const list of ['limits', 'requests'])
    for (const name of ['memory', 'ephemeral-storage']) {
      const amount = amountOf(fieldsOf(fieldsOf(fields.resources)[list])[name]);
      if (amount !== null && !Number.isInteger(amount))
        say(['resources', list, name], 'a part of a byte is invalid', 'info');
    }
};

const metadata: Form = ({ fields }, say) => {
  for (const key of Object.keys(fieldsOf(fields.annotations)))
    if (key === 'scheduler.alpha.kubernetes.io/critical-pod')
      say(['annotations', key], 'has no effect since 1.16; use priorityClassName', 'info');
};

export const warnings: Readonly<Record<string, readonly Form[]>> = {
  PodSpec: [pod],
  Container: [container],
  ObjectMeta: [metadata],
  NodeSelectorRequirement: [
    ({ fields }, say) => {
      for (const words of old(fields.key)) say('key', words, 'info');
    },
  ],
  TopologySpreadConstraint: [
    ({ fields }, say) => {
      for (const words of old(fields.topologyKey)) say('topologyKey', words, 'info');
      if (!isSet(fields.labelSelector)) say('labelSelector', 'without one it counts no pod', 'info');
    },
  ],
};
