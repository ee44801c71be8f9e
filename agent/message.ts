/** One statement of a program, without what a log or kubectl wraps around it. */
export interface Message {
  /** Where it was read: a file's name, "text", "containerd". */
  source: string;
  /** On one line, inner quotes unescaped, wrapped lines joined. */
  text: string;
  /** As given, if it is a question about an error, or an event, and not the message of a program: "0x52e". */
  written?: string;
  /** When it was last said, ISO 8601; absent if the source does not say. */
  at?: string;
  /** The first time, if one record counts for many. */
  firstAt?: string;
  /** How many times this record counts. */
  count: number;
  /** `namespace/name`, or the name alone if the namespace is not known. */
  pod?: string;
  /** The namespace of the object that it is about, if that is not a pod: a DaemonSet whose pods are refused has none. */
  namespace?: string;
  container?: string;
  /** The line of the script that failed, as PowerShell shows it below an error; absent: it shows none. */
  script?: string;
  /** Its source says that what it is about is ready now. */
  past?: true;
  /** Whether the source says that it is about a HostProcess container; absent where it does not say. */
  hostProcess?: boolean;
  /** Whether the pod mounts a service account token; absent if the source does not say. */
  hasToken?: boolean;
  /** The effective runAsUserName if the source has it: container's, else pod's; null when neither is set. */
  runAsUserName?: string | null;
}

/** Longer lines are cut: no wording is nearly this long, and no reader needs the rest. */
export const maxMessageLength = 16_384;

/** A text without what quoting put before inner quotes: backslashes, however often it was quoted, and YAML's second apostrophe. */
export const unescapeQuotes = (text: string): string =>
  text
    .slice(0, maxMessageLength)
    .replace(/(?<!\\)(\\+)"/g, (_, { length }: string) => `${'\\'.repeat(ofPath(length))}"`)
    .replaceAll(apostrophe, "'");

/** YAML writes an apostrophe twice between single quotation marks. */
export const apostrophe = /(?<=[a-z])''(?=[a-z])/g;

/**
 * How many of the backslashes before a quote belong to a path that ends there: quoted once, twice and three times,
 * its own are 2, 4 and 8, and the quote has 0, 1 and 3 more.
 */
const ofPath = (all: number): number => ([2, 5, 11, 23].includes(all) ? ((all + 1) / 3) * 2 : 0);

/**
 * A path as its writer meant it: runs of backslashes that quoting made are single again, and the two that begin `\\?\`,
 * `\\.\` or a network share are kept. Each quoting doubles all: a share begins with twice as many as its other parts.
 */
export function readPath(written: string): string {
  const single = written.replace(/\\+/g, '\\');
  const [first = 0, ...others] = Array.from(written.matchAll(/\\+/g), ([run]) => run.length);
  const isShare = /^\\[^\\"]/.test(single) && first >= 2 * Math.min(...others);
  return isShare || /^\\[?.]\\/.test(single) ? `\\${single}` : single;
}
