interface Row {
  /** As `notesOn` is asked: "containerd 1.7", "Windows build 20348". */
  of: string;
  /** First and last patch, or revision; left out: all. */
  versions?: readonly [first: number, last: number];
  /** From this day on; left out: whenever. */
  from?: string;
  /** Follows the name in a sentence. */
  says: string;
  source: string;
  /** The day of the source that was read. */
  read: string;
}

const branches = { says: 'has been out of support', source: 'containerd/containerd RELEASES.md', read: '2026-08-22' };

/** What is known of releases and may change: ends of support, and builds with a known fault. A row is a line. */
export const dated: readonly Row[] = [
  { of: 'containerd 1.6', from: '2025-08-23', ...branches },
  { of: 'containerd 1.7', from: '2026-10-01', ...branches },
  { of: 'containerd 2.0', from: '2027-04-01', ...branches },
  { of: 'containerd 2.1', from: '2026-07-03', ...branches },
  { of: 'containerd 2.2', from: '2026-11-06', ...branches },
  { of: 'containerd 2.3', from: '2028-04-30', ...branches },
  {
    of: 'Windows build 20348',
    versions: [2582, 2761],
    says: 'from KB5040437 until KB5044281 can leave pods without a network',
    source: 'microsoft/Windows-Containers#516, projectcalico/calico#8529',
    read: '2026-08-22',
  },
  {
    of: 'Windows build 26100',
    versions: [0, 4060],
    says: 'before KB5058411 can fail to start ordinary containers of Windows Server 2025',
    source: 'microsoft/Windows-Containers#591',
    read: '2026-08-22',
  },
  ...(
    [
      ['1.31', [0, 8], 'cannot make an endpoint whose address a remote endpoint has (until 1.31.9)', '131138'],
      ['1.32', [0, 4], 'cannot make an endpoint whose address a remote endpoint has (until 1.32.5)', '131138'],
      ['1.33', [0, 0], 'cannot make an endpoint whose address a remote endpoint has (until 1.33.1)', '131138'],
      ['1.31', null, 'leaves old endpoints in load balancers on Windows Server 2025 (fixed in 1.32.6)', '131466'],
      ['1.32', [0, 5], 'leaves old endpoints in load balancers on Windows Server 2025 (until 1.32.6)', '131466'],
      ['1.33', [0, 1], 'leaves old endpoints in load balancers on Windows Server 2025 (until 1.33.2)', '131466'],
      ['1.32', [0, 9], 'leaves remote endpoints of pods that several Services share (until 1.32.10)', '135172'],
      ['1.33', [0, 5], 'leaves remote endpoints of pods that several Services share (until 1.33.6)', '135172'],
      ['1.34', [0, 1], 'leaves remote endpoints of pods that several Services share (until 1.34.2)', '135172'],
      ['1.34', null, 'does not make load balancers again that HNS has lost (fixed in 1.36.0)', '135631'],
      ['1.35', null, 'does not make load balancers again that HNS has lost (fixed in 1.36.0)', '135631'],
    ] as const
  ).map(
    ([series, versions, says, number]): Row => ({
      of: `kube-proxy ${series}`,
      ...(versions === null ? {} : { versions }),
      ...{ says, source: `kubernetes/kubernetes#${number}`, read: '2026-07-31' },
    }),
  ),
];

/** A source that was read longer ago may say something else by now. */
const freshDays = 183;
const dayMs = 86_400_000;

/**
 * What is known against a release at a time, as a sentence without its full stop; null: nothing.
 * @param version its patch, or the revision of a build
 */
export function noteOn(of: string, version: number, at: Date): string | null {
  const rows = dated.filter(({ of: name, versions: [first, last] = [0, Number.POSITIVE_INFINITY], from }) => {
    return (
      name === of && first <= version && version <= last && (from === undefined || Date.parse(from) <= at.getTime())
    );
  });
  const notes = rows.map(({ from, says, source, read }) => {
    const isOld = at.getTime() - Date.parse(read) > freshDays * dayMs;
    const since = from === undefined ? '' : ` since ${from}`;
    return `${of} ${says}${since} (${source}${isOld ? `, read ${read}: it may say more by now` : ''})`;
  });
  return notes.length === 0 ? null : notes.join('; ');
}
