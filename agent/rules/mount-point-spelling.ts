import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/mount.ts';
import { containersOf, execsOf, type PlacedContainer, type PlacedText, textsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/kind.ts';
import type { Offence, Rule } from '../rule.ts';
import { interpreterOf } from '../shim/cmd.ts';

export const mountPointSpelling: Rule = {
  id: 'mount-point-spelling',
  title: 'Spelling of CONTAINER_SANDBOX_MOUNT_POINT',
  why: 'The shim puts the directory in place of %CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT, in these letters, in commands, workingDir and env. Nobody expands other spellings, and nobody any in mountPath.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
  judge: (pod) => [
    ...containersOf(pod).flatMap((placed) =>
      textsOf(placed).flatMap((text) => misspelled(text, interpreterFor(placed, text))),
    ),
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

/** Who starts with the words that a text is one of; the program itself is started by nobody but the shim. */
function interpreterFor({ container, path }: PlacedContainer, text: PlacedText): ReturnType<typeof interpreterOf> {
  if (text.in !== 'command') return null;
  const at = text.path.slice(path.length);
  const isOwn = at[0] === 'command' || at[0] === 'args';
  if (at.at(-1) === 0 && at[0] !== 'args') return null;
  const exec = execsOf(container).find((one) => one.at.join() === at.slice(0, -1).join());
  return interpreterOf(isOwn ? [...container.command, ...container.args] : (exec?.command ?? []));
}

function misspelled({ text, path, in: where }: PlacedText, interpreter: ReturnType<typeof interpreterOf>): Offence[] {
  const bare = /\$\(?CONTAINER_SANDBOX_MOUNT_POINT\)?/.exec(text)?.[0];
  // A script may set a variable of its own by that name.
  if (bare !== undefined && interpreter !== 'shell' && !/\$CONTAINER_SANDBOX_MOUNT_POINT\s*=/.test(text)) {
    return [{ path, message: `nobody expands ${bare}`, fix }];
  }
  const braced = /\$\{(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT\}/.exec(text)?.[0];
  if (braced !== undefined && interpreter !== 'shell' && (where !== 'command' || !braced.includes('env:'))) {
    return [{ path, message: `nobody expands ${braced} in ${where === 'command' ? 'a command' : where}`, fix }];
  }
  const other = [...text.matchAll(/%(\w+)%|\$env:(\w+)/gi)]
    .map(([whole, percent, dollar]) => ({ whole, inner: percent ?? dollar ?? '', isPercent: percent !== undefined }))
    .find(({ whole, inner }) => inner.toUpperCase() === name && !right.test(whole));
  if (other === undefined || interpreter === (other.isPercent ? 'cmd' : 'powershell')) return [];
  const message = `the shim does not know ${other.whole}: it compares letter by letter`;
  // cmd, which starts commands where the bind filter is, expands variables in any case.
  const isByCmd = other.isPercent && where === 'command';
  return [{ path, message, fix, ...(isByCmd ? { holds: [...volumeNodes, ...fallbackNodes] } : {}) }];
}

const right = /^(?:%CONTAINER_SANDBOX_MOUNT_POINT%|\$env:CONTAINER_SANDBOX_MOUNT_POINT)$/;
