import { changeText, setField } from '../manifest/edit.ts';
import {
  containersOf,
  execsOf,
  mountsOf,
  type PlacedContainer,
  type PlacedText,
  type Pod,
  textsOf,
} from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { interpreterOf } from '../shim/cmd.ts';
import { told } from './offence/told.ts';

export const mountPointSpelling: Rule = {
  id: 'mount-point-spelling',
  title: 'Spelling of CONTAINER_SANDBOX_MOUNT_POINT',
  why: 'The shim expands %CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT, spelled exactly so, in commands, workingDir and env. It expands no other spelling, and none in mountPath.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
  judge: (pod) => [
    ...containersOf(pod).flatMap((placed) => {
      const interpreterFor = interpretersOf(placed);
      return textsOf(placed).flatMap((text) => misspelled(pod, text, interpreterFor(text)));
    }),
    ...mountsOf(pod).flatMap(({ mount, path }) =>
      (['mountPath', 'subPath', 'subPathExpr'] as const)
        .filter((field) => mount[field]?.includes(name))
        .map((field) =>
          told(
            [...path, field],
            `nothing expands ${name} in ${field}`,
            setField(pod, [...path, field], fromRoot(mount[field] ?? '', field), ofMount),
          ),
        ),
    ),
  ],
};

const name = 'CONTAINER_SANDBOX_MOUNT_POINT';
const ofMount = 'Write the path from the root of the container: on every node it is below the mount point.';

/** The path after the variable. */
const fromRoot = (path: string, field: string) => {
  const rest = path.replace(/^.*CONTAINER_SANDBOX_MOUNT_POINT[%)}]?[\\/]*/, '').replaceAll('\\', '/');
  return field === 'mountPath' ? `/${rest}` : rest;
};

type Interpreter = ReturnType<typeof interpreterOf>;

/**
 * Returns a function that names the program that gets a text as an argument and may expand it; null: none does, or the
 * text is the program.
 */
function interpretersOf({ container, path }: PlacedContainer): (text: PlacedText) => Interpreter {
  const own = interpreterOf([...container.command, ...container.args]);
  const others = new Map(execsOf(container).map(({ at, command }) => [at.join(), interpreterOf(command)]));
  return (text) => {
    if (text.in !== 'command') return null;
    const at = text.path.slice(path.length);
    if (at.at(-1) === 0 && at[0] !== 'args') return null;
    return at[0] === 'command' || at[0] === 'args' ? own : (others.get(at.slice(0, -1).join()) ?? null);
  };
}

function misspelled(pod: Pod, { text, path, in: where }: PlacedText, interpreter: Interpreter): Offence[] {
  if (!anyCase.test(text)) return [];
  const withFix = (found: string) => ({
    path,
    ...changeText(pod, {
      path,
      change: (written) => written.replaceAll(found, `%${name}%`),
      say: 'Write the variable as the shim compares it.',
    }),
  });
  const bare = /\$\(?CONTAINER_SANDBOX_MOUNT_POINT\)?/.exec(text)?.[0];
  // A script may set its own variable of that name.
  if (bare !== undefined && interpreter !== 'shell' && !/\$CONTAINER_SANDBOX_MOUNT_POINT\s*=/.test(text)) {
    return [{ message: `nothing expands ${bare}`, ...withFix(bare) }];
  }
  const braced = /\$\{(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT\}/.exec(text)?.[0];
  if (braced !== undefined && interpreter !== 'shell' && (where !== 'command' || !braced.includes('env:'))) {
    return [
      { message: `nothing expands ${braced} in ${where === 'command' ? 'a command' : where}`, ...withFix(braced) },
    ];
  }
  const other = [...text.matchAll(/%(\w+)%|\$env:(\w+)/gi)]
    .map(([whole, percent, dollar]) => ({ whole, inner: percent ?? dollar ?? '', isPercent: percent !== undefined }))
    .find(({ whole, inner }) => inner.toUpperCase() === name && !right.test(whole));
  if (other === undefined || interpreter === (other.isPercent ? 'cmd' : 'powershell')) return [];
  const message = `the shim does not expand ${other.whole}: upper and lower case count`;
  // cmd, which starts commands on nodes with the bind filter, expands variables in any case.
  const isByCmd = other.isPercent && where === 'command';
  return [{ message, ...withFix(other.whole), ...(isByCmd ? { holds: [...volumeNodes, ...fallbackNodes] } : {}) }];
}

const anyCase = /container_sandbox_mount_point/i;
const right = /^(?:%CONTAINER_SANDBOX_MOUNT_POINT%|\$env:CONTAINER_SANDBOX_MOUNT_POINT)$/;
