import type { Path } from '../path.ts';
import { textField, textsField } from '../shape.ts';
import { readLenient } from '../spec.ts';
import { labelFaults, labelKeyFaults, labelValueFaults, subdomainFaults } from './name-form.ts';
import { fieldIn, invalidField, isMap, type ObjectFault, textIn } from './object-fault.ts';

/**
 * What is wrong with the metadata of an object and of its pod template.
 * Source: k8s.io/apimachinery pkg/api/validation/objectmeta.go, pkg/apis/core/validation ValidatePodTemplateSpec at v1.34.2.
 * @param of.template the path from the object to its pod; [] for a Pod
 * @param of.kubernetes the minor version of the API server
 */
export function metadataFaults(
  value: unknown,
  { kind, template, kubernetes }: { kind: string; template: Path; kubernetes: number },
): ObjectFault[] {
  const metadata = fieldIn(value, ['metadata']);
  const inTemplate = fieldIn(value, [...template, 'metadata']);
  const ofTemplate = template.length === 0 ? [] : labelsIn(inTemplate, template, kubernetes);
  return [...namesIn(metadata, kind, kubernetes), ...labelsIn(metadata, [], kubernetes), ...ofTemplate];
}

function namesIn(metadata: unknown, kind: string, kubernetes: number): ObjectFault[] {
  const ofTypes = ['name', 'generateName', 'namespace'].flatMap((field) => {
    const given = fieldIn(metadata, [field]) ?? '';
    return typeof given === 'string' ? [] : typeFaults(readLenient(textField, given, ['metadata', field]).errors);
  });
  const [name, prefix, namespace] = ['name', 'generateName', 'namespace'].map((field) => textIn(metadata, [field]));
  // A StatefulSet names its pods' host after itself: kubernetes pull 114172.
  const form = kind === 'StatefulSet' && kubernetes >= 27 ? labelFaults : subdomainFaults;
  return [
    ...ofTypes,
    ...(!name && !prefix && ofTypes.length === 0 ? [nameless] : []),
    // A rule judges the name of a Pod, and knows what to write instead.
    ...(name && kind !== 'Pod' ? said('name', name, [...form(name), ...cronJobFaults(name, kind)]) : []),
    ...(prefix ? said('generateName', prefix, form(masked(prefix))) : []),
    ...(namespace ? said('namespace', namespace, labelFaults(namespace)) : []),
  ];
}

const nameless: ObjectFault = {
  kind: 'metadata',
  path: ['metadata', 'name'],
  message: 'metadata.name: Required value: name or generateName is required',
  severity: 'error',
};

const said = (field: string, name: string, faults: readonly string[]): ObjectFault[] =>
  faults.map((fault) => invalid(['metadata', field], name, fault));

/** A prefix may end in a hyphen. Source: k8s.io/apimachinery pkg/api/validation/generic.go, maskTrailingDash. */
const masked = (prefix: string) => (/.-$/.test(prefix) ? `${prefix.slice(0, -2)}a` : prefix);

/** Source: pkg/apis/batch/validation ValidateCronJobCreate: the names of its jobs add eleven characters. */
const cronJobFaults = (name: string, kind: string): string[] =>
  kind === 'CronJob' && name.length > 52 ? ['must be no more than 52 characters'] : [];

/** The API server leaves out the step `metadata` in messages about the labels of a template. */
function labelsIn(metadata: unknown, template: Path, kubernetes: number): ObjectFault[] {
  const path = [...template, 'metadata', 'labels'];
  const shown = template.length === 0 ? path : [...template, 'labels'];
  const given = fieldIn(metadata, ['labels']);
  if (given === undefined) return [];
  const filled = isMap(given)
    ? Object.fromEntries(Object.entries(given).map(([key, text]) => [key, text ?? '']))
    : given;
  const { value, errors } = readLenient(textsField, filled ?? {}, path);
  const faults = Object.entries(value ?? {}).flatMap(([key, text]) => [
    ...labelKeyFaults(key, kubernetes).map((fault) => ({ ...invalid(shown, key, fault), path: [...path, key] })),
    ...labelValueFaults(text, kubernetes).map((fault) => ({ ...invalid(shown, text, fault), path: [...path, key] })),
  ]);
  return [...typeFaults(errors), ...faults];
}

const typeFaults = (errors: ReturnType<typeof readLenient>['errors']): ObjectFault[] =>
  errors.map((error) => ({ kind: 'type', severity: 'error', ...error }));

const invalid = (path: Path, value: string, detail: string): ObjectFault => ({
  kind: 'metadata',
  path,
  message: invalidField(path, value, detail),
  severity: 'error',
});
