import { ifKnown } from '../fact.ts';
import type { Snapshot } from '../snapshot.ts';
import {
  emptyValue,
  errorForm,
  formOfNumber,
  formOfText,
  noneValue,
  noValue,
  type Own,
  partsValue,
  type ValueForm,
  yesValue,
} from './forms.ts';

/** One node as values by their paths. Things in lists are named by what they are called, not by where they stand. */
export interface NodeView {
  node: string;
  /** What is there, by path; several where a list has things of one name. */
  seen: ReadonlyMap<string, readonly ValueForm[]>;
}

/** Between the keys of a path, and before what a thing in a list is called. */
const between = '\0';
const called = '\u0001';

/** How the things of each list are called: by which of their fields. */
type Naming = ReadonlyMap<string, readonly string[]>;

export const pathAround = (path: string): string => path.slice(0, path.lastIndexOf(between));
export const lastOf = (path: string): string => path.slice(path.lastIndexOf(between) + 1);
export const pathOfPart = (path: string, key: string): string => `${path}${between}${key}`;
/** Whether it is a thing in a list. */
export const isThing = (path: string): boolean => lastOf(path).startsWith(called);
/** "services.containerd.state": the keys without what things are called. */
export const plainField = (path: string): string =>
  path
    .split(between)
    .filter((key) => key !== '' && !key.startsWith(called))
    .join('.');
/** For people: "runtime containers [hostprobe] image". */
export const wordsOfPath = (path: string): string =>
  path
    .split(between)
    .filter((key) => key !== '')
    .flatMap((key) => (key === called ? [] : key.startsWith(called) ? `[${key.slice(1)}]` : key))
    .join(' ');
export const namesInPath = (path: string): string[] =>
  path.split(between).flatMap((key) => (key.startsWith(called) ? [key.slice(1)] : []));

/** How nodes are seen. @param samples some of them, by which things in lists get their names */
export function viewerOf(samples: readonly Snapshot[]): (snapshot: Snapshot) => NodeView {
  const naming = namingOf(samples);
  return (snapshot) => viewOf(snapshot, naming);
}

function viewOf(snapshot: Snapshot, naming: Naming): NodeView {
  const seen = new Map<string, ValueForm[]>();
  const own = ownOf(snapshot);
  const add = (path: string, form: ValueForm) => {
    const forms = seen.get(path);
    if (forms === undefined) seen.set(path, [form]);
    else if (!forms.some(({ exact }) => exact === form.exact)) forms.push(form);
  };
  walk({ add, own, naming }, snapshot.facts, '', '');
  return { node: snapshot.node, seen };
}

interface Walk {
  add(path: string, form: ValueForm): void;
  own: Own;
  naming: Naming;
}

function walk(to: Walk, value: unknown, path: string, field: string): void {
  if (typeof value !== 'object' || value === null) {
    to.add(path, formOf(value, to.own));
    return;
  }
  if (Array.isArray(value)) {
    to.add(path, partsValue);
    const names = value.map((thing) => nameOf(thing, to.naming.get(field) ?? [], to.own));
    value.forEach((thing, index) => {
      const name = `${path}${between}${called}${names[index]}`;
      walk(to, thing, name, field);
      const alike = names.filter((one) => one === names[index]).length;
      if (alike > 1 && !isPassing(thing)) to.add(`${name}${between}times`, formOfNumber(alike));
    });
    return;
  }
  const inner = unwrapped(value);
  if (inner !== undefined) {
    if (inner.error !== undefined) to.add(path, errorForm(inner.error));
    else walk(to, inner.value, path, field);
    // How long it took to look.
    if (inner.ms !== undefined) to.add(`${path}${between}ms`, formOfNumber(inner.ms));
    return;
  }
  if (path !== '') to.add(path, partsValue);
  for (const [key, part] of Object.entries(value)) walk(to, part, `${path}${between}${key}`, `${field}.${key}`);
}

/** Whether a thing has an id or a start of its own: it was made by a program, and comes and goes. */
const isPassing = (thing: unknown) =>
  typeof thing === 'object' && thing !== null && passing.some((key) => Object.hasOwn(thing, key));
export const passing = ['uid', 'podUid', 'startedAt'] as const;

/** A fact or a part of one; undefined: it is neither. */
function unwrapped(value: object): { value?: unknown; error?: string; ms?: number } | undefined {
  if (!('ok' in value) || typeof value.ok !== 'boolean') return undefined;
  const ms = 'ms' in value && typeof value.ms === 'number' ? { ms: value.ms } : {};
  if (value.ok && 'value' in value) return { value: value.value, ...ms };
  const error = 'error' in value ? value.error : null;
  const kind = typeof error === 'object' && error !== null && 'kind' in error ? String(error.kind) : 'failed';
  return { error: kind, ...ms };
}

function formOf(value: unknown, own: Own): ValueForm {
  if (typeof value === 'string') return value === '' ? emptyValue : formOfText(value, own);
  if (typeof value === 'number') return formOfNumber(value);
  return value === true ? yesValue : value === false ? noValue : noneValue;
}

