import { inManifest } from '../fix.ts';
import { newestMinor } from '../manifest/kubernetes.ts';
import type { Pod } from '../manifest/pod.ts';
import type { Offence } from '../rule.ts';
import { apiRules } from '../rules/index.ts';
import { linuxFields } from '../rules/linux-fields.ts';
import { podSecurity } from '../rules/pod-security.ts';
import { recognise } from '../signatures/index.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import { fails, passes, type Stage, type Subject, warns } from '../stage.ts';

export const admission: Stage = {
  id: 'admission',
  title: 'the API server takes the pod',
  reference: 'https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/apis/core/validation/validation.go',
  judge(subject) {
    const { pod } = subject;
    const context = { namespaces: new Map(), kubernetes: newestMinor };
    const faults = pod.faults.map(({ message }) =>
      fails(message, { fix: { steps: [inManifest('Correct the manifest; hostprobe lint shows the place.')] } }),
    );
    const refused = apiRules.flatMap((rule) =>
      rule
        .judge(pod, context)
        .map((offence) =>
          refusal(offence, { where: 'api-server', text: invalidObject(pod, offence.message), note: null }),
        ),
    );
    const ignored = linuxFields.judge(pod, context).map(({ message, fix }) => warns(message, { fix }));
    const taken =
      faults.length + refused.length === 0 ? [passes('nothing in it is against the rules for HostProcess pods')] : [];
    return [...faults, ...refused, ...taken, judgeNamespace(subject), ...ignored];
  },
};

/** As kubectl shows what the API server answers. */
const invalidObject = ({ kind, name }: Pod, message: string) => `The ${kind} "${name}" is invalid: ${message}`;

const refusal = ({ message, fix }: Offence, expect: Expectation): Point =>
  fails(message, { expect, fix, cause: recognise(expect.text)?.signature.causes[0] ?? null });

function judgeNamespace({ pod, namespaceLabels }: Subject): Point {
  const name = pod.namespace ?? 'default';
  if (namespaceLabels === null) {
    return passes('Pod Security of the namespace is not known', {
      provided: [`the namespace ${pod.namespace ?? 'of the pod'} enforces no Pod Security level but privileged`],
    });
  }
  const namespaces = new Map([[name, { name, labels: namespaceLabels }]]);
  const [offence] = podSecurity.judge({ ...pod, namespace: name }, { namespaces, kubernetes: newestMinor });
  if (offence === undefined) {
    const level = namespaceLabels['pod-security.kubernetes.io/enforce'];
    // Without a label the cluster's default counts, which is privileged unless somebody configured another.
    const provided = level === undefined ? ['the default Pod Security level of the cluster is privileged'] : [];
    return passes(`the namespace ${name} ${level === undefined ? 'has no Pod Security label' : `enforces ${level}`}`, {
      provided,
    });
  }
  if (pod.kind === 'Pod') return refusal(offence, { where: 'api-server', text: offence.message, note: null });
  const text = `Error creating: pods "${pod.name}-" is forbidden: ${offence.message.slice(offence.message.indexOf('violates'))}`;
  const note = `An event of the ${pod.kind}, which itself is taken; the end of the pod's name differs.`;
  return refusal(offence, { where: 'event', text, note });
}
