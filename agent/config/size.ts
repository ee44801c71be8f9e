/** What `readSize` accepts, for error messages. A zip archive without zip64 ends below 4 GiB. */
export const sizeForms = 'a size from 1MB to 4GB, such as 100MB';

/** Reads "100MB", "1.5GB" or a number of bytes, in powers of 1000; null for any other text, or out of bounds. */
export function readSize(text: string): number | null {
  const found = /^(\d{1,12}(?:\.\d{1,3})?)\s?([KMG]?)B?$/i.exec(text.trim());
  if (found === null) return null;
  const [, count, unit = ''] = found;
  const bytes = Math.round(Number(count) * 1000 ** ['', 'K', 'M', 'G'].indexOf(unit.toUpperCase()));
  return bytes >= 1e6 && bytes <= 4e9 ? bytes : null;
}