/** What this node alone is called, longest first; by its interfaces, the addresses that are its own. */
function ownOf({ node, at, facts }: Snapshot): Own {
  const { network, os } = facts;
  const addresses = network.ok ? (ifKnown(network.value.interfaces) ?? []) : [];
  const names = [
    node,
    os.ok ? os.value.hostname : '',
    ...addresses.flatMap((one) => (one.internal ? [] : [one.address])),
    (network.ok && network.value.nodeAddress) || '',
  ];
  const known = [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => name.length > 3);
  // Windows cuts names of computers to 15 characters.
  const cut = known.flatMap((name) => (name.length > 15 ? [name, name.slice(0, 15)] : [name]));
  return { names: cut.sort((a, b) => b.length - a.length), at: Date.parse(at) };
}

const nobody: Own = { names: [], at: 0 };

function nameOf(thing: unknown, keys: readonly string[], own: Own): string {
  if (typeof thing !== 'object' || thing === null) return nameForm(thing, own);
  return keys.map((key) => nameForm(plainIn(thing, key), own)).join(' ');
}

function plainIn(thing: object, key: string): unknown {
  const value = (thing as Record<string, unknown>)[key];
  return typeof value === 'object' && value !== null ? unwrapped(value)?.value : value;
}

/** Sentences are the same thing with other numbers in them. */
function nameForm(value: unknown, own: Own): string {
  const form = formOf(value, own);
  return form.kind === 'text' ? form.rough : form.named;
}

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** Which fields tell the things of a list apart and are the same on other nodes: by what the nodes have, for each list. */
function namingOf(samples: readonly Snapshot[]): Naming {
  const lists = new Map<string, { node: number; things: object[] }[]>();
  samples.forEach(({ facts }, node) => {
    collect(facts, '', (field, things) => {
      const found = lists.get(field);
      if (found === undefined) lists.set(field, [{ node, things }]);
      else found.push({ node, things });
    });
  });
  return new Map([...lists].map(([field, found]) => [field, chosenKeys(found)]));
}

function collect(value: unknown, field: string, tell: (field: string, things: object[]) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const things = value.filter((thing) => typeof thing === 'object' && thing !== null);
    if (things.length > 0) tell(field, things);
    for (const thing of things) collect(thing, field, tell);
    return;
  }
  const inner = unwrapped(value);
  if (inner !== undefined) collect(inner.value, field, tell);
  else for (const [key, part] of Object.entries(value)) collect(part, `${field}.${key}`, tell);
}

function chosenKeys(lists: readonly { node: number; things: object[] }[]): string[] {
  const all = lists.flatMap(({ things }) => things);
  const candidates = [
    ...new Set(all.flatMap((thing) => Object.keys(thing).filter((key) => isPlain(plainIn(thing, key))))),
  ];
  // Where each node has one thing, it is that one.
  if (lists.length > 1 && all.length === lists.length) return [];
  // What says something is what it says.
  const saying = candidates.find((key) => all.every((thing) => /^\S+ .*\w .*\w|\n/.test(String(plainIn(thing, key)))));
  if (saying !== undefined) return [saying];
  const scored = candidates.map((key) => ({ keys: [key], ...scoreOf(lists, [key]) })).filter(({ score }) => score > 0);
  // The first field that tells them apart as well as any is the one that they are called by.
  const most = Math.max(...scored.map(({ unique }) => unique));
  const best = scored.find(({ unique, shared }) => unique > most - 0.03 && shared > 0.2) ?? maxOf(scored);
  if (best === undefined || best.unique > 0.98) return best?.keys ?? [];
  const pairs = candidates.filter((key) => !best.keys.includes(key)).map((key) => [...best.keys, key]);
  const pair = maxOf(pairs.map((keys) => ({ keys, ...scoreOf(lists, keys) })));
  return pair !== undefined && pair.score > best.score * 1.05 ? pair.keys : best.keys;
}

const maxOf = <Scored extends { score: number; length: number }>(all: readonly Scored[]): Scored | undefined =>
  all.toSorted((a, b) => b.score - a.score || b.length - a.length)[0];

function scoreOf(lists: readonly { node: number; things: object[] }[], keys: readonly string[]) {
  const named = lists.map(({ node, things }) => ({ node, names: things.map((thing) => nameOf(thing, keys, nobody)) }));
  const nodes = new Set(named.map(({ node }) => node));
  const holders = new Map<string, Set<number>>();
  for (const { node, names } of named) {
    for (const name of names) holders.set(name, (holders.get(name) ?? new Set()).add(node));
  }
  const all = named.flatMap(({ names }) => names);
  const unique = named.reduce((sum, { names }) => sum + new Set(names).size, 0) / all.length;
  const others = Math.max(1, nodes.size - 1);
  const shared = all.reduce((sum, name) => sum + ((holders.get(name)?.size ?? 1) - 1) / others, 0) / all.length;
  const length = all.reduce((sum, name) => sum + name.length, 0) / all.length;
  // A number or an id that no other node has names nothing: a process is not its number.
  const isNone = all.every((name) => /^(?:[\d\s]|<\w+>)*$/.test(name)) && shared < 0.9;
  return { unique, shared, length, score: isNone ? 0 : unique ** 3 * (0.3 + shared) };
}
