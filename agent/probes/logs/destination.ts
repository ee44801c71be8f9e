import { ifKnown } from '../../fact.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import { flagOf } from '../../windows/command-line.ts';
import type { StartCommands } from '../containerd/start-commands.ts';
import { rke2ContainerdLog } from './usual-places.ts';

type Destination = RuntimeBinaries['log'];

const unknown: Destination = { to: 'unknown', path: null };

/** Where services that have containerd inside put its log. */
const logsOfParents: Readonly<Record<string, string>> = { rke2: rke2ContainerdLog() };

/**
 * Where containerd writes. Its log goes to stderr unless --log-file is given, and a service has no stderr: Windows
 * gives it none, and containerd makes it NUL. Source: containerd cmd/containerd/command/service_windows.go.
 */
export function logDestination({ commandLine, service, embedding }: StartCommands): Destination {
  const file = commandLine === null ? null : flagOf(commandLine, '--log-file', '-log-file');
  if (file !== null) return { to: 'file', path: file };
  if (service !== null) {
    const wrapper = ifKnown(service.wrapper);
    if (wrapper === undefined) return unknown;
    if (wrapper !== null) return { to: 'wrapper', path: wrapper.stderr };
    return commandLine === null ? unknown : { to: 'nowhere', path: null };
  }
  return embedding === null ? unknown : { to: 'parent', path: logsOfParents[embedding.name.toLowerCase()] ?? null };
}
