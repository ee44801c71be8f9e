/**
 * Forms of names: what is wrong with one, in words; none: nothing.
 * Source: k8s.io/apimachinery pkg/util/validation/validation.go, the same from v0.25.0 to v0.36.0.
 */
const form = (right: RegExp, most: number, words: string) => (text: string) =>
  right.test(text) && text.length <= most ? [] : [`must be ${words}`];

/** An RFC 1123 label, such as a container's name. */
export const labelFaults = form(
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
  63,
  'at most 63 lower-case letters, digits and -, with a letter or a digit at both ends',
);

/** An RFC 1123 subdomain, such as the name of a node or a pod. */
export const subdomainFaults = form(
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
  253,
  'at most 253 lower-case letters, digits, - and ., with a letter or a digit at both ends of each part',
);

export const labelValueFaults = form(
  /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  63,
  'at most 63 letters, digits, -, _ and ., with a letter or a digit at both ends',
);

const namePart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;

/** The key of a label, which may have a DNS name and a slash in front. */
export function labelKeyFaults(key: string): string[] {
  const [name = '', prefix, ...more] = key.split('/').toReversed();
  const isRight = namePart.test(name) && (prefix === undefined || subdomainFaults(prefix).length === 0);
  return isRight && more.length === 0
    ? []
    : ['must be a name of letters, digits, -, _ and ., perhaps after a DNS name and a /'];
}
