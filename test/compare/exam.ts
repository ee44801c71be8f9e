import type { Snapshot } from '../../agent/snapshot.ts';
import type { Json } from '../difference.ts';
import { drawOf } from './draw.ts';
import { breakNode, type Fault } from './faults.ts';
import { asSnapshots, models, poolOf, recordedModels } from './pools.ts';

/** A difference as the exam needs it: what it says that differs. */
export interface Told {
  /** The fields, without `ok`, `value`, and names of things in lists: "services.containerd.state". */
  fields: readonly string[];
  /** All that it names: things in lists, and values of both sides. */
  words: readonly string[];
}

/** What is examined: the differences of the first node from the others, the most telling first. */
export type Compare = (node: Snapshot, peers: readonly Snapshot[]) => readonly Told[];

/** A node that was broken by chance, beside its peers, and at which place the change was told. */
export interface Answer {
  fault: Fault;
  size: number;
  /** 1 is the first; null: it was not told. */
  place: number | null;
  told: number;
}

const sizes = [3, 5, 10, 50] as const;

/** At most so many nodes of one pool are broken, each alone. */
const perPool = 10;

interface Question {
  /** The same one gives the same nodes. */
  seed: number;
  count: number;
  /** The nodes of a pool differ only as recordings do. */
  asRecorded?: boolean;
}

/** Of each size of pools there are as many broken nodes. */
export function askBroken(question: Question, compare: Compare): Answer[] {
  return sizes.flatMap((size) => askOfSize(size, { ...question, count: question.count / sizes.length }, compare));
}

function askOfSize(size: number, { seed, count, asRecorded = false }: Question, compare: Compare): Answer[] {
  const broken = Math.min(size, perPool);
  return Array.from({ length: Math.ceil(count / broken) }, (_, index) => {
    const draw = drawOf(seed, `broken ${index} of ${size}`);
    const model = draw.pick(asRecorded ? recordedModels : models);
    const nodes = poolOf(draw, { model, size, rolling: draw.happens(0.2), asRecorded });
    const healthy = asSnapshots(nodes);
    return nodes.slice(0, broken).map((node, which): Answer => {
      const fault = breakNode(draw, node);
      const [broken] = asSnapshots([node]);
      if (broken === undefined) throw new Error('a node is a snapshot');
      const told = compare(broken, healthy.toSpliced(which, 1));
      const place = told.findIndex((one) => says(one, fault));
      return { fault, size, place: place < 0 ? null : place + 1, told: told.length };
    });
  })
    .flat()
    .slice(0, count);
}

/** Healthy pairs and pools; half of them in the middle of a rolling update. Gives what was told of each. */
export function askHealthy({ seed, count, asRecorded = false }: Question, compare: Compare): (readonly Told[])[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = drawOf(seed, `healthy ${index}`);
    const size = [2, ...sizes][index % 5] ?? 2;
    const model = draw.pick(asRecorded ? recordedModels : models);
    const nodes = poolOf(draw, { model, size, rolling: draw.happens(0.5), asRecorded });
    const [node, ...peers] = asSnapshots(nodes);
    if (node === undefined) throw new Error('a pool has a node');
    return compare(node, peers);
  });
}

const plain = (field: string) =>
  field
    .split('/')
    .filter((key) => !['', 'facts', 'ok', 'value', '*'].includes(key))
    .join('.');

/** It names the field, what holds it or what it holds; and in a list the thing, or a value of it. */
function says({ fields, words }: Told, { field, names, before, after }: Fault): boolean {
  const changed = plain(field);
  const isField = fields.some((one) => one === changed || one.startsWith(`${changed}.`) || isHolder(one, changed));
  if (!isField) return false;
  if (names.length === 0) return true;
  const wanted = [...names, ...[before, after].flatMap(textsIn)];
  return words.some((word) => wanted.some((name) => name !== '' && (word.includes(name) || name.includes(word))));
}

/** A value, or the words in an object: names of accounts, kinds of errors. */
const textsIn = (value: Json | undefined): string[] =>
  typeof value === 'object' && value !== null
    ? (JSON.stringify(value).match(/[A-Za-z]{5,}/g) ?? []).filter(
        (word) => !['value', 'error', 'message'].includes(word),
      )
    : [String(value)];

/** The thing that a field is directly of, which is less than a whole fact. */
const isHolder = (one: string, field: string) =>
  one.includes('.') && field.startsWith(`${one}.`) && field.slice(one.length + 1).split('.').length === 1;

/** The parts of all answers that are right. */
export function figuresOf(answers: readonly Answer[]) {
  const part = (is: (answer: Answer) => boolean) => answers.filter(is).length / answers.length;
  return {
    first: part(({ place }) => place === 1),
    inFirstThree: part(({ place }) => place !== null && place <= 3),
  };
}
