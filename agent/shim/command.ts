import type { Container } from '../manifest/spec.ts';
import type { Mode } from './mode.ts';
import { type Root, substitute } from './paths.ts';

/** What becomes of a container's command and args on their way through kubelet, containerd and the shim. */
export interface CommandLine {
  /** Joined by the shim, before it expands anything: the same on every node. */
  given: string;
  /** Expanded; the shim searches this for a program. */
  expanded: string;
  /** What is started in the end. */
  becomes: string;
  /** The program that is searched for, and whether the command has it in quotation marks. */
  program: string;
  isQuoted: boolean;
  /** Variables whose values only the cluster knows, of those that the program names. */
  unknown: string[];
}

/** @returns null when the ENTRYPOINT of the image decides */
export function commandLineOf(container: Container, mode: Mode, root: Root): CommandLine | null {
  const given = givenLine(container);
  if (given === null) return null;
  const values = valuesOf(container);
  const program = expandReferences(container.command[0] ?? '', values);
  const expanded = substitute(given, root);
  const quoted = /^"([^"]*)"/.exec(expanded);
  return {
    given,
    expanded,
    becomes: mode === 'bind' ? `cmd /c ${expanded}` : expanded,
    program: quoted?.[1] ?? /^[^\s"]+/.exec(expanded)?.[0] ?? '',
    isQuoted: quoted !== null,
    unknown: [...program.matchAll(/\$\(([^()]+)\)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => values.get(name) === null || isFromService(name) || (hasEnvFrom(container) && isName(name))),
  };
}

/** @returns null when the ENTRYPOINT of the image decides */
export function givenLine(container: Container): string | null {
  const { command, args } = container;
  if (command.length === 0) return null;
  const values = valuesOf(container);
  return [...command, ...args].map((word) => escapeArgument(expandReferences(word, values))).join(' ');
}

/** null: comes from a field, a secret or a config map. */
function valuesOf(container: Container): Map<string, string | null> {
  const values = new Map<string, string | null>();
  for (const variable of container.env) {
    const isElsewhere = variable.valueFrom !== undefined;
    values.set(variable.name, isElsewhere ? null : expandReferences(variable.value ?? '', values));
  }
  return values;
}

const hasEnvFrom = (container: Container) => Array.isArray(container.envFrom) && container.envFrom.length > 0;
/** CONTAINER_SANDBOX_MOUNT_POINT is set later than kubelet could see it. */
const isName = (name: string) => name !== 'CONTAINER_SANDBOX_MOUNT_POINT';
const isFromService = (name: string) => /_SERVICE_(?:HOST|PORT)|_PORT_\d+_/.test(name);

/**
 * `$(NAME)` becomes the value, `$$` a dollar; a name that kubelet does not know stays as it is.
 * Source: k8s.io/kubernetes third_party/forked/golang/expansion.
 */
export const expandReferences = (text: string, values: ReadonlyMap<string, string | null>): string =>
  text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (found, name: string | undefined) =>
    found === '$$' ? '$' : (values.get(name ?? '') ?? found),
  );

/** One argument of a Windows command line, as Go's EscapeArg writes it. Source: golang.org/x/sys/windows exec_windows.go. */
export function escapeArgument(argument: string): string {
  if (argument === '') return '""';
  const escaped = argument.replaceAll(/(\\*)"/g, '$1$1\\"');
  return /[ \t]/.test(argument) ? `"${escaped.replace(/\\+$/, '$&$&')}"` : escaped;
}

/** A text as Go's %q prints it, for the characters of command lines. */
export const goQuote = (text: string): string => JSON.stringify(text);
