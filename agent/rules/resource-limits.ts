import { amountOf } from '../manifest/admission/form.ts';
import { forbidden, invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const resourceLimits: Rule = {
  id: 'resource-limits',
  title: 'Requests and limits',
  why: 'The API server refuses a request above its limit, and since Kubernetes 1.34 resources for a Windows pod as a whole.',
  severity: 'error',
  reference: validation,
  judge(pod, { kubernetes }) {
    const offences = containersOf(pod).flatMap(({ container, path }) => {
      const { requests = {}, limits = {} } = container.resources ?? {};
      return Object.entries(requests).flatMap(([name, request]) => {
        const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
        const [asked, most] = [amountOf(request), amountOf(limit)];
        if (asked === null || most === null || asked <= most) return [];
        const at = [...path, 'resources', 'requests', name];
        const words = invalid(String(request), `must be less than or equal to ${name} limit of ${limit}`);
        return [refused(pod, at, words, setField(pod, at, limit, 'Lower the request to the limit.'))];
      });
    });
    const path = ['spec', 'resources'];
    if (kubernetes < 34 || pod.spec.os?.name !== 'windows' || pod.spec.resources === undefined) return offences;
    const step = removeField(pod, path, ', and set the resources of each container');
    return [...offences, refused(pod, path, forbidden('may not be set for a windows pod'), step)];
  },
};
