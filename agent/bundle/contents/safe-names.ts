import { utf8 } from '../../decode/bytes.ts';

/** Names that Windows keeps for devices, with any extension. Source: learn.microsoft.com/windows/win32/fileio/naming-a-file */
const reserved = /^(?:con|conin\$|conout\$|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;
/** In UTF-8. File systems allow 255; the rest is for a prefix and a suffix. */
const maxBytes = 160;

/** A file name that every system accepts: no separators, no reserved characters or names, no dot or space at its end. */
export function safeName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows takes none of them in a name
    .replaceAll(/[<>:"/\\|?*\u0000-\u001f\u007f]+/g, '-')
    .replaceAll(/^[. -]+|[. -]+$/g, '');
  const short = endOf(plain).replace(/^[. -]+/, '');
  if (short === '') return 'unnamed';
  return reserved.test(short) ? `_${short}` : short;
}

/** As many whole characters of its end as fit: the end has the extension, and the number of a rotated log. */
function endOf(name: string): string {
  let bytes = 0;
  const kept: string[] = [];
  for (const character of [...name].reverse()) {
    bytes += utf8(character).length;
    if (bytes > maxBytes) break;
    kept.push(character);
  }
  return kept.reverse().join('');
}

/** Gives every path its own name, also on file systems that ignore case. */
export function createNamer(): (folder: string, name: string) => string {
  const taken = new Set<string>();
  return (folder, name) => {
    const safe = safeName(name);
    const dot = safe.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [safe.slice(0, dot), safe.slice(dot)] : [safe, ''];
    for (let count = 1; ; count++) {
      const path = `${folder}/${count === 1 ? safe : safeName(`${stem}-${count}${extension}`)}`;
      if (taken.has(path.toLowerCase())) continue;
      taken.add(path.toLowerCase());
      return path;
    }
  };
}
