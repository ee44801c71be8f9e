import type { Config } from '../../config.ts';
import type { KnownFacts } from '../../snapshot.ts';

const releases = { '1.6': '1.6.0', '1.7': '1.7.0', '2.x': '2.0.0' } as const;

/** The facts that --containerd and --bind-filter state in place of a snapshot. */
export function statedFacts({
  containerd,
  'bind-filter': bindFilter,
}: Pick<Config, 'containerd' | 'bind-filter'>): KnownFacts {
  const notGiven = { ok: false, error: { kind: 'unsupported', message: 'not given' } } as const;
  const version = containerd === null ? null : `${releases[containerd]} (by --containerd)`;
  return {
    'runtime-binaries': {
      containerd:
        version === null
          ? null
          : {
              path: '--containerd',
              modifiedAt: new Date(0).toISOString(),
              version: { ok: true, value: version },
            },
      shim: null,
      bindFilter: {
        path: 'bindfltapi.dll',
        present: bindFilter === null ? notGiven : { ok: true, value: bindFilter },
        modifiedAt: null,
      },
      config: notGiven,
      log: { to: 'unknown', path: null },
    },
  };
}
