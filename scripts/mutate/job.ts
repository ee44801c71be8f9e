/** What a worker gets: test files in their order. */
export interface Job {
  tests: readonly string[];
  /** Full names of tests in them that are not run. */
  without: readonly string[];
  /** Whether all are run, and the name of each that fails is printed in a line behind `failing`; else the first that fails ends it. */
  lists: boolean;
  /** Whether it prints what a test prints, and why one fails. */
  shows: boolean;
}

/** How a worker ends. Any other code: it could not be started. */
export const outcomes = { survived: 0, killed: 10 } as const;

/** What a line of a list begins with. */
export const failing = 'fails unchanged: ';
