import { nearest } from '../config/nearest.ts';
import { invalid, required, unsupported, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { variablesOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const envSource: Rule = {
  id: 'env-source',
  title: 'Names and sources of variables',
  why: 'The API server refuses a variable without a name, one with both a value and a source, and a fieldPath that a variable cannot have.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    variablesOf(pod).flatMap(({ variable: { name, value = '', valueFrom }, path: at }): Offence[] => {
      const offences: Offence[] = [];
      if (name === '') {
        const step = setField(pod, [...at, 'name'], '<variable>', nameless);
        offences.push(refused(pod, [...at, 'name'], required(), step));
      }
      if (valueFrom !== undefined && value !== '') {
        const words = invalid('', 'may not be specified when `value` is not empty');
        offences.push(refused(pod, [...at, 'valueFrom'], words, removeField(pod, [...at, 'value'], ', or valueFrom')));
      }
      const fieldPath = valueFrom?.fieldRef?.fieldPath;
      const field = [...at, 'valueFrom', 'fieldRef', 'fieldPath'];
      if (fieldPath === undefined || perKey.test(fieldPath) || ofVariables.includes(fieldPath)) return offences;
      const plain = /^metadata\.(?:annotations|labels)$/.test(fieldPath);
      const near = plain ? `${fieldPath}['<key>']` : nearest(fieldPath, ofVariables);
      const step =
        near === null
          ? setField(pod, field, '<field>', `Name a field that a variable can have; <field> is ${anyOf}.`)
          : setField(pod, field, near, plain ? 'Name one of them by its key, which is <key>.' : 'Name the field.');
      return [...offences, refused(pod, field, unsupported(fieldPath, ofVariables), step)];
    }),
};

const nameless = 'Give the variable a name; <variable> is the one that the program reads.';
const perKey = /^metadata\.(?:annotations|labels)\['.*'\]$/;
/** Source: validEnvDownwardAPIFieldPathExpressions. */
const ofVariables = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];
const anyOf = `${ofVariables.slice(0, -1).join(', ')} or ${ofVariables.at(-1)}`;
