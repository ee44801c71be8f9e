import { type Fix, inManifest, riskOfSystem, type ShellCommand, type Step } from '../fix.ts';
import { asList, fieldsOf, isMap, type Path, showPath, valueIn } from './path.ts';
import { mountsOf, type Pod } from './pod.ts';

/** What is changed: a pod, and where it is in its object, or a whole object, with the base []. */
type Edited = Pick<Pod, 'base'> & { spec?: unknown };

/**
 * A step that sets a field. Its YAML starts at the object and holds this field alone: an item of a list has the names by
 * which the API server distinguishes it from the others, so that the text can also be merged by kubectl patch.
 * @param path from the pod, such as ['spec', 'hostNetwork']
 */
export const setField = (pod: Edited, path: Path, value: unknown, say: string): Step =>
  isOfLongList(pod, path)
    ? sayText(pod, path, value, say)
    : inManifest(say, fragmentOf(pod, path, value), value === 'NT AUTHORITY\\SYSTEM' ? riskOfSystem : undefined);

/** A reader would not read more words than these. */
const maxWords = 200;

/** Whether it is a word of a long list, which would be shown as a whole. */
function isOfLongList(pod: Edited, path: Path): boolean {
  if (typeof path.at(-1) !== 'number') return false;
  return asList(valueIn(pod, path.slice(0, -1))).length > maxWords;
}

/** A change of one text of the pod: a word of a command, the value of a variable. */
export interface TextChange {
  path: Path;
  /** What it is changed to, also if another change has come first; several: the words in its place. */
  change(text: string): string | readonly string[];
  /** One sentence. */
  say: string;
}

/** An offence's fix that changes a text, and the change itself. */
export function changeText(pod: Edited, change: TextChange): { fix: Fix; change: TextChange } {
  return { fix: { steps: [setTexts(pod, [change], change.say)] }, change };
}

/** A step that shows a list or a text with these changes. */
export function setTexts(pod: Edited, changes: readonly [TextChange, ...TextChange[]], say: string): Step {
  const shown = shownWith(pod, changes[0].path);
  const value = valueIn(pod, shown);
  const changed = (text: string, own: readonly TextChange[]) =>
    own.reduce((words, { change }) => words.flatMap((word) => change(word)), [text]);
  return setField(
    pod,
    shown,
    Array.isArray(value)
      ? value.flatMap((word: string, index) =>
          changed(
            word,
            changes.filter(({ path }) => path.at(-1) === index),
          ),
        )
      : changed(String(value), changes)[0],
    say,
  );
}

/** What a change of a text is shown with: the list of a word, else the text alone. */
export const shownWith = (pod: Edited, path: Path): Path =>
  typeof path.at(-1) === 'number' && !isOfLongList(pod, path) ? path.slice(0, -1) : path;

/** As `setTexts`, where another fix replaces what is around the text. */
export const sayChange = (pod: Edited, { path, change, say }: TextChange): Step =>
  sayText(pod, path, change(String(valueIn(pod, path))), say);

/** A step that sets a text by words alone. */
const sayText = (pod: Edited, path: Path, value: unknown, say: string): Step =>
  inManifest(`${say.replace(/\.$/, '')}; the value of ${fieldName(pod, path)} is ${JSON.stringify(value)}.`);

/**
 * A step that takes a field, or an item of a list, out of the manifest: nothing is typed for it. An item is also named, since
 * others may be removed before it.
 */
export function removeField(pod: Edited, path: Path, more = ''): Step {
  const names = typeof path.at(-1) === 'number' ? Object.values(identity(fieldsOf(valueIn(pod, path)))) : [];
  const named = names.length === 0 ? '' : ` (${names.join(', ')})`;
  return inManifest(`Remove ${fieldName(pod, path)}${named}${more}.`);
}

/** A field of the pod by its full name in the object: spec.template.spec.hostNetwork. */
export const fieldName = ({ base }: Pick<Pod, 'base'>, path: Path): string => showPath([...base, ...path]);

function fragmentOf(edited: Edited, path: Path, value: unknown): ShellCommand {
  const inPod = within(edited, path, value);
  // Its writer quotes every value.
  return yamlLines(edited.base.reduceRight<unknown>((inner, step) => ({ [step]: inner }), inPod)).join(
    '\n',
  ) as ShellCommand;
}

/** The value at the end of the path, in the maps and lists around it. */
function within(around: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === 'string') return { [step]: within(fieldsOf(around)[step], rest, value) };
  const items = asList(around);
  const item = items[step];
  const inner = within(item, rest, value);
  // A word has no name that distinguishes it from the others: the whole list is shown.
  if (!isMap(inner)) return items.map((one, index) => (index === step ? inner : one));
  const known = identity(fieldsOf(item));
  return [Object.keys(known).length > 0 ? { ...known, ...inner } : { ...inner, ...ownFields(item), ...inner }];
}

const keys = ['name', 'mountPath', 'containerPort'];

/** The fields that distinguish an item of a list from the others. */
const identity = (item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item).filter(([key, value]) => keys.includes(key) && value !== '' && typeof value !== 'object'),
  );

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
export const removeVolume = (pod: Pick<Pod, 'base' | 'spec'>, name: string): Step[] => [
  ...mountsOf(pod)
    .filter(({ mount }) => mount.name === name)
    .map(({ path }) => removeField(pod, path, `, which mounts ${name}`))
    .toReversed(),
  ...pod.spec.volumes
    .flatMap((volume, index) =>
      volume.name === name ? [removeField(pod, ['spec', 'volumes', index], `, which is the volume ${name}`)] : [],
    )
    .toReversed(),
];

/**
 * JSON data as lines of YAML that 1.1, as kubectl reads it, and 1.2 read alike; list items are not indented.
 * No library is used, because a line is written for every problem of every manifest, and libraries take 50 µs for it.
 */
export function yamlLines(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap((item) => hang('- ', yamlLines(item)));
  if (value === null || typeof value !== 'object') return [scalar(value)];
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return fields.length === 0 ? ['{}'] : fields.flatMap(([key, inner]) => fieldLines(scalar(key), inner));
}

function fieldLines(key: string, value: unknown): string[] {
  const lines = yamlLines(value);
  const isEmpty = value === null || typeof value !== 'object' || Object.keys(value).length === 0;
  if (isEmpty) return [`${key}: ${lines[0]}`];
  return [`${key}:`, ...(Array.isArray(value) ? lines : hang('  ', lines))];
}

/** Lines after a mark, with the others below the first. */
const hang = (mark: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !/: | #|:$|\s$/.test(value) && !words.test(value)) return value;
  return oneLine.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value).replace(unprintable, escaped);
}

/** Begins as no number, mark or list does. */
const plain = /^(?:[A-Za-z/\\$]|<(?!<)|-+[A-Za-z])[ -~]*$/;
/** Words that mean something else in YAML 1.1. Some parsers read E0 as a number. */
const words = /^(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?[\d_]+)$/i;
const oneLine = /^[ -~\u00a1-\u1fff\u2030-\ud7ff]*$/;
const unprintable = /[\u007f-\u00a0\u2000-\u202f\ud800-\udfff\ufeff\ufff0-\uffff]/g;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
