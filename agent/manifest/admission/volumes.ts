import { asList, asText, fieldsOf, isSet } from '../path.ts';
import { amountOf, between, type Form, fileFaults, inForm, needs } from './form.ts';
import { labelFaults } from './names.ts';
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
  // A template may leave it open: something may still name the image.
  ImageVolumeSource: [(struct, say) => (struct.path[1] === 'volumes' ? needs('reference')(struct, say) : undefined)],
};
