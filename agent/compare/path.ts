/**
 * Where a value stands: under which key, or as which thing of a list, of what is around it. Nodes that are seen together have one
 * path for one place; things in lists are named by what they are called, not by where they stand.
 */
export interface Path {
  /** null: it is the whole. */
  around: Path | null;
  /** The key, or what the thing is called. */
  name: string;
  isThing: boolean;
  parts: Map<string, Path>;
  things: Map<string, Path>;
}

const newPath = (around: Path | null, name: string, isThing: boolean): Path => ({
  ...{ around, name, isThing, parts: new Map(), things: new Map() },
});

export const newRoot = (): Path => newPath(null, '', false);

function pathIn(around: Path, name: string, isThing: boolean): Path {
  const all = isThing ? around.things : around.parts;
  const path = all.get(name) ?? newPath(around, name, isThing);
  all.set(name, path);
  return path;
}
export const pathOfPart = (path: Path, key: string): Path => pathIn(path, key, false);
export const pathOfThing = (list: Path, name: string): Path => pathIn(list, name, true);

/** From the outside in, without the whole. */
function stepsOf(path: Path): Path[] {
  const steps: Path[] = [];
  for (let at: Path | null = path; at !== null && at.around !== null; at = at.around) steps.unshift(at);
  return steps;
}

/** "services.containerd.state": the keys without what things are called. */
export const plainField = (path: Path): string =>
  stepsOf(path)
    .flatMap(({ name, isThing }) => (isThing ? [] : [name]))
    .join('.');

/** For people: "runtime containers [hostprobe] image". */
export const wordsOfPath = (path: Path): string =>
  stepsOf(path)
    .flatMap(({ name, isThing }) => (isThing ? (name === '' ? [] : [`[${name}]`]) : [name]))
    .join(' ');

/** What the thing is called that it is, or is in; null: it is in no list. */
export const thingAround = (path: Path): string | null =>
  stepsOf(path).findLast(({ isThing }) => isThing)?.name ?? null;
