import type { RuntimeFact } from '../facts/runtime.ts';
import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';
import { type Words, words } from '../fix/command.ts';

/** The address of a pipe as the kubelet and crictl take it: npipe:////./pipe/containerd-containerd. */
export const endpointUrl = (pipe: string): string => `npipe:${pipe.replaceAll('\\', '/').replace(/^\/\//, '////')}`;

/** Lists the pipes of containerd that exist. */
export const listPipes = "(Get-ChildItem \\\\.\\pipe\\).Name -match 'containerd'";

interface Facts {
  runtime?: Pick<RuntimeFact, 'endpoint'>;
  'runtime-binaries'?: Pick<RuntimeBinaries, 'containerd'>;
}

/** ctr for the containerd of this node. */
export function ctr(facts: Facts): Words {
  const pipe = facts.runtime?.endpoint ?? '';
  const program = programBeside(facts, 'ctr.exe');
  return pipe === '' ? program : words`${program} --address ${pipe}`;
}

/** crictl for the runtime of this node. Without an endpoint it tries the usual ones, which rke2 and others do not use. */
export function crictl(facts: Facts): Words {
  const pipe = facts.runtime?.endpoint ?? '';
  const program = programBeside(facts, 'crictl.exe');
  return pipe === '' ? program : words`${program} --runtime-endpoint ${endpointUrl(pipe)}`;
}

/**
 * containerd's releases have ctr in the same folder, which is seldom in the PATH; rke2 has crictl there too, k0s and
 * k3s neither.
 */
function programBeside({ 'runtime-binaries': binaries }: Facts, name: string): Words {
  const path = binaries?.containerd?.path ?? '';
  const isThere = name === 'ctr.exe' ? !/\\k[03]s\\/i.test(path) : /\\rke2\\/i.test(path);
  const folder = isThere ? /^.*\\/.exec(path)?.[0] : undefined;
  return folder === undefined ? words`${name}` : words`& ${`${folder}${name}`}`;
}
