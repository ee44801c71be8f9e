import { removeField, setField } from '../manifest/edit.ts';
import { amountOf } from '../manifest/field-form/form.ts';
import { containersOf } from '../manifest/pod.ts';
import { forbiddenIn, invalidIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const resourceLimits: Rule = {
  id: 'resource-limits',
  title: 'Requests and limits',
  why: 'The API server refuses a request above its limit, and since Kubernetes 1.34 resources for a Windows pod as a whole.',
  severity: 'error',
  reference: validation,
  judge(pod, { kubernetes }) {
    const offences = containersOf(pod).flatMap(({ container, path }): Offence[] => {
      const { requests = {}, limits = {} } = container.resources ?? {};
      return Object.entries(requests).flatMap(([name, request]) => {
        const limit = Object.hasOwn(limits, name) ? limits[name] : undefined;
        const [asked, most] = [amountOf(request), amountOf(limit)];
        if (asked === null || most === null || asked <= most) return [];
        const at = [...path, 'resources', 'requests'];
        const detail = `must be less than or equal to ${name} limit of ${limit}`;
        const fix = { steps: [setField(pod, [...at, name], limit, 'Lower the request to the limit.')] };
        return [{ path: [...at, name], message: invalidIn(pod, at, String(request), detail), fix }];
      });
    });
    const path = ['spec', 'resources'];
    if (kubernetes < 34 || pod.spec.os?.name !== 'windows' || pod.spec.resources === undefined) return offences;
    const message = forbiddenIn(pod, path, 'may not be set for a windows pod');
    return [
      ...offences,
      { path, message, fix: { steps: [removeField(pod, path, ', and set the resources of each container')] } },
    ];
  },
};
