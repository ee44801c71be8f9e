// Writes agent/manifest/admission/api.json from the sources of Kubernetes, at each new minor version:
// node scripts/kubernetes-api.ts <clone of kubernetes/kubernetes with its tags>
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newestMinor, oldestMinor } from '../agent/manifest/kubernetes.ts';
import { project } from '../image/folder.ts';

const staging = 'staging/src/k8s.io';
/** The types of Go, in the order in which a name that two of them have is looked up. */
const sources = ['api/core', 'api/apps', 'api/batch', 'apimachinery/pkg/apis/meta'].map(
  (group) => `${staging}/${group}/v1/types.go`,
);
const roots = 'Pod PodTemplate ReplicationController DaemonSet Deployment StatefulSet ReplicaSet Job CronJob'.split(
  ' ',
);
/** Gates that no field names, and that decide over the form of a value. */
const ofValues = [
  'PodLifecycleSleepActionAllowZero',
  'RelaxedDNSSearchValidation',
  'RelaxedEnvironmentVariableValidation',
  'TaintTolerationComparisonOperators',
  'UserNamespacesHostNetworkSupport',
  'UserNamespacesSupport',
];
/** Their comments name a gate that decides over something else than the field. */
const kept = [
  'PersistentVolumeClaimSpec.resources',
  'Volume.portworxVolume',
  'PodFailurePolicyRule.action',
  'TypedObjectReference.namespace',
];
/** Fields whose gate no comment names. */
const ofFields: Readonly<Record<string, string>> = {
  'Lifecycle.stopSignal': 'ContainerStopSignals',
  'VolumeProjection.podCertificate': 'PodCertificateRequest',
};
/** These are maps and numbers that the decoder takes as they are. */
const plain: Readonly<Record<string, string>> = {
  'intstr.IntOrString': 'intOrString',
  'resource.Quantity': 'quantity',
  'metav1.Time': 'time',
  Time: 'time',
  FieldsV1: 'any',
  'types.UID': 'string',
  ResourceList: 'map[string]quantity',
};

interface Field {
  type: string;
  isRequired: boolean;
  gate: string | null;
}

/** What one version has. */
interface Version {
  minor: number;
  structs: ReadonlyMap<string, ReadonlyMap<string, Field>>;
  enums: ReadonlyMap<string, readonly string[]>;
}

/** For each gate, the minor versions in which its default changed, or was told. */
type Gates = ReadonlyMap<string, readonly { minor: number; isOn: boolean }[]>;

const git = (clone: string, ...args: string[]) =>
  execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });

function read(clone: string): { versions: Version[]; gates: Gates } {
  const tags = git(clone, 'tag').split('\n');
  const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, index) => {
    const minor = oldestMinor + index;
    // Before a release there are only its betas and candidates.
    const isRelease = tags.includes(`v1.${minor}.0`);
    return { minor, tag: isRelease ? `v1.${minor}.0` : tags.findLast((one) => one.startsWith(`v1.${minor}.0-`)) };
  });
  const show = (tag: string | undefined, path: string) => git(clone, 'show', `${tag}:${path}`);
  const gates = gatesIn(minors.map(({ minor, tag }) => ({ minor, text: show(tag, 'pkg/features/kube_features.go') })));
  const versions = minors.map(({ minor, tag }) => {
    return {
      minor,
      ...typesIn(
        sources.map((path) => show(tag, path)),
        gates,
      ),
    };
  });
  return { versions, gates };
}

/** Of both forms of the list: of one version, and since 1.32 with the versions before, which counts more. */
function gatesIn(lists: readonly { minor: number; text: string }[]): Gates {
  const gates = new Map<string, { minor: number; isOn: boolean }[]>();
  for (const { minor, text } of lists) {
    for (const [, name = '', on] of text.matchAll(/^\t(\w+): +\{Default: (true|false)/gm)) {
      gates.set(name, [...(gates.get(name) ?? []), { minor, isOn: on === 'true' }]);
    }
    for (const [, name = '', specs = ''] of text.matchAll(/^\t(\w+): \{\n((?:\t\t.*\n)+?)\t\},/gm)) {
      const all = [...specs.matchAll(/"1\.(\d+)"\), Default: (true|false)/g)];
      gates.set(
        name,
        all.map(([, since, on]) => ({ minor: Number(since), isOn: on === 'true' })),
      );
    }
  }
  return gates;
}

/** The minor version since which a gate is on by default; 999: none is; 0: all that are known. */
function onSince(gates: Gates, name: string): number {
  const known = gates.get(name) ?? [];
  const lastOff = known.findLastIndex(({ isOn }) => !isOn);
  if (lastOff === -1) return 0;
  return known[lastOff + 1]?.minor ?? 999;
}

function typesIn(texts: readonly string[], gates: Gates) {
  const structs = new Map<string, Map<string, Field>>();
  const enums = new Map<string, string[]>();
  for (const text of texts.toReversed()) {
    for (const [, comment = '', name = ''] of text.matchAll(/((?:^\/\/.*\n)+)type (\w+) string$/gm)) {
      const values = [...text.matchAll(new RegExp(`^\\t\\w+ +${name} += +"([^"]*)"`, 'gm'))].map(
        ([, value = '']) => value,
      );
      enums.set(name, comment.includes('+enum') ? values : []);
    }
    for (const [, name = ''] of text.matchAll(/^type (\w+) string$/gm)) if (!enums.has(name)) enums.set(name, []);
    for (const [, name = '', body = ''] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      structs.set(name, fieldsIn(body, gates));
    }
  }
  return { structs, enums };
}

