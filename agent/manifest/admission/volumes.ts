import { asList, asText, fieldsOf, isSet } from '../path.ts';
import { amountOf, between, type Form, fileFaults, inForm, needs, onlyOne, textFaults } from './form.ts';
import { labelFaults, subdomainFaults } from './names.ts';
import { duplicate, forbidden, invalid, required } from './words.ts';

/** Source: fileModeErrorMsg. YAML 1.1 reads 0644 as octal, and 644 as the decimal number that it is. */
const mode =
  (field: string): Form =>
  ({ fields }, say) => {
    const given = fields[field];
    if (typeof given === 'number' && (given < 0 || given > 0o777))
      say(field, invalid(given, 'must be 0 to 0777 (octal)'));
  };
const path = inForm(fileFaults, 'path');

/** Source: validateDownwardAPIVolumeFile. */
const downwardFile: Form = ({ fields }, say) => {
  const count = [fields.fieldRef, fields.resourceFieldRef].filter(isSet).length;
  if (count !== 1)
    say(
      [],
      count === 0
        ? required('fieldRef or resourceFieldRef')
        : invalid(undefined, 'not both fieldRef and resourceFieldRef'),
    );
};

/** Source: validateProjectionSources. */
const projected: Form = ({ fields }, say) => {
  const seen = new Set<string>();
  for (const [index, source] of asList(fields.sources).map(fieldsOf).entries()) {
    const kinds = Object.keys(source).filter((kind) => isSet(source[kind]));
    if (kinds.length > 1) say(['sources', index], forbidden(`one source, not ${kinds.join(' and ')}`));
    for (const kind of ['secret', 'configMap', 'downwardAPI']) {
      for (const [place, item] of asList(fieldsOf(source[kind]).items).entries()) {
        const file = asText(fieldsOf(item).path);
        if (file !== '' && seen.has(file)) say(['sources', index, kind, 'items', place, 'path'], duplicate(file));
        seen.add(file);
      }
    }
  }
};

/** Source: ValidatePersistentVolumeClaimSpec. */
const claim: Form = ({ fields }, say) => {
  if (asList(fields.accessModes).length === 0) say('accessModes', required());
  if (fieldsOf(fieldsOf(fields.resources).requests).storage === undefined)
    say(['resources', 'requests', 'storage'], required());
};

/** Source: validateDataSource; of apiGroup at v1.28 and v1.29. */
const claimSource: Form = (struct, say) => {
  const { apiGroup, kind } = struct.fields;
  if (asText(apiGroup) === '' && asText(kind) !== '' && kind !== 'PersistentVolumeClaim')
    say('kind', invalid(kind, 'must be PersistentVolumeClaim without apiGroup'));
  if (struct.kubernetes >= 29) inForm(subdomainFaults, 'apiGroup')(struct, say);
};

/** Source: validateAzureDisk. */
const azureDisk: Form = ({ fields: { diskURI, kind } }, say) => {
  const begin = kind === 'Managed' ? '/subscriptions/' : 'https://';
  if (asText(diskURI) !== '' && !asText(diskURI).startsWith(begin))
    say('diskURI', invalid(diskURI, `must begin with ${begin}`));
};

/** Without a kind it is an emptyDir. Source: validateVolumeSource. */
const volume: Form = ({ fields }, say) => {
  const [, ...others] = Object.keys(fields).filter((kind) => kind !== 'name' && isSet(fields[kind]));
  for (const kind of others) say(kind, forbidden('may not specify more than 1 volume type'));
};

