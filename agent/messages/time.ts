/** A time in any form that Date reads, as ISO 8601 with milliseconds; undefined: none, or one that nobody can mean. */
export function isoTime(written: string | number | undefined): string | undefined {
  const at = new Date(written ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
