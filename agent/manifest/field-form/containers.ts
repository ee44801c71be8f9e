import { labelKeyFaults } from '../refusal/name-form.ts';
import { fieldsOf } from '../refusal/object-fault.ts';
import {
  type ApiStruct,
  amountOf,
  asList,
  asText,
  duplicate,
  type Form,
  type FormFault,
  forbidden,
  invalid,
  isOneOf,
  isSet,
  keyed,
  needed,
  negative,
  notFound,
  notNegative,
  portFaults,
  portNameFaults,
  repeated,
  required,
  shortText,
} from './form.ts';

/** Source: validateContainerCommon, validateContainers, validateInitContainers. */
const container: Form = (struct) => {
  const { fields, path, kubernetes } = struct;
  const at = (...steps: (string | number)[]) => [...path, ...steps];
  const isInit = path.at(-2) === 'initContainers';
  const isSidecar = fields.restartPolicy === 'Always';
  const only =
    kubernetes < 28
      ? 'may not be set for init containers'
      : 'may not be set for init containers without restartPolicy=Always';
  const kept = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];
  return [
    ...isOneOf(fields.terminationMessagePolicy, at('terminationMessagePolicy'), ['File', 'FallbackToLogsOnError']),
    ...isOneOf(fields.imagePullPolicy, at('imagePullPolicy'), ['Always', 'IfNotPresent', 'Never']),
    ...restartPolicy(struct, isInit),
    ...(isInit && !isSidecar
      ? kept.flatMap((field) => (isSet(fields[field]) ? [forbidden(at(field), only)] : []))
      : []),
    ...ports(struct),
    ...envFrom(struct),
    ...volumeMounts(struct),
    ...volumeDevices(struct),
    ...resizePolicy(struct),
  ];
};

/**
 * Source: validateInitContainerRestartPolicy, and the feature gates SidecarContainers (beta 1.29),
 * ContainerRestartRules (beta 1.35).
 */
function restartPolicy({ fields, path, kubernetes }: ApiStruct, isInit: boolean): FormFault[] {
  const at = [...path, 'restartPolicy'];
  if (!isSet(fields.restartPolicy) || kubernetes < 29) return [];
  if (kubernetes >= 35) return isOneOf(fields.restartPolicy, at, ['Always', 'OnFailure', 'Never']);
  return isInit
    ? isOneOf(fields.restartPolicy, at, ['Always'])
    : [forbidden(at, 'may not be set for non-init containers')];
}

/** Source: validateContainerPorts; the rules container-ports and host-ports judge the rest. */
function ports({ fields, path }: ApiStruct): FormFault[] {
  const all = asList(fields.ports).map(fieldsOf);
  const names = all.map(({ name }) => asText(name));
  const again = repeated(names);
  return all.flatMap(({ protocol }, index) => {
    const at = [...path, 'ports', index];
    const name = names[index] ?? '';
    // The rule reports a long one.
    const faults = name === '' || name.length > 15 ? [] : portNameFaults(name);
    const isSecond = name !== '' && faults.length === 0 && again.has(index);
    return [
      ...faults.map((words) => invalid([...at, 'name'], name, words)),
      ...(isSecond ? [duplicate([...at, 'name'], name)] : []),
      ...isOneOf(protocol, [...at, 'protocol'], ['SCTP', 'TCP', 'UDP']),
    ];
  });
}

/** Source: ValidateEnvFrom. */
const envFrom = ({ fields, path }: ApiStruct): FormFault[] =>
  asList(fields.envFrom).flatMap((one, index) => {
    const { configMapRef, secretRef } = fieldsOf(one);
    const count = [configMapRef, secretRef].filter(isSet).length;
    const words =
      count === 0
        ? 'must specify one of: `configMapRef` or `secretRef`'
        : 'may not have more than one field specified at a time';
    return count === 1 ? [] : [invalid([...path, 'envFrom', index], '', words, [...path, 'envFrom'])];
  });

