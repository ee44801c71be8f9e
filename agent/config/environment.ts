/** The environment variables that say how to reach a cluster. */
export type ClusterEnvironment = ReturnType<typeof clusterEnvironment>;

/** As kubectl reads it; a lower-case name comes first, as Go has it (golang.org/x/net/http/httpproxy). */
export function clusterEnvironment(environment: NodeJS.ProcessEnv = process.env) {
  const inEitherCase = (name: string) => environment[name.toLowerCase()] || environment[name] || '';
  return {
    /** The files that KUBECONFIG names; empty: none. */
    kubeconfig: environment.KUBECONFIG ?? '',
    httpsProxy: inEitherCase('HTTPS_PROXY'),
    httpProxy: inEitherCase('HTTP_PROXY'),
    noProxy: inEitherCase('NO_PROXY'),
  };
}

/** The environment of a program that hostprobe starts, with more variables. */
export const withVariables = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...more,
});

/** Whether the console shows UTF-8, by the POSIX variables. The old Windows console sets none of these and gets ASCII. */
export function consoleIsUtf8(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG, WT_SESSION } = environment;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') || WT_SESSION !== undefined;
}

/** The width that somebody asks for, for text that goes to no window: POSIX's COLUMNS; null: no width. */
export function widthGiven(environment: NodeJS.ProcessEnv = process.env): number | null {
  const columns = Number(environment.COLUMNS ?? '');
  return columns > 0 ? columns : null;
}

/** Whether colour is requested or refused, even without a terminal: Node decides by the value. */
export const forcesColour = (environment: NodeJS.ProcessEnv = process.env): boolean =>
  environment.FORCE_COLOR !== undefined;

/** The programs of this project that say by their name how they were called. Source: image/npm.ts. */
const plugin = /(?:^|[\\/])kubectl-hostprobe(?:\.\w+)?$/;

/**
 * hostprobe as the user types it: `kubectl hostprobe` for the plugin, `npm run -s hostprobe --` in a clone, else `hostprobe`.
 * kubectl starts a plugin by its file; a single executable has that name in argv0, a script in argv.
 */
export function calledAs({ argv0, argv, env }: Pick<NodeJS.Process, 'argv0' | 'argv' | 'env'> = process): string {
  if ([argv0, argv[1] ?? ''].some((path) => plugin.test(path))) return 'kubectl hostprobe';
  return env.npm_lifecycle_event === 'hostprobe' ? 'npm run -s hostprobe --' : 'hostprobe';
}
