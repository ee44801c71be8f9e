/** What a worker gets: test files in their order. */
export interface Job {
  tests: readonly string[];
  /** Whether it prints what a test prints, and why one fails. */
  shows: boolean;
}

/** How a worker ends. Any other code: it could not be started. */
export const outcomes = { survived: 0, killed: 10 } as const;
