import { dated } from './dates.ts';

/** A source that was read longer ago may say something else by now. */
const freshDays = 183;
const dayMs = 86_400_000;

/**
 * What is known against a release at a time, as a sentence without its full stop; null: nothing.
 * @param version its patch, or the revision of a build
 */
export function noteOn(of: string, version: number, at: Date): string | null {
  const rows = dated.filter(({ of: name, versions: [first = 0, last = Number.POSITIVE_INFINITY] = [], from }) => {
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
