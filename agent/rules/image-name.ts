import { invalid, required, validation } from '../manifest/admission/words.ts';
import { setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const imageName: Rule = {
  id: 'image-name',
  title: 'image of each container',
  why: 'The API server refuses a container without an image, and a Pod whose image begins or ends with a space.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    containersOf(pod).flatMap(({ container: { image }, path: at }) => {
      const path = [...at, 'image'];
      const step = () => setField(pod, path, image?.trim() || '<image>', 'Name the image.');
      if (!image) return [refused(pod, path, required(), step())];
      // The API server allows it in a pod template, where something may still replace the image.
      if (image.trim() === image || pod.base.length > 0) return [];
      return [refused(pod, path, invalid(image, 'must not have leading or trailing whitespace'), step())];
    }),
};
