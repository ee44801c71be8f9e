import { asList, asText, fieldsOf, isSet } from '../path.ts';
import { amountFaults } from './containers.ts';
import {
  type ApiStruct,
  between,
  distinct,
  eachInForm,
  type Form,
  inForm,
  isOn,
  isOneOf,
  needs,
  onlyOne,
  repeated,
  type Say,
  textFaults,
} from './form.ts';
import { labelFaults, labelKeyFaults, labelValueFaults, subdomainFaults } from './names.ts';
import { duplicate, forbidden, invalid, required } from './words.ts';

/** Source: ValidatePodSpec. */
const podSpec: Form = ({ fields, path, kubernetes }, say) => {
  const isPod = path.length === 1;
  for (const [index, alias] of asList(fields.hostAliases).map(fieldsOf).entries()) {
    for (const words of textFaults(alias.ip, addressFaults)) say(['hostAliases', index, 'ip'], words);
  }
  for (const [name, quantity] of Object.entries(fieldsOf(fields.overhead)))
    for (const words of amountFaults(name, quantity)) say(['overhead', name], words);
  if (asList(fields.schedulingGates).length > 0 && asText(fields.nodeName) !== '' && isPod)
    say('nodeName', forbidden('not with schedulingGates'));
  const spread = asList(fields.topologySpreadConstraints).map((one) => {
    const { topologyKey, whenUnsatisfiable } = fieldsOf(one);
    return `${asText(topologyKey)}, ${asText(whenUnsatisfiable)}`;
  });
  for (const index of repeated(spread)) say(['topologySpreadConstraints', index], duplicate(spread[index]));
  const context = fieldsOf(fields.securityContext);
  for (const [index, name] of asList(context.sysctls)
    .map((one) => asText(fieldsOf(one).name))
    .entries()) {
    if (fields.hostNetwork === true && /^net[./]/.test(name))
      say(['securityContext', 'sysctls', index, 'name'], invalid(name, 'not on the host network'));
  }
  if (fields.hostPID === true && fields.shareProcessNamespace === true)
    say('shareProcessNamespace', invalid(true, 'not with hostPID'));
  if (isSet(fields.hostnameOverride) && fields.setHostnameAsFQDN === true)
    say('hostnameOverride', forbidden('not with setHostnameAsFQDN'));
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

/** As lenient as Go's parser of addresses, which takes leading zeros. */
function addressFaults(text: string): string[] {
  const isV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
  const isV6 = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text);
  return isV4 || isV6 ? [] : ['must be an IP address'];
}

/** Source: validatePodDNSConfig. */
const dnsConfig: Form = ({ fields, pod, kubernetes }, say) => {
  const [servers, searches] = [asList(fields.nameservers), asList(fields.searches)];
  if (pod.dnsPolicy === 'None' && servers.length === 0)
    say('nameservers', required('one server at least, because dnsPolicy is None'));
  if (servers.length > 3) say('nameservers', 'Too many: at most 3');
  if (searches.length > 32 || searches.join(' ').length > 2048)
    say('searches', 'Too long: at most 32, and 2048 characters');
  const form = isOn('RelaxedDNSSearchValidation', kubernetes) ? relaxedFaults : subdomainFaults;
  for (const [index, search] of searches.entries()) {
    const text = asText(search).replace(/\.$/, '');
    for (const words of text === '' && asText(search) !== '' ? [] : form(text))
      say(['searches', index], invalid(search, words));
  }
  for (const [index, option] of asList(fields.options).entries())
    if (asText(fieldsOf(option).name) === '') say(['options', index], required('a name'));
};

/** Source: IsDNS1123SubdomainWithUnderscore. */
const relaxedFaults = (search: string) => subdomainFaults(search.replaceAll('_', 'a'));

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
  const { maxSkew = 0, minDomains, whenUnsatisfiable } = fields;
  if (typeof maxSkew === 'number' && maxSkew <= 0) say('maxSkew', invalid(maxSkew, 'must be at least 1'));
  if (typeof minDomains === 'number' && minDomains <= 0) say('minDomains', invalid(minDomains, 'must be at least 1'));
  if (isSet(minDomains) && whenUnsatisfiable === 'ScheduleAnyway')
    say('minDomains', invalid(minDomains, 'only with DoNotSchedule'));
};

/** Source: ValidateTolerations; the rule tolerations judges the rest. */
const toleration: Form = ({ fields }, say) => {
  const { operator = '', value } = fields;
  if (isSet(fields.tolerationSeconds) && fields.effect !== 'NoExecute')
    say('effect', invalid(fields.effect, 'must be NoExecute with tolerationSeconds'));
  if (operator === '' || operator === 'Equal')
    for (const words of textFaults(value, labelValueFaults)) say('value', words);
};

/** Source: validateSeccompProfileField, ValidateAppArmorProfileField. */
const profile: Form = ({ fields }, say) => {
  const isLocal = fields.type === 'Localhost';
  if (isLocal && !isSet(fields.localhostProfile)) say('localhostProfile', required('with Localhost'));
  if (!isLocal && isSet(fields.localhostProfile))
    say('localhostProfile', invalid(fields.localhostProfile, 'only with Localhost'));
};

