import { isPreRelease, showVersion, type Version } from '../../shim/version.ts';
import writtenTypes from './config-types.json' with { type: 'json' };
import { isTable, type TomlTable, tableAt, textsAt } from './toml.ts';

/** A file of the configuration, in the order in which containerd reads them. */
export interface ConfigFile {
  path: string;
  text: string;
  table: TomlTable;
}

/** What containerd does not take, in which file; `line` from 1, null: not known, or the whole file. */
export interface RefusedConfig {
  path: string;
  line: number | null;
  message: string;
}

/** The series whose sources were read, with the newest version of the configuration that each takes. */
const series: readonly [name: string, newest: number][] = [
  ['1.6', 2],
  ['1.7', 2],
  ['2.0', 3],
  ['2.1', 3],
  ['2.2', 3],
  ['2.3', 4],
];
const last = series.length - 1;

/**
 * The keys of the configuration (''), of what each plugin has in it, and of the structs inside them, with their types. "@2.1": only
 * from that series on, "@1.6-1.7": only in these. Written by scripts/generated/containerd-config.ts from the sources of containerd.
 */
const configTypes: Readonly<Record<string, string>> = writtenTypes;

/** The version that a file names; 0: none. */
export const configVersion = ({ table: { version } }: Pick<ConfigFile, 'table'>): number =>
  typeof version === 'bigint' ? Number(version) : 0;

/**
 * Why this release of containerd does not start with these files, each of them valid TOML; null: it does. What a newer series
 * than those that were read takes is not known, so that only what holds for the newest of them is judged.
 * Source: LoadConfig and Validate* of containerd services/server/config/config.go (1.x), cmd/containerd/server/config/config.go
 * (2.x); the oracle is the real program, test/probes/containerd/config.jsonl.
 * @param release null: not known, then it is refused only if the oldest and the newest refuse it
 */
export function refusalOf(files: readonly ConfigFile[], release: Version | null): RefusedConfig | null {
  if (release !== null) return refusedBy(files, release);
  const ends = [series[1], series[last]].map((one) => refusedBy(files, seriesStart(one?.[0] ?? '')));
  return ends.every((one) => one !== null) ? (ends[0] ?? null) : null;
}

const seriesStart = (name: string): Version => {
  const [major = 0, minor = 0] = name.split('.').map(Number);
  return { major, minor, patch: 0, suffix: '' };
};

/** The place of a release among the series; a pre-release or a newer one is after the last: its types are not known. */
function placeOf(release: Version): number {
  const { major, minor } = release;
  const place = series.findIndex(([name]) => name === `${major}.${minor}`);
  if (place >= 0) return isPreRelease(release) && place === last ? last + 1 : place;
  return major < 2 ? 0 : last + 1;
}

function refusedBy(files: readonly ConfigFile[], release: Version): RefusedConfig | null {
  const place = placeOf(release);
  const wrong = place > last ? null : first(files, (file) => misfitIn(file, [file.table, '', ''], place));
  return wrong ?? (release.major < 2 ? byFirst(files, place) : bySecond(files, release, place));
}

/** 1.x: the last file that names a version decides for all, and its section of a plugin replaces those before it. */
function byFirst(files: readonly ConfigFile[], place: number): RefusedConfig | null {
  const version = files.map(configVersion).findLast((one) => one > 0) ?? 1;
  const named = files.find((file) => configVersion(file) > 2);
  if (version > 2 && named !== undefined) return tooNew(named, 'containerd 1.x', 2);
  const isUri = (name: string) => /^io\.containerd\.[^.]*\../.test(name);
  const odd = version < 2 ? null : first(files, (file) => shortName(file, isUri, ['disabled', 'required', 'plugins']));
  if (odd !== null) return odd;
  const idOf = (name: string) => (version < 2 ? Object.keys(configTypes).find((id) => id.endsWith(`.${name}`)) : name);
  const off = new Set(files.flatMap(({ table }) => textsAt(table, 'disabled_plugins')));
  const sections = new Map(
    files.flatMap((file) => Object.entries(tableAt(file.table, 'plugins') ?? {}).map((one) => [one[0], { file, one }])),
  );
  return first([...sections.values()], ({ file, one: [name, value] }) => {
    const id = idOf(name);
    return id === undefined || off.has(name) ? null : misfitIn(file, [value, id, `plugins.${name}`], place);
  });
}

/** 2.x: each file has a version of its own, and what it says is brought to the newest. */
function bySecond(files: readonly ConfigFile[], release: Version, place: number): RefusedConfig | null {
  const newest = series[place]?.[1] ?? Number.POSITIVE_INFINITY;
  const tooHigh = files.find((file) => configVersion(file) > newest);
  if (tooHigh !== undefined) return tooNew(tooHigh, `containerd ${showVersion(release)}`, newest);
  const root = files.map(configVersion).find((version) => version > 0) ?? 0;
  const higher = place < last ? undefined : files.find((file) => configVersion(file) > root);
  if (higher !== undefined) {
    const message = `has version ${configVersion(higher)}, which must not be higher than ${root}, that of the file that imports it`;
    return { path: higher.path, line: lineOf(higher, 'version'), message };
  }
  return first(files, (file) => {
    const version = configVersion(file);
    const odd = version < 2 ? null : shortName(file, (name) => name.includes('.'), ['disabled', 'required']);
    if (odd !== null || place > last) return odd;
    const off = new Set(textsAt(file.table, 'disabled_plugins'));
    return first(Object.entries(tableAt(file.table, 'plugins') ?? {}), ([name, value]) => {
      if (off.has(name)) return null;
      const at = `plugins.${name}`;
      if (version > 2 || name !== cri) return misfitIn(file, [value, name in configTypes ? name : 'any', at], place);
      const keys = Object.entries(isTable(value) ? value : {});
      return first(keys, ([key, one]) => misfitIn(file, [one, movedType(key, place), `${at}.${key}`], place));
    });
  });
}

