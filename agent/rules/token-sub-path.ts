import { removeField } from '../manifest/edit.ts';
import { mountsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const tokenSubPath: Rule = {
  id: 'token-sub-path',
  title: 'subPath on tokens',
  why: 'A mount with a subPath keeps the file as it was when the container started: the token in it expires and is never renewed.',
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/',
  judge: (pod) =>
    mountsOf(pod).flatMap(({ mount, volume, path }) => {
      const field = mount.subPath !== undefined ? 'subPath' : 'subPathExpr';
      const isToken = volume?.projected?.sources.some((source) => source.serviceAccountToken !== undefined) ?? false;
      if (mount[field] === undefined || !isToken) return [];
      const step = removeField(pod, [...path, field], ': the whole volume is then mounted');
      return [told([...path, field], `the token is never renewed, because of the ${field}`, step)];
    }),
};
