import { nearest } from '../config/nearest.ts';
import type { Step } from '../fix.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { invalidIn, unsupportedIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const tolerations: Rule = {
  id: 'tolerations',
  title: 'Tolerations of taints',
  why: 'The API server refuses a value with the operator Exists, an empty key with another operator, and effects that it does not know.',
  severity: 'error',
  reference: validation,
  judge: (pod, { kubernetes }) =>
    pod.spec.tolerations.flatMap(({ key = '', operator = '', value = '', effect = '' }, index): Offence[] => {
      const at = ['spec', 'tolerations', index];
      const say = (field: string, message: string, ...steps: Step[]): Offence => ({
        path: [...at, field],
        message,
        fix: { steps },
      });
      const path = [...at, 'operator'];
      const offences: Offence[] = [];
      if (key === '' && operator !== 'Exists') {
        const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
        const steps = [
          setField(pod, path, 'Exists', 'Tolerate taints of any key, or name the key.'),
          ...(value === '' ? [] : [removeField(pod, [...at, 'value'])]),
        ];
        offences.push(say('operator', invalidIn(pod, path, operator || 'Equal', detail), ...steps));
      }
      const known = kubernetes < 35 ? ['Equal', 'Exists'] : ['Equal', 'Exists', 'Gt', 'Lt'];
      if (operator === 'Exists' && value !== '') {
        const detail = "value must be empty when `operator` is 'Exists'";
        const step = removeField(pod, [...at, 'value'], ', or set the operator to Equal');
        offences.push(say('operator', invalidIn(pod, path, value, detail), step));
      } else if (operator !== '' && !known.includes(operator)) {
        const near = value === '' ? 'Exists' : 'Equal';
        const step = setField(pod, path, near, 'Name an operator that the API server knows.');
        offences.push(say('operator', unsupportedIn(pod, path, operator, known), step));
      }
      if (effect !== '' && !effects.includes(effect)) {
        const near = nearest(effect, effects);
        const field = [...at, 'effect'];
        const step =
          near === null
            ? removeField(pod, field, ': every effect is then tolerated')
            : setField(pod, field, near, 'Name an effect that the API server knows.');
        offences.push(say('effect', unsupportedIn(pod, field, effect, effects), step));
      }
      return offences;
    }),
};

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
