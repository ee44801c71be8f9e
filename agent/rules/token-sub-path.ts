import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/mount.ts';
import type { Rule } from '../rule.ts';

export const tokenSubPath: Rule = {
  id: 'token-sub-path',
  title: 'subPath on tokens',
  why: 'A subPath pins the file as it was when the container started: the token in it expires and is never renewed.',
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/',
  judge: (pod) =>
    mountsOf(pod).flatMap(({ mount, volume, path }) => {
      const field = mount.subPath !== undefined ? 'subPath' : 'subPathExpr';
      const isToken = volume?.projected?.sources.some((source) => source.serviceAccountToken !== undefined) ?? false;
      if (mount[field] === undefined || !isToken) return [];
      return [
        {
          path: [...path, field],
          message: 'through a subPath the token is never renewed',
          fix: { steps: [inManifest('Mount the whole volume at a directory of its own.')] },
        },
      ];
    }),
};
