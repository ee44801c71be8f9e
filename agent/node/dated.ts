import rows from './dates.json' with { type: 'json' };

interface Row {
  /** As `notesOn` is asked: "containerd 1.7", "Windows build 20348". */
  of: string;
  /** First and last patch, or revision (of pause 3.10.2: 1002); left out: all. */
  versions?: readonly number[];
  /** From this day on; left out: whenever. */
  from?: string;
  /** Follows the name in a sentence. */
  says: string;
  source: string;
  /** The day of the source that was read. */
  read: string;
}

/**
 * What is known of releases and may change: ends of support, and builds with a known fault. Of the hot-patched revisions 3981 and
 * 3983 of build 26100 (KB5058497, KB5061258) no source says whether they have what KB5058411 (revision 4061) mends.
 */
export const dated: readonly Row[] = rows;

/** A source that was read longer ago may say something else by now. */
const freshDays = 183;
const dayMs = 86_400_000;

/**
 * What is known against a release at a time, as a sentence without its full stop; null: nothing.
 * @param version its patch, or the revision of a build
 */
export function noteOn(of: string, version: number, at: Date): string | null {
  const found = dated.filter(({ of: name, versions: [first = 0, last = Number.POSITIVE_INFINITY] = [], from }) => {
    return (
      name === of && first <= version && version <= last && (from === undefined || Date.parse(from) <= at.getTime())
    );
  });
  const notes = found.map(({ from, says, source, read }) => {
    const isOld = at.getTime() - Date.parse(read) > freshDays * dayMs;
    const since = from === undefined ? '' : ` since ${from}`;
    return `${of} ${says}${since} (${source}${isOld ? `, read ${read}: it may say more by now` : ''})`;
  });
  return notes.length === 0 ? null : notes.join('; ');
}
