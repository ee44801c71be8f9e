import { labelKeyFaults, subdomainFaults } from '../refusal/name-form.ts';
import {
  asText,
  type Form,
  type FormFault,
  inForm,
  invalid,
  isOneOf,
  isSet,
  needed,
  required,
  shortText,
  unsupported,
} from './form.ts';

/** Source: k8s.io/apimachinery pkg/util/validation IsEnvVarName, IsRelaxedEnvVarName (feature gate beta 1.32). */
function envNameFaults(name: string, kubernetes: number): string[] {
  if (kubernetes >= 32) {
    return /^[ -<>-~]+$/.test(name)
      ? []
      : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
  }
  return [...(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) ? [] : [strictName]), ...upwardFaults(name)];
}

const strictName =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

function upwardFaults(name: string): string[] {
  if (name === '.' || name === '..') return [`must not be '${name}'`];
  return name.startsWith('..') ? ["must not start with '..'"] : [];
}

/** Source: IsConfigMapKey. */
function keyFaults(key: string): string[] {
  const form =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  return [...(/^[-._a-zA-Z0-9]+$/.test(key) ? [] : [form]), ...upwardFaults(key)];
}

const ofKey: Form = ({ fields, path }) => [
  ...subdomainFaults(asText(fields.name)).map((words) => invalid([...path, 'name'], asText(fields.name), words)),
  ...needed(fields.key, [...path, 'key']),
  ...inForm(fields.key, [...path, 'key'], keyFaults),
];

const ofAll: Form = ({ fields, path }) => [
  ...needed(fields.name, [...path, 'name']),
  ...inForm(fields.name, [...path, 'name'], subdomainFaults),
];

const amounts = ['cpu', 'ephemeral-storage', 'memory']
  .flatMap((name) => [`limits.${name}`, `requests.${name}`])
  .toSorted();
const units = '1 1k 1M 1G 1T 1P 1E 1Ki 1Mi 1Gi 1Ti 1Pi 1Ei'.split(' ');

/** Source: validateContainerResourceFieldSelector, validateContainerResourceDivisor. */
const resourceField: Form = ({ fields, path }) => {
  const resource = asText(fields.resource);
  const divisor = shortText(fields.divisor ?? '0');
  const at = [...path, 'divisor'];
  const isKnown = amounts.includes(resource) || /^(?:limits|requests)\.hugepages-/.test(resource);
  const isCpu = resource.endsWith('.cpu');
  const kind = resource.endsWith('.memory')
    ? 'memory'
    : resource.endsWith('-storage')
      ? 'local ephemeral storage'
      : 'hugepages';
  const words = isCpu
    ? "only divisor's values 1m and 1 are supported with the cpu resource"
    : `only divisor's values ${units.join(', ')} are supported with the ${kind} resource`;
  const allowed = isCpu ? ['1m', '1'] : units;
  const isPlain = ['0', '', ...allowed].includes(divisor);
  const ofVolume = path.includes('volumes') && asText(fields.containerName) === '';
  return [
    ...(ofVolume
      ? [required([...path, 'containerName'])]
      : resource === ''
        ? [required([...path, 'resource'])]
        : isKnown
          ? []
          : [unsupported([...path, 'resource'], resource, amounts)]),
    ...(isPlain || !isKnown || !/^\d+\w*$/.test(divisor) || /^(?:1000m|1024\w*)$/.test(divisor)
      ? []
      : [invalid(at, resource, words)]),
  ];
};

/** Source: validateObjectFieldSelector; the rule env-source judges the fieldPath of variables. */
const fieldSelector: Form = ({ fields, path }) => {
  const at = [...path, 'fieldPath'];
  const field = asText(fields.fieldPath);
  const version = asText(fields.apiVersion);
  if (field === '') return [required(at)];
  if (version !== '' && version !== 'v1') {
    return [invalid(at, field, `error converting fieldPath: unsupported pod version: ${version}`)];
  }
  const [, of, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(field) ?? [];
  if (of !== undefined) {
    const name = of === 'labels' ? key : key.toLowerCase();
    return labelKeyFaults(name, 0).map((words) => invalid(at, name, words, path));
  }
  const isVolume = path.includes('volumes');
  // The API server leaves out the index of the item.
  return isVolume ? isOneOf(field, at, ofVolumes, [...path.slice(0, -3), 'fieldRef', 'fieldPath']) : [];
};

const ofVolumes = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

export const variables: Readonly<Record<string, Form>> = {
  EnvVar: ({ fields, path, kubernetes }) =>
    inForm(fields.name, [...path, 'name'], (name) => envNameFaults(name, kubernetes)),
  // Source: validateEnvVarValueFrom.
  EnvVarSource: ({ fields, path }): FormFault[] => {
    const count = Object.values(fields).filter(isSet).length;
    if (count === 0) {
      const words = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
      return [invalid(path, '', words)];
    }
    return count === 1 ? [] : [invalid(path, '', 'may not have more than one field specified at a time')];
  },
  EnvFromSource: ({ fields, path, kubernetes }) =>
    inForm(fields.prefix, [...path, 'prefix'], (name) => envNameFaults(name, kubernetes)),
  ConfigMapKeySelector: ofKey,
  SecretKeySelector: ofKey,
  ConfigMapEnvSource: ofAll,
  SecretEnvSource: ofAll,
  ResourceFieldSelector: resourceField,
  ObjectFieldSelector: fieldSelector,
};
