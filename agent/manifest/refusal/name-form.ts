/**
 * Forms of names, in the API server's words. Source: k8s.io/apimachinery pkg/util/validation/validation.go, the same from
 * v0.25.0 to v0.36.0; of labels pkg/api/validate/content since v0.35.0.
 */

/** How long a text may be; newer API servers count the bytes of labels, and say so. */
export const atMost = (length: number, kubernetes = 0): string =>
  `must be no more than ${length} ${kubernetes < 35 ? 'characters' : 'bytes'}`;

/** What is wrong with a name as an RFC 1123 label, such as a container's name; none: nothing. */
export function labelFaults(name: string): string[] {
  const faults = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name) ? [] : [label];
  return name.length > 63 ? [atMost(63), ...faults] : faults;
}

/** The same as an RFC 1123 subdomain, such as the name of a node or a pod. */
export function subdomainFaults(name: string, kubernetes = 0): string[] {
  const faults = subdomain.test(name) ? [] : [subdomainWords];
  return name.length > 253 ? [atMost(253, kubernetes), ...faults] : faults;
}

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with the value of a label. */
export function labelValueFaults(value: string, kubernetes: number): string[] {
  const faults = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value) ? [] : [valueWords];
  return value.length > 63 ? [atMost(63, kubernetes), ...faults] : faults;
}

/** What is wrong with the key of a label, which may have a DNS name and a slash in front. */
export function labelKeyFaults(key: string, kubernetes: number): string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [
      `a ${kubernetes < 35 ? 'qualified name' : 'valid label key'} ${qualifiedWords} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const [prefix, name = ''] = parts.length === 2 ? parts : [null, key];
  const ofPrefix =
    prefix === ''
      ? ['must be non-empty']
      : prefix === null || prefix === undefined
        ? []
        : subdomainFaults(prefix, kubernetes);
  const ofName = name === '' ? ['must be non-empty'] : name.length > 63 ? [atMost(63, kubernetes)] : [];
  const form = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name) ? [] : [qualifiedWords];
  return [
    ...ofPrefix.map((fault) => `prefix part ${fault}`),
    ...[...ofName, ...form].map((fault) => `name part ${fault}`),
  ];
}

const qualifiedWords =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
