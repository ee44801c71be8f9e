import { asList, asText, fieldsOf, isSet, valueIn } from '../path.ts';
import {
  amountOf,
  between,
  descendingFaults,
  distinct,
  type Form,
  inForm,
  isOn,
  isOneOf,
  needs,
  onlyOne,
  port,
  portNameFaults,
  repeated,
  shortText,
  textFaults,
} from './form.ts';
import { labelFaults, labelKeyFaults, subdomainFaults } from './names.ts';
import { duplicate, forbidden, invalid, notFound, required, unsupported } from './words.ts';

/** Source: validateContainerRestartPolicy, validateInitContainerRestartPolicy; the gate ContainerRestartRules. */
const restarts: Form = ({ fields, path, kubernetes }, say) => {
  const { restartPolicy: policy } = fields;
  const rules = asList(fields.restartPolicyRules);
  const isInit = path.at(-2) === 'initContainers';
  if (!isOn('ContainerRestartRules', kubernetes)) {
    // 1.34 knows the other policies, and drops them.
    if (!isSet(policy) || policy === 'Always' ? isInit || !isSet(policy) : kubernetes === 34) return;
    if (kubernetes !== 34)
      say(
        'restartPolicy',
        isInit ? unsupported(asText(policy), ['Always']) : forbidden('only init containers have it'),
      );
    return;
  }
  if (rules.length > 0 && !isSet(policy)) say('restartPolicy', required('with restartPolicyRules'));
  if (isSet(policy) && !policies.includes(asText(policy))) say('restartPolicy', unsupported(asText(policy), policies));
  if (isInit && policy === 'Always' && rules.length > 0) say('restartPolicyRules', forbidden('a sidecar has none'));
  if (rules.length > 20) say('restartPolicyRules', 'Too many: at most 20');
};
const policies = ['Always', 'OnFailure', 'Never'];

/** Source: validateContainers, validateInitContainers. */
const container: Form = ({ fields, path, volumes, pod }, say) => {
  const image = asText(fields.image);
  // A pod template may have it, where something may still replace the image.
  if (image.trim() !== image && path[1] !== 'template')
    say('image', invalid(image, 'must not begin or end with a blank'));
  if (path.at(-2) === 'initContainers' && fields.restartPolicy !== 'Always') {
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'])
      if (isSet(fields[field]))
        say(field, forbidden('only sidecars among the init containers have it (restartPolicy: Always)'));
  }
  const names = asList(fields.ports).map((one) => asText(fieldsOf(one).name));
  const again = repeated(names);
  for (const [index, name] of names.entries()) {
    for (const words of textFaults(name, portNameFaults)) say(['ports', index, 'name'], words);
    if (name !== '' && again.has(index)) say(['ports', index, 'name'], duplicate(name));
  }
  const devices = asList(fields.volumeDevices).map(fieldsOf);
  const mounts = asList(fields.volumeMounts).map(fieldsOf);
  for (const index of repeated(mounts.map(({ mountPath }) => mountPath)))
    say(['volumeMounts', index, 'mountPath'], invalid(mounts[index]?.mountPath, 'must be unique'));
  for (const [index, { name, devicePath }] of devices.entries()) {
    const at = (field: string) => ['volumeDevices', index, field];
    const found = asList(pod.volumes)
      .map(fieldsOf)
      .find((volume) => volume.name === name);
    const isClaim =
      found === undefined ? volumes.has(asText(name)) : isSet(found.persistentVolumeClaim) || isSet(found.ephemeral);
    if (asText(name) !== '' && !isClaim)
      say(at('name'), found === undefined ? notFound(asText(name)) : invalid(name, 'is no claim'));
    if (asText(devicePath).split('/').includes('..')) say(at('devicePath'), invalid(devicePath, 'must not contain ..'));
    if (mounts.some((mount) => mount.name === name || mount.mountPath === devicePath))
      say(at('name'), invalid(name, 'must not be in volumeMounts too'));
  }
  for (const [index, { restartPolicy: policy }] of asList(fields.resizePolicy).map(fieldsOf).entries())
    if (pod.restartPolicy === 'Never' && policy === 'RestartContainer' && path.at(-2) === 'containers')
      say(
        ['resizePolicy', index, 'restartPolicy'],
        invalid(policy, 'must be NotRequired where restartPolicy is Never'),
      );
};

