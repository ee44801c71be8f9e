import { stringify } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import type { Archive } from './executable-archives.ts';

/**
 * The manifest by which krew installs `kubectl hostprobe`.
 * Source: sigs.k8s.io/krew pkg/index/types.go, internal/index/validation/validate.go.
 * @param from the URL of the folder from which the archives are downloaded
 */
export function krewManifest(archives: readonly Archive[], from: string): string {
  // A release of GitHub answers at the address of each file, not at that of their folder.
  const homepage = from.replace(/\/releases\/download\/[^/]+\/?$/, '');
  return stringify({
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'hostprobe' },
    spec: {
      version: `v${manifest.version}`,
      homepage,
      shortDescription: 'Explain why Windows HostProcess pods do not start',
      description: `${manifest.description}: from an error text, a pod, a log or a manifest, and for all Windows nodes of a cluster where hostprobe is installed.`,
      platforms: readable(archives).map(({ platform: { os, arch, program }, file, sha256 }) => ({
        selector: { matchLabels: { os, arch } },
        uri: `${from.replace(/\/$/, '')}/${file}`,
        sha256,
        files: [program, 'LICENSE', 'THIRD-PARTY-LICENSES.txt'].map((name) => ({
          from: `${file.replace(/\.(?:zip|tar\.gz)$/, '')}/${name}`,
          to: '.',
        })),
        bin: program,
      })),
    },
  });
}

/** Source: sigs.k8s.io/krew internal/download/downloader.go. */
const readable = (archives: readonly Archive[]) => archives.filter(({ file }) => /\.(?:zip|tar\.gz)$/.test(file));
