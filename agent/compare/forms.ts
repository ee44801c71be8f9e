/** What kind of value it is, by its own looks. It says how much such values differ between healthy nodes. */
export type Kind =
  | 'time'
  | 'id'
  | 'address'
  | 'account'
  | 'version'
  | 'word'
  | 'path'
  | 'text'
  | 'number'
  | 'used'
  | 'spent'
  | 'took'
  | 'yes-no'
  | 'shape'
  | 'error';

/** A value in three forms, from the finest: nodes that agree in none of them are different in more than names and numbers. */
export interface ValueForm {
  kind: Kind;
  /** As it is, with this node's own name and addresses replaced. */
  exact: string;
  /** Without ids, times, addresses and what Kubernetes makes names unique with. */
  named: string;
  /** Without any number. */
  rough: string;
  /** The amount, for numbers; for times how long before the snapshot, in minutes. null: neither. */
  amount: number | null;
}

/** Whether a name has what only a program that made it knows. */
export const isMadeUp = (name: string): boolean => /<(?:id|h|x|time)>/.test(name);

/** Whether it is the name of a pod of a ReplicaSet, which runs on whatever node has room. */
export const isPlaced = (name: string): boolean => name.includes('-<h>-');

/** What only this node is called. */
export interface Own {
  names: readonly string[];
  at: number;
}

const time = /\b\d{4}[-_]\d\d[-_]\d\d[T _]\d\d[:_]\d\d[:_]\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g;
/** A secret has another placeholder on each node, unless all were redacted with one key. */
const placeholder = /\[redacted:[a-z0-9-]+(?::[0-9a-f]{12})?\]/g;
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const hexadecimal = /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{10,}\b|\b[0-9a-f]{16,}\b/gi;
/** Source: apimachinery's pkg/util/rand, from whose letters Kubernetes makes the ends of names, and hashes of templates. */
const suffix = /(?<=[a-z0-9])(-[bcdf2456789]{6,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])/g;
const machine = /(?<=\bS-1-5-21-)\d+-\d+-\d+(?=-|\b)/g;
const address = /\b(?!127\.)(?:\d{1,3}\.){3}\d{1,3}\b(?!\.)|\b(?:fe80|fd[0-9a-f]{2})(?::[0-9a-f]{0,4}){2,7}/gi;
const version = /^[a-z]*(?::\/\/)?v?\d+\.\d+(?:\.\d+)*(?:[-+.][\w.+-]+)?$/i;

/** A domain and a name, a SID, or one of the names that Windows gives its service accounts. */
const account = /^(?:[\w.<>-]{1,20}|NT [A-Z]+)\\[\w .$<>-]+$|^S-1-[\d-]+$|^Local(?:System|Service)$/;

/** Values that many nodes share are read once. */
const read = new Map<string, ValueForm>();
const most = 50_000;

/** @param key what it is called where it stands */
export function formOf(value: unknown, own: Own, key = ''): ValueForm {
  if (typeof value === 'string') return value === '' ? emptyValue : formOfText(value, own);
  if (typeof value === 'number') return formOfNumber(value, key);
  return value === true ? yesValue : value === false ? noValue : noneValue;
}

function formOfText(text: string, { names, at }: Own): ValueForm {
  const exact = names.reduce((all, name) => replaceAll(all, name), text);
  let form = read.get(exact);
  if (form === undefined) {
    form = readForm(exact);
    if (read.size >= most) read.clear();
    read.set(exact, form);
  }
  if (form.kind !== 'time') return form;
  const amount = (at - Date.parse(text)) / 60_000;
  return { ...form, amount: Number.isFinite(amount) ? amount : null };
}

function replaceAll(text: string, name: string): string {
  const lower = text.toLowerCase();
  let from = lower.indexOf(name);
  if (from < 0) return text;
  let out = '';
  let last = 0;
  for (; from >= 0; from = lower.indexOf(name, last)) {
    out += `${text.slice(last, from)}<node>`;
    last = from + name.length;
  }
  return out + text.slice(last);
}

function readForm(exact: string): ValueForm {
  const named = exact
    .replace(time, '<time>')
    .replace(placeholder, '[redacted]')
    .replace(uuid, '<id>')
    // A template's hash of ten characters looks like a hexadecimal number, too.
    .replace(suffix, (_, template) => (template === undefined ? '-<x>' : '-<h>-<x>'))
    .replace(hexadecimal, '<id>')
    .replace(machine, '<machine>')
    .replace(address, '<address>');
  const rough = named.replace(/(?<!0x[0-9a-f]*)\d+/gi, '<n>');
  return { kind: kindOf(exact, named), exact, named, rough, amount: null };
}

function kindOf(exact: string, named: string): Kind {
  if (named === '<time>') return 'time';
  if (named === '<id>') return 'id';
  if (named === '<address>' || named === '<node>') return 'address';
  if (account.test(exact)) return 'account';
  if (version.test(exact)) return 'version';
  if (/^[^\s\\/<>]{0,60}$/.test(exact)) return 'word';
  return /^(?:[a-z]:|\\\\|\/)\S*(?: [^-\s]\S*)*$/i.test(exact) ? 'path' : 'text';
}

type NumberKind = 'number' | 'used' | 'spent' | 'took';

/**
 * Amounts of the moment in which a node was asked, by their keys: what is used then, what was spent since a program began, how long
 * it took to look.
 * Under load they are several times as much, and they are the same on two nodes by chance only, so that they are no setting.
 */
const ofMoment: Readonly<Record<string, NumberKind>> = {
  ...{ memoryBytes: 'used', peakMemoryBytes: 'used', freeBytes: 'used', ms: 'took' },
  ...{ handles: 'used', processes: 'used', activeProcesses: 'used', cpuSeconds: 'spent' },
};

const numbers: Readonly<Record<NumberKind, Map<number, ValueForm>>> = {
  number: new Map(),
  used: new Map(),
  spent: new Map(),
  took: new Map(),
};

/** @param key what it is called where it stands */
function formOfNumber(value: number, key: string): ValueForm {
  const kind = Object.hasOwn(ofMoment, key) ? (ofMoment[key] ?? 'number') : 'number';
  const known = numbers[kind].get(value);
  if (known !== undefined) return known;
  // What took less than a second was no work to speak of.
  const form = { ...plainForm(kind, String(value)), amount: kind === 'took' ? value / 1000 : value };
  if (numbers[kind].size >= most) numbers[kind].clear();
  numbers[kind].set(value, form);
  return form;
}

const plainForm = (kind: Kind, exact: string): ValueForm => ({ kind, exact, named: exact, rough: exact, amount: null });
const yesValue = plainForm('yes-no', 'yes');
const noValue = plainForm('yes-no', 'no');
const noneValue = plainForm('shape', 'none');
const emptyValue = plainForm('shape', 'empty');
/** Something with parts, or a list with any number of things: what is in it is told of that. */
export const partsValue = plainForm('shape', 'there');
export const errorForm = (kind: string): ValueForm => plainForm('error', `not read: ${kind}`);
