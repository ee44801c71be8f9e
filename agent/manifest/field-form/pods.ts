import { labelFaults, subdomainFaults } from '../refusal/name-form.ts';
import { fieldsOf } from '../refusal/object-fault.ts';
import {
  type ApiStruct,
  amountOf,
  asList,
  asText,
  between,
  type Form,
  inForm,
  invalid,
  isOneOf,
  isSet,
  keyed,
  negative,
  required,
  shortText,
} from './form.ts';
import { schedulingOf } from './scheduling.ts';

/** Source: ValidatePodSpec. */
const podSpec: Form = (struct) => {
  const { fields, path } = struct;
  const at = (...steps: (string | number)[]) => [...path, ...steps];
  return [
    ...(asList(fields.containers).length === 0 ? [required(at('containers'))] : []),
    ...(path.length === 1 ? isOneOf(fields.restartPolicy, at('restartPolicy'), ['Always', 'OnFailure', 'Never']) : []),
    ...between(fields.activeDeadlineSeconds, at('activeDeadlineSeconds'), [1, 2 ** 31 - 1]),
    ...inForm(fields.serviceAccountName, at('serviceAccountName'), subdomainFaults),
    ...inForm(fields.hostname, at('hostname'), labelFaults),
    ...inForm(fields.subdomain, at('subdomain'), labelFaults),
    ...asList(fields.hostAliases).flatMap((alias, index) => {
      const { ip, hostnames } = fieldsOf(alias);
      return [
        ...addressFaults(asText(ip)).map((words) => invalid(at('hostAliases', index, 'ip'), asText(ip), words)),
        ...asList(hostnames).flatMap((name, place) =>
          inForm(name, at('hostAliases', index, 'hostnames', place), subdomainFaults),
        ),
      ];
    }),
    ...Object.entries(fieldsOf(fields.overhead)).flatMap(([name, quantity]) =>
      (amountOf(quantity) ?? 0) < 0
        ? [invalid(at('overhead', name), shortText(quantity), negative, keyed(at('overhead'), name))]
        : [],
    ),
    ...dnsConfig(struct),
    ...resourceClaims(struct),
    ...schedulingOf(struct),
  ];
};

/** As lenient as Go's parser of addresses, which takes leading zeros. */
function addressFaults(text: string): string[] {
  const isV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
  const isV6 = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text);
  return isV4 || isV6 ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

/**
 * Source: validatePodDNSConfig, and the feature gate RelaxedDNSSearchValidation (beta 1.33); the rule dns-config judges
 * None without it.
 */
function dnsConfig({ fields, path, kubernetes }: ApiStruct) {
  if (!isSet(fields.dnsConfig)) return [];
  const config = fieldsOf(fields.dnsConfig);
  const at = (...steps: (string | number)[]) => [...path, 'dnsConfig', ...steps];
  const [servers, searches] = [asList(config.nameservers), asList(config.searches)];
  if (fields.dnsPolicy === 'None' && servers.length === 0) {
    return [required(at('nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  const searchFaults = kubernetes < 33 ? subdomainFaults : relaxedFaults;
  return [
    ...(servers.length > 3 ? [invalid(at('nameservers'), servers, 'must not have more than 3 nameservers')] : []),
    ...servers.flatMap((server, index) => inForm(server, at('nameservers', index), addressFaults)),
    ...(searches.length > 32 ? [invalid(at('searches'), searches, 'must not have more than 32 search paths')] : []),
    ...(searches.join(' ').length > 2048
      ? [
          invalid(
            at('searches'),
            searches,
            'must not have more than 2048 characters (including spaces) in the search list',
          ),
        ]
      : []),
    ...searches.flatMap((search, index) =>
      inForm(search, at('searches', index), (text) => searchFaults(text.replace(/\.$/, ''))),
    ),
    ...asList(config.options).flatMap((option, index) =>
      asText(fieldsOf(option).name) === '' ? [required(at('options', index), 'must not be empty')] : [],
    ),
  ];
}

/** Source: IsDNS1123SubdomainWithUnderscore. */
const relaxedFaults = (search: string) =>
  search === '' || /^[a-z0-9_](?:[-_a-z0-9]*[a-z0-9_])?(?:\.[a-z0-9_](?:[-_a-z0-9]*[a-z0-9_])?)*$/.test(search)
    ? []
    : [relaxed];
const relaxed =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*')";

/** Source: validatePodResourceClaim, and the feature gate DynamicResourceAllocation (1.34). */
const resourceClaims = ({ fields, path, kubernetes }: ApiStruct) =>
  asList(fields.resourceClaims).flatMap((claim, index) => {
    const { resourceClaimName, resourceClaimTemplateName } = fieldsOf(claim);
    const count = [resourceClaimName, resourceClaimTemplateName].filter(isSet).length;
    const words =
      count === 0
        ? 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
        : 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
    return count === 1 || kubernetes < 34 ? [] : [invalid([...path, 'resourceClaims', index], claim, words)];
  });

export const pods: Readonly<Record<string, Form>> = { PodSpec: podSpec };
