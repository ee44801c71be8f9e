import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalid, notSupported, required, validation } from '../manifest/refusal.ts';
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
          const fix = { steps: [inManifest('Give the variable a name.', '- name: <NAME>')] };
          offences.push({ path: [...at, 'name'], message: required(pod, [...at, 'name']), fix });
        }
        if (valueFrom !== undefined && value !== '') {
          const field = [...at, 'valueFrom'];
          const message = invalid(pod, field, '', 'may not be specified when `value` is not empty');
          offences.push({ path: field, message, fix: { steps: [inManifest('Keep either value or valueFrom.')] } });
        }
        const fieldPath = valueFrom?.fieldRef?.fieldPath;
        const field = [...at, 'valueFrom', 'fieldRef', 'fieldPath'];
        if (fieldPath === undefined || perKey.test(fieldPath) || ofVariables.includes(fieldPath)) return offences;
        const message = known.includes(fieldPath)
          ? notSupported(pod, field, fieldPath, ofVariables.toSorted())
          : invalid(pod, field, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`);
        const fix = {
          steps: [inManifest('Use a field that a variable can have.', 'fieldPath: spec.nodeName')],
        };
        return [...offences, { path: field, message, fix }];
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
const known = ['metadata.annotations', 'metadata.labels', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'];
