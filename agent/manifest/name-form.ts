/** Forms of names, in the API server's words. Source: k8s.io/apimachinery pkg/util/validation/validation.go at v0.34.2. */

/** What is wrong with a name as an RFC 1123 label, such as that of a container; none: nothing. */
export function labelFaults(name: string): string[] {
  const faults = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name) ? [] : [label];
  return name.length > 63 ? ['must be no more than 63 bytes', ...faults] : faults;
}

/** The same as an RFC 1123 subdomain, such as the name of a node or a pod. */
export function subdomainFaults(name: string): string[] {
  const faults = subdomain.test(name) ? [] : [subdomainWords];
  return name.length > 253 ? ['must be no more than 253 bytes', ...faults] : faults;
}

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
