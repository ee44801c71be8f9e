import { ifKnown } from '../fact.ts';
import type { Snapshot } from '../snapshot.ts';
import { errorForm, formOf, type Own, partsValue, type ValueForm } from './forms.ts';
import { newRoot, type Path, pathOfPart, pathOfThing } from './path.ts';

/** One node as values by their paths. */
export interface NodeView {
  node: string;
  /** What is there; several where a list has things of one name. */
  seen: ReadonlyMap<Path, readonly ValueForm[]>;
}

/** How nodes are seen together. @param samples some of them, by which things in lists get their names */
export function viewerOf(samples: readonly Snapshot[]): (snapshot: Snapshot) => NodeView {
  const naming = namingOf(samples.map(partsOf));
  const root = newRoot();
  return (snapshot) => {
    const seen = new Map<Path, ValueForm[]>();
    walk({ seen, own: ownOf(snapshot), naming }, partsOf(snapshot), root, '');
    return { node: snapshot.node, seen };
  };
}

/** Where nobody asked for the setup, or it could not be read, its absence says nothing. */
const partsOf = ({ facts, setup }: Snapshot) => (setup?.ok ? { ...facts, setup } : facts);

interface Walk {
  seen: Map<Path, ValueForm[]>;
  own: Own;
  naming: Naming;
}

function add({ seen }: Walk, path: Path, form: ValueForm): void {
  const forms = seen.get(path);
  if (forms === undefined) seen.set(path, [form]);
  else if (!forms.some(({ exact }) => exact === form.exact)) forms.push(form);
}

/** @param field the keys to the value, without the things of lists */
function walk(to: Walk, value: unknown, path: Path, field: string): void {
  if (typeof value !== 'object' || value === null) {
    add(to, path, formOf(value, to.own, path.name));
    return;
  }
  if (Array.isArray(value)) {
    walkList(to, value, path, field);
    return;
  }
  const inner = unwrapped(value);
  if (inner !== undefined) {
    if (inner.error !== undefined) add(to, path, errorForm(inner.error));
    else walk(to, inner.value, path, field);
    // How long it took to look.
    if (inner.ms !== undefined) walk(to, inner.ms, pathOfPart(path, 'ms'), field);
    return;
  }
  if (path.around !== null) add(to, path, partsValue);
  for (const [key, part] of Object.entries(value)) walk(to, part, pathOfPart(path, key), `${field}.${key}`);
}

function walkList(to: Walk, things: readonly unknown[], path: Path, field: string): void {
  add(to, path, partsValue);
  const keys = to.naming.get(field) ?? [];
  const named = things.map((thing) => ({ thing, name: thingName(thing, keys, to.own) }));
  const alike = new Map<string, number>();
  for (const { name } of named) alike.set(name, (alike.get(name) ?? 0) + 1);
  for (const { thing, name } of named) {
    const at = pathOfThing(path, name);
    walk(to, thing, at, field);
    const times = alike.get(name) ?? 1;
    if (times > 1 && !isPassing(thing)) walk(to, times, pathOfPart(at, 'times'), field);
  }
}

/** Whether a thing has an id or a start of its own: it was made by a program, and comes and goes. */
const isPassing = (thing: unknown) =>
  typeof thing === 'object' && thing !== null && passing.some((key) => Object.hasOwn(thing, key));
export const passing = ['uid', 'podUid', 'startedAt'] as const;

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

/** How the things of each list are called: by which of their fields. */
type Naming = ReadonlyMap<string, readonly string[]>;

/** A fact or a part of one; undefined: it is neither. */
function unwrapped(value: object): { value?: unknown; error?: string; ms?: number } | undefined {
  if (!('ok' in value) || typeof value.ok !== 'boolean') return undefined;
  const ms = 'ms' in value && typeof value.ms === 'number' ? { ms: value.ms } : {};
  if (value.ok && 'value' in value) return { value: value.value, ...ms };
  const error = 'error' in value ? value.error : null;
  const kind = typeof error === 'object' && error !== null && 'kind' in error ? String(error.kind) : 'failed';
  return { error: kind, ...ms };
}

const nobody: Own = { names: [], at: 0 };

function thingName(thing: unknown, keys: readonly string[], own: Own): string {
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
function namingOf(samples: readonly object[]): Naming {
  const lists = new Map<string, { node: number; things: object[] }[]>();
  samples.forEach((sample, node) => {
    collect(sample, '', (field, things) => {
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
  // What names nothing alone adds nothing to a name.
  const pairs = scored
    .filter(({ keys: [key = ''] }) => !best.keys.includes(key))
    .map(({ keys }) => [...best.keys, ...keys]);
  const pair = maxOf(pairs.map((keys) => ({ keys, ...scoreOf(lists, keys) })));
  return pair !== undefined && pair.score > best.score * 1.05 ? pair.keys : best.keys;
}

const maxOf = <Scored extends { score: number; length: number }>(all: readonly Scored[]): Scored | undefined =>
  all.toSorted((a, b) => b.score - a.score || b.length - a.length)[0];

function scoreOf(lists: readonly { node: number; things: object[] }[], keys: readonly string[]) {
  const named = lists.map(({ node, things }) => ({
    node,
    names: things.map((thing) => thingName(thing, keys, nobody)),
  }));
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
