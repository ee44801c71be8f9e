import type { Comparison, ComparisonOfAll } from '../compare/schema.ts';
import type { Lint } from '../lint/problems.ts';
import type { NodeKind } from '../node/new-pod.ts';
import type { Explanation, Report } from '../report.ts';
import type { Predictions } from '../stage/prediction.ts';

/** What the page and its worker say to each other. */

export const tabs = ['explain', 'lint', 'predict'] as const;
export type Tab = (typeof tabs)[number];

/** What the reader gave: a text that was pasted or typed, and files that were dropped. */
export interface Entered {
  text: string;
  /** Explain: the pod that the text is about, as YAML or JSON. */
  pod: string;
  /** In their order; a file of any kind that hostprobe reads. */
  files: readonly File[];
}

export interface Choices {
  /** Lint: the nodes that the manifests are for. */
  nodes: readonly NodeKind[];
  /** Lint: judge every pod as if it were to be HostProcess. */
  all: boolean;
}

export type PageTask =
  | { do: Tab; entered: Entered; choices: Choices }
  /** The files, and what was pasted, without their secrets. */
  | { do: 'redact'; entered: Entered }
  /** The secrets in a text that is to become a link. */
  | { do: 'secrets'; text: string };

export interface Explained {
  tab: 'explain';
  /** null: nothing but nodes was given. */
  explanation: Explanation | null;
  /** The node with the facts that weighed the causes. */
  node: { name: string; at: string } | null;
  /** Of every node that was given. */
  reports: Report[];
  /** How several nodes differ; null: there is one, or none. */
  compared: Comparison | ComparisonOfAll | null;
}

export interface Linted {
  tab: 'lint';
  lint: Lint;
  /** The line of each problem in its file. */
  lines: string[];
}

export interface Predicted {
  tab: 'predict';
  predictions: Predictions;
  /** What to call each node; of every pod there is a prediction for each of them, in this order. */
  titles: string[];
  /** No node was given: they are the usual ones. */
  areUsual: boolean;
}

export interface Redacted {
  name: string;
  content: Blob;
  /** How many secrets of each kind were taken out. */
  counts: [kind: string, count: number][];
}

export type TaskAnswer =
  | Explained
  | Linted
  | Predicted
  | { tab: 'redact'; files: Redacted[] }
  | { tab: 'secrets'; kinds: string[]; redacted: string };

/** How far a file has been read, in bytes on the disk. */
export interface FileProgress {
  file: string;
  done: number;
  total: number;
}

export type Told =
  | { progress: FileProgress }
  | { answer: TaskAnswer }
  /** A sentence for the reader. */
  | { refused: string }
  | { bug: string };
