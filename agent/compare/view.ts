import { ifKnown } from '../fact.ts';
import type { Snapshot } from '../snapshot.ts';
import { errorForm, formOf, type Own, partsValue, type ValueForm } from './forms.ts';
import { type Naming, namingOf, thingName, unwrapped } from './naming.ts';
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
