import { ifKnown } from '../../fact.ts';
import type { RuntimeFact } from '../../facts/runtime.ts';
import type { Host } from '../../host.ts';
import { defaultPipe, socketPath } from '../../node/containerd-pipe.ts';
import { partOf } from '../../probe.ts';
import { flagOf } from '../../windows/command-line.ts';
import { decodeText } from '../../windows/encoding.ts';
import { readContainerdConfig } from './config.ts';
import type { StartCommands } from './start-commands.ts';

/** Where kubeadm puts the kubelet's configuration, for a kubelet whose command line is hidden or in a script. */
const defaultKubeletConfig = 'C:\\var\\lib\\kubelet\\config.yaml';
const maxBytes = 2 ** 18;

interface Endpoint {
  endpoint: string;
  from: RuntimeFact['endpointFrom'];
  /** The endpoint of the kubelet's configuration; null: unknown. */
  kubelet: NonNullable<RuntimeFact['kubelet']> | null;
}

/** The pipe of containerd: from its own configuration, else from the kubelet's, else the default. */
export async function findEndpoint(host: Host, start: StartCommands): Promise<Endpoint> {
  const { commandLine, kubeletCommandLine } = start;
  const kubelet = await firstOf<NonNullable<RuntimeFact['kubelet']>['from']>([
    ['kubelet command line', async () => flag(kubeletCommandLine, '--container-runtime-endpoint')],
    ['kubelet configuration', () => fromKubeletConfig(host, kubeletCommandLine)],
  ]);
  const own = await firstOf<RuntimeFact['endpointFrom']>([
    ['containerd command line', async () => flag(commandLine, '--address', '-address', '-a', '--a')],
    [
      'containerd configuration',
      async () => ifKnown(await readContainerdConfig(host, commandLine))?.grpcAddress ?? null,
    ],
  ]);
  return { ...(own ?? kubelet ?? { endpoint: defaultPipe, from: 'default' }), kubelet };
}

async function firstOf<From>(sources: readonly [from: From, find: () => Promise<string | null>][]) {
  for (const [from, find] of sources) {
    const found = await find();
    const endpoint = found === null ? null : socketPath(found);
    if (endpoint !== null) return { endpoint, from };
  }
  return null;
}

const flag = (commandLine: string | null, ...names: string[]) =>
  commandLine === null ? null : flagOf(commandLine, ...names);

async function fromKubeletConfig(host: Host, commandLine: string | null): Promise<string | null> {
  const path = flag(commandLine, '--config') ?? defaultKubeletConfig;
  const file = ifKnown(await partOf(host.files.read(path, { maxBytes })));
  const line = file && /^["']?containerRuntimeEndpoint["']?\s*:\s*(\S+)/m.exec(decodeText(file.bytes))?.[1];
  return line?.replace(/^["']|["']$/g, '') ?? null;
}
