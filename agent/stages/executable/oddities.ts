import type { Mode } from '../../shim/mode.ts';
import type { Standing } from '../../shim/standing.ts';
import type { Search } from './located.ts';

/** What a command line does besides starting its program, and people do not expect. */
export interface Oddity {
  standing: Standing;
  text: string;
}

/** Source: hcsshim jobcontainer.go (cmd /c), containerd issue 9942; cmd's rule for quotation marks is `cmd /?`. */
export function odditiesOf({ commandLine, mode, container }: Search): Oddity[] {
  const { expanded, program, isQuoted } = commandLine;
  const rest = expanded.slice(program.length + (isQuoted ? 2 : 0));
  return [...(mode === 'bind' ? ofCmd(rest, isQuoted) : []), ...ofPaths(rest, mode), ...ofVariables(container)];
}

function ofCmd(rest: string, isQuoted: boolean): Oddity[] {
  const odd: Oddity[] = [];
  const special = [...new Set(rest.match(/[&|<>^]|%[^%\s]+%/g) ?? [])];
  if (special.length > 0)
    odd.push({ standing: 'derived', text: `cmd /c gives ${special.join(' ')} in the arguments a meaning of its own` });
  if (/[\r\n]/.test(rest)) odd.push({ standing: 'sourced', text: 'cmd /c reads the first line of the arguments only' });
  if (isQuoted && rest.includes('"')) {
    odd.push({
      standing: 'unverified',
      text: 'cmd /c takes the first and the last quotation mark away when program and arguments both have some',
    });
  }
  return odd;
}

function ofPaths(rest: string, mode: Mode): Oddity[] {
  const odd: Oddity[] = [];
  const left = /\$\(CONTAINER_SANDBOX_MOUNT_POINT\)|\$CONTAINER_SANDBOX_MOUNT_POINT/.exec(rest)?.[0];
  if (left !== undefined) odd.push({ standing: 'sourced', text: `nobody replaces ${left} in the arguments` });
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
