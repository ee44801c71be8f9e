import type { ShellCommand } from '../fix/command.ts';
import { inManifest, riskOfSystem, type Step } from '../fix.ts';
import { yamlLines } from './edit/write-yaml.ts';
import { mountsOf } from './mount.ts';
import { type Path, showPath } from './path.ts';
import type { Pod } from './pod.ts';
import { fieldsOf, isMap } from './refusal/object-fault.ts';

/** The pod whose manifest is changed: what it contains, and where it is in its object. */
type Edited = Pick<Pod, 'base' | 'spec'>;

/**
 * A step that sets a field. Its YAML starts at the object and holds this field alone: an item of a list has the names by
 * which the API server distinguishes it from the others, so that the text can also be merged by kubectl patch.
 * @param path from the pod, such as ['spec', 'hostNetwork']
 */
export const setField = (pod: Edited, path: Path, value: unknown, say: string): Step =>
  isOfLongList(pod, path)
    ? inManifest(`${say} The value of ${fieldName(pod, path)} is ${JSON.stringify(value)}.`)
    : inManifest(say, fragmentOf(pod, path, value), value === 'NT AUTHORITY\\SYSTEM' ? riskOfSystem : undefined);

/** A reader would not read more words than these. */
const maxWords = 200;

/** Whether it is a word of a long list, which would be shown as a whole. */
function isOfLongList({ spec }: Edited, path: Path): boolean {
  if (typeof path.at(-1) !== 'number') return false;
  const list = path.slice(0, -1).reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), { spec });
  return Array.isArray(list) && list.length > maxWords;
}

/** A step that takes a field, or an item of a list, out of the manifest: nothing is typed for it. */
export const removeField = (pod: Pick<Pod, 'base'>, path: Path, more = ''): Step =>
  inManifest(`Remove ${fieldName(pod, path)}${more}.`);

/** A field of the pod by its full name in the object: spec.template.spec.hostNetwork. */
export const fieldName = ({ base }: Pick<Pod, 'base'>, path: Path): string => showPath([...base, ...path]);

function fragmentOf({ base, spec }: Edited, path: Path, value: unknown): ShellCommand {
  const inPod = within({ spec }, path, value);
  // Its writer quotes every value.
  return yamlLines(base.reduceRight<unknown>((inner, step) => ({ [step]: inner }), inPod)).join('\n') as ShellCommand;
}

/** The value at the end of the path, in the maps and lists around it. */
function within(around: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === 'string') return { [step]: within(fieldsOf(around)[step], rest, value) };
  const items: readonly unknown[] = Array.isArray(around) ? around : [];
  const item = items[step];
  const inner = within(item, rest, value);
  // A word has no name that distinguishes it from the others: the whole list is shown.
  if (inner === null || typeof inner !== 'object') return items.map((one, index) => (index === step ? inner : one));
  const known = identity(fieldsOf(item));
  return [Object.keys(known).length > 0 ? { ...known, ...inner } : { ...inner, ...ownFields(item), ...inner }];
}

const keys = ['name', 'mountPath', 'containerPort'];

/** The fields that distinguish an item of a list from the others. */
const identity = (item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).filter(([key, value]) => keys.includes(key) && value !== ''));

/** All fields of an item without a name, but not the empty ones that the reader adds to what the manifest has. */
function ownFields(item: unknown): Record<string, unknown> {
  const isAdded = ([key, value]: [string, unknown]) =>
    Array.isArray(value) ? value.length === 0 : added.includes(key) && Object.keys(fieldsOf(value)).length === 0;
  const own = Object.entries(fieldsOf(item)).filter((field) => !isAdded(field));
  return Object.fromEntries(own.map(([key, value]) => [key, isMap(value) ? ownFields(value) : value]));
}

/** See the defaults in spec.ts. */
const added = ['name', 'mountPath', 'requests', 'limits'];

/** The steps that remove a volume and its mounts. The last items come first, so that the others keep their indexes. */
export const removeVolume = (pod: Edited, name: string): Step[] => [
  ...mountsOf(pod)
    .filter(({ mount }) => mount.name === name)
    .map(({ path, mount }) => removeField(pod, path, `, which mounts ${name} at ${mount.mountPath}`))
    .toReversed(),
  ...pod.spec.volumes
    .flatMap((volume, index) =>
      volume.name === name ? [removeField(pod, ['spec', 'volumes', index], `, which is the volume ${name}`)] : [],
    )
    .toReversed(),
];