const id = 2 ** 31 - 1;
const sysctl = /^(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;

/** Annotations that the API server reads itself. Source: ValidatePodSpecificAnnotations. */
const ownAnnotation = (key: string, value: string, pod: ApiStruct['pod']): string | null => {
  const [, container] = /^container\.apparmor\.security\.beta\.kubernetes\.io\/(.*)$/.exec(key) ?? [];
  if (key === 'kubernetes.io/config.mirror' && !asText(pod.nodeName)) return 'needs spec.nodeName';
  if (key === 'controller.kubernetes.io/pod-deletion-cost')
    return /^(?:0|-?[1-9]\d*)$/.test(value) && Math.abs(Number(value)) < 2 ** 31
      ? null
      : 'must be a whole number of 32 bits';
  if (/^(?:container\.)?seccomp\.security\.alpha\.kubernetes\.io\//.test(key))
    return /^(?:(?:runtime|docker)\/default|unconfined|localhost\/.*)$/.test(value) ? null : 'is no seccomp profile';
  if (container === undefined) return null;
  const containers = [...asList(pod.initContainers), ...asList(pod.containers)];
  if (!containers.some((one) => fieldsOf(one).name === container)) return 'names no container';
  return /^(?:|runtime\/default|unconfined|localhost\/.*)$/.test(value) ? null : 'is no AppArmor profile';
};

const maxBytes = 256 * 1024;

/** Source: k8s.io/apimachinery pkg/api/validation/objectmeta.go; metadata.ts judges names and labels. */
const objectMeta: Form = ({ fields, path, pod }, say) => {
  const annotations = Object.entries(fieldsOf(fields.annotations)).map(([key, text]) => [key, asText(text)] as const);
  const isOfPod = path.length === 1 || path.at(-2) === 'template';
  // Those of the object and of its pods are judged beside.
  if (path.includes('ephemeral')) labelsOf('labels')({ fields } as ApiStruct, say);
  for (const [key, text] of annotations) {
    for (const words of labelKeyFaults(key.toLowerCase())) say(['annotations', key], invalid(key, words));
    const own = isOfPod ? ownAnnotation(key, text, pod) : null;
    if (own !== null) say(['annotations', key], invalid(text, own));
  }
  if (annotations.reduce((sum, [key, text]) => sum + key.length + text.length, 0) > maxBytes)
    say('annotations', `Too long: at most ${maxBytes} bytes`);
  for (const [index, given] of asList(fields.finalizers).entries()) {
    const name = asText(given);
    const isKnown = name.includes('/') || ['kubernetes', 'orphan', 'foregroundDeletion'].includes(name);
    for (const words of isKnown ? labelKeyFaults(name) : ['must have a domain before it, as in example.com/name'])
      say(['finalizers', index], invalid(name, words));
  }
};

/** Where it is missing, it is 0. */
const weight = [needs('weight'), between(1, 100, 'weight')];
const keyLists = eachInForm(labelKeyFaults, 'matchLabelKeys', 'mismatchLabelKeys');

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
      'hostnameOverride',
      'nodeName',
    ),
    inForm(labelFaults, 'hostname', 'subdomain'),
    inForm((text) => (text.length <= 64 ? [] : ['must have at most 64 characters']), 'hostnameOverride'),
    labelsOf('nodeSelector'),
    distinct('schedulingGates', 'name'),
    distinct('resourceClaims', 'name'),
    podSpec,
  ],
  PodDNSConfig: [eachInForm(addressFaults, 'nameservers'), dnsConfig],
  PodSchedulingGate: [inForm(labelKeyFaults, 'name')],
  PodReadinessGate: [inForm(labelKeyFaults, 'conditionType')],
  HostAlias: [eachInForm(subdomainFaults, 'hostnames')],
  PodResourceClaim: [
    inForm(labelFaults, 'name'),
    inForm(subdomainFaults, 'resourceClaimName', 'resourceClaimTemplateName'),
    onlyOne('resourceClaimName', 'resourceClaimTemplateName'),
  ],
  NodeSelectorRequirement: [nodeRequirement],
  LabelSelector: [ofSelector(labelsOf('matchLabels'))],
  LabelSelectorRequirement: [ofSelector(labelRequirement)],
  PreferredSchedulingTerm: weight,
  WeightedPodAffinityTerm: weight,
  PodAffinityTerm: [inForm(labelKeyFaults, 'topologyKey'), eachInForm(labelFaults, 'namespaces'), keyLists],
  TopologySpreadConstraint: [keyLists, spreadConstraint],
  Toleration: [inForm(labelKeyFaults, 'key'), toleration],
  SeccompProfile: [profile],
  AppArmorProfile: [profile],
  // ValidateSecurityContext
  SecurityContext: [
    between(0, id, 'runAsUser', 'runAsGroup'),
    ({ fields, pod }, say) => {
      if (fields.procMount === 'Unmasked' && pod.hostUsers !== false)
        say('procMount', invalid('Unmasked', 'needs hostUsers: false'));
      if (fields.privileged === true && fields.allowPrivilegeEscalation === false)
        say('allowPrivilegeEscalation', invalid(false, 'not with privileged'));
    },
  ],
  PodSecurityContext: [
    // Another value needs the feature gate SELinuxMount, which is off.
    isOneOf('seLinuxChangePolicy', 'Recursive'),
    between(0, id, 'fsGroup', 'runAsUser', 'runAsGroup'),
    ({ fields }, say) => {
      for (const [index, one] of asList(fields.supplementalGroups).entries())
        if (typeof one === 'number' && (one < 0 || one > id))
          say(['supplementalGroups', index], invalid(one, `must be 0 to ${id}`));
    },
    distinct('sysctls', 'name'),
  ],
  Sysctl: [inForm((name) => (name.length <= 253 && sysctl.test(name) ? [] : ['is no name of a sysctl']), 'name')],
};
