/** The words that a flag accepts: its values, its error and its help are made from them. */
export const choices = {
  tls: ['self-signed'],
  auth: ['kubernetes'],
  containerd: ['1.6', '1.7', '2.x'],
  'bind-filter': ['yes', 'no'],
  'fail-on': ['warn', 'error'],
  /** In order of preference. */
  via: ['forward', 'exec', 'kubectl'],
  'sort-by': ['status', 'name', 'age', 'containerd', 'windows', 'kubelet'],
  'log-level': ['silent', 'error', 'warn', 'info', 'debug'],
} as const;

export type Choice<Of extends keyof typeof choices> = (typeof choices)[Of][number];

/** As help shows the value of a flag: <warn|error>. */
export const shownChoice = (flag: keyof typeof choices): string => `<${choices[flag].join('|')}>`;
