import { isOn } from '../manifest/admission/form.ts';
import { forbidden, validation } from '../manifest/admission/words.ts';
import { removeField } from '../manifest/edit.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const hostUsers: Rule = {
  id: 'host-users',
  title: 'Fields that exclude the host network',
  why: 'The API server refuses hostUsers: false together with host namespaces since Kubernetes 1.33, and hostnameOverride together with hostNetwork since 1.35.',
  severity: 'error',
  reference: validation,
  judge(pod, { kubernetes }) {
    const { spec } = pod;
    const [users, name] = [
      ['spec', 'hostUsers'],
      ['spec', 'hostnameOverride'],
    ];
    const isRefused = isOn('UserNamespacesSupport', kubernetes) && spec.hostUsers === false;
    const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(
      (field) => isRefused && spec[field] === true,
    );
    const offences: Offence[] = shared.map((field) => ({
      ...refused(pod, ['spec', field], forbidden('when `hostUsers` is false'), removeField(pod, users)),
      path: users,
    }));
    if (isOn('HostnameOverride', kubernetes) && spec.hostNetwork === true && spec.hostnameOverride !== undefined)
      offences.push(
        refused(pod, name, forbidden('may not be specified when hostNetwork is true'), removeField(pod, name)),
      );
    return offences;
  },
};
