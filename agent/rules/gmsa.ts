import { removeField } from '../manifest/edit.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import { invalidIn, validation } from '../manifest/refusal/field-error.ts';
import { subdomainFaults } from '../manifest/refusal/name-form.ts';
import type { Rule } from '../rule.ts';

const maxKiB = 64;

export const gmsa: Rule = {
  id: 'gmsa',
  title: 'Credential specs of group managed service accounts',
  why: 'The API server refuses a credential spec that is empty or larger than 64 KiB, and a name of one that no object can have.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    return securityContextsOf(pod).flatMap(({ path: at, context }) => {
      const { gmsaCredentialSpec: spec, gmsaCredentialSpecName: name } = context?.windowsOptions ?? {};
      const offence = (field: string, value: string, detail: string) => {
        const path = [...at, 'securityContext', 'windowsOptions', field];
        return { path, message: invalidIn(pod, path, value, detail), fix: { steps: [removeField(pod, path, more)] } };
      };
      return [
        ...(name === undefined
          ? []
          : subdomainFaults(name).map((fault) => offence('gmsaCredentialSpecName', name, fault))),
        ...(spec === undefined
          ? []
          : complaints(spec).map((detail) => offence('gmsaCredentialSpec', spec.slice(0, 40), detail))),
      ];
    });
  },
};

const more = ', which HostProcess containers do not use';

function complaints(spec: string): string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string'];
  const size = new TextEncoder().encode(spec).length;
  return size > maxKiB * 1024 ? [`gmsaCredentialSpec size must be under ${maxKiB} KiB`] : [];
}
