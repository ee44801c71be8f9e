import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalid, required, validation } from '../manifest/refusal.ts';
import type { Rule } from '../rule.ts';

export const imageName: Rule = {
  id: 'image-name',
  title: 'image of each container',
  why: 'The API server refuses a container whose image is empty, and a Pod whose image has blanks around it.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    containersOf(pod).flatMap(({ container: { image }, path: at }) => {
      const path = [...at, 'image'];
      const fix = { steps: [inManifest('Name the image.', `image: ${image?.trim() || '<registry>/<name>:<tag>'}`)] };
      // Where it is left out, kustomize or an admission webhook may still set it.
      if (image === '') return [{ path, message: required(pod, path), fix }];
      // Templates of pods may have it, which image substitution may put right.
      if (image === undefined || image.trim() === image || pod.base.length > 0) return [];
      return [{ path, message: invalid(pod, path, image, 'must not have leading or trailing whitespace'), fix }];
    }),
};
