import { labelFaults, labelKeyFaults, labelValueFaults, subdomainFaults } from './name-form.ts';
import { type Path, showPath } from './path.ts';
import { annotationMap, readLenient, textField } from './spec.ts';

/** A name, a namespace or a label that the API server refuses. */
export interface MetadataFault {
  kind: 'type' | 'metadata';
  /** From the object. */
  path: Path;
  message: string;
}

/**
 * What is wrong with the metadata of an object and of its pod template.
 * Source: k8s.io/apimachinery pkg/api/validation/objectmeta.go, pkg/apis/core/validation ValidatePodTemplateSpec at v1.34.2.
 * @param template the way from the object to its pod; [] for a Pod
 */
export function metadataFaults(value: unknown, { kind, template }: { kind: string; template: Path }): MetadataFault[] {
  const metadata = fieldIn(value, ['metadata']);
  const ofTemplate = template.length === 0 ? [] : labelsIn(fieldIn(value, [...template, 'metadata']), template);
  return [...namesIn(metadata, kind), ...labelsIn(metadata, []), ...ofTemplate];
}

function namesIn(metadata: unknown, kind: string): MetadataFault[] {
  const forms: Readonly<Record<string, (name: string) => string[]>> = {
    // A rule judges the name of a Pod, and knows what to write instead.
    ...(kind === 'Pod' ? {} : { name: kind === 'CronJob' ? cronJobFaults : subdomainFaults }),
    namespace: labelFaults,
  };
  const ofTypes = ['name', 'generateName', 'namespace'].flatMap((field) =>
    typeFaults(readLenient(textField, fieldIn(metadata, [field]) ?? '', ['metadata', field]).errors),
  );
  const ofForms = Object.entries(forms).flatMap(([field, form]) => {
    const name = fieldIn(metadata, [field]);
    if (typeof name !== 'string' || name === '') return [];
    return form(name).map((fault) => invalid(['metadata', field], name, fault));
  });
  return [...ofTypes, ...ofForms];
}

/** Source: pkg/apis/batch/validation ValidateCronJobCreate: the names of its jobs add eleven characters. */
const cronJobFaults = (name: string): string[] => [
  ...subdomainFaults(name),
  ...(name.length > 52 ? ['must be no more than 52 characters'] : []),
];

/** The API server leaves out the step `metadata` where it speaks of the labels of a template. */
function labelsIn(metadata: unknown, template: Path): MetadataFault[] {
  const path = [...template, 'metadata', 'labels'];
  const shown = template.length === 0 ? path : [...template, 'labels'];
  const given = fieldIn(metadata, ['labels']);
  const filled = isMap(given)
    ? Object.fromEntries(Object.entries(given).map(([key, text]) => [key, text ?? '']))
    : given;
  const { value, errors } = readLenient(annotationMap, filled ?? {}, path);
  const faults = Object.entries(value ?? {}).flatMap(([key, text]) => [
    ...labelKeyFaults(key).map((fault) => ({ ...invalid(shown, key, fault), path: [...path, key] })),
    ...labelValueFaults(text).map((fault) => ({ ...invalid(shown, text, fault), path: [...path, key] })),
  ]);
  return [...typeFaults(errors), ...faults];
}

const typeFaults = (errors: ReturnType<typeof readLenient>['errors']): MetadataFault[] =>
  errors.map((error) => ({ kind: 'type', ...error }));

const invalid = (path: Path, value: string, detail: string): MetadataFault => ({
  kind: 'metadata',
  path,
  message: `${showPath(path)}: Invalid value: ${JSON.stringify(value)}: ${detail}`,
});

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const fieldIn = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => (isMap(inner) ? inner[step] : undefined), value);
