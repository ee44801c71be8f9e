import { onCluster } from '../fix.ts';
import { structNamed } from '../manifest/admission/fields.ts';
import { unknownField } from '../manifest/admission/words.ts';
import { removeField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { isMap } from '../manifest/value.ts';
import type { Rule } from '../rule.ts';

export const fieldVersions: Rule = {
  id: 'field-versions',
  title: 'Fields that this Kubernetes knows',
  why: 'An API server refuses fields that are newer than itself, and those that it no longer has, as kubectl asks it to; without strict validation it drops them.',
  severity: 'error',
  reference: 'https://github.com/kubernetes/api/blob/v0.36.0/core/v1/types.go',
  judge: (pod, { kubernetes }) =>
    fieldsIn(pod.spec, 'PodSpec', kubernetes).map(({ path: inner, since, until }) => {
      const path = ['spec', ...inner];
      const isGone = kubernetes > until;
      const known = isGone ? `had it until Kubernetes 1.${until}` : `knows it since Kubernetes 1.${since}`;
      const upgrade = onCluster(`To keep it, upgrade the cluster to Kubernetes 1.${since} or newer.`);
      return {
        path,
        message: `${unknownField([...pod.base, ...path])}: the API server ${known}`,
        fix: { steps: isGone ? [removeField(pod, path)] : [removeField(pod, path), upgrade] },
      };
    }),
};

/** The outermost fields that a version does not have. */
function fieldsIn(value: unknown, type: string, kubernetes: number): { path: Path; since: number; until: number }[] {
  if (type.startsWith('[]') && Array.isArray(value)) {
    return value.flatMap((item, index) => below(index, fieldsIn(item, type.slice(2), kubernetes)));
  }
  const struct = structNamed(type);
  if (struct === null || !isMap(value)) return [];
  return [...struct].flatMap(([name, { type: inner, since, until }]) => {
    if (!Object.hasOwn(value, name)) return [];
    if (kubernetes < since || kubernetes > until) return [{ path: [name], since, until }];
    return below(name, fieldsIn(value[name], inner, kubernetes));
  });
}

const below = (step: string | number, found: ReturnType<typeof fieldsIn>) =>
  found.map((one) => ({ ...one, path: [step, ...one.path] }));