/** Source: ValidateVolumeMounts. */
const mount: Form = ({ fields, path, pod, volumes }, say) => {
  const name = asText(fields.name);
  if (name !== '' && !volumes.has(name)) say('name', notFound(name));
  const { subPath, subPathExpr, mountPropagation, readOnly, recursiveReadOnly } = fields;
  if (asText(subPath) !== '' && asText(subPathExpr) !== '')
    say('subPathExpr', invalid(subPathExpr, 'may not be set with subPath'));
  const [, list = '', index = 0] = path.slice(-5);
  const owner = fieldsOf(asList(pod[list])[Number(index)]);
  if (mountPropagation === 'Bidirectional' && fieldsOf(owner.securityContext).privileged !== true)
    say('mountPropagation', forbidden('Bidirectional is for privileged containers'));
  const isRecursive = recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible';
  if (isRecursive && readOnly !== true) say('recursiveReadOnly', forbidden('only where readOnly is true'));
};

/** Source: validateProbe and those for each kind of probe. */
const probe: Form = ({ fields, path }, say) => {
  const { successThreshold: successes, terminationGracePeriodSeconds: grace } = fields;
  const isReadiness = path.at(-1) === 'readinessProbe';
  // 0 is the default, which is 1.
  if (typeof successes === 'number' && successes > 1 && !isReadiness)
    say('successThreshold', invalid(successes, 'must be 1'));
  if (typeof grace === 'number' && (grace <= 0 || isReadiness))
    say(
      'terminationGracePeriodSeconds',
      invalid(grace, isReadiness ? 'is not for readiness probes' : 'must be at least 1'),
    );
};

/** Source: validateSleepAction. */
const sleep: Form = ({ fields, kubernetes, pod }, say) => {
  const { seconds = 0 } = fields;
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  const least = isOn('PodLifecycleSleepActionAllowZero', kubernetes) ? 0 : 1;
  if (typeof seconds !== 'number' || typeof grace !== 'number' || (seconds <= grace && seconds >= least)) return;
  say([], invalid(seconds, `must be ${least} to terminationGracePeriodSeconds (${grace})`));
};

const ofContainers = ['cpu', 'memory', 'ephemeral-storage'];
const isHuge = (name: string) => name.startsWith('hugepages-');
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');

/** What is wrong with an amount of a resource. Source: validateContainerResourceName, ValidateResourceQuantityValue. */
export function amountFaults(name: string, quantity: unknown): string[] {
  const amount = amountOf(quantity);
  const isOwn = name.includes('/') || ofContainers.includes(name) || isHuge(name);
  return [
    ...labelKeyFaults(name).map((words) => invalid(name, words)),
    ...(isOwn ? [] : [invalid(name, 'is no resource of containers')]),
    ...(amount !== null && amount < 0 ? [invalid(shortText(quantity), 'must be at least 0')] : []),
    ...(amount !== null && !isNative(name) && !Number.isInteger(amount)
      ? [invalid(shortText(quantity), 'must be a whole number')]
      : []),
  ];
}

/** Source: ValidateContainerResourceRequirements, ValidatePodResourceRequirements. */
const resources: Form = ({ fields, path, pod }, say) => {
  const isPods = path.at(-2) === 'spec';
  const lists = { limits: fieldsOf(fields.limits), requests: fieldsOf(fields.requests) };
  const names = Object.values(lists).flatMap((list) => Object.keys(list));
  for (const [list, amounts] of Object.entries(lists)) {
    for (const [name, quantity] of Object.entries(amounts)) {
      for (const words of amountFaults(name, quantity)) say([list, name], words);
      if (isPods && name.includes('/')) say([list, name], unsupported(name, ['cpu', 'memory']));
    }
  }
  if (isPods && isSet(fields.claims)) say('claims', forbidden('only containers have them'));
  for (const [name, request] of Object.entries(lists.requests)) {
    const [asked, most] = [amountOf(request), amountOf(lists.limits[name])];
    const isWhole = !isNative(name) || isHuge(name);
    if (isWhole && lists.limits[name] === undefined) say('limits', required(`${name} needs a limit`));
    if (asked === null || most === null) continue;
    const limit = `${isWhole ? '' : 'at most '}${name} limit of ${shortText(lists.limits[name] ?? 0)}`;
    if (asked > most || (isWhole && asked < most))
      say(['requests', name], invalid(shortText(request), `must be ${limit}`));
  }
  if (names.some(isHuge) && !names.includes('cpu') && !names.includes('memory'))
    say([], forbidden('huge pages need cpu or memory'));
  const known = new Set(asList(pod.resourceClaims).map((claim) => fieldsOf(claim).name));
  for (const [index, claim] of asList(fields.claims).entries()) {
    const name = asText(fieldsOf(claim).name);
    if (name !== '' && !known.has(name)) say(['claims', index], notFound(name));
  }
};

