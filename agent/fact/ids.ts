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

/** Read for a comparison, a bundle, or when somebody asks for it, and by no other run. It stands beside the facts in a snapshot. */
export const onDemand = ['setup'] as const;

export type FactId = (typeof factIds)[number];
