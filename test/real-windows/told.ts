/** What programs of Windows print, read back. Their labels are in the language of Windows; these read an English one. */

/** `sc.exe qc <name>`: "        BINARY_PATH_NAME   : C:\x.exe", by label. */
export function readServiceConfig(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^\s*([A-Z_]+)\s*: ?(.*?)\s*$/gm)].map(([, label = '', value = '']) => [label, value]),
  );
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
