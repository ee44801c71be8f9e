/** Every fact, by the id that it has in the JSON, in a check's `needs`, and as a file name. */
export const factIds = [
  'services',
  'runtime-process',
  'runtime',
  'runtime-binaries',
  'identity',
  'sandbox',
  'token',
  'accounts',
  'limits',
  'usage',
  'network',
  'pod-network',
  'os',
  'logs',
  'cluster',
] as const;

export type FactId = (typeof factIds)[number];
