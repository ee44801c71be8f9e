import { nearest } from '../../config/nearest.ts';
import { asList, asText, fieldsOf, isMap, isSet, type Path, showPath, valueIn } from '../path.ts';
import api from './api.json' with { type: 'json' };
import { containers } from './containers.ts';
import { type ApiStruct, amountOf, type Form, isOn, type Say } from './form.ts';
import { pods } from './pods.ts';
import { volumes } from './volumes.ts';
import { type ObjectFault, required, unknownField, unsupported } from './words.ts';
import { workloads } from './workloads.ts';

/** A field of a struct, and the minor versions that have it. */
interface Field {
  type: string;
  since: number;
  until: number;
  gate: string | undefined;
}

/**
 * Structs with their fields and types. `!`: it must be set; `@34`: since 1.34; `-35`: until 1.35; `^Gate`: dropped where
 * that feature gate is off.
 */
const structs: Readonly<Record<string, string>> = api.structs;
/** The values of texts; `@35`: since 1.35. */
const enums: Readonly<Record<string, string>> = api.enums;

interface Struct {
  fields: ReadonlyMap<string, Field>;
  /** Those that must be set. */
  required: readonly (readonly [name: string, field: Field])[];
}

const read = new Map<string, Struct | null>();

/** null: it is not a struct. */
function structNamed(name: string): Struct | null {
  let known = read.get(name);
  if (known === undefined) {
    known = Object.hasOwn(structs, name) ? parse(structs[name] ?? '') : null;
    read.set(name, known);
  }
  return known;
}

function parse(text: string): Struct {
  const all = text.split(' ').flatMap((part) => {
    const found = /^(\w+):([^!@^-]+)(!?)(?:@(\d+))?(?:-(\d+))?(?:\^(\w+))?$/.exec(part);
    if (found === null) return [];
    const [, name = '', type = '', isRequired, since = 0, until = 999, gate] = found;
    const field: Field = { type, since: Number(since), until: Number(until), gate };
    return [{ named: [name, field] as const, isRequired: isRequired === '!' }];
  });
  const required = all.flatMap(({ named, isRequired }) => (isRequired ? [named] : []));
  return { fields: new Map(all.map(({ named }) => named)), required };
}

/** What a rule judges, and what the API server does not insist on, although its types say so. */
const leftOut = new Set('PodOS.name HTTPHeader.value Sysctl.value TaintEffect TolerationOperator'.split(' '));

/** More faults of one object are not told. */
const maxFaults = 10_000;
/** Of more fields the meant ones are not looked for. */
const maxGuesses = 100;

/**
 * What the API server refuses of the fields of an object: those that it does not know, those that hold another kind of
 * value than they take, and values that it does not allow; and what it drops. What a rule judges is left to the rule.
 */
export function fieldFaults(
  object: unknown,
  { kind, template, kubernetes }: { kind: string; template: Path; kubernetes: number },
): ObjectFault[] {
  const inPod = [...template, 'spec'];
  const pod = fieldsOf(valueIn(object, inPod));
  const claims = asList(valueIn(object, ['spec', 'volumeClaimTemplates'])).map((one) =>
    valueIn(one, ['metadata', 'name']),
  );
  const named = [...asList(pod.volumes).map((volume) => fieldsOf(volume).name), ...claims];
  const around = { pod, kubernetes, volumes: new Set(named.filter((name) => typeof name === 'string')) };
  // An API server returned it, so that server knows its fields, even if they are newer than the ones known here.
  const isStored = valueIn(object, ['metadata', 'uid']) !== undefined;
  const faults: ObjectFault[] = [];
  const say = (path: Path, words: string, of: Partial<ObjectFault> = {}) => {
    const message = `${showPath(path)}: ${words}`;
    if (faults.length < maxFaults) faults.push({ kind: 'field', path, message, severity: 'error', ...of });
  };
  const ofPod = (path: Path): Partial<ObjectFault> => (isBelow(path, inPod) ? { isOfPod: true } : {});
  const unknown = (field: string, path: Path, { since, until }: Partial<Field>, known: Iterable<string>) => {
    if (isOfRule(field) || (isStored && since === undefined)) return;
    const near = faults.length < maxGuesses && since === undefined ? nearest(field, [...known]) : null;
    const when =
      since === undefined ? '' : kubernetes < since ? `: it is new in 1.${since}` : `: it went after 1.${until}`;
    const message = `${unknownField([...path, field])}${near === null ? when : `: did you mean ${near}?`}`;
    faults.push({ kind: 'field', path: [...path, field], message, severity: 'error' });
  };
  const visit = (value: unknown, type: string, path: Path, isKept = true): void => {
    if (!isSet(value) || type === 'any' || faults.length >= maxFaults) return;
    const struct = structNamed(type);
    if (type.startsWith('[]') && Array.isArray(value)) {
      const item = type.slice(2);
      // To the API server an empty item of a list is a struct without fields.
      const empty = structNamed(item) === null ? null : {};
      for (const [index, one] of value.entries()) visit(one ?? empty, item, [...path, index], isKept);
    } else if (type.startsWith('map[') && isMap(value)) {
      const item = type.slice(type.indexOf(']') + 1);
      for (const [key, inner] of Object.entries(value)) visit(inner, item, [...path, key], isKept);
    } else if (struct !== null && isMap(value)) visitFields(value, type, { struct, path, isKept });
    else if (Object.hasOwn(enums, type) && typeof value === 'string') {
      const known = valuesOf(type, kubernetes);
      if (isKept && value !== '' && !known.includes(value) && !leftOut.has(type))
        say(path, unsupported(value, known), ofPod(path));
    } else if (!isOfType(value, type))
      say(path, `must be ${wordsFor(type)}, but is ${describe(value, type)}`, { kind: 'type' });
  };
  const visitFields = (value: Fields, type: string, { struct, path, isKept }: Place) => {
    const fields: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      const field = struct.fields.get(name);
      if (field === undefined || kubernetes < field.since || kubernetes > field.until) {
        unknown(name, path, field ?? {}, struct.fields.keys());
      } else if (field.gate !== undefined && !isOn(field.gate, kubernetes) && !isRefused(field.gate, path)) {
        if (isKept && isSet(inner)) say([...path, name], dropped(field.gate), { severity: 'info' });
        visit(inner, field.type, [...path, name], false);
      } else {
        fields[name] = inner;
        if (!isOfType(inner, field.type)) visit(inner, field.type, [...path, name], isKept);
      }
    }
    // The claims of a StatefulSet are judged when they are made.
    if (!isKept || path.includes('volumeClaimTemplates')) return;
    for (const [name, field] of struct.required) {
      const isDue = kubernetes >= field.since && kubernetes <= field.until;
      const isStruct = structNamed(field.type) !== null && field.type !== 'LabelSelector';
      if (isDue && isStruct && !isSet(fields[name])) visit({}, field.type, [...path, name]);
      if (isDue && !leftOut.has(`${type}.${name}`) && isMissing(fields[name], field.type))
        say([...path, name], required(), ofPod(path));
    }
    const given: ApiStruct = { fields, path, ...around };
    const sayIn: Say = (at, words, severity = undefined) =>
      say([...path, ...(typeof at === 'string' ? [at] : at)], words, { ...ofPod(path), ...(severity && { severity }) });
    for (const form of [...(forms[type] ?? []), ...(warnings[type] ?? [])]) form(given, sayIn);
  };
  visit(object, kind, []);
  return faults;
}

