import type { RuntimeHandler } from '../../facts/runtime.ts';
import { type TomlTable, tableAt, textsAt, tomlText } from './toml.ts';

/**
 * The section of the CRI plugin by version of the configuration: 1, 2, and 3.
 * Source: containerd docs/cri/config.md; version 1 names plugins without their type.
 */
const sections = ['cri', 'io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.runtime'];

/**
 * The runtime handlers that configuration files set; empty if no file does, so that containerd's defaults apply. null
 * where more than one section sets it: older releases replace the whole section, newer ones merge it key by key.
 * Source: mergeConfig in containerd services/server/config/config.go (1.x), cmd/containerd/server/config/config.go (2.x).
 */
export function runtimeHandlers(files: readonly TomlTable[]): RuntimeHandler[] | null {
  const found = files.flatMap((file) =>
    sections.map((name) => tableAt(file, 'plugins', name)).filter((one) => one !== null),
  );
  if (found.length > 1) return null;
  const containerd = found[0] === undefined ? null : tableAt(found[0], 'containerd');
  if (containerd === null) return [];
  const runtimes = tableAt(containerd, 'runtimes') ?? {};
  const named = Object.keys(runtimes).map((name) => [name, tableAt(runtimes, name)] as const);
  // What version 1 and 2 also take, and containerd adds to the handlers under these names.
  const older = [
    ['default', tableAt(containerd, 'default_runtime')],
    ['untrusted', tableAt(containerd, 'untrusted_workload_runtime')],
  ] as const;
  return [...named, ...older].flatMap(([name, table]) => (table === null ? [] : [handlerOf(name, table)]));
}

const handlerOf = (name: string, table: TomlTable): RuntimeHandler => ({
  name,
  type: tomlText(table, 'runtime_type') ?? defaultTypes.get(name) ?? '',
  podAnnotations: textsAt(table, 'pod_annotations'),
  containerAnnotations: textsAt(table, 'container_annotations'),
});

/** Source: containerd pkg/cri/config/config_windows.go (1.7), DefaultConfig. */
const defaultTypes = new Map(
  ['runhcs-wcow-process', 'runhcs-wcow-hypervisor'].map((name) => [name, 'io.containerd.runhcs.v1']),
);
