import { nearest } from '../config/nearest.ts';
import { isOn } from '../manifest/admission/form.ts';
import { invalid, unsupported, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const tolerations: Rule = {
  id: 'tolerations',
  title: 'Tolerations of taints',
  why: 'The API server refuses a value with the operator Exists, an empty key with another operator, and operators and effects that it does not know.',
  severity: 'error',
  reference: validation,
  judge: (pod, { kubernetes }) =>
    pod.spec.tolerations.flatMap(({ key = '', operator = '', value = '', effect = '' }, index): Offence[] => {
      const at = (field: string) => ['spec', 'tolerations', index, field];
      const path = at('operator');
      const offences: Offence[] = [];
      if (key === '' && operator !== 'Exists') {
        const words = invalid(operator || 'Equal', anyKey);
        const rest = value === '' ? [] : [removeField(pod, at('value'))];
        const step = setField(pod, path, 'Exists', 'Tolerate taints of any key, or name the key.');
        offences.push(refused(pod, path, words, step, ...rest));
      }
      const known = [
        'Equal',
        'Exists',
        ...(isOn('TaintTolerationComparisonOperators', kubernetes) ? ['Gt', 'Lt'] : []),
      ];
      if (operator === 'Exists' && value !== '') {
        const step = removeField(pod, at('value'), ', or set the operator to Equal');
        offences.push(refused(pod, path, invalid(value, "value must be empty when `operator` is 'Exists'"), step));
      } else if (operator !== '' && !known.includes(operator)) {
        const near = value === '' ? 'Exists' : 'Equal';
        const step = setField(pod, path, near, 'Name an operator that the API server knows.');
        offences.push(refused(pod, path, unsupported(operator, known), step));
      }
      if (effect !== '' && !effects.includes(effect)) {
        const near = nearest(effect, effects);
        const step =
          near === null
            ? removeField(pod, at('effect'), ': every effect is then tolerated')
            : setField(pod, at('effect'), near, 'Name an effect that the API server knows.');
        offences.push(refused(pod, at('effect'), unsupported(effect, effects), step));
      }
      return offences;
    }),
};

const anyKey = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
