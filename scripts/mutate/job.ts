/** What a worker gets: a file of the project, the text that it is to have (null: its own), and test files in their order. */
export interface Job {
  file: string;
  text: string | null;
  tests: readonly string[];
  /** Whether it prints what a test prints, and why one fails. */
  shows: boolean;
}

/** How a worker ends. Any other code: it could not be started. */
export const outcomes = { survived: 0, killed: 10 } as const;
