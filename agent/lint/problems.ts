import type * as z from 'zod';
import { begun, explained, type Step } from '../fix.ts';
import { fieldName, sayChange, setTexts, shownWith } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import type { Pod } from '../manifest/pod.ts';
import { showNodeKinds } from '../node/new-pod.ts';
import { type Offence, type Severity, severities } from '../rule.ts';
import type { lintSchema } from './schema.ts';

/** What a person should know about a rule in addition to its problems. */
export interface About {
  id: string;
  title: string;
  why: string;
  severity: Severity;
  reference: string | null;
}

const written = {
  syntax: {
    title: 'YAML and JSON that can be read',
    why: 'kubectl refuses the file; nothing of the document at fault is judged, all others are.',
    severity: 'error',
    reference: 'https://yaml.org/spec/1.2.2/',
  },
  image: {
    title: 'Images that HostProcess containers can start from',
    why: 'The entry point, the directory and the user of an image count where the pod says nothing, and their paths are those of the host.',
    severity: 'warn',
    reference: 'https://github.com/microsoft/windows-host-process-containers-base-image#readme',
  },
  template: {
    title: 'Manifests that are rendered',
    why: 'helm or another renderer fills in the text between {{ and }}: a document with such text is not judged until it is rendered.',
    severity: 'warn',
    reference: 'https://helm.sh/docs/helm/helm_template/',
  },
  type: {
    title: 'Fields of the right type',
    why: 'The API server cannot read a field with another kind of value; the pod is judged without it.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/',
  },
  version: {
    title: 'apiVersion of objects with a pod',
    why: 'kubectl refuses a kind in a version that no API server has; the pod is judged all the same.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  },
  metadata: {
    title: 'Names, namespaces and labels',
    why: 'The API server refuses an object whose name, namespace or labels have a form that it does not allow, and the labels of a pod template too.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
  },
  field: {
    title: 'Fields and values that the API server takes',
    why: 'The API server refuses a field that it does not know, as kubectl asks it to, and values that it does not allow: in probes, volumes, variables, affinities and elsewhere, and fields of another version.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec',
  },
  size: {
    title: 'Objects of a size that can be stored',
    why: 'Objects that the API server would not store, because they are too large or too deep, are not judged.',
    severity: 'error',
    reference: 'https://etcd.io/docs/v3.5/dev-guide/limit/',
  },
  'ignore-comment': {
    title: 'Comments that silence a rule',
    why: '# hostprobe: ignore <rule> <reason> silences one rule for its own line or the next one; without a reason it has no effect.',
    severity: 'warn',
    reference: null,
  },
} satisfies Readonly<Record<string, Omit<About, 'id'>>>;

/** What can be wrong with a manifest before any rule runs. */
export const readingRules: readonly About[] = Object.entries(written).map(([id, rule]) => ({ id, ...rule }));

export const readingRule = (id: keyof typeof written): About => ({ id, ...written[id] });

export type Lint = z.infer<typeof lintSchema>;
export type Problem = Lint['problems'][number];

/** A problem before its fix is written, with what that does to texts that fixes of others change too; `pod` null: it is of none. */
export type Found = Omit<Problem, 'fix'> &
  Pick<Offence, 'change' | 'replaces'> & { fix: Offence['fix'] | null; pod: Pod | null };

/** What is wrong, and on which nodes. */
export const saidOf = ({ message, nodes }: Pick<Problem, 'message' | 'nodes'>): string =>
  `${message}${nodes === null ? '' : ` (on ${showNodeKinds(nodes)})`}`;

/** How the kind of a pod ends that was skipped because only --all judges it. */
export const notHostProcess = ' that is not HostProcess';

type Changing = Found & { pod: Pod; change: NonNullable<Found['change']> };

/**
 * The problems of one file, with fixes that add up, in any order: a list or a text is shown with all its changes, or its change
 * is told in words where another fix replaces it.
 */
export function together(found: readonly Found[]): Problem[] {
  const changing = found.filter(isChanging).toSorted((a, b) => rankOf(a) - rankOf(b));
  const groups = Map.groupBy(changing, keyOf);
  const replaced = new Set(
    found.flatMap(({ pod, replaces = [] }) => (pod === null ? [] : replaces.map((path) => keyIn(pod, path)))),
  );
  /** The fields around this one that other fixes replace, the innermost first. */
  const replacedAround = (pod: Pod, path: Path) =>
    path
      .map((_, index) => path.slice(0, index))
      .filter((around) => replaced.has(keyIn(pod, around)))
      .toReversed();
  const fixOf = (one: Found): Found['fix'] => {
    const { pod, change, replaces = [], fix } = one;
    const [own] = change === undefined ? replaces : [change.path];
    if (pod === null || own === undefined || fix === null) return fix;
    const [around] = replacedAround(pod, own);
    const isListReplaced = around !== undefined && around.length === own.length - 1;
    if (isChanging(one) && isListReplaced) return { steps: [sayChange(pod, one.change)] };
    const others = isChanging(one) ? (groups.get(keyOf(one)) ?? []).filter((other) => other !== one) : [];
    const steps = isChanging(one) && others.length > 0 ? [withOthers(one, others)] : fix.steps;
    return { steps: around === undefined ? steps : ifKept(pod, around, steps) };
  };
  return found.map((one) => {
    const { pod, change, replaces, ...problem } = one;
    const fix = fixOf(one);
    return { ...problem, fix: fix === null ? null : explained(fix) };
  });
}

/** The error first: a rule that only advises leaves what it has put right. */
const rankOf = ({ severity }: Found): number => severities.indexOf(severity);

const isChanging = (one: Found): one is Changing => one.pod !== null && one.change !== undefined;

const keyOf = ({ pod, change }: Changing): string => keyIn(pod, shownWith(pod, change.path));
/** Two objects of one file may have the same name, but not the same place. */
const keyIn = (pod: Pod, path: Path): string => JSON.stringify([pod.at([]), ...path]);

const ifKept = (pod: Pod, path: Path, [first, ...rest]: Step[]): Step[] =>
  first === undefined ? [] : [begun(`If you keep ${fieldName(pod, path)},`, first), ...rest];

function withOthers(one: Changing, others: readonly Changing[]) {
  const rules = [...new Set(others.map(({ rule }) => rule))];
  const also = `; this also has the ${rules.includes(one.rule) ? 'other ' : ''}changes for ${rules.join(' and ')}.`;
  const inOrder = [one, ...others].toSorted((a, b) => rankOf(a) - rankOf(b));
  const [first = one.change, ...rest] = inOrder.map(({ change }) => change);
  return setTexts(one.pod, [first, ...rest], one.change.say.replace(/\.$/, also));
}
