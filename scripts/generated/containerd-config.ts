// Writes agent/probes/containerd/config-types.json from the sources of containerd, for a new series by hand:
// node scripts/generated/containerd-config.ts <clone of containerd with its tags>
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../../image/folder.ts';

/** The newest release of each series that was read. */
const releases = ['v1.6.39', 'v1.7.34', 'v2.0.11', 'v2.1.9', 'v2.2.7', 'v2.3.4'];

/** The configuration itself, and plugins with one of their own that Windows has: the struct, and the folders it was in. */
const roots: Readonly<Record<string, readonly [struct: RegExp, folders: RegExp]>> = {
  '': [/^Config$/, /^(?:services|cmd\/containerd)\/server\/config$/],
  'io.containerd.grpc.v1.cri': [/^(?:PluginConfig|ServerConfig)$/, /^(?:pkg|internal)\/cri\/config$/],
  'io.containerd.cri.v1.runtime': [/^RuntimeConfig$/, /^internal\/cri\/config$/],
  'io.containerd.cri.v1.images': [/^ImageConfig$/, /^internal\/cri\/config$/],
  'io.containerd.gc.v1.scheduler': [/^config$/, /^(?:gc\/scheduler|plugins\/gc)$/],
  'io.containerd.metadata.v1.bolt': [
    /^BoltConfig$/,
    /^(?:services\/server\/config|metadata\/plugin|plugins\/metadata)$/,
  ],
  'io.containerd.runtime.v2.task': [/^(?:Config|TaskConfig)$/, /^(?:core\/)?runtime\/v2$/],
  'io.containerd.service.v1.diff-service': [/^config$/, /^(?:plugins\/)?services\/diff$/],
  'io.containerd.internal.v1.opt': [/^Config$/, /^(?:plugins\/)?services\/opt$/],
  'io.containerd.nri.v1.nri': [/^Config$/, /^(?:pkg|internal)\/nri$/],
  'io.containerd.server.v1.grpc': [/^config$/, /^plugins\/server\/grpc$/],
  'io.containerd.server.v1.grpc-tcp': [/^tcpConfig$/, /^plugins\/server\/grpc$/],
  'io.containerd.server.v1.ttrpc': [/^config$/, /^plugins\/server\/ttrpc$/],
  'io.containerd.server.v1.debug': [/^config$/, /^plugins\/server\/debug$/],
  'io.containerd.server.v1.metrics': [/^config$/, /^plugins\/server\/metrics$/],
};

const [clone = ''] = process.argv.slice(2);
const git = (...args: string[]) =>
  execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** The text of each struct and named type of the packages of a release, as `folder name`. */
function typesOf(tag: string): Map<string, string> {
  const files = git(
    'grep',
    '-l',
    'toml:"',
    tag,
    '--',
    '*.go',
    ':!vendor',
    ':!*_test.go',
    ':!*_linux.go',
    ':!*_unix.go',
  );
  const found = new Map<string, string>();
  for (const file of files.trim().split('\n')) {
    const path = file.slice(tag.length + 1);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const source = git('show', `${tag}:${path}`);
    for (const [, name, body] of source.matchAll(/^type (\w+) (struct \{\n[\s\S]*?^\}|[a-z]\w*$)/gm)) {
      found.set(`${folder} ${name}`, body ?? '');
    }
  }
  return found;
}

/** The series of each key of each struct, the key with its type: a key that has another type in a later series is two. */
const structs = new Map<string, Map<string, string[]>>();
const all = releases.map((tag) => /^v(\d+\.\d+)/.exec(tag)?.[1] ?? '');

interface Place {
  types: Map<string, string>;
  folder: string;
  series: string;
}

/** Adds a struct and those inside it, in the form that one series has. */
function add(place: Place, name: string, as: string): void {
  const keys = structs.get(as) ?? new Map<string, string[]>();
  structs.set(as, keys);
  for (const field of fieldsOf(place, name)) {
    const known = keys.get(field) ?? [];
    keys.set(field, known.includes(place.series) ? known : [...known, place.series]);
  }
}

function fieldsOf(place: Place, name: string): string[] {
  const { types, folder } = place;
  const body = types.get(`${folder} ${name}`) ?? '';
  const lines = body.matchAll(/^\t(?:(\w+)[ \t]+)?(\*?(?:\[\]|map\[string\])*\*?[\w.]+(?:\{\})?)(?:[ \t]+`(.*?)`)?/gm);
  return [...lines].flatMap(([, , type = '', tag = '']) => {
    const key = /toml:"([\w-]+)/.exec(tag)?.[1];
    if (key === '-') return [];
    if (key !== undefined) return [`${key}:${typeOf(place, type)}`];
    return types.get(`${folder} ${type}`)?.startsWith('struct') ? fieldsOf(place, type) : [];
  });
}

function typeOf(place: Place, type: string): string {
  const [, container = '', plain = ''] = /^\*?((?:\[\]|map\[string\])*)\*?(.*)$/.exec(type) ?? [];
  if (/^u?int\d*$/.test(plain)) return `${container}int`;
  if (/^(?:string|bool)$/.test(plain)) return container + plain;
  if (/^float\d\d$/.test(plain)) return `${container}float`;
  const own = place.types.get(`${place.folder} ${plain}`);
  if (own?.startsWith('struct')) {
    add(place, plain, plain);
    return container + plain;
  }
  // A type with a name of its own may read its text itself, as durations do; only texts are known to be ones.
  return container + (own === 'string' ? 'string' : 'any');
}

for (const [index, tag] of releases.entries()) {
  const types = typesOf(tag);
  for (const [plugin, [struct, folders]] of Object.entries(roots)) {
    const found = [...types.keys()]
      .map((one) => one.split(' '))
      .find(([folder = '', name = '']) => {
        return folders.test(folder) && struct.test(name);
      });
    const [folder = '', name = ''] = found ?? [];
    if (found !== undefined) add({ types, folder, series: all[index] ?? '' }, name, plugin);
  }
}

/** "@2.1": from 2.1 on; "@1.6-1.7". Nothing for what all series have. */
function spanOf(series: readonly string[], of: readonly string[]): string {
  if (series.length === of.length) return '';
  return series.at(-1) === all.at(-1) ? `@${series[0]}` : `@${series[0]}-${series.at(-1)}`;
}

const types = [...structs].map(([name, keys]) => {
  const own = all.filter((one) => [...keys.values()].some((series) => series.includes(one)));
  const fields = [...keys].map(([field, series]) => field + spanOf(series, own));
  return [name, [spanOf(own, all), ...fields].join(' ').trim()];
});
writeFileSync(
  join(project, 'agent/probes/containerd/config-types.json'),
  `${JSON.stringify(Object.fromEntries(types), null, 2)}\n`,
);
