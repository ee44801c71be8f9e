import { asText, fieldsOf, isSet, type Path, showPath, valueIn } from '../path.ts';
import { textFaults } from './form.ts';
import { labelFaults, labelKeyFaults, labelValueFaults, subdomainFaults } from './names.ts';
import { invalid, type ObjectFault, required, unsupported } from './words.ts';

/**
 * What is wrong with the names and labels of an object and of its pod template.
 * Source: k8s.io/apimachinery pkg/api/validation/objectmeta.go, pkg/apis/core/validation ValidatePodTemplateSpec at v1.34.2.
 * @param of.template the path from the object to its pod; [] for a Pod
 * @param of.kubernetes the minor version of the API server
 */
export function metadataFaults(
  value: unknown,
  { kind, template, kubernetes }: { kind: string; template: Path; kubernetes: number },
): ObjectFault[] {
  const faults: ObjectFault[] = [];
  const say = (path: Path, words: string, severity: ObjectFault['severity'] = 'error') =>
    faults.push({ kind: 'metadata', path, message: `${showPath(path)}: ${words}`, severity });
  const { name, generateName: prefix, namespace } = fieldsOf(valueIn(value, ['metadata']));
  // A StatefulSet names its pods' host after itself: kubernetes pull 114172.
  const form = kind === 'StatefulSet' && kubernetes >= 27 ? labelFaults : subdomainFaults;
  if (!isSet(name) || name === '') {
    if (!isSet(prefix) || prefix === '') say(['metadata', 'name'], required('name or generateName'));
  } else {
    for (const words of [...textFaults(name, form), ...longFaults(asText(name), kind)])
      say(['metadata', 'name'], words);
  }
  for (const words of textFaults(prefix, (text) => form(masked(text)))) say(['metadata', 'generateName'], words);
  for (const words of textFaults(namespace, labelFaults)) say(['metadata', 'namespace'], words);
  // Source: kubernetes issue 64023.
  if (kind === 'StatefulSet' && asText(name).length > 52 && asText(name).length <= 63)
    say(['metadata', 'name'], tooLong, 'warn');
  for (const at of template.length === 0 ? [[]] : [[], template]) {
    const labels = [...at, 'metadata', 'labels'];
    for (const [key, text] of Object.entries(fieldsOf(valueIn(value, labels)))) {
      for (const words of labelKeyFaults(key)) say([...labels, key], invalid(key, words));
      for (const words of textFaults(text, labelValueFaults)) say([...labels, key], words);
    }
  }
  return faults;
}

/** A prefix may end in a hyphen. Source: k8s.io/apimachinery pkg/api/validation/generic.go, maskTrailingDash. */
const masked = (prefix: string) => (/.-$/.test(prefix) ? `${prefix.slice(0, -2)}a` : prefix);

const tooLong =
  'its pods may be refused: the label controller-revision-hash adds up to 11 characters to the name, and must have at most 63';

/** The jobs of a CronJob get eleven characters more, and those of a Job a label with its name. */
const longFaults = (name: string, kind: string): string[] => {
  const most = { CronJob: 52, Job: 63 }[kind] ?? 253;
  return name.length > most && name.length <= 253 ? [invalid(name, `must have at most ${most} characters`)] : [];
};

const levels = ['privileged', 'baseline', 'restricted'];

/** Labels of a namespace that Pod Security refuses. Source: k8s.io/pod-security-admission admission.go ValidateNamespace. */
export const namespaceFaults = (labels: Readonly<Record<string, unknown>>): { key: string; message: string }[] =>
  ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const [key, version] = [`pod-security.kubernetes.io/${mode}`, `pod-security.kubernetes.io/${mode}-version`];
    const at = (name: string, words: string) => ({
      key: name,
      message: `${showPath(['metadata', 'labels', name])}: ${words}`,
    });
    const [level, of] = [labels[key] ?? 'privileged', labels[version] ?? 'latest'];
    return [
      ...(levels.includes(asText(level)) ? [] : [at(key, unsupported(asText(level), levels))]),
      ...(/^(?:latest|v1\.\d+)$/.test(asText(of)) ? [] : [at(version, invalid(of, 'must be latest or v1.x'))]),
    ];
  });
