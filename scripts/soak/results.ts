import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { project } from '../../image/folder.ts';
import { measuredAt } from '../measured-at.ts';
import { type Outcome, outcomeSchema, type Verdict, verdictOf } from './fault.ts';

const usage = z.strictObject({ memory: z.number(), handles: z.number() });

/** What a soak saw. */
const soakSchema = z.strictObject({
  minutes: z.number(),
  requests: z.record(z.string(), z.strictObject({ answered: z.number(), later: z.number(), lost: z.number() })),
  livez: z.strictObject({ asked: z.number(), failed: z.number(), p999Ms: z.number() }),
  start: usage,
  end: usage,
  /** The most private memory at any time, in bytes. */
  mostPrivate: z.number(),
  /** What holds it to the limit of the pod, and how many of its processes were killed there; or why nothing does. */
  memoryLimit: z.union([
    z.strictObject({ how: z.string(), killed: z.number() }),
    z.strictObject({ notRun: z.string() }),
  ]),
  faults: z.array(outcomeSchema),
  /** Empty: without --lab. */
  labFaults: z.array(outcomeSchema),
});
export type Soak = z.infer<typeof soakSchema>;

const saved = z.strictObject({ commit: z.string(), machine: z.string(), ...soakSchema.shape });

/** The newest soak that was saved, of which .github/reliability.md shows a table. */
const file = join(project, 'scripts/soak/results.json');

export const saveSoak = (soak: Soak): void =>
  writeFileSync(file, `${JSON.stringify({ ...measuredAt(), ...soak }, null, 2)}\n`);

/** The limit of the manifests, which Windows holds private memory against. */
export const podLimitMib = 256;
/** Of memory and handles at the end beside the start, when the load is over. */
const mostGrowth = { memory: 1.5, handles: 1.2 };
/** One of the faults suspends the process for 2 s. */
const mostLivezMs = 2500;

interface Row {
  what: string;
  value: string;
  lost: boolean;
}

/** The fault that lasts all the time. */
function limitOutcome({ memoryLimit, requests }: Soak): Outcome {
  const fault = `the kernel holds the agent under load to the ${podLimitMib} MiB of its pod`;
  const counts = Object.values(requests);
  const served = sumOf(counts, 'answered');
  const refused = sumOf(counts, 'later') + sumOf(counts, 'lost');
  const came = { fault, times: 1, served, refused, servedNobody: served === 0 ? 1 : 0 };
  if ('notRun' in memoryLimit) return { ...came, lost: [], notRun: memoryLimit.notRun };
  const { how, killed } = memoryLimit;
  const lost = killed === 0 ? [] : [`${killed} of its processes were killed`];
  return { ...came, fault: `${fault}, by ${how}`, lost, notRun: null };
}

type Counted = Soak['requests'][string];
const sumOf = (counts: readonly Counted[], of: keyof Counted) => counts.reduce((sum, count) => sum + count[of], 0);

const words: Readonly<Record<Verdict, string>> = {
  held: 'held',
  refused: 'refused',
  lost: 'LOST',
  'not run': 'not run',
};

/** "held: 40 served, 3 refused" */
function outcomeRow(outcome: Outcome): Row {
  const { fault, times, served, refused, lost, notRun } = outcome;
  const verdict = verdictOf(outcome);
  const why = [...lost, ...(notRun === null ? [`${served} served, ${refused} refused`] : [notRun])].join('; ');
  const what = times === 1 ? fault : `${fault} (${times} times)`;
  return { what, value: `${words[verdict]}: ${why}`, lost: verdict === 'lost' || verdict === 'refused' };
}

/** Every load and fault in a row of its own. */
export const rowsOf = (soak: Soak): Row[] => [
  ...Object.entries(soak.requests).map(([what, { answered, later, lost }]) => ({
    what,
    value: `${answered} answered, ${later} told to come later${lost === 0 ? '' : `, ${lost} LOST`}`,
    // A server that only says "later" answers nobody.
    lost: lost > 0 || answered === 0,
  })),
  ...[limitOutcome(soak), ...soak.faults, ...soak.labFaults].map(outcomeRow),
  ...usageRows(soak),
];

function usageRows({ livez, start, end, mostPrivate }: Soak): Row[] {
  const grewBy = (what: 'memory' | 'handles') => end[what] > start[what] * mostGrowth[what];
  return [
    {
      what: '`/livez`, asked each 100 ms',
      value: `${livez.asked} times, ${livez.failed} failed`,
      lost: livez.failed > 0,
    },
    {
      what: '`/livez`, 99.9th percentile',
      value: `${(livez.p999Ms / 1000).toFixed(1)} s, with the process suspended for 2 s`,
      lost: livez.p999Ms > mostLivezMs,
    },
    {
      what: 'resident memory, start and end',
      value: `${inMib(start.memory)} and ${inMib(end.memory)} MiB`,
      lost: grewBy('memory'),
    },
    {
      what: 'private memory at most, of the limit of the pod',
      value: `${inMib(mostPrivate)} of ${podLimitMib} MiB`,
      lost: mostPrivate > podLimitMib * 2 ** 20,
    },
    { what: 'file handles, start and end', value: `${start.handles} and ${end.handles}`, lost: grewBy('handles') },
  ];
}

const inMib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

/** The table of the soak that was saved last. */
export function soakTable(read: unknown = JSON.parse(readFileSync(file, 'utf8'))): string {
  const { commit, machine, ...soak } = saved.parse(read);
  const counts = Object.values(soak.requests);
  const sum = (of: keyof Counted) => sumOf(counts, of);
  const rows: Row[] = [
    {
      what: 'requests',
      value: `${sum('answered')} answered as promised, ${sum('later')} told to come later, ${sum('lost')} lost`,
      lost: sum('lost') > 0,
    },
    ...usageRows(soak),
    ...[limitOutcome(soak), ...soak.faults].map(outcomeRow),
    ...(soak.labFaults.length === 0 ? [] : [lab]),
    ...soak.labFaults.map((one) => outcomeRow({ ...one, fault: one.fault.replace(/^lab: /, '') })),
  ];
  return [
    '| what | result |',
    '| --- | --- |',
    ...rows.map(({ what, value, lost }) => `| ${what} | ${value}${lost ? ' **not held**' : ''} |`),
    '',
    `The load lasted ${soak.minutes === 1 ? 'one minute' : `${soak.minutes} minutes`}, and each fault came at least once, on ${machine}, at commit ${commit.replace('+', ' with changes')}.`,
  ].join('\n');
}

/** Above the faults of the lab. */
const lab: Row = {
  what: '**On a Windows node in Wine, whose containerd, kubelet and API server are programs of this project:**',
  value: '',
  lost: false,
};
