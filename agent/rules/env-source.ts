import { nearest } from '../config/nearest.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalidIn, requiredIn, unsupportedIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const envSource: Rule = {
  id: 'env-source',
  title: 'Names and sources of variables',
  why: 'The API server refuses a variable without a name, one with both a value and a source, and a fieldPath that a variable cannot have.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.env.flatMap(({ name, value = '', valueFrom }, index): Offence[] => {
        const at = [...path, 'env', index];
        const offences: Offence[] = [];
        if (name === '') {
          const say = 'Give the variable a name; <variable> is the one that the program reads.';
          const fix = { steps: [setField(pod, [...at, 'name'], '<variable>', say)] };
          offences.push({ path: [...at, 'name'], message: requiredIn(pod, [...at, 'name']), fix });
        }
        if (valueFrom !== undefined && value !== '') {
          const field = [...at, 'valueFrom'];
          const message = invalidIn(pod, field, '', 'may not be specified when `value` is not empty');
          offences.push({
            path: field,
            message,
            fix: { steps: [removeField(pod, [...at, 'value'], ', or valueFrom')] },
          });
        }
        const fieldPath = valueFrom?.fieldRef?.fieldPath;
        const field = [...at, 'valueFrom', 'fieldRef', 'fieldPath'];
        if (fieldPath === undefined || perKey.test(fieldPath) || ofVariables.includes(fieldPath)) return offences;
        const fault = /\['.*'\]$/.test(fieldPath) ? 'does not support subscript' : 'not supported';
        const message = known.includes(fieldPath)
          ? unsupportedIn(pod, field, fieldPath, ofVariables.toSorted())
          : invalidIn(pod, field, fieldPath, `error converting fieldPath: field label ${fault}: ${fieldPath}`);
        const plain = /^metadata\.(?:annotations|labels)$/.test(fieldPath);
        const near = plain ? `${fieldPath}['<key>']` : nearest(fieldPath, ofVariables);
        const step =
          near === null
            ? setField(pod, field, '<field>', `Name a field that a variable can have; <field> is ${anyOf}.`)
            : setField(pod, field, near, plain ? 'Name one of them by its key, which is <key>.' : 'Name the field.');
        return [...offences, { path: field, message, fix: { steps: [step] } }];
      }),
    ),
};

const perKey = /^metadata\.(?:annotations|labels)\['.*'\]$/;
/** Source: validEnvDownwardAPIFieldPathExpressions, and pkg/apis/core/pods/helpers.go for those beside. */
const ofVariables = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const anyOf = `${ofVariables.slice(0, -1).join(', ')} or ${ofVariables.at(-1)}`;
const known = ['metadata.annotations', 'metadata.labels', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'];
