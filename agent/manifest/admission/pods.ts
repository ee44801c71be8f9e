import { asList, asText, fieldsOf, isSet } from '../path.ts';
import { type ApiStruct, between, type Form, inForm, needs, repeated, type Say, textFaults } from './form.ts';
import { labelFaults, labelKeyFaults, labelValueFaults, subdomainFaults } from './names.ts';
import { duplicate, forbidden, invalid, required } from './words.ts';

/** Source: ValidatePodSpec. */
const podSpec: Form = ({ fields, path, kubernetes }, say) => {
  const isPod = path.length === 1;
  if (fields.dnsPolicy === 'None' && !isSet(fields.dnsConfig)) say('dnsConfig', required('because dnsPolicy is None'));
  if (isSet(fields.resources) && kubernetes >= 34 && fieldsOf(fields.os).name === 'windows')
    say('resources', forbidden('may not be set for a windows pod'));
  // A pod that has a node runs already, such as one that kubectl get printed: its containers may stay.
  if (asList(fields.ephemeralContainers).length > 0 && !(isPod && isSet(fields.nodeName)))
    say(
      'ephemeralContainers',
      forbidden(isPod ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template'),
    );
  // Of two equal names the one of the init container is refused.
  const places = ['containers', 'initContainers', 'ephemeralContainers', 'volumes'].flatMap((list) =>
    asList(fields[list]).map((one, index) => ({ at: [list, index, 'name'], name: asText(fieldsOf(one).name), list })),
  );
  const again = repeated(places.map(({ name, list }) => `${list === 'volumes' ? list : ''}/${name}`));
  for (const [index, { at, name }] of places.entries()) if (name !== '' && again.has(index)) say(at, duplicate(name));
};

/** Source: validatePodDNSConfig. */
const dnsConfig: Form = ({ fields, pod }, say) => {
  if (pod.dnsPolicy === 'None' && asList(fields.nameservers).length === 0)
    say('nameservers', required('one server at least, because dnsPolicy is None'));
};

/** Whether the values fit the operator, which node and label selectors have both. */
function operatorFaults({ fields }: ApiStruct, say: Say): void {
  const operator = asText(fields.operator);
  const { length } = asList(fields.values);
  if (lists.includes(operator) && length === 0) say('values', required(`with ${operator}`));
  if (!lists.includes(operator) && !presence.includes(operator))
    say('operator', invalid(operator, 'is no operator here'));
  if (presence.includes(operator) && length > 0) say('values', forbidden(`not with ${operator}`));
}
const lists = ['In', 'NotIn'];
const presence = ['Exists', 'DoesNotExist'];

/** Source: ValidateNodeSelectorRequirement, and ValidateNodeFieldSelectorRequirement for matchFields. */
const nodeRequirement: Form = (struct, say) => {
  const { fields, path, kubernetes } = struct;
  const operator = asText(fields.operator);
  const values = asList(fields.values);
  const isField = path.at(-2) === 'matchFields';
  if (isField) {
    if (!lists.includes(operator)) say('operator', invalid(operator, 'must be In or NotIn'));
    else if (values.length !== 1) say('values', required('exactly one'));
    if (fields.key !== 'metadata.name') say('key', invalid(fields.key, 'must be metadata.name'));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) say('values', required('exactly one'));
  } else operatorFaults(struct, say);
  // Values of a preference may have any form.
  const isRequired = !path.includes('preference') && kubernetes >= 33;
  const form = isField ? subdomainFaults : isRequired ? labelValueFaults : () => [];
  for (const [index, one] of values.entries()) for (const words of textFaults(one, form)) say(['values', index], words);
  if (!isField) inForm(labelKeyFaults, 'key')(struct, say);
};

