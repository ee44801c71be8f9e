/**
 * Work in steps, so that the caller can do something else in between. A step takes a few ms at most: one pass over the
 * window of a stream, or a close look at a few KiB.
 */
export type Steps<T> = Generator<undefined, T>;

/** How much text is searched closely in one step, in UTF-16 units. */
export const betweenSteps = 4096;

/** Does all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Tells at which positions of a text, given in their order, it is time to pause. */
export function createPace(): (at: number) => boolean {
  let last = 0;
  return (at) => {
    if (at - last <= betweenSteps) return false;
    last = at;
    return true;
  };
}