/** In version 2 the section of CRI, whose keys containerd 2 moves to three plugins. Source: plugins/cri/{images,runtime}/plugin.go. */
const cri = 'io.containerd.grpc.v1.cri';
const moved = [cri, 'io.containerd.cri.v1.images', 'io.containerd.cri.v1.runtime'];

const movedType = (key: string, place: number): string =>
  key === 'sandbox_image'
    ? 'string'
    : (moved.map((plugin) => fieldsOf(plugin, place)(key)).find((type) => type !== 'any') ?? 'any');

const tooNew = (file: ConfigFile, who: string, newest: number): RefusedConfig => ({
  path: file.path,
  line: lineOf(file, 'version'),
  message: `has version ${configVersion(file)}, but ${who} takes ${newest} at most`,
});

/** A plugin that is not named in full: "cri" was the name in version 1. */
function shortName(file: ConfigFile, isUri: (name: string) => boolean, where: readonly string[]): RefusedConfig | null {
  const { table, path } = file;
  const lists = where.flatMap((list) => {
    const names = list === 'plugins' ? Object.keys(tableAt(table, list) ?? {}) : textsAt(table, `${list}_plugins`);
    return names
      .filter((name) => !isUri(name))
      .map((name) => ({ key: list === 'plugins' ? list : `${list}_plugins`, name }));
  });
  const [found] = lists;
  if (found === undefined) return null;
  const message = `${found.key} names ${JSON.stringify(found.name)}, where version ${configVersion(file) || 2} needs the whole name, such as ${cri}`;
  return { path, line: lineOf(file, found.key), message };
}

/** The first value of another type than the key has. */
function misfitIn(
  file: ConfigFile,
  [value, type, at]: readonly [value: unknown, type: string, at: string],
  place: number,
): RefusedConfig | null {
  const wrong = misfit(value, type, at, place);
  if (wrong === null) return null;
  const key = wrong.at.replace(/\[\d+\]$/, '').replace(/.*\./, '');
  return { path: file.path, line: lineOf(file, key), message: `${wrong.at} must be ${wrong.must}` };
}

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  bool: 'true or false',
  int: 'a whole number',
  float: 'a number with a point',
};

/** Source: valueFromToml in go-toml v1 marshal.go; go-toml v2 unmarshaler.go, which takes a whole number for any number. */
function misfit(value: unknown, type: string, at: string, place: number): { at: string; must: string } | null {
  const container = ['[]', 'map[string]'].find((begin) => type.startsWith(begin));
  const inner = type.slice(container?.length ?? 0);
  const join = (key: string) => (at === '' ? key : `${at}.${key}`);
  if (container === '[]') {
    if (!Array.isArray(value)) return { at, must: 'a list' };
    return first([...value.entries()], ([index, one]) => misfit(one, inner, `${at}[${index}]`, place));
  }
  if (container !== undefined || inner in configTypes) {
    if (!isTable(value)) return { at, must: 'a table' };
    const typeOf = container === undefined ? fieldsOf(inner, place) : () => inner;
    return first(Object.entries(value), ([key, one]) => misfit(one, typeOf(key), join(key), place));
  }
  const isSecond = place > 1;
  const fits: Readonly<Record<string, boolean>> = {
    string: typeof value === 'string',
    bool: typeof value === 'boolean',
    int: typeof value === 'bigint',
    float: typeof value === 'number' || (isSecond && typeof value === 'bigint'),
  };
  return fits[inner] === false ? { at, must: words[inner] ?? inner } : null;
}

/** The type of a key of a struct in a series; "any": it has no such key, or any value fits. */
function fieldsOf(struct: string, place: number): (key: string) => string {
  const [, span = '', fields = ''] = /^(?:@(\S+) )?(.*)$/.exec(configTypes[struct] ?? '') ?? [];
  const types = new Map(
    (isIn(span, place) ? fields.split(' ') : []).flatMap((field) => {
      const [, key = '', type = '', only = ''] = /^([^:]+):([^@]+)@?(.*)$/.exec(field) ?? [];
      return isIn(only, place) ? [[key, type] as const] : [];
    }),
  );
  // go-toml v2 does not distinguish capitals.
  return (key) => types.get(place > 1 ? key.toLowerCase() : key) ?? 'any';
}

/** "2.1": from that series on; "1.6-1.7": in these. */
function isIn(span: string, place: number): boolean {
  if (span === '') return true;
  const [from, to] = span.split('-').map((name) => series.findIndex(([one]) => one === name));
  return place >= (from ?? 0) && place <= (to ?? last);
}

/** Where a key stands, if it stands once. */
function lineOf({ text }: ConfigFile, key: string): number | null {
  const start = new RegExp(`^\\s*(?:\\[.*)?["']?${key.replace(/[^\w-]/g, '\\$&')}["']?\\s*(?:=|\\.|\\])`);
  const found = text.split('\n').flatMap((line, index) => (start.test(line) ? [index + 1] : []));
  return found.length === 1 ? (found[0] ?? null) : null;
}

function first<Item, Found>(items: readonly Item[], find: (item: Item) => Found | null): Found | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
