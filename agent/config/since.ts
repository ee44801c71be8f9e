/** How far back to look: from a point in time, or a duration before now. */
export type Since = { at: Date } | { agoMs: number };

/** What `readSince` accepts, for error messages. */
export const sinceForms =
  'a time back from now, such as 30m, 2h, 1h30m or 3d, or a time with its zone, such as 2026-11-01T14:00:00Z';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const longestMs = 3650 * 86_400_000;
/** A day, or a time with its zone (RFC 3339), with or without seconds. */
const moment = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Reads "2h", "1h30m", "2026-11-01T14:00:00+01:00", or a day in UTC; null for any other text. */
export function readSince(text: string): Since | null {
  const trimmed = text.trim();
  if (/^(?:\d{1,9}[smhdw])+$/.test(trimmed)) {
    const parts = [...trimmed.matchAll(/(\d+)([smhdw])/g)];
    const agoMs = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
    return agoMs > 0 && agoMs <= longestMs ? { agoMs } : null;
  }
  const [, day] = moment.exec(trimmed) ?? [];
  const at = new Date(trimmed);
  if (day === undefined || Number.isNaN(at.getTime())) return null;
  // JavaScript takes the 30th of February as the 2nd of March.
  return new Date(day).toISOString().startsWith(day) ? { at } : null;
}

export const momentOf = (since: Since, now: Date): Date =>
  'at' in since ? since.at : new Date(now.getTime() - since.agoMs);

/** As `readSince` reads it. */
export const showSince = (since: Since): string => ('at' in since ? since.at.toISOString() : `${since.agoMs / 1000}s`);
