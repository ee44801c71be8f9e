import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { project } from '../../image/folder.ts';
import { measuredAt } from '../measured-at.ts';

const usage = z.strictObject({ memory: z.number(), handles: z.number() });
const fault = z.strictObject({ fault: z.string(), times: z.number(), survived: z.boolean() });

/** What a soak saw. */
const soakSchema = z.strictObject({
  minutes: z.number(),
  requests: z.record(z.string(), z.strictObject({ answered: z.number(), later: z.number(), lost: z.number() })),
  livez: z.strictObject({ asked: z.number(), failed: z.number(), p999Ms: z.number() }),
  start: usage,
  end: usage,
  /** The most private memory at any time, in bytes. */
  mostPrivate: z.number(),
  faults: z.array(fault),
  /** Empty: without --lab. */
  labFaults: z.array(fault),
});
export type Soak = z.infer<typeof soakSchema>;

const saved = z.strictObject({ commit: z.string(), machine: z.string(), ...soakSchema.shape });

/** The newest soak that was saved, of which .github/reliability.md shows a table. */
const file = join(project, 'scripts/soak/results.json');

export const saveSoak = (soak: Soak): void =>
  writeFileSync(file, `${JSON.stringify({ ...measuredAt(), ...soak }, null, 2)}\n`);

/** The limit of the manifests, which Windows holds private memory against. */
const podLimitMib = 256;
/** Of memory and handles at the end beside the start, when the load is over. */
const mostGrowth = { memory: 1.5, handles: 1.2 };
/** One of the faults suspends the process for 2 s. */
const mostLivezMs = 2500;

interface Row {
  what: string;
  value: string;
  lost: boolean;
}

/** Every load and fault in a row of its own. */
export const rowsOf = (soak: Soak): Row[] => [
  ...Object.entries(soak.requests).map(([what, { answered, later, lost }]) => ({
    what,
    value: `${answered} answered, ${later} told to come later${lost === 0 ? '' : `, ${lost} LOST`}`,
    // A server that only says "later" answers nobody.
    lost: lost > 0 || answered === 0,
  })),
  ...[...soak.faults, ...soak.labFaults].map(({ fault, times, survived }) => ({
    what: `${fault} (${times} times)`,
    value: survived ? 'survived' : 'LOST',
    lost: !survived,
  })),
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
  const sum = (of: 'answered' | 'later' | 'lost') => counts.reduce((total, count) => total + count[of], 0);
  const rows: Row[] = [
    {
      what: 'requests',
      value: `${sum('answered')} answered as promised, ${sum('later')} told to come later, ${sum('lost')} lost`,
      lost: sum('lost') > 0,
    },
    ...usageRows(soak),
    ...faultRows('on Linux', soak.faults),
    ...faultRows(
      'on a Windows node in Wine, whose containerd, kubelet and API server this project wrote',
      soak.labFaults,
    ),
  ];
  return [
    '| what | result |',
    '| --- | --- |',
    ...rows.map(({ what, value, lost }) => `| ${what} | ${value}${lost ? ' **lost**' : ''} |`),
    '',
    `The load lasted ${soak.minutes === 1 ? 'one minute' : `${soak.minutes} minutes`}, and each fault came at least once, on ${machine}, at commit ${commit.replace('+', ' with changes')}.`,
  ].join('\n');
}

function faultRows(where: string, faults: Soak['faults']): Row[] {
  const named = (survived: boolean) =>
    faults.flatMap((one) => (one.survived === survived ? [one.fault.replace(/^lab: /, '')] : [])).join('; ');
  return [
    { what: `survived ${where}`, value: named(true), lost: false },
    { what: `not survived ${where}`, value: named(false), lost: true },
  ].filter(({ value }) => value !== '');
}
