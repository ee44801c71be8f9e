import type { RuntimeFact } from '../facts/runtime.ts';
import { type Words, words } from '../fix/command.ts';

/** The address of a pipe as the kubelet and crictl take it: npipe:////./pipe/containerd-containerd. */
export const endpointUrl = (pipe: string): string => `npipe:${pipe.replaceAll('\\', '/').replace(/^\/\//, '////')}`;

/** Lists the pipes of containerd that are there. */
export const listPipes = "(Get-ChildItem \\\\.\\pipe\\).Name -match 'containerd'";

/** ctr for the containerd of this node. */
export function ctr({ runtime }: { runtime?: Pick<RuntimeFact, 'endpoint'> }): Words {
  const pipe = runtime?.endpoint ?? '';
  return pipe === '' ? words`ctr.exe` : words`ctr.exe --address ${pipe}`;
}

/** crictl for the runtime of this node. Without an endpoint it tries the usual ones, which rke2 and others do not use. */
export function crictl({ runtime }: { runtime?: Pick<RuntimeFact, 'endpoint'> }): Words {
  const pipe = runtime?.endpoint ?? '';
  return pipe === '' ? words`crictl.exe` : words`crictl.exe --runtime-endpoint ${endpointUrl(pipe)}`;
}