/** Keys and values of labels. */
const labelsOf =
  (field: string): Form =>
  ({ fields }, say) => {
    for (const [key, text] of Object.entries(fieldsOf(fields[field])))
      for (const words of [
        ...labelKeyFaults(key).map((one) => invalid(key, one)),
        ...textFaults(text, labelValueFaults),
      ])
        say([field, key], words);
  };

/** Source: ValidateLabelSelectorRequirement. */
const labelRequirement: Form = (struct, say) => {
  operatorFaults(struct, say);
  inForm(labelKeyFaults, 'key')(struct, say);
};

/** Those of topologySpreadConstraints are judged since 1.27. Source: validateTopologySpreadConstraints at v1.26 and v1.27. */
const ofSelector =
  (form: Form): Form =>
  (struct, say) => {
    if (struct.kubernetes >= 27 || !struct.path.includes('topologySpreadConstraints')) form(struct, say);
  };

/** Source: validateTopologySpreadConstraints. */
const spreadConstraint: Form = ({ fields }, say) => {
  const { maxSkew = 0 } = fields;
  if (typeof maxSkew === 'number' && maxSkew <= 0) say('maxSkew', invalid(maxSkew, 'must be at least 1'));
};

/** Source: ValidateTolerations; the rule tolerations judges the rest. */
const toleration: Form = ({ fields }, say) => {
  const { operator = '', value } = fields;
  if (isSet(fields.tolerationSeconds) && fields.effect !== 'NoExecute')
    say('effect', invalid(fields.effect, 'must be NoExecute with tolerationSeconds'));
  if (operator === '' || operator === 'Equal')
    for (const words of textFaults(value, labelValueFaults)) say('value', words);
};

const id = 2 ** 31 - 1;

const maxBytes = 256 * 1024;

/** Source: k8s.io/apimachinery pkg/api/validation/objectmeta.go; metadata.ts judges names and labels. */
const objectMeta: Form = ({ fields }, say) => {
  const annotations = Object.entries(fieldsOf(fields.annotations)).map(([key, text]) => [key, asText(text)] as const);
  for (const [key] of annotations)
    for (const words of labelKeyFaults(key.toLowerCase())) say(['annotations', key], invalid(key, words));
  if (annotations.reduce((sum, [key, text]) => sum + key.length + text.length, 0) > maxBytes)
    say('annotations', `Too long: at most ${maxBytes} bytes`);
};

/** Where it is missing, it is 0. */
const weight = [needs('weight'), between(1, 100, 'weight')];

export const pods: Readonly<Record<string, readonly Form[]>> = {
  ObjectMeta: [objectMeta],
  PodSpec: [
    between(1, 2 ** 31 - 1, 'activeDeadlineSeconds'),
    inForm(
      subdomainFaults,
      'serviceAccountName',
      'serviceAccount',
      'priorityClassName',
      'runtimeClassName',
      'nodeName',
    ),
    inForm(labelFaults, 'hostname', 'subdomain'),
    labelsOf('nodeSelector'),
    podSpec,
  ],
  PodDNSConfig: [dnsConfig],
  NodeSelectorRequirement: [nodeRequirement],
  LabelSelector: [ofSelector(labelsOf('matchLabels'))],
  LabelSelectorRequirement: [ofSelector(labelRequirement)],
  PreferredSchedulingTerm: weight,
  WeightedPodAffinityTerm: weight,
  PodAffinityTerm: [inForm(labelKeyFaults, 'topologyKey')],
  TopologySpreadConstraint: [spreadConstraint],
  Toleration: [inForm(labelKeyFaults, 'key'), toleration],
  // ValidateSecurityContext
  SecurityContext: [
    between(0, id, 'runAsUser', 'runAsGroup'),
    ({ fields }, say) => {
      if (fields.privileged === true && fields.allowPrivilegeEscalation === false)
        say('allowPrivilegeEscalation', invalid(false, 'not with privileged'));
    },
  ],
  PodSecurityContext: [between(0, id, 'fsGroup', 'runAsUser', 'runAsGroup')],
};
