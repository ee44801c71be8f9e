import { ifKnown } from '../../fact.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { processesNamed } from '../process.ts';
import { buildInfoOf, type KnownPrograms } from './binary.ts';
import type { BuildInfo } from './build-info.ts';

/**
 * The version of the running kubelet or kube-proxy, from its build information; no program is started. null: it does not
 * run, or its file is unknown.
 */
export async function readComponent(
  host: Host,
  name: 'kubelet' | 'kube-proxy',
  known: KnownPrograms,
): Promise<NonNullable<RuntimeBinaries['kubelet']> | null> {
  const all = ifKnown(await partOf(host.processes.list())) ?? [];
  const [process] = await processesNamed(host, all, name);
  const path = process && ifKnown(await partOf(host.processes.image(process.pid)));
  return path ? { path, version: await partOf(versionOf(host, path, known)) } : null;
}

async function versionOf(host: Host, path: string, known: KnownPrograms): Promise<string | null> {
  const stat = await host.files.stat(path);
  const info = stat && (await buildInfoOf(host, { path, stat }, known));
  return info && builtVersion(info);
}

/**
 * Kubernetes sets its version with the linker (hack/lib/version.sh, kube::version::ldflags). A build with -trimpath does not
 * record that; then it is the version of the module, which Go takes from the tag of the checkout from 1.24 on.
 */
const builtVersion = ({ set, version }: BuildInfo): string | null =>
  [...set].find(([name]) => /k8s\.io\/component-base\/version\.gitVersion$/.test(name))?.[1] || version;
