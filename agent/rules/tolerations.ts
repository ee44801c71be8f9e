import { inManifest } from '../fix.ts';
import { invalid, notSupported, validation } from '../manifest/refusal.ts';
import type { Offence, Rule } from '../rule.ts';

export const tolerations: Rule = {
  id: 'tolerations',
  title: 'Tolerations of taints',
  why: 'The API server refuses a value beside the operator Exists, an empty key beside another, and effects that it does not know.',
  severity: 'error',
  reference: validation,
  judge: (pod, { kubernetes }) =>
    pod.spec.tolerations.flatMap(({ key = '', operator = '', value = '', effect = '' }, index): Offence[] => {
      const at = ['spec', 'tolerations', index];
      const say = (field: string, message: string): Offence => ({ path: [...at, field], message, fix });
      const path = [...at, 'operator'];
      const offences: Offence[] = [];
      if (key === '' && operator !== 'Exists') {
        const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
        offences.push(say('operator', invalid(pod, path, operator || 'Equal', detail)));
      }
      const known = kubernetes < 35 ? ['Equal', 'Exists'] : ['Equal', 'Exists', 'Gt', 'Lt'];
      if (operator === 'Exists' && value !== '') {
        offences.push(say('operator', invalid(pod, path, value, "value must be empty when `operator` is 'Exists'")));
      } else if (operator !== '' && !known.includes(operator)) {
        offences.push(say('operator', notSupported(pod, path, operator, known)));
      }
      if (effect !== '' && !effects.includes(effect)) {
        offences.push(say('effect', notSupported(pod, [...at, 'effect'], effect, effects)));
      }
      return offences;
    }),
};

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const fix = {
  steps: [inManifest('Tolerate every taint, or name one with its value.', 'tolerations:\n- operator: Exists')],
};
