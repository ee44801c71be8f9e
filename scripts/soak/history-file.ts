import { historyFile } from '../../agent/history/lines.ts';
import type { Change } from '../../agent/history.ts';

/** A run that an agent has told to be in the file. */
export interface Confirmed {
  at: string;
  /** Each run has its own: "<agent>-<run>". */
  node: string;
}

/** What a whole line of the file holds. */
interface Entry {
  kind: string;
  at: string;
  what?: string;
  to?: string | null;
  values?: Record<string, string | null>;
}

/** One agent's line may come behind the other's later one, while it waits for a busy file on a busy machine. */
const mostBackMs = 5000;
/** Of runs at the moment up to which the file was shortened, some may be gone. */
const shortenedMs = 1000;

/**
 * What is wrong with a history, all of it, in sentences. A line that is there twice counts once, as for its reader.
 * @param options.files all names in the folder
 * @param options.text of the file
 * @param options.agents that wrote it
 * @param options.confirmed runs that must be there, unless the file was shortened behind them
 * @param options.torn lines that a kill may have left incomplete
 */
export function wrongIn(options: {
  files: readonly string[];
  text: string;
  agents: readonly string[];
  confirmed: readonly Confirmed[];
  torn: number;
}): string[] {
  const { files, text, agents, confirmed, torn } = options;
  const lines = [...new Set(text.split('\n'))].filter(Boolean);
  const entries = lines.flatMap((line) => entryIn(line) ?? []);
  const runs = entries.flatMap((entry) => nodesIn(entry).map((node) => ({ at: entry.at, node })));
  const there = new Set(runs.map(({ node }) => node));
  const begins = Date.parse(entries[0]?.at ?? '') + shortenedMs;
  const left = files.filter((name) => name !== historyFile);
  const broken = lines.length - entries.length;
  const lost = confirmed.filter(({ at, node }) => !there.has(node) && Date.parse(at) > begins);
  const strange = [...there].filter((node) => !agents.includes(agentOf(node)));
  const early = entries.filter(
    ({ at }, index) => Date.parse(at) + mostBackMs < Date.parse(entries[index - 1]?.at ?? at),
  );
  const twice = runs.length - there.size;
  const disordered = agents.filter((agent) => !isRising(runs.filter(({ node }) => agentOf(node) === agent)));
  return [
    ...(entries.length === 0 ? ['the file has no whole line'] : []),
    ...(left.length === 0 ? [] : [`left behind: ${left.join(', ')}`]),
    ...(broken <= torn ? [] : [`${broken} lines are not whole JSON, at most ${torn} may be`]),
    ...(lost.length === 0 ? [] : [`${lost.length} of ${confirmed.length} confirmed runs are lost`]),
    ...(strange.length === 0 ? [] : [`of none of the agents: ${strange.join(', ')}`]),
    ...(early.length === 0 ? [] : [`${early.length} lines are earlier than the line before`]),
    ...(twice === 0 ? [] : [`${twice} runs are there twice`]),
    ...disordered.map((agent) => `the runs of ${agent} are not in their order`),
  ];
}

/** Each change of a value begins with what it was before, whoever saw it. */
export function isUnbroken(changes: readonly Change[]): boolean {
  const last = new Map<string, string | null>();
  return changes.every(({ what, from, to }) => {
    const fits = !last.has(what) || last.get(what) === from;
    last.set(what, to);
    return fits && from !== to;
  });
}

/** null: it is no whole line. */
function entryIn(line: string): Entry | null {
  try {
    const entry = JSON.parse(line);
    return Number.isNaN(Date.parse(entry.at)) ? null : entry;
  } catch {
    return null;
  }
}

const nodesIn = ({ kind, what, to, values }: Entry): string[] => {
  const node = kind === 'known' ? values?.['node name'] : what === 'node name' ? to : null;
  return node === null || node === undefined ? [] : [node];
};

const agentOf = (node: string) => node.replace(/-\d+$/, '');

const isRising = (runs: readonly Confirmed[]) =>
  runs.every(({ at, node }, index) => {
    const before = runs[index - 1];
    return before === undefined || (before.at <= at && numberOf(before.node) < numberOf(node));
  });
const numberOf = (node: string) => Number(/\d+$/.exec(node)?.[0]);