/** Source: ValidateVolumeMounts; the rule mounts judges the rest. */
function volumeMounts({ fields, path, kubernetes }: ApiStruct): FormFault[] {
  const list = [...path, 'volumeMounts'];
  const isPrivileged = fieldsOf(fields.securityContext).privileged === true;
  return asList(fields.volumeMounts).flatMap((one, index) => {
    const { subPath, subPathExpr, mountPropagation, readOnly, ...others } = fieldsOf(one);
    // The feature gate RecursiveReadOnlyMounts is on since 1.31; without it the field is dropped.
    const recursiveReadOnly = kubernetes < 31 ? undefined : others.recursiveReadOnly;
    const at = [...list, index];
    // The API server leaves out the index of the mount here.
    const [propagation, recursive] = [
      [...list, 'mountPropagation'],
      [...list, 'recursiveReadOnly'],
    ];
    const isRecursive = recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible';
    return [
      ...(asText(subPath) !== '' && asText(subPathExpr) !== ''
        ? [invalid([...at, 'subPathExpr'], subPathExpr, 'subPathExpr and subPath are mutually exclusive')]
        : []),
      ...isOneOf(
        mountPropagation,
        [...at, 'mountPropagation'],
        ['Bidirectional', 'HostToContainer', 'None'],
        propagation,
      ),
      ...(mountPropagation === 'Bidirectional' && !isPrivileged
        ? [
            forbidden(
              [...at, 'mountPropagation'],
              'Bidirectional mount propagation is available only to privileged containers',
              propagation,
            ),
          ]
        : []),
      ...isOneOf(recursiveReadOnly, [...at, 'recursiveReadOnly'], ['Disabled', 'Enabled', 'IfPossible'], recursive),
      ...(isRecursive && readOnly !== true
        ? [forbidden([...at, 'recursiveReadOnly'], 'may only be specified when readOnly is true', recursive)]
        : []),
    ];
  });
}

/** Source: ValidateVolumeDevices. */
function volumeDevices({ fields, path, pod }: ApiStruct): FormFault[] {
  const devices = asList(fields.volumeDevices).map(fieldsOf);
  if (devices.length === 0) return [];
  const volumes = new Map(asList(pod.volumes).map((volume) => [asText(fieldsOf(volume).name), fieldsOf(volume)]));
  const mounted = new Set(asList(fields.volumeMounts).map((mount) => asText(fieldsOf(mount).name)));
  return devices.flatMap((device, index) => {
    const at = (field: string) => [...path, 'volumeDevices', index, field];
    const name = asText(device.name);
    const volume = volumes.get(name);
    const isClaim = volume === undefined || isSet(volume.persistentVolumeClaim) || isSet(volume.ephemeral);
    return [
      ...needed(device.name, at('name')),
      ...(isClaim
        ? []
        : [
            invalid(
              at('name'),
              name,
              'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
            ),
          ]),
      ...(volume === undefined ? [notFound(at('name'), name)] : []),
      ...needed(device.devicePath, at('devicePath')),
      ...(mounted.has(name) ? [invalid(at('name'), name, 'must not already exist in volumeMounts')] : []),
    ];
  });
}

/** Source: validateResizePolicy, and the feature gate InPlacePodVerticalScaling (beta 1.33), without which the field is dropped. */
function resizePolicy({ fields, path, pod, kubernetes }: ApiStruct): FormFault[] {
  if (kubernetes < 33) return [];
  const list = [...path, 'resizePolicy'];
  const policies = asList(fields.resizePolicy).map(fieldsOf);
  const again = repeated(policies.map(({ resourceName }) => resourceName));
  return policies.flatMap(({ resourceName, restartPolicy: policy }, index) => {
    const at = [...list, index];
    return [
      ...(again.has(index) ? [duplicate(at, resourceName)] : []),
      ...isOneOf(resourceName, [...at, 'resourceName'], ['cpu', 'memory'], list),
      ...isOneOf(policy, [...at, 'restartPolicy'], ['NotRequired', 'RestartContainer'], list),
      ...(pod.restartPolicy === 'Never' && isSet(policy) && policy !== 'NotRequired'
        ? [invalid([...at, 'restartPolicy'], policy, "must be 'NotRequired' when `restartPolicy` is 'Never'", list)]
        : []),
    ];
  });
}

/** Source: validateProbe and those for each kind of probe. */
const probe: Form = ({ fields, path }) => {
  const at = (field: string) => [...path, field];
  const kind = path.at(-1);
  const { successThreshold: successes = 0, terminationGracePeriodSeconds: grace } = fields;
  const seconds = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];
  // 0 is the default, which is 1.
  const isOnce = typeof successes !== 'number' || successes === 0 || successes === 1;
  const isEarly = typeof grace === 'number' && grace <= 0;
  return [
    ...seconds.flatMap((field) => notNegative(fields[field], at(field))),
    ...(isOnce || kind === 'readinessProbe' ? [] : [invalid(at('successThreshold'), successes, 'must be 1')]),
    ...(isEarly ? [invalid(at('terminationGracePeriodSeconds'), grace, 'must be greater than 0')] : []),
    ...(isSet(grace) && kind === 'readinessProbe'
      ? [invalid(at('terminationGracePeriodSeconds'), grace, 'must not be set for readinessProbes')]
      : []),
  ];
};

