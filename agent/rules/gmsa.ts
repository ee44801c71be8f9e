import { subdomainFaults } from '../manifest/admission/names.ts';
import { invalid, validation } from '../manifest/admission/words.ts';
import { removeField } from '../manifest/edit.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused, told } from './offence/told.ts';

const maxKiB = 64;

export const gmsa: Rule = {
  id: 'gmsa',
  title: 'Credential specs of group managed service accounts',
  why: 'The shim reads no credential spec for a HostProcess container, whose programs do not get the identity of the account. The API server refuses one that is empty or larger than 64 KiB, and a name of one that no object can have.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    securityContextsOf(pod).flatMap(({ path: at, context }) => {
      const { gmsaCredentialSpec: spec, gmsaCredentialSpecName: name } = context?.windowsOptions ?? {};
      const judgeField = (field: string, value: string, complaints: readonly string[]): Offence[] => {
        const path = [...at, 'securityContext', 'windowsOptions', field];
        const step = removeField(pod, path, ', which HostProcess containers do not use');
        if (complaints.length === 0) return [{ ...told(path, ignored, step), severity: 'warn' }];
        return complaints.map((detail) => refused(pod, path, invalid(value, detail), step));
      };
      return [
        ...(name === undefined ? [] : judgeField('gmsaCredentialSpecName', name, subdomainFaults(name))),
        ...(spec === undefined ? [] : judgeField('gmsaCredentialSpec', spec.slice(0, 40), complaintsOf(spec))),
      ];
    }),
};

const ignored =
  'HostProcess containers do not get the identity of a group managed service account: their credential spec is ignored';

function complaintsOf(spec: string): string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string'];
  const size = new TextEncoder().encode(spec).length;
  return size > maxKiB * 1024 ? [`gmsaCredentialSpec size must be under ${maxKiB} KiB`] : [];
}
