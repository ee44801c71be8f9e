import { readFileSync } from 'node:fs';
import type { Json } from '../difference.ts';
import type { Draw } from './draw.ts';
import { holderOf, isLeaf, naturalFields, type Place, placesIn, valueAt, valuesAt } from './recorded.ts';

/** What was done to a node. */
export interface Fault {
  kind: keyof typeof kinds;
  /** Which field was changed, without places in lists. */
  field: string;
  /** What the changed thing is called where it is one of a list: texts that name it. */
  names: readonly string[];
  before: Json | undefined;
  after: Json | undefined;
}

/** Each changes one place of a node, or returns null if it finds none to change. */
type Change = (draw: Draw, node: Json, places: readonly Place[]) => Fault | null;

const kinds = {
  value: changeValue,
  state: (draw, node, places) =>
    changeValue(
      draw,
      node,
      places.filter(({ field }) => /\/(?:state|startType)$/.test(field)),
    ),
  account: (draw, node, places) =>
    changeValue(
      draw,
      node,
      places.filter(({ field }) => /\/(?:account|user|sid)(?:\/|$)/.test(field)),
    ),
  'older file': changeFileTime,
  missing: remove,
  event: addEvent,
  line: addLine,
  number: changeNumber,
} as const satisfies Record<string, Change>;

/** How often each is drawn: values are most of what a snapshot holds. */
const weights: readonly (keyof typeof kinds)[] = [
  ...(['value', 'value', 'value', 'value', 'value'] as const),
  ...(['state', 'account', 'older file', 'missing', 'missing', 'event', 'line', 'number', 'number'] as const),
];

/**
 * Breaks a node at one place, drawn from all that it holds: first which of its facts, so that a fact with many values is not
 * drawn more often than one with few.
 */
export function breakNode(draw: Draw, node: Json): Fault {
  for (let tries = 0; tries < 200; tries++) {
    const kind = draw.pick(weights);
    const places = placesIn(node).filter(isOfFacts);
    const facts = [...Map.groupBy(places, ({ keys }) => keys[1] ?? '').values()];
    const change: Change = kinds[kind];
    const fault = change(draw, node, byFact.includes(kind) ? draw.pick(facts) : places);
    if (fault !== null) return { ...fault, kind };
  }
  throw new Error('nothing of this node can be changed');
}

const byFact: readonly (keyof typeof kinds)[] = ['value', 'missing', 'number'];
const isOfFacts = ({ keys }: Place) => keys[0] === 'facts' && keys.length > 2;
const isWrapper = ({ keys }: Place) => ['ok', 'kind', 'code', 'message', 'ms'].includes(keys.at(-1) ?? '');
/** What is of one node alone cannot be told to be wrong by looking at others. */
const isOwn = ({ field, value }: Place) =>
  naturalFields.has(field) ||
  /pid$/i.test(field) ||
  (typeof value === 'string' &&
    /[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}|\d{4}-\d\d-\d\dT|-[a-z0-9]{5}$|^(?:akswin|win-|node-)/i.test(value));

function put(node: Json, place: Place, after: Json | undefined): Omit<Fault, 'kind'> {
  const holder = holderOf(node, place.keys);
  const key = place.keys.at(-1) ?? '';
  const names = namesOf(node, place);
  if (after !== undefined) holder[key] = after;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return { field: place.field, names, before: place.value, after };
}

/** The texts of the element of a list that a place is in, and of its own value if it is an element. */
function namesOf(node: Json, { keys }: Place): string[] {
  const inner = keys.findLastIndex((key) => /^\d+$/.test(key));
  if (inner < 0) return [];
  const at = valueAt(node, keys.slice(0, inner + 1));
  if (typeof at !== 'object' || at === null) return [String(at)];
  return Object.values(at).flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' ? [String(value)] : [],
  );
}

/** Another value that such a field has on another node. */
function changeValue(draw: Draw, node: Json, places: readonly Place[]): Fault | null {
  const fit = places
    .filter((place) => isLeaf(place) && !isWrapper(place) && !isOwn(place))
    .flatMap((place) => {
      const others = valuesAt(place.field).filter(
        (other) =>
          (typeof other !== 'object' || other === null) && other !== place.value && !isOwn({ ...place, value: other }),
      );
      return others.length === 0 ? [] : [{ place, others }];
    });
  if (fit.length === 0) return null;
  const { place, others } = draw.pick(fit);
  return { kind: 'value', ...put(node, place, draw.pick(others)) };
}

