/**
 * Work in steps, so that whoever drives it can do something else in between. A step takes a few ms at most: it goes once over
 * a window of a stream, or looks closely at a few KiB.
 */
export type Steps<T> = Generator<undefined, T>;

/** How much is looked at closely in one step, in UTF-16 units. */
export const betweenSteps = 4096;

/** All steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
