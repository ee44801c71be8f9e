import { labelFaults, labelKeyFaults, labelValueFaults, subdomainFaults } from '../refusal/name-form.ts';
import { fieldsOf } from '../refusal/object-fault.ts';
import {
  type ApiStruct,
  asList,
  asText,
  duplicate,
  type Form,
  type FormFault,
  forbidden,
  inForm,
  invalid,
  isOneOf,
  isSet,
  needed,
  repeated,
  required,
} from './form.ts';

const lists = ['In', 'NotIn'];
const presence = ['Exists', 'DoesNotExist'];
const noOperator = 'not a valid selector operator';

/** Whether the values fit the operator, which node and label selectors have both. */
function operatorFaults(fields: ApiStruct['fields'], path: ApiStruct['path']): FormFault[] {
  const operator = asText(fields.operator);
  const { length } = asList(fields.values);
  const at = [...path, 'values'];
  if (lists.includes(operator)) {
    return length > 0 ? [] : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")];
  }
  if (!presence.includes(operator)) return [invalid([...path, 'operator'], operator, noOperator)];
  return length === 0 ? [] : [forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
}

/** Source: ValidateNodeSelectorRequirement, and ValidateNodeFieldSelectorRequirement for matchFields. */
const nodeRequirement: Form = ({ fields, path, kubernetes }) => {
  const operator = asText(fields.operator);
  const values = asList(fields.values);
  const at = [...path, 'values'];
  const wrongOperator = invalid([...path, 'operator'], operator, noOperator);
  if (path.at(-2) === 'matchFields') {
    const count = lists.includes(operator)
      ? values.length === 1
        ? []
        : [required(at, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")]
      : [wrongOperator];
    const key = asText(fields.key);
    if (key !== 'metadata.name') return [...count, invalid([...path, 'key'], key, 'not a valid field selector key')];
    return [...count, ...values.flatMap((one, index) => inForm(one, [...at, index], subdomainFaults))];
  }
  const isComparison = operator === 'Gt' || operator === 'Lt';
  const single = "must be specified single value when `operator` is 'Lt' or 'Gt'";
  const faults = isComparison ? (values.length === 1 ? [] : [required(at, single)]) : operatorFaults(fields, path);
  const keys = labelKeyFaults(asText(fields.key), kubernetes).map((words) =>
    invalid([...path, 'key'], asText(fields.key), words),
  );
  // Values of a preference may have any form.
  const isRequired = !path.includes('preference') && kubernetes >= 33;
  const forms = isRequired
    ? values.flatMap((one, index) => inForm(one, [...at, index], (text) => labelValueFaults(text, kubernetes)))
    : [];
  return [...faults, ...keys, ...forms];
};

/** Source: k8s.io/apimachinery pkg/apis/meta/v1/validation ValidateLabelSelectorRequirement. */
const labelRequirement: Form = ({ fields, path, kubernetes }) => {
  // That of the workload is judged in workload-form.ts.
  if (path[1] === 'selector' || path.includes('volumeClaimTemplates')) return [];
  const key = asText(fields.key);
  return [
    ...operatorFaults(fields, path),
    ...labelKeyFaults(key, kubernetes).map((words) => invalid([...path, 'key'], key, words)),
  ];
};

const weight = ({ fields, path }: ApiStruct): FormFault[] => {
  const given = fields.weight ?? 0;
  return typeof given === 'number' && (given < 1 || given > 100)
    ? [invalid([...path, 'weight'], given, 'must be in the range 1-100')]
    : [];
};

export const scheduling: Readonly<Record<string, Form>> = {
  NodeSelector: ({ fields, path }) =>
    asList(fields.nodeSelectorTerms).length === 0
      ? [required([...path, 'nodeSelectorTerms'], 'must have at least one node selector term')]
      : [],
  NodeSelectorRequirement: nodeRequirement,
  LabelSelectorRequirement: labelRequirement,
  PreferredSchedulingTerm: weight,
  WeightedPodAffinityTerm: weight,
  // Source: validatePodAffinityTerm.
  PodAffinityTerm: ({ fields, path, kubernetes }) => {
    const at = [...path, 'topologyKey'];
    const key = asText(fields.topologyKey);
    return [
      ...asList(fields.namespaces).flatMap((name, index) =>
        inForm(name, [...path, 'namespaces', index], labelFaults, [...path, 'namespace']),
      ),
      ...needed(fields.topologyKey, at, 'can not be empty'),
      ...labelKeyFaults(key, kubernetes).map((words) => invalid(at, key, words)),
    ];
  },
  // Source: validateTopologySpreadConstraints.
  TopologySpreadConstraint: ({ fields, path, kubernetes }) => {
    const { maxSkew = 0, whenUnsatisfiable } = fields;
    // Feature gates: MinDomainsInPodTopologySpread is on since 1.27, NodeInclusionPolicyInPodTopologySpread since 1.26.
    const minDomains = kubernetes < 27 ? undefined : fields.minDomains;
    const key = asText(fields.topologyKey);
    const at = (field: string) => [...path, field];
    const isLow = (value: unknown) => typeof value === 'number' && value <= 0;
    const anyway = typeof minDomains === 'number' && asText(whenUnsatisfiable) === 'ScheduleAnyway';
    const policies = ['Honor', 'Ignore'];
    return [
      ...(isLow(maxSkew) ? [invalid(at('maxSkew'), maxSkew, 'must be greater than zero')] : []),
      ...(key === ''
        ? [required(at('topologyKey'), 'can not be empty')]
        : labelKeyFaults(key, kubernetes).map((words) => invalid(at('topologyKey'), key, words))),
      ...(isSet(whenUnsatisfiable)
        ? isOneOf(whenUnsatisfiable, at('whenUnsatisfiable'), ['DoNotSchedule', 'ScheduleAnyway'])
        : [required(at('whenUnsatisfiable'))]),
      ...(isLow(minDomains) ? [invalid(at('minDomains'), minDomains, 'must be greater than zero')] : []),
      ...(anyway
        ? [
            invalid(
              at('minDomains'),
              minDomains,
              'can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
            ),
          ]
        : []),
      ...(kubernetes < 26 ? [] : isOneOf(fields.nodeAffinityPolicy, at('nodeAffinityPolicy'), policies)),
      ...(kubernetes < 26 ? [] : isOneOf(fields.nodeTaintsPolicy, at('nodeTaintsPolicy'), policies)),
    ];
  },
  // Source: ValidateTolerations; the rule tolerations judges the rest.
  Toleration: ({ fields, path, kubernetes }) => {
    const { tolerationSeconds } = fields;
    const effect = asText(fields.effect);
    const [key, operator, value] = [fields.key, fields.operator, fields.value].map(asText);
    const ofKey = key === '' ? [] : labelKeyFaults(key ?? '', kubernetes);
    const isEqual = operator === '' || operator === 'Equal';
    const ofValue = isEqual ? labelValueFaults(value ?? '', kubernetes) : [];
    return [
      ...ofKey.map((words) => invalid([...path, 'key'], key, words)),
      ...(isSet(tolerationSeconds) && effect !== 'NoExecute'
        ? [invalid([...path, 'effect'], effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")]
        : []),
      ...(ofValue.length === 0 ? [] : [invalid([...path, 'value'], value, ofValue.join(';'), [...path, 'operator'])]),
    ];
  },
};

/** What is wrong with the fields of a pod that say where it runs. Source: ValidatePodSpec. */
export function schedulingOf({ fields, path, kubernetes }: ApiStruct): FormFault[] {
  const at = (...steps: (string | number)[]) => [...path, ...steps];
  // Before 1.27 the field is dropped.
  const gates = (kubernetes < 27 ? [] : asList(fields.schedulingGates)).map((gate) => asText(fieldsOf(gate).name));
  const spread = asList(fields.topologySpreadConstraints).map((one) => {
    const { topologyKey, whenUnsatisfiable } = fieldsOf(one);
    return `{${asText(topologyKey)}, ${asText(whenUnsatisfiable)}}`;
  });
  const [gatesAgain, spreadAgain] = [repeated(gates), repeated(spread)];
  return [
    ...Object.entries(fieldsOf(fields.nodeSelector)).flatMap(([key, value]) => [
      ...labelKeyFaults(key, kubernetes).map((words) =>
        invalid(at('nodeSelector', key), key, words, at('nodeSelector')),
      ),
      ...inForm(value, at('nodeSelector', key), (text) => labelValueFaults(text, kubernetes), at('nodeSelector')),
    ]),
    ...gates.flatMap((name, index) => [
      ...labelKeyFaults(name, 0).map((words) => invalid(at('schedulingGates', index), name, words)),
      ...(gatesAgain.has(index) ? [duplicate(at('schedulingGates', index), name)] : []),
    ]),
    ...(gates.length > 0 && asText(fields.nodeName) !== '' && path.length === 1
      ? [forbidden(at('nodeName'), 'cannot be set until all schedulingGates have been cleared')]
      : []),
    ...spread.flatMap((key, index) =>
      spreadAgain.has(index)
        ? [
            duplicate(
              at('topologySpreadConstraints', index),
              key,
              at('topologySpreadConstraints', index, '{topologyKey, whenUnsatisfiable}'),
            ),
          ]
        : [],
    ),
    ...asList(fields.readinessGates).flatMap((gate, index) => {
      const type = asText(fieldsOf(gate).conditionType);
      return labelKeyFaults(type, 0).map((words) => invalid(at('readinessGates', index, 'conditionType'), type, words));
    }),
    ...inForm(fields.priorityClassName, at('priorityClassName'), subdomainFaults),
    ...inForm(fields.runtimeClassName, at('runtimeClassName'), subdomainFaults),
    ...isOneOf(fields.preemptionPolicy, at('preemptionPolicy'), ['PreemptLowerPriority', 'Never']),
  ];
}