/** Source: validateSleepAction, and the feature gate PodLifecycleSleepActionAllowZero (beta 1.33). */
const sleep: Form = ({ fields, path, kubernetes, pod }) => {
  const { seconds = 0 } = fields;
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  if (kubernetes < 30 || typeof seconds !== 'number' || typeof grace !== 'number') return [];
  if (seconds <= grace && seconds >= (kubernetes < 33 ? 1 : 0)) return [];
  const words =
    kubernetes < 33
      ? `must be greater than 0 and less than terminationGracePeriodSeconds (${grace})`
      : `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
  return [invalid(path, seconds, words)];
};

const header =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

const ofContainers = ['cpu', 'memory', 'ephemeral-storage'];
const isHuge = (name: string) => name.startsWith('hugepages-');
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');

/** Source: ValidateContainerResourceRequirements; the rule resource-limits judges the rest. */
const resources: Form = ({ fields, path, pod, kubernetes }) => {
  const [limits, requests] = [fieldsOf(fields.limits), fieldsOf(fields.requests)];
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const at = (...steps: (string | number)[]) => [...path, ...steps];
  const ofList = (list: 'limits' | 'requests') =>
    Object.entries(fieldsOf(fields[list])).flatMap(([name, quantity]) => {
      const amount = amountOf(quantity);
      const here = at(list, name);
      const shown = keyed(at(list), name);
      const isExtended = !isNative(name);
      return [
        ...labelKeyFaults(name, 0).map((words) => invalid(here, name, words, shown)),
        ...(name.includes('/') || ofContainers.includes(name) || isHuge(name)
          ? []
          : [invalid(here, name, 'must be a standard resource for containers', shown)]),
        ...(amount !== null && amount < 0 ? [invalid(here, shortText(quantity), negative, shown)] : []),
        ...(isExtended && amount !== null && !Number.isInteger(amount)
          ? [invalid(here, shortText(quantity), 'must be an integer', shown)]
          : []),
      ];
    });
  const strict = Object.entries(requests).flatMap(([name, request]) => {
    if (isNative(name) && !isHuge(name)) return [];
    const limit = limits[name];
    if (limit === undefined) return [required(at('limits'), 'Limit must be set for non overcommitable resources')];
    const [asked, most] = [amountOf(request), amountOf(limit)];
    if (asked === null || most === null || asked >= most) return [];
    return [
      invalid(
        at('requests', name),
        shortText(request),
        `must be equal to ${name} limit of ${shortText(limit)}`,
        at('requests'),
      ),
    ];
  });
  const known = new Set(asList(pod.resourceClaims).map((claim) => asText(fieldsOf(claim).name)));
  const isAlone = names.some(isHuge) && !names.includes('cpu') && !names.includes('memory');
  return [
    ...ofList('limits'),
    ...ofList('requests'),
    ...strict,
    ...(isAlone ? [forbidden(path, 'HugePages require cpu or memory')] : []),
    // The feature gate DynamicResourceAllocation is on since 1.34.
    ...asList(fields.claims).flatMap((claim, index) => {
      const name = asText(fieldsOf(claim).name);
      return kubernetes < 34 || name === '' || known.has(name) ? [] : [notFound(at('claims', index), name)];
    }),
  ];
};

export const containers: Readonly<Record<string, Form>> = {
  Container: container,
  Probe: probe,
  SleepAction: sleep,
  ResourceRequirements: (struct) => (struct.path.at(-3) === 'spec' || struct.path.length < 4 ? [] : resources(struct)),
  ExecAction: ({ fields, path }) => (asList(fields.command).length === 0 ? [required([...path, 'command'])] : []),
  TCPSocketAction: ({ fields, path }) => portFaults(fields.port, [...path, 'port']),
  GRPCAction: ({ fields, path }) => portFaults(fields.port, [...path, 'port']),
  HTTPGetAction: ({ fields, path }) => [
    ...portFaults(fields.port, [...path, 'port']),
    ...isOneOf(fields.scheme, [...path, 'scheme'], ['HTTP', 'HTTPS']),
    ...asList(fields.httpHeaders).flatMap((one, index) => {
      const name = asText(fieldsOf(one).name);
      const at = [...path, 'httpHeaders', index, 'name'];
      return /^[-A-Za-z0-9]+$/.test(name) ? [] : [invalid(at, name, header, [...path, 'httpHeaders'])];
    }),
  ],
};
