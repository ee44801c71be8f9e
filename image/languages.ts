/** What begins ICU's data in a program: its magic bytes, and 8 bytes later its format. Source: ICU common/ucmndata.h, DataHeader. */
const magic = Buffer.from([0xda, 0x27]);
const format = 'CmnD';

/** A resource of one language, for example `lang/de_AT.res`; other names of resources have more letters before their first `_`. */
const ofLanguage = /^[^/]+\/(?:[a-z]+\/)?(?!en[_.]|res_index)[a-z]{2,3}(?:_\w+)?\.res$/;

/**
 * A program of Node.js whose ICU knows no language but English: hostprobe prints no other, and the others are an eighth of the
 * program. What asks for one of them gets what ICU has for all languages: its look-up of `de` falls back to `root`.
 * Source: ICU common/ucmndata.cpp, offsetTOCLookupFn: the table is searched by halves, and holds places of names and of data.
 * @throws for a program that holds no such data, or more than one
 */
export function withoutLanguages(program: Buffer): Buffer {
  const made = Buffer.from(program);
  const table = tableOf(made);
  const entries = Array.from({ length: made.readUInt32LE(table) }, (_, index) => {
    const at = table + 4 + 8 * index;
    const name = table + made.readUInt32LE(at);
    const entry = made.subarray(at, at + 8);
    return { name: made.toString('latin1', name, made.indexOf(0, name)), entry, data: made.readUInt32LE(at + 4) };
  });
  const kept = entries.filter(({ name, data }, index) => {
    // Where the last one ends is not said.
    const next = entries[index + 1]?.data;
    if (next === undefined || !ofLanguage.test(name)) return true;
    made.fill(0, table + data, table + next);
    return false;
  });
  made.writeUInt32LE(kept.length, table);
  Buffer.concat(kept.map(({ entry }) => entry)).copy(made, table + 4);
  return made;
}

/** Where the table of contents begins, behind a header that says its own length. */
function tableOf(program: Buffer): number {
  const places: number[] = [];
  for (let at = program.indexOf(magic); at !== -1; at = program.indexOf(magic, at + 1))
    if (program.toString('latin1', at + 10, at + 14) === format) places.push(at - 2);
  const [place, ...others] = places;
  if (place === undefined || others.length > 0)
    throw new Error(`a program of Node.js must hold ICU's data once, but holds it ${places.length} times`);
  return place + program.readUInt16LE(place);
}
