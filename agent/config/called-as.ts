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
