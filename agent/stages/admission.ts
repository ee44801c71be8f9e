import { onCluster, shell } from '../fix.ts';
import { workloadOf } from '../manifest/documents.ts';
import type { Pod } from '../manifest/pod.ts';
import type { Offence } from '../rule.ts';
import { fieldRules } from '../rules/fields.ts';
import { hostProcessRules } from '../rules/host-process.ts';
import { apiRules } from '../rules/index.ts';
import { podSecurityRules } from '../rules/pod-security.ts';
import { recognise } from '../signatures/index.ts';
import { judgeReferences, standingOf } from '../stage/needed-objects.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import type { SoughtKind } from '../stage/references.ts';
import { fails, passes, type Stage, type Subject, warns } from '../stage.ts';

export const admission: Stage = {
  id: 'admission',
  title: 'Admission by the API server',
  reference: 'https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/apis/core/validation/validation.go',
  judge(subject) {
    const { pod, kubernetes } = subject;
    const context = { namespaces: new Map(), kubernetes };
    const told = pod.faultsFor(kubernetes).filter(({ severity }) => severity !== 'info');
    const faults = told.map(({ severity, message }) =>
      (severity === 'warn' ? warns : fails)(message, {
        fix: {
          steps: [onCluster('Correct the manifest at the place that lint shows.', shell`hostprobe lint ${pod.file}`)],
        },
      }),
    );
    const refused = [hostProcessRules['host-process-field'], ...apiRules].flatMap((rule) =>
      rule
        .judge(pod, context)
        .map((offence) =>
          refusal(offence, { where: 'api-server', text: invalidObject(pod, offence.message), note: null }),
        ),
    );
    const ignored = fieldRules['linux-fields'].judge(pod).map(({ message, fix }) => warns(message, { fix }));
    const taken = [...faults, ...refused].every(({ verdict }) => verdict !== 'fails')
      ? [passes('it follows the rules for HostProcess pods')]
      : [];
    return [...faults, ...refused, ...taken, judgeNamespace(subject), ...judgeNamed(subject), ...ignored];
  },
};

/** As kubectl shows what the API server answers. */
function invalidObject({ kind, name }: Pod, message: string): string {
  const unknown = /^unknown field "[^"]*"/.exec(message)?.[0];
  if (unknown === undefined) return `The ${kind} "${name}" is invalid: ${message}`;
  const version = workloadOf(kind, '')?.version.split('/').at(-1) ?? 'v1';
  return `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${unknown}`;
}

const refusal = ({ message, fix, severity = 'error' }: Offence, expect: Expectation): Point =>
  severity === 'error'
    ? fails(message, { expect, fix, cause: recognise(expect.text)?.signature.causes[0] ?? null })
    : warns(message, { fix });

function judgeNamespace({ pod, namespace, find, kubernetes }: Subject): Point {
  const name = namespace ?? 'default';
  const found = find({ kind: 'Namespace', namespace: null, name });
  const { holds, told } = standingOf(found);
  const labels = found?.object.ok ? found.object.value?.labels : undefined;
  if (found === null || labels === undefined) {
    if (holds === false) return missingNamespace(name);
    const text = `the namespace ${namespace ?? 'of the pod'} enforces no Pod Security level other than privileged`;
    return passes('Pod Security of the namespace is not known', { provided: [{ text, holds, told }] });
  }
  const namespaces = new Map([[name, { name, labels }]]);
  const [offence] = podSecurityRules['pod-security'].judge({ ...pod, namespace: name }, { namespaces, kubernetes });
  if (offence === undefined) {
    const level = labels['pod-security.kubernetes.io/enforce'];
    // Without a label the default of the cluster applies, which is privileged unless it was changed.
    const open = level === undefined ? ['the default Pod Security level of the cluster is privileged'] : [];
    const exists = { text: `the namespace ${name} admits HostProcess pods by its labels`, holds: true, told };
    return passes(`the namespace ${name} ${level === undefined ? 'has no Pod Security label' : `enforces ${level}`}`, {
      provided: [exists, ...open],
    });
  }
  const words = offence.message.slice(offence.message.indexOf('violates'));
  return refusal(offence, pod.kind === 'Pod' ? atOnce(offence.message) : inEvent(pod, words));
}

const missingNamespace = (name: string): Point =>
  fails(`the cluster has no namespace ${name}`, {
    provided: [{ text: `the namespace ${name} exists`, holds: false, told: 'the cluster has none' }],
    expect: atOnce(`namespaces "${name}" not found`),
    fix: { steps: [onCluster('Create the namespace, or name another.', shell`kubectl create namespace ${name}`)] },
  });

const atOnce = (text: string): Expectation => ({ where: 'api-server', text, note: null });

/** The API server accepts a workload without a look at its pods. */
const inEvent = ({ kind, name }: Pod, words: string): Expectation => ({
  where: 'event',
  text: `Error creating: pods "${name}-" is forbidden: ${words}`,
  note: `An event of the ${kind}, which itself is accepted; the end of the pod's name differs.`,
});

/** Source: plugin/pkg/admission/{serviceaccount,runtimeclass,priority}/admission.go at v1.34.2. */
function judgeNamed(subject: Subject): Point[] {
  const { pod, namespace } = subject;
  const { lacks, others } = judgeReferences(subject, 'admission');
  const points = lacks.map(({ reference, text, provided, fix }) => {
    const words = refusalsOf({ name: reference.name, namespace: namespace ?? 'default' })[reference.kind] ?? '';
    const expect = pod.kind === 'Pod' ? atOnce(`pods "${pod.name}" is forbidden: ${words}`) : inEvent(pod, words);
    return fails(`it names ${text}`, { provided, expect, fix });
  });
  return others === null ? points : [...points, passes(`it names ${others.names}`, { provided: others.provided })];
}

const refusalsOf = ({ name, namespace }: { name: string; namespace: string }): Partial<Record<SoughtKind, string>> => ({
  ServiceAccount: `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
  RuntimeClass: `pod rejected: RuntimeClass "${name}" not found`,
  PriorityClass: `no PriorityClass with name ${name} was found`,
});