type Fields = Readonly<Record<string, unknown>>;
/** `isKept` false: the API server drops what is here, after it has read it. */
type Place = { struct: Struct; path: Path; isKept: boolean };

/** Until 1.29 a restartPolicy is dropped of init containers, and refused elsewhere. Source: dropDisabledFields of 1.28. */
const isRefused = (gate: string, container: Path) => gate === 'SidecarContainers' && container.at(-2) === 'containers';

const dropped = (gate: string) => `the API server drops it: the feature gate ${gate} is off by default`;
const isBelow = (path: Path, around: Path) => around.every((step, index) => path[index] === step);

/** See rules/host-process-field.ts. */
const isOfRule = (field: string) => /^(?:hostprocess|windowsoptions)$/i.test(field);

function valuesOf(type: string, kubernetes: number): string[] {
  return (enums[type] ?? '').split(' ').flatMap((one) => {
    const [value = '', since = 0] = one.split('@');
    return kubernetes >= Number(since) ? [value] : [];
  });
}

/** Numbers and flags have a value in any case; what is missing in a struct is said there. */
function isMissing(value: unknown, type: string): boolean {
  if (type.startsWith('[]')) return !isSet(value) || (Array.isArray(value) && value.length === 0);
  return (type === 'string' || Object.hasOwn(enums, type)) && (!isSet(value) || value === '');
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'time':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
    case 'int64':
      return Number.isInteger(value);
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value);
    case 'quantity':
      return amountOf(value) !== null;
    default:
      return false;
  }
}

const kinds: Readonly<Record<string, string>> = {
  ...{ string: 'text', time: 'text', bool: 'true or false', int32: 'a whole number', int64: 'a whole number' },
  ...{ intOrString: 'a number or text', quantity: 'a quantity, such as 500m or 1Gi' },
};
const wordsFor = (type: string) =>
  type.startsWith('[]')
    ? 'a list'
    : (kinds[type] ??
      (Object.hasOwn(enums, type) ? 'text' : type === 'map[string]string' ? 'a map of texts' : 'a map of fields'));

function describe(value: unknown, type: string): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 80))}`;
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a map of fields';
  return `${value}${wordsFor(type) === 'text' ? ': put it in quotes' : ''}`;
}

/** What the API server refuses of each struct, apart from what its types say (api.ts). */
const forms: Readonly<Record<string, readonly Form[]>> = { ...containers, ...pods, ...volumes, ...workloads };

/** What the API server takes with a warning. Source of all: pkg/api/pod/warnings.go, pkg/api/node/util.go at v1.34.1. */
const oldLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};
const old = (label: unknown) => {
  const now = Object.hasOwn(oldLabels, asText(label)) ? oldLabels[asText(label)] : undefined;
  return now === undefined ? [] : [`${asText(label)} is deprecated; use ${now}`];
};

const critical = 'scheduler.alpha.kubernetes.io/critical-pod';

const warnings: Readonly<Record<string, readonly Form[]>> = {
  PodSpec: [
    ({ fields }, say) => {
      for (const key of Object.keys(fieldsOf(fields.nodeSelector)))
        for (const words of old(key)) say(['nodeSelector', key], words, 'info');
    },
  ],
  ObjectMeta: [
    ({ fields }, say) => {
      if (Object.hasOwn(fieldsOf(fields.annotations), critical))
        say(['annotations', critical], 'has no effect since 1.16; use priorityClassName', 'info');
    },
  ],
  NodeSelectorRequirement: [
    ({ fields }, say) => {
      for (const words of old(fields.key)) say('key', words, 'info');
    },
  ],
  TopologySpreadConstraint: [
    ({ fields }, say) => {
      for (const words of old(fields.topologyKey)) say('topologyKey', words, 'info');
      if (!isSet(fields.labelSelector)) say('labelSelector', 'without one it counts no pod', 'info');
    },
  ],
};
