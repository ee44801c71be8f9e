import type { Path } from '../path.ts';
import { subdomainFaults } from '../refusal/name-form.ts';
import { fieldsOf } from '../refusal/object-fault.ts';
import {
  amountOf,
  asList,
  asText,
  descendingFaults,
  type Form,
  type FormFault,
  forbidden,
  inForm,
  invalid,
  isOneOf,
  isSet,
  keyed,
  needed,
  required,
} from './form.ts';

/** Source: fileModeErrorMsg. YAML 1.1 reads 0644 as octal, and 644 as the decimal number that it is. */
const modeFaults = (mode: unknown, path: Path): FormFault[] =>
  typeof mode === 'number' && (mode < 0 || mode > 0o777)
    ? [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];

const needs =
  (...names: string[]): Form =>
  ({ fields, path }) =>
    names.flatMap((name) => needed(fields[name], [...path, name]));

const withMode =
  (...names: string[]): Form =>
  (struct) => [...needs(...names)(struct), ...modeFaults(struct.fields.defaultMode, [...struct.path, 'defaultMode'])];

/** Source: validateDownwardAPIVolumeFile; the API server leaves out the index of the item. */
const downwardFile: Form = ({ fields, path }) => {
  const shown = path.slice(0, -2);
  const [field, resource] = [fields.fieldRef, fields.resourceFieldRef];
  return [
    ...needed(fields.path, [...path, 'path'], '', [...shown, 'path']),
    ...descendingFaults(asText(fields.path), [...path, 'path'], [...shown, 'path']),
    ...modeFaults(fields.mode, [...path, 'mode']),
    ...(isSet(field) || isSet(resource)
      ? []
      : [required(path, 'one of fieldRef and resourceFieldRef is required', shown)]),
    ...(isSet(field) && isSet(resource)
      ? [invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously', shown)]
      : []),
  ];
};

/** Source: validateProjectionSources. */
const projected: Form = ({ fields, path }) => {
  const seen = new Set<string>();
  const sources = asList(fields.sources).map(fieldsOf);
  return sources.flatMap((source, index) => {
    const at = [...path, 'sources', index];
    const kinds = Object.keys(source).filter((kind) => isSet(source[kind]));
    const clashes = ['secret', 'configMap', 'downwardAPI'].flatMap((kind) =>
      asList(fieldsOf(source[kind]).items).flatMap((item, place) => {
        const file = asText(fieldsOf(item).path);
        const isSecond = file !== '' && seen.has(file);
        seen.add(file);
        const shown = kind === 'downwardAPI' ? file : asText(fieldsOf(source[kind]).name);
        return isSecond ? [invalid([...at, kind, 'items', place], shown, 'conflicting duplicate paths', path)] : [];
      }),
    );
    return [
      ...clashes,
      ...(kinds.length > 1 ? [forbidden(at, 'may not specify more than 1 volume type per source')] : []),
    ];
  });
};

const [tenMinutes, longest] = [600, 2 ** 32];

export const volumes: Readonly<Record<string, Form>> = {
  SecretVolumeSource: withMode('secretName'),
  ConfigMapVolumeSource: withMode('name'),
  DownwardAPIVolumeSource: withMode(),
  ProjectedVolumeSource: (struct) => [...withMode()(struct), ...projected(struct)],
  SecretProjection: needs('name'),
  ConfigMapProjection: needs('name'),
  DownwardAPIVolumeFile: downwardFile,
  // Source: validateKeyToPath.
  KeyToPath: ({ fields, path }) => [
    ...needs('key', 'path')({ fields, path } as Parameters<Form>[0]),
    ...descendingFaults(asText(fields.path), [...path, 'path']),
    ...modeFaults(fields.mode, [...path, 'mode']),
  ],
  ServiceAccountTokenProjection: ({ fields, path }) => {
    const { expirationSeconds: seconds } = fields;
    const at = [...path, 'expirationSeconds'];
    const shown = [...path.slice(0, -3), 'path'];
    const isShort = typeof seconds === 'number' && seconds < tenMinutes;
    const isLong = typeof seconds === 'number' && seconds > longest;
    return [
      ...(isShort ? [invalid(at, seconds, 'may not specify a duration less than 10 minutes')] : []),
      ...(isLong ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')] : []),
      ...needed(fields.path, [...path, 'path'], '', shown),
      ...descendingFaults(asText(fields.path), [...path, 'path'], shown),
    ];
  },
  EmptyDirVolumeSource: ({ fields, path }) =>
    (amountOf(fields.sizeLimit) ?? 0) < 0
      ? [forbidden([...path, 'sizeLimit'], 'SizeLimit field must be a valid resource quantity')]
      : [],
  PersistentVolumeClaimVolumeSource: needs('claimName'),
  // Source: validateCSIVolumeSource, ValidateCSIDriverName.
  CSIVolumeSource: ({ fields, path }) => [
    ...needed(fields.driver, [...path, 'driver']),
    ...inForm(fields.driver, [...path, 'driver'], (name) => subdomainFaults(name.toLowerCase())),
    ...(isSet(fields.nodePublishSecretRef)
      ? needed(fieldsOf(fields.nodePublishSecretRef).name, [...path, 'nodePublishSecretRef', 'name'])
      : []),
  ],
  NFSVolumeSource: ({ fields, path }) => [
    ...needed(fields.server, [...path, 'server']),
    ...needed(fields.path, [...path, 'path']),
    ...(asText(fields.path).startsWith('/')
      ? []
      : [invalid([...path, 'path'], asText(fields.path), 'must be an absolute path')]),
  ],
  AzureFileVolumeSource: needs('secretName', 'shareName'),
  AzureDiskVolumeSource: ({ fields, path }) => [
    ...needed(fields.diskName, [...path, 'diskName']),
    ...needed(fields.diskURI, [...path, 'diskURI']),
    ...isOneOf(fields.kind, [...path, 'kind'], ['Dedicated', 'Managed', 'Shared']),
    ...isOneOf(fields.cachingMode, [...path, 'cachingMode'], ['None', 'ReadOnly', 'ReadWrite']),
  ],
  FlexVolumeSource: ({ fields, path }) => [
    ...needed(fields.driver, [...path, 'driver']),
    ...Object.keys(fieldsOf(fields.options))
      .filter((key) => /^(?:[^/]*\.)?(?:kubernetes|k8s)\.io\//.test(key))
      .map((key) => invalid([...path, 'options', key], key, 'kubernetes.io and k8s.io namespaces are reserved')),
  ],
  EphemeralVolumeSource: needs('volumeClaimTemplate'),
  // Source: ValidatePersistentVolumeClaimSpec. That of a StatefulSet is not validated.
  PersistentVolumeClaimSpec: ({ fields, path }) => {
    if (!path.includes('ephemeral')) return [];
    const modes = asList(fields.accessModes);
    const { storage } = fieldsOf(fieldsOf(fields.resources).requests);
    return [
      ...(modes.length === 0 ? [required([...path, 'accessModes'], 'at least 1 access mode is required')] : []),
      ...(storage === undefined
        ? [required([...path, 'resources', 'requests'], '', keyed([...path, 'resources'], 'storage'))]
        : []),
    ];
  },
  // Source: validateImageVolumeSource, and the feature gate ImageVolume, without which the field is dropped.
  ImageVolumeSource: ({ fields, path, kubernetes }) =>
    kubernetes < 35
      ? []
      : [
          // A template may leave it open.
          ...(path[1] === 'volumes' ? needed(fields.reference, [...path, 'reference']) : []),
          ...isOneOf(fields.pullPolicy, [...path, 'pullPolicy'], ['Always', 'IfNotPresent', 'Never']),
        ],
  GitRepoVolumeSource: needs('repository'),
  ISCSIVolumeSource: needs('targetPortal', 'iqn'),
  AWSElasticBlockStoreVolumeSource: needs('volumeID'),
  GlusterfsVolumeSource: needs('endpoints', 'path'),
  RBDVolumeSource: needs('image'),
  CinderVolumeSource: needs('volumeID'),
  VsphereVirtualDiskVolumeSource: needs('volumePath'),
  PortworxVolumeSource: needs('volumeID'),
};
