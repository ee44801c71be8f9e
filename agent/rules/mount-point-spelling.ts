import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/mount.ts';
import { containersOf, type PlacedText, textsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const mountPointSpelling: Rule = {
  id: 'mount-point-spelling',
  title: 'Spelling of CONTAINER_SANDBOX_MOUNT_POINT',
  why: 'The shim puts the directory in place of %CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT, in these letters, in commands, workingDir and env. Nobody expands other spellings, and nobody any in mountPath.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
  judge: (pod) => [
    ...containersOf(pod).flatMap(textsOf).flatMap(misspelled),
    ...mountsOf(pod).flatMap(({ mount, path }) =>
      (['mountPath', 'subPath', 'subPathExpr'] as const)
        .filter((field) => mount[field]?.includes(name))
        .map((field) => ({
          path: [...path, field],
          message: `nobody expands ${name} in ${field}`,
          fix: {
            steps: [
              inManifest(
                'Write a path from the root of the container, such as /etc/agent: it is there below the mount point on every node.',
              ),
            ],
          },
        })),
    ),
  ],
};

const name = 'CONTAINER_SANDBOX_MOUNT_POINT';
const fix = { steps: [inManifest(`Write %${name}%.`)] };

function misspelled({ text, path, in: where }: PlacedText) {
  const bare = /\$\(?CONTAINER_SANDBOX_MOUNT_POINT\)?/.exec(text)?.[0];
  // A script may set a variable of its own by that name.
  if (bare !== undefined && !/\$CONTAINER_SANDBOX_MOUNT_POINT\s*=/.test(text)) {
    return [{ path, message: `nobody expands ${bare}`, fix }];
  }
  const braced = /\$\{(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT\}/.exec(text)?.[0];
  if (braced !== undefined && (where !== 'command' || !braced.includes('env:'))) {
    return [{ path, message: `nobody expands ${braced} in ${where === 'command' ? 'a command' : where}`, fix }];
  }
  const other = [...text.matchAll(/%(\w+)%|\$env:(\w+)/gi)]
    .map(([whole, percent, dollar]) => ({ whole, inner: percent ?? dollar ?? '' }))
    .find(({ whole, inner }) => inner.toUpperCase() === name && !right.test(whole));
  if (other === undefined) return [];
  return [{ path, message: `the shim does not know ${other.whole}: it compares letter by letter`, fix }];
}

const right = /^(?:%CONTAINER_SANDBOX_MOUNT_POINT%|\$env:CONTAINER_SANDBOX_MOUNT_POINT)$/;
