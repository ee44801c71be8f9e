import type { Part } from '../agent/fact.ts';
import { type SeenObject, type SoughtKind, type Surroundings, unknownSurroundings } from '../agent/stage/references.ts';
import { got } from './snapshot.ts';

/** An object that is there. */
export const seen = (fields: Partial<SeenObject> = {}): Part<SeenObject | null> =>
  got({ labels: {}, keys: null, taints: null, ...fields });
export const absent: Part<SeenObject | null> = got(null);

/** A cluster that was asked for these objects, by their kinds and names, and for no others. */
export const surroundingsOf = (
  objects: Partial<Record<SoughtKind, Readonly<Record<string, Part<SeenObject | null>>>>>,
  more: Partial<Surroundings> = {},
): Surroundings => ({
  ...unknownSurroundings,
  find({ kind, name }) {
    const object = objects[kind]?.[name];
    return object === undefined ? null : { from: 'cluster', object };
  },
  ...more,
});