function fieldsIn(body: string, gates: Gates): Map<string, Field> {
  const fields = new Map<string, Field>();
  let comment = '';
  for (const line of body.split('\n')) {
    const [, , goType = '', name = '', options = ''] = /^\t(?:(\w+) +)?(\S+) +`json:"(\w*)(,[^"]*)?"/.exec(line) ?? [];
    if (line.trim().startsWith('//')) comment += line.replace(/^\s*\/\/\s*/, ' ');
    else if (goType !== '') {
      const isInline = options.includes('inline') || name === '';
      // The tag is new; older comments say it in words.
      const named = [
        ...comment.matchAll(/\+featureGate=(\w+)/g),
        ...comment.matchAll(/`?([A-Z]\w+)`? (?:feature|to be enabled)/g),
        ...comment.matchAll(/feature gate `?([A-Z]\w+)/g),
      ];
      const gate = named.map(([, word = '']) => word).find((word) => gates.has(word));
      const isRequired =
        /\+required/.test(comment) || (!options.includes('omitempty') && !/\+(?:k8s:)?optional/.test(comment));
      fields.set(isInline ? `...${goType}` : name, { type: goType, isRequired, gate: gate ?? null });
      comment = '';
    } else comment = '';
  }
  return fields;
}

/** The fields of a struct with those of the structs that are inlined in it. */
function allFields({ structs }: Version, name: string): Map<string, Field> {
  const all = new Map<string, Field>();
  for (const [field, known] of structs.get(name) ?? []) {
    const inner = field.startsWith('...')
      ? allFields({ structs } as Version, bare(known.type))
      : new Map([[field, known]]);
    for (const [key, value] of inner) all.set(key, value);
  }
  if (roots.includes(name))
    for (const field of ['apiVersion', 'kind']) all.set(field, { type: 'string', isRequired: false, gate: null });
  return all;
}

const bare = (type: string) => type.replace(/^(?:\*|\[\]|map\[\w+\])+/, '').replace(/^(?:metav1|v1|corev1)\./, '');

/** The type as api.ts names it. */
function shown(type: string, enums: Version['enums']): string {
  const [, list = '', item = ''] = /^\*?(\[\]|map\[[\w.]+\])?\*?(.*)$/.exec(type) ?? [];
  const inner = plain[item] ?? item.replace(/^(?:metav1|v1|corev1)\./, '');
  const known = plain[inner] ?? (enums.get(inner)?.length === 0 ? 'string' : inner);
  return `${list.startsWith('map') ? 'map[string]' : list}${known}`;
}

function render({ versions, gates }: ReturnType<typeof read>): string {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error('there is no version');
  const known = new Map<string, string>();
  const usedEnums = new Set<string>();
  const usedGates = new Set(ofValues);
  const visit = (name: string): void => {
    if (known.has(name)) return;
    known.set(name, '');
    const parts: string[] = [];
    const born = versions.find((version) => version.structs.has(name))?.minor;
    const names = new Set(versions.flatMap((version) => [...allFields(version, name).keys()]));
    for (const field of [...names].toSorted()) {
      const having = versions.filter((version) => allFields(version, name).has(field));
      const [first, last] = [having[0], having.at(-1)];
      const of = last === undefined ? undefined : allFields(last, name).get(field);
      if (first === undefined || last === undefined || of === undefined) continue;
      const type = field === 'status' ? 'any' : shown(of.type, last.enums);
      const told = having.flatMap((version) => allFields(version, name).get(field)?.gate ?? [])[0];
      const gate = ofFields[`${name}.${field}`] ?? told;
      // A gate that is newer than the field decides over something else.
      const isOfField = gate !== undefined && (gates.get(gate)?.[0]?.minor ?? 0) <= first.minor;
      const isOff = isOfField && !kept.includes(`${name}.${field}`) && onSince(gates, gate) > first.minor;
      if (isOff) usedGates.add(gate);
      const inner = bare(type);
      if (last.enums.has(inner) && type !== 'string') usedEnums.add(inner);
      // The fields of a new struct may have been those of another: the field that holds it has its own version.
      const since = first.minor === born ? '' : `@${first.minor}`;
      const until = last.minor === newestMinor ? '' : `-${last.minor}`;
      parts.push(`${field}:${type}${of.isRequired ? '!' : ''}${since}${until}${isOff ? `^${gate}` : ''}`);
      if (newest.structs.has(inner) || last.structs.has(inner)) if (type !== 'any') visit(inner);
    }
    known.set(name, parts.join(' '));
  };
  for (const root of roots) visit(root);
  const enums = [...usedEnums].toSorted().map((name) => {
    const values = new Set(versions.flatMap((version) => version.enums.get(name) ?? []));
    const withSince = [...values].map((value) => {
      const since = versions.find((version) => version.enums.get(name)?.includes(value))?.minor;
      return since === oldestMinor ? value : `${value}@${since}`;
    });
    return [name, withSince.join(' ')] as const;
  });
  const defaults = [...usedGates].toSorted().map((name) => [name, onSince(gates, name)] as const);
  const table = (entries: Iterable<readonly [string, string | number]>) =>
    [...entries].map(([name, given]) => `    ${JSON.stringify(name)}: ${JSON.stringify(given)}`).join(',\n');
  return `{
  "source": "Made by scripts/kubernetes-api.ts from the sources of Kubernetes 1.${oldestMinor} to 1.${newestMinor}.",
  "structs": {
${table(known)}
  },
  "enums": {
${table(enums)}
  },
  "gates": {
${table(defaults)}
  }
}
`;
}

if (import.meta.main) {
  const [, , clone = '.'] = process.argv;
  await writeFile(join(project, 'agent/manifest/admission/api.json'), render(read(clone)));
}
