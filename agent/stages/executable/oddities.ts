import type { Certainty } from '../../shim/certainty.ts';
import { interpreterOf } from '../../shim/cmd.ts';
import type { Mode } from '../../shim/mode.ts';
import type { Search } from './located.ts';

/** What happens to a command line or to variables, and people do not expect. */
interface Oddity {
  certainty: Certainty;
  text: string;
}

/** Source: hcsshim internal/jobcontainers/{jobcontainer,env}.go. */
export function odditiesOf({ commandLine, mode, container }: Search): Oddity[] {
  const { expanded, program, isQuoted } = commandLine;
  const rest = expanded.slice(program.length + (isQuoted ? 2 : 0));
  return [...ofPaths(rest, { mode, container }), ...ofVariables(container)];
}

function ofPaths(rest: string, { mode, container }: { mode: Mode; container: Search['container'] }): Oddity[] {
  const odd: Oddity[] = [];
  const left = /\$\(CONTAINER_SANDBOX_MOUNT_POINT\)|\$CONTAINER_SANDBOX_MOUNT_POINT/.exec(rest)?.[0];
  const isShell = interpreterOf([...container.command, ...container.args]) === 'shell';
  if (left !== undefined && !isShell)
    odd.push({ certainty: 'sourced', text: `nothing expands ${left} in the arguments` });
  const literal = (
    mode === 'bind' ? /C:[\\/]C[\\/]|C:[\\/]hpc[\\/][0-9a-f]{64}/i : /C:[\\/](?:C|hpc)[\\/](?!<id>)/i
  ).exec(rest)?.[0];
  if (literal !== undefined)
    odd.push({
      certainty: 'derived',
      text: `the files of the container are not in ${literal}, which the arguments name, on this node`,
    });
  return odd;
}

function ofVariables({ env }: Search['container']): Oddity[] {
  const odd: Oddity[] = [];
  const empty = env.filter(({ value, valueFrom }) => value === '' || (value === undefined && valueFrom === undefined));
  if (empty.length > 0)
    odd.push({
      certainty: 'sourced',
      text: `the shim drops variables with an empty value: ${empty.map(({ name }) => name).join(', ')}`,
    });
  if (env.some(({ name }) => /^CONTAINER_SANDBOX_MOUNT_POINT$/i.test(name))) {
    odd.push({
      certainty: 'derived',
      text: 'the shim sets CONTAINER_SANDBOX_MOUNT_POINT itself; the value of the pod is lost',
    });
  }
  const path = env.find(({ name }) => /^path$/i.test(name))?.value;
  if (path !== undefined && !/system32/i.test(path)) {
    odd.push({
      certainty: 'sourced',
      text: 'the PATH of the pod replaces the PATH of the host, and does not contain System32',
    });
  }
  return odd;
}
