/** Work in steps, so that whoever drives it can do something else in between. Each says how much text was looked at. */
export type Steps<T> = Generator<number, T>;

/** All steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