/** A file of the node's software from one to three years before. */
function changeFileTime(draw: Draw, node: Json, _: readonly Place[]): Fault | null {
  const files = placesIn(node).filter(({ field }) => /^\/facts\/runtime-binaries\/.*\/modifiedAt$/.test(field));
  const fit = files.filter(({ value }) => typeof value === 'string');
  if (fit.length === 0) return null;
  const place = draw.pick(fit);
  const days = 365 + draw.below(730);
  const after = new Date(Date.parse(String(place.value)) - days * 86_400_000).toISOString();
  return { kind: 'older file', ...put(node, place, after) };
}

/** A key or an element goes, or what was read is refused or late, as it was on another node. */
function remove(draw: Draw, node: Json, places: readonly Place[]): Fault | null {
  const errors = ({ field }: Place) =>
    valuesAt(field).filter(
      (other) => typeof other === 'object' && other !== null && 'ok' in other && other.ok === false,
    );
  const fit = places.flatMap((place) => {
    const { keys, value, field } = place;
    const isElement = /^\d+$/.test(keys.at(-1) ?? '');
    const nulls = value !== null && !isOwn(place) && valuesAt(field).includes(null) ? [null] : [];
    const refused =
      typeof value === 'object' && value !== null && 'ok' in value && value.ok === true ? errors(place) : [];
    // Pods that are no HostProcess pods, and their shims, run where they are scheduled.
    const isGone = isElement && !JSON.stringify(value).includes('"shop"') && !field.includes('/shims/');
    const ways: (Json | undefined)[] = [...nulls, ...refused, ...(isGone ? [undefined] : [])];
    return ways.length === 0 ? [] : [{ place, ways }];
  });
  if (fit.length === 0) return null;
  const { place, ways } = draw.pick(fit);
  return { kind: 'missing', ...put(node, place, ways[draw.below(ways.length)]) };
}

/** Source: events that operators found in System and Hyper-V Compute, test/probes/logs/windows-events.test.ts. */
const events = [
  {
    log: 'System',
    source: 'Service Control Manager',
    id: 7031,
    level: 'error',
    text: 'containerd\n1\n60000\n1\nRestart the service',
  },
  { log: 'System', source: 'Service Control Manager', id: 7000, level: 'error', text: 'kubelet\n%%1069' },
  { log: 'System', source: 'Microsoft-Windows-FilterManager', id: 3, level: 'error', text: '0xc03a001c\nbindflt' },
  {
    log: 'Microsoft-Windows-Hyper-V-Compute-Admin',
    source: 'Microsoft-Windows-Hyper-V-Compute',
    id: 1000,
    level: 'critical',
    text: 'f2b1\nCreate\n0xC0370103',
  },
] as const;

function addEvent(draw: Draw, node: Json, places: readonly Place[]): Fault | null {
  const at = String(valueAt(node, ['at']));
  const list = places.find(({ field }) => field === '/facts/logs/value/windows/events');
  if (!Array.isArray(list?.value)) return null;
  const event = { ...draw.pick(events), count: 1 + draw.below(9), at };
  list.value.push(event);
  return {
    kind: 'event',
    field: `${list.field}/*`,
    names: [event.text, String(event.id)],
    before: undefined,
    after: event,
  };
}

/** Failures as programs wrote them, from public reports. */
const failures: readonly string[] = readFileSync(new URL('../explain/failures.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line).text)
  .filter((text) => !text.includes('\n'));

function addLine(draw: Draw, _: Json, places: readonly Place[]): Fault | null {
  const list = places.find(({ field }) => field === '/facts/logs/value/lines');
  if (!Array.isArray(list?.value)) return null;
  const line = {
    component: 'containerd',
    source: 'C:\\var\\log\\containerd.log',
    text: draw.pick(failures),
    count: 1 + draw.below(30),
  };
  list.value.push(line);
  return { kind: 'line', field: `${list.field}/*`, names: [line.text], before: undefined, after: line };
}

/** An amount that is none, or 30 to 1,000 times as much or as little, and far from all that such a field was seen to be. */
function changeNumber(draw: Draw, node: Json, places: readonly Place[]): Fault | null {
  const isAmount = ({ field, value }: Place) =>
    typeof value === 'number' &&
    value > 0 &&
    !/(?:pid|Pid|id|port|status|build|revision|sessionId|last|first)$/.test(field);
  const fit = places.filter(isAmount);
  if (fit.length === 0) return null;
  const place = draw.pick(fit);
  const factor = draw.scale(30, 1000);
  const value = Number(place.value);
  const after = draw.pick([0, Math.round(value * factor), Math.floor(value / factor)]);
  const seen = valuesAt(place.field).filter((other) => typeof other === 'number');
  const isFar = after > 10 * Math.max(value, ...seen) || after + 1 < (Math.min(value, ...seen) + 1) / 10;
  return isFar ? { kind: 'number', ...put(node, place, after) } : null;
}
