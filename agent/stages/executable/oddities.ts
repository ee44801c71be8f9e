import { interpreterOf } from '../../shim/cmd.ts';
import type { Mode } from '../../shim/mode.ts';
import type { Standing } from '../../shim/standing.ts';
import type { Search } from './located.ts';

/** What a command line does besides starting its program, and people do not expect. */
export interface Oddity {
  standing: Standing;
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
    odd.push({ standing: 'sourced', text: `nobody replaces ${left} in the arguments` });
  const literal = (
    mode === 'bind' ? /C:[\\/]C[\\/]|C:[\\/]hpc[\\/][0-9a-f]{64}/i : /C:[\\/](?:C|hpc)[\\/](?!<id>)/i
  ).exec(rest)?.[0];
  if (literal !== undefined)
    odd.push({
      standing: 'derived',
      text: `${literal} in the arguments is not where this node has the files of the container`,
    });
  return odd;
}

function ofVariables({ env }: Search['container']): Oddity[] {
  const odd: Oddity[] = [];
  const empty = env.filter(({ value, valueFrom }) => value === '' || (value === undefined && valueFrom === undefined));
  if (empty.length > 0)
    odd.push({
      standing: 'sourced',
      text: `variables with an empty value are left out: ${empty.map(({ name }) => name).join(', ')}`,
    });
  if (env.some(({ name }) => /^CONTAINER_SANDBOX_MOUNT_POINT$/i.test(name))) {
    odd.push({
      standing: 'derived',
      text: 'the shim sets CONTAINER_SANDBOX_MOUNT_POINT after the variables of the pod: its value wins',
    });
  }
  const path = env.find(({ name }) => /^path$/i.test(name))?.value;
  if (path !== undefined && !/system32/i.test(path)) {
    odd.push({ standing: 'sourced', text: "PATH of the pod replaces the node's, and has no System32 in it" });
  }
  return odd;
}
