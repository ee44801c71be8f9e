import { nearest } from '../../config/nearest.ts';
import { compact, type Fix, inManifest, type Step } from '../../fix.ts';
import { fieldName, removeField, setField } from '../edit.ts';
import { isMap, type Path, valueIn } from '../path.ts';
import type { ObjectFault } from './words.ts';

type Judge = (object: unknown) => readonly ObjectFault[];

/** With more faults nobody reads each way out, and each that is looked for is judged anew. */
const maxFaults = 100;
const weights = { error: 100, warn: 10, info: 1 } as const;

/**
 * Finds ways out of faults. The rules themselves say what is right: what is near to the value, or nothing in its place, is judged
 * as the object was, and the first that leaves less to say is offered.
 * @param all what `judge` says of the object
 * @returns null: nothing need be done
 */
export function waysOut(
  object: unknown,
  all: readonly ObjectFault[],
  judge: Judge,
): (fault: ObjectFault) => Fix | null {
  const about = { ...(isMap(object) ? object : {}), base: [] };
  return (fault) => {
    const { path, message, severity } = fault;
    if (severity !== 'error' && !/ drops it: /.test(message)) return null;
    const name = fieldName(about, path);
    const isRequired = /: Required value(?:: (.*))?$/s.exec(message);
    if (isRequired !== null) {
      const detail = isRequired[1] === undefined ? '' : ` (${isRequired[1]})`;
      return { steps: [inManifest(`Set ${name}, which the API server requires${detail}.`)] };
    }
    const isBetter = (changed: unknown) => {
      const left = judge(changed);
      return weightOf(left) < weightOf(all) && weightOf(left, fault) < weightOf(all, fault);
    };
    const found =
      all.length > maxFaults ? undefined : waysOf(object, about, fault).find(({ gives }) => isBetter(gives));
    return { steps: found?.steps ?? [inManifest(`Change or remove ${name}, as the API server asks.`)] };
  };
}

const weightOf = (faults: readonly ObjectFault[], like?: ObjectFault): number =>
  faults.reduce(
    (sum, { kind, severity }) => sum + (like === undefined || kind === like.kind ? weights[severity] : 0),
    0,
  );

interface Way {
  steps: Step[];
  gives: unknown;
}

const say = 'Write a value that the API server takes, such as this one.';

/** What may be right, the least change first. */
function waysOf(object: unknown, about: Parameters<typeof setField>[0], { path, message, right }: ObjectFault): Way[] {
  const value = valueIn(object, path);
  const without = (at: Path): Way => ({ steps: [removeField(about, at)], gives: changed(object, at, undefined) });
  const meant = /^unknown field .*: did you mean (\w+)\?$/.exec(message)?.[1];
  const renamed = [...path.slice(0, -1), meant ?? ''];
  // The item of a list that names what is not there, or stands there twice; a container is not taken out for its name.
  const item = path.slice(0, path.findLastIndex((step) => typeof step === 'number') + 1);
  const isOfItem =
    item.length > 0 &&
    item.length < path.length &&
    / (?:Not found|Duplicate value|Forbidden): | must be unique$/.test(message) &&
    !/^(?:init|ephemeral)?containers$/i.test(`${item.at(-2)}`);
  // By these an item is told from the others: a patch with another one would add an item.
  const isName = typeof path.at(-2) === 'number' && /^(?:name|containerPort|mountPath)$/.test(`${path.at(-1)}`);
  return compact(
    meant !== undefined &&
      valueIn(object, renamed) === undefined && {
        steps: [setField(about, renamed, value, 'Write the name that the API server knows.'), removeField(about, path)],
        gives: changed(changed(object, renamed, value), path, undefined),
      },
    ...(right === undefined ? nearTo(value, message) : [right]).map((one) => ({
      steps: [
        isName
          ? inManifest(
              `Set ${fieldName(about, path)} to ${right === undefined ? 'one that the API server takes, such as ' : ''}${JSON.stringify(one)}.`,
            )
          : setField(about, path, one, say),
      ],
      gives: changed(object, path, one),
    })),
    without(path),
    isOfItem && without(item),
  );
}

/** Values near to one that is refused. */
function nearTo(value: unknown, message: string): unknown[] {
  const listed = message.split('supported values: ').at(-1) ?? '';
  const known = message.includes('supported values: ') ? listed.slice(1, -1).split('", "') : [];
  if (typeof value === 'number') return [...boundsIn(message, value), String(value)];
  // The word in `must be Exists when ...`.
  const meant = / must be ([A-Z]\w+)/.exec(message)?.slice(1) ?? [];
  if (typeof value !== 'string') return typeof value === 'boolean' ? [String(value)] : meant;
  const near = nearest(value, known) ?? (known.length === 1 ? known[0] : undefined);
  const plain = (text: string, other: RegExp) =>
    text.replaceAll(other, '-').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '');
  const lower = value.toLowerCase();
  const names = [plain(value, /[^\w.-]+/g), plain(lower, /[^a-z0-9.-]+/g), plain(lower, /[^a-z0-9]+/g)];
  return [
    ...(near === undefined ? [] : [near]),
    ...meant,
    ...(message.includes(': Duplicate value: ') ? [`${value}-2`] : []),
    ...[value.trim(), ...names, ...names.map((name) => name.slice(0, 52))].filter(
      (name) => name !== value && name !== '',
    ),
    ...(/^-?\d{1,15}$/.test(value) ? [Number(value)] : []),
    ...(/^(?:true|false)$/.test(lower) ? [lower === 'true'] : []),
  ];
}

/** The bounds in `must be 1 to 65535`, the nearer one first. */
const boundsIn = (message: string, value: number) =>
  ((/ must be (.*)$/.exec(message)?.[1] ?? '').match(/-?\d+/g) ?? [])
    .map(Number)
    .toSorted((a, b) => Math.abs(a - value) - Math.abs(b - value));

/** A copy with another value at this path; undefined: without the field, or the item. */
function changed(around: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const inner = changed(valueIn(around, [step]), rest, value);
  if (Array.isArray(around) && typeof step === 'number')
    return around.toSpliced(step, 1, ...(inner === undefined ? [] : [inner]));
  const { [step]: _, ...others } = isMap(around) ? around : {};
  return inner === undefined ? others : { ...others, [step]: inner };
}
