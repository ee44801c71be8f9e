/** A time in any form that Date reads, as ISO 8601 with milliseconds; undefined: it is not a time. */
export function isoTime(written: string | number | undefined): string | undefined {
  const at = new Date(written ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** When a text was last written to, and the zone of the machine that wrote it (IANA; null: not known, treated as UTC). */
export interface WrittenAt {
  at: Date;
  zone: string | null;
}

/**
 * A local time of a zone ("2026-11-01T12:00:00.000"), as ISO 8601 in UTC; undefined: no such time. When summer time ends,
 * an hour occurs twice: the second one counts.
 */
export function zonedTime(clock: string, zone: string | null): string | undefined {
  const asUtc = `${clock}Z`;
  // Date takes a February 29 of any year, for the first of March.
  if (isoTime(asUtc) !== asUtc) return undefined;
  if (zone === null) return asUtc;
  const shown = Date.parse(asUtc);
  const later = shown - offsetMs(zone, shown + dayMs);
  const isShown = later + offsetMs(zone, later) === shown;
  return new Date(isShown ? later : shown - offsetMs(zone, shown - dayMs)).toISOString();
}

/** More than any zone is ahead of UTC or behind it. */
const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** How far the clocks of a zone are ahead of UTC at a moment; 0 for a zone that this machine does not know. */
function offsetMs(zone: string, moment: number): number {
  const format = formats.get(zone) ?? formatOf(zone);
  formats.set(zone, format);
  if (format === null) return 0;
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

/** Snapshots come from other machines, and may name anything. */
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