export const volumes: Readonly<Record<string, readonly Form[]>> = {
  Volume: [inForm(labelFaults, 'name'), volume],
  HostPathVolumeSource: [inForm((text) => (text.split('/').includes('..') ? ["must not contain '..'"] : []), 'path')],
  SecretVolumeSource: [needs('secretName'), mode('defaultMode')],
  ConfigMapVolumeSource: [needs('name'), mode('defaultMode')],
  DownwardAPIVolumeSource: [mode('defaultMode')],
  ProjectedVolumeSource: [mode('defaultMode'), projected],
  SecretProjection: [needs('name')],
  ConfigMapProjection: [needs('name')],
  DownwardAPIVolumeFile: [path, mode('mode'), downwardFile],
  KeyToPath: [path, mode('mode')],
  ServiceAccountTokenProjection: [path, between(600, 2 ** 32, 'expirationSeconds')],
  EmptyDirVolumeSource: [
    ({ fields }, say) => {
      if ((amountOf(fields.sizeLimit) ?? 0) < 0) say('sizeLimit', forbidden('must be at least 0'));
    },
  ],
  // validateCSIVolumeSource, ValidateCSIDriverName
  CSIVolumeSource: [
    ({ fields }, say) => {
      for (const words of textFaults(asText(fields.driver).toLowerCase(), subdomainFaults)) say('driver', words);
      if (asText(fields.driver).length > 63) say('driver', 'Too long: at most 63 characters');
      if (isSet(fields.nodePublishSecretRef) && asText(fieldsOf(fields.nodePublishSecretRef).name) === '')
        say(['nodePublishSecretRef', 'name'], required());
      const secret = fieldsOf(fields.nodePublishSecretRef).name;
      for (const words of textFaults(secret, subdomainFaults)) say(['nodePublishSecretRef', 'name'], words);
    },
  ],
  NFSVolumeSource: [inForm((text) => (text.startsWith('/') ? [] : ['must be an absolute path']), 'path')],
  FlexVolumeSource: [
    ({ fields }, say) => {
      for (const key of Object.keys(fieldsOf(fields.options)))
        if (/^(?:[^/]*\.)?(?:kubernetes|k8s)\.io\//.test(key)) say(['options', key], invalid(key, 'is reserved'));
    },
  ],
  EphemeralVolumeSource: [needs('volumeClaimTemplate')],
  // ValidatePersistentVolumeClaimTemplate
  PersistentVolumeClaimTemplate: [
    ({ fields }, say) => {
      for (const [name, value] of Object.entries(fieldsOf(fields.metadata)))
        if (name !== 'labels' && name !== 'annotations' && value)
          say(['metadata', name], forbidden('the claim gets its own'));
    },
  ],
  PersistentVolumeClaimSpec: [claim, inForm(subdomainFaults, 'storageClassName', 'volumeAttributesClassName')],
  // validateFCVolumeSource, validateISCSIVolumeSource, validateFlockerVolumeSource, validateStorageOSVolumeSource
  FCVolumeSource: [
    ({ fields: { targetWWNs, wwids, lun } }, say) => {
      const [targets, ids] = [asList(targetWWNs).length, asList(wwids).length];
      if ((targets === 0) === (ids === 0)) say('targetWWNs', required('or wwids, not both'));
      if (targets > 0 && !isSet(lun)) say('lun', required('with targetWWNs'));
    },
    between(0, 255, 'lun'),
  ],
  ISCSIVolumeSource: [
    between(0, 255, 'lun'),
    ({ fields }, say) => {
      if ((fields.chapAuthDiscovery === true || fields.chapAuthSession === true) && !isSet(fields.secretRef))
        say('secretRef', required('with CHAP'));
      if (fields.initiatorName === '') say('initiatorName', invalid('', 'must begin with iqn, eui or naa'));
    },
    inForm(
      (text) => (/^(?:iqn\.\d{4}-\d{2}\.\S+|eui\.|naa\.)/.test(text) ? [] : ['must begin with iqn, eui or naa']),
      'iqn',
      'initiatorName',
    ),
  ],
  FlockerVolumeSource: [onlyOne('datasetName', 'datasetUUID')],
  StorageOSVolumeSource: [needs('volumeName'), inForm(labelFaults, 'volumeName')],
  AzureDiskVolumeSource: [azureDisk],
  TypedLocalObjectReference: [claimSource],
  TypedObjectReference: [claimSource, inForm(labelFaults, 'namespace')],
  // A template may leave it open: something may still name the image.
  ImageVolumeSource: [(struct, say) => (struct.path[1] === 'volumes' ? needs('reference')(struct, say) : undefined)],
};
