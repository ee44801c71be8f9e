import { fieldsOf } from '../refusal/object-fault.ts';
import {
  type ApiStruct,
  asList,
  asText,
  between,
  duplicate,
  type Form,
  type FormFault,
  invalid,
  isOneOf,
  isSet,
  needed,
  repeated,
  required,
} from './form.ts';

const ids = [0, 2 ** 31 - 1] as const;
const profiles = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** Source: validateSeccompProfileField, ValidateAppArmorProfileField. */
const profile =
  (name: string, words: string): Form =>
  ({ fields, path }) => {
    const at = [...path, 'localhostProfile'];
    const type = asText(fields.type);
    const file = fields.localhostProfile;
    return [
      ...needed(fields.type, [...path, 'type'], `type is required when ${words} is set`),
      ...isOneOf(fields.type, [...path, 'type'], profiles),
      ...(type === 'Localhost' && !isSet(file) ? [required(at, `must be set when ${name} type is Localhost`)] : []),
      ...(type !== 'Localhost' && isSet(file) && profiles.includes(type)
        ? [invalid(at, file, `can only be set when ${name} type is Localhost`)]
        : []),
    ];
  };

/** Source: validateSysctls, ValidateHostSysctl. */
const sysctls = ({ fields, path, pod }: ApiStruct): FormFault[] => {
  const names = asList(fields.sysctls).map((one) => asText(fieldsOf(one).name));
  const again = repeated(names);
  const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
  const regex = `^(${segment}[\\./])*${segment}$`;
  const form = new RegExp(regex);
  return names.flatMap((name, index) => {
    const at = [...path, 'sysctls', index, 'name'];
    const faults = needed(name, at);
    if (name !== '' && (name.length > 253 || !form.test(name))) {
      faults.push(invalid(at, name, `must have at most 253 characters and match regex ${regex}`));
    } else if (again.has(index)) faults.push(duplicate(at, name));
    if (pod.hostNetwork === true && /^net[./]/.test(name)) {
      faults.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    }
    return faults;
  });
};

export const security: Readonly<Record<string, Form>> = {
  SeccompProfile: profile('seccomp', 'seccompProfile'),
  AppArmorProfile: profile('AppArmor', 'appArmorProfile'),
  // Source: ValidateSecurityContext.
  SecurityContext: ({ fields, path, kubernetes }) => [
    ...between(fields.runAsUser, [...path, 'runAsUser'], ids),
    ...between(fields.runAsGroup, [...path, 'runAsGroup'], ids),
    // The feature gate ProcMountType is on since 1.33; without it the field is dropped.
    ...(kubernetes < 33 ? [] : isOneOf(fields.procMount, [...path, 'procMount'], ['Default', 'Unmasked'])),
    ...(fields.privileged === true && fields.allowPrivilegeEscalation === false
      ? [invalid(path, fields, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')]
      : []),
  ],
  // Source: validatePodSpecSecurityContext.
  PodSecurityContext: (struct) => {
    const { fields, path, pod } = struct;
    const share = [...path, 'shareProcessNamespace'];
    return [
      ...['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((field) => between(fields[field], [...path, field], ids)),
      ...asList(fields.supplementalGroups).flatMap((id, index) =>
        between(id, [...path, 'supplementalGroups', index], ids),
      ),
      ...isOneOf(fields.fsGroupChangePolicy, [...path, 'fsGroupChangePolicy'], ['Always', 'OnRootMismatch']),
      ...sysctls(struct),
      ...(pod.hostPID === true && pod.shareProcessNamespace === true
        ? [
            invalid(
              [...path.slice(0, -1), 'shareProcessNamespace'],
              true,
              'ShareProcessNamespace and HostPID cannot both be enabled',
              share,
            ),
          ]
        : []),
    ];
  },
};
