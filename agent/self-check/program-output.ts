/**
 * What programs of Windows print, read back. Their words are in the language of Windows, so only values are
 * read whose position or form is the same in every language.
 */

/** `sc.exe qc <name>`: the values in their order, without regard to their labels: "        BINARY_PATH_NAME   : C:\x.exe". */
export function readServiceConfig(text: string): { path: string; displayName: string; account: string } | null {
  // Dependencies after the first have a line each, without a label.
  const values = text.split(/\r?\n/).flatMap((line) => /^\s+[^\s:]+\s*: ?(.*?)\s*$/.exec(line)?.[1] ?? []);
  const [path, displayName, account] = [values[3], values[6], values[8]];
  return path === undefined || displayName === undefined || account === undefined
    ? null
    : { path, displayName, account };
}

/** `/fo csv /nh` of whoami: rows of quoted fields. A quotation mark inside is doubled. */
export function readCsv(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('"'))
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = '']) => field.replaceAll('""', '"')));
}

/** `net.exe localgroup`: "*Administrators", one a line. */
export const readGroups = (text: string): string[] => [...text.matchAll(/^\*(.+?)\s*$/gm)].map(([, name = '']) => name);

/** `netstat.exe -ano`: TCP rows without a remote end, "0.0.0.0:135" and process 904, as "135 904". */
export const readListeners = (text: string): string[] =>
  [...text.matchAll(/^\s*TCP\s+\S+:(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+\S+\s+(\d+)\s*$/gm)].map(
    ([, port, pid]) => `${port} ${pid}`,
  );

/** All IPv4 addresses in a text. */
export const readAddresses = (text: string): string[] =>
  [...text.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)].map(([address]) => address);

/** `cmd.exe /c ver`: "Microsoft Windows [Version 10.0.20348.2700]"; null: no such version. */
export function readPrintedVersion(text: string): { build: string; revision: string } | null {
  const found = /\b10\.0\.(\d{4,6})\.(\d+)/.exec(text);
  return found === null ? null : { build: found[1] ?? '', revision: found[2] ?? '' };
}

/** `fsutil.exe volume diskfree C:`: free, all, and available bytes, grouped as the language does, one a line; null: no sizes. */
export function readDiskSize(text: string): number | null {
  const sizes = [...text.matchAll(/:\s*(\d{1,3}(?:[^\dA-Za-z()]?\d{3})*)(?!\d)/g)].map(([, digits = '']) =>
    Number(digits.replace(/\D/g, '')),
  );
  return sizes[1] ?? null;
}

/** `icacls.exe <path>`: how many entries the access list has, "NT SERVICE\TrustedInstaller:(F)", one a line. */
export const countEntries = (text: string): number => [...text.matchAll(/:(?:\([A-Z,]+\))+\s*$/gm)].length;

/** `reg.exe query <key> /v <name>`: "    ProductName    REG_SZ    Windows Server 2022 Datacenter". */
export const readRegistryValue = (text: string): string | null =>
  /^\s+\S+\s+REG_(?:SZ|EXPAND_SZ)\s+(.*?)\s*$/m.exec(text)?.[1] ?? null;

/** `wevtutil.exe qe <log> /f:xml`: number and source of the first event. */
export function readPrintedEvent(text: string): { record: number; source: string } | null {
  const record = /<EventRecordID>(\d+)<\/EventRecordID>/.exec(text)?.[1];
  const source = /<Provider Name=['"]([^'"]*)['"]/.exec(text)?.[1];
  return record === undefined || source === undefined ? null : { record: Number(record), source };
}