/** Source: k8s.io/apimachinery pkg/util/validation IsEnvVarName, IsRelaxedEnvVarName. */
const variableName =
  (field: string): Form =>
  ({ fields, kubernetes }, say) => {
    const isRelaxed = isOn('RelaxedEnvironmentVariableValidation', kubernetes);
    const form = isRelaxed ? /^[ -<>-~]+$/ : /^(?!\.\.)(?!\.$)[-._a-zA-Z][-._a-zA-Z0-9]*$/;
    const words = isRelaxed
      ? 'must be printable ASCII without ='
      : 'must be letters, digits, -, _ and ., with no digit first';
    for (const fault of textFaults(fields[field], (name) => (form.test(name) ? [] : [words]))) say(field, fault);
  };

/** Source: IsConfigMapKey. */
const keyFaults = (key: string) =>
  /^(?!\.\.)(?!\.$)[-._a-zA-Z0-9]{1,253}$/.test(key) ? [] : ['must be letters, digits, -, _ and .'];
const named = [needs('name'), inForm(subdomainFaults, 'name')];
const ofKey = [...named, inForm(keyFaults, 'key')];

/** Source: validateContainerResourceFieldSelector, validateContainerResourceDivisor. */
const resourceField: Form = ({ fields, path }, say) => {
  const resource = asText(fields.resource);
  const divisor = shortText(fields.divisor ?? '0');
  const [, kind = ''] = /^(?:limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(resource) ?? [];
  if (path.includes('volumes') && asText(fields.containerName) === '') say('containerName', required());
  if (resource !== '' && kind === '')
    say('resource', unsupported(resource, ['limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory']));
  const form = kind === 'cpu' ? /^(?:0|1m|1|1000m)?$/ : /^(?:0|1(?:|k|[MGTPE]i?|Ki)|1024\w*|1000\w*)?$/;
  if (kind !== '' && /^-?\d+\w*$/.test(divisor) && !form.test(divisor))
    say('divisor', invalid(divisor, kind === 'cpu' ? 'must be 1 or 1m' : 'must be 1 of a unit, such as 1Mi'));
};

/** Source: validateObjectFieldSelector, validEnvDownwardAPIFieldPathExpressions. */
const fieldSelector: Form = ({ fields, path }, say) => {
  const field = asText(fields.fieldPath);
  const version = asText(fields.apiVersion);
  if (version !== '' && version !== 'v1') say('apiVersion', invalid(version, 'must be v1'));
  const [, of, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(field) ?? [];
  if (of !== undefined)
    for (const words of labelKeyFaults(of === 'labels' ? key : key.toLowerCase()))
      say('fieldPath', invalid(key, words));
  else {
    const known = path.includes('volumes') ? ofVolumes : ofVariables;
    if (field !== '' && !known.includes(field)) say('fieldPath', unsupported(field, known));
  }
};
const ofVariables = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];
const ofVolumes = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** Source: validateFileKeySelector, validateFileKeyRefVolumes. */
const fileKey: Form = ({ fields, pod, volumes }, say) => {
  const name = asText(fields.volumeName);
  const volume = asList(pod.volumes)
    .map(fieldsOf)
    .find((one) => one.name === name);
  if (name !== '' && !volumes.has(name)) say('volumeName', notFound(name));
  else if (name !== '' && !isSet(volume?.emptyDir)) say('volumeName', invalid(name, 'must be an emptyDir'));
  if (asText(fields.path).split('/').includes('..')) say('path', invalid(fields.path, 'must not contain ..'));
};

/** Source: validateContainerRestartPolicy. */
const restartRule: Form = ({ fields }, say) => {
  const { action, exitCodes } = fields;
  if (asText(action) !== '' && action !== 'Restart') say('action', unsupported(asText(action), ['Restart']));
  if (!isSet(exitCodes)) say('exitCodes', required());
};
const restartCodes: Form = ({ fields }, say) => {
  const operator = asText(fields.operator);
  if (operator !== '' && operator !== 'In' && operator !== 'NotIn')
    say('operator', unsupported(operator, ['In', 'NotIn']));
  if (asList(fields.values).length > 255) say('values', 'Too many: at most 255');
};

/** On the host network the API server sets it to the containerPort: since 1.28 only in a Pod. Source: SetDefaults_PodSpec. */
const hostPort: Form = (struct, say) => {
  const { fields, path, pod, kubernetes } = struct;
  const isSame = !fields.hostPort && pod.hostNetwork === true && (path[1] !== 'template' || kubernetes < 28);
  between(0, 65_535, 'hostPort')({ ...struct, fields: isSame ? { hostPort: fields.containerPort } : fields }, say);
};

export const containers: Readonly<Record<string, readonly Form[]>> = {
  Container: [
    needs('image'),
    inForm(labelFaults, 'name'),
    restarts,
    container,
    distinct('volumeDevices', 'name', 'devicePath'),
    distinct('resizePolicy', 'resourceName'),
  ],
  EphemeralContainer: [needs('image'), inForm(labelFaults, 'name'), container],
  ContainerPort: [needs('containerPort'), between(1, 65_535, 'containerPort'), hostPort],
  ContainerRestartRule: [restartRule],
  ContainerRestartRuleOnExitCodes: [restartCodes],
  VolumeMount: [
    mount,
    inForm(descendingFaults, 'subPath', 'subPathExpr'),
    isOneOf('recursiveReadOnly', 'Disabled', 'Enabled', 'IfPossible'),
  ],
  ContainerResizePolicy: [
    isOneOf('resourceName', 'cpu', 'memory'),
    isOneOf('restartPolicy', 'NotRequired', 'RestartContainer'),
  ],
  Probe: [
    between(
      0,
      Infinity,
      'initialDelaySeconds',
      'timeoutSeconds',
      'periodSeconds',
      'successThreshold',
      'failureThreshold',
    ),
    onlyOne('exec', 'httpGet', 'tcpSocket', 'grpc'),
    probe,
  ],
  // 1.29 drops sleep, and a hook with nothing else.
  LifecycleHandler: [
    (struct, say) => {
      const [list = '', index = 0, ...at] = struct.path.slice(-4);
      const given = fieldsOf(valueIn(asList(struct.pod[list])[Number(index)], at));
      const isDropped = isSet(given.sleep) && !isSet(struct.fields.sleep);
      if (!isDropped) onlyOne('exec', 'httpGet', 'tcpSocket', 'sleep')(struct, say);
    },
  ],
  SleepAction: [sleep],
  ResourceRequirements: [resources],
  ExecAction: [
    ({ fields }, say) => {
      if (asList(fields.command).length === 0) say('command', required());
    },
  ],
  TCPSocketAction: [port],
  GRPCAction: [port],
  HTTPGetAction: [port],
  HTTPHeader: [inForm((name) => (/^[-A-Za-z0-9]+$/.test(name) ? [] : ['must be letters, digits and -']), 'name')],
  // validateEnvVarValueFrom
  EnvVar: [
    variableName('name'),
    ({ fields }, say) => {
      if (isSet(fields.valueFrom) && asText(fields.value) !== '')
        say('valueFrom', invalid('', 'may not be set with value'));
    },
  ],
  EnvVarSource: [onlyOne()],
  EnvFromSource: [variableName('prefix'), onlyOne('configMapRef', 'secretRef')],
  ConfigMapKeySelector: ofKey,
  SecretKeySelector: ofKey,
  ConfigMapEnvSource: named,
  SecretEnvSource: named,
  FileKeySelector: [inForm(labelFaults, 'volumeName'), fileKey],
  ResourceFieldSelector: [resourceField],
  ObjectFieldSelector: [fieldSelector],
};
