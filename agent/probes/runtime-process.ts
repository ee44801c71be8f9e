import type { ProcessFact } from '../facts/runtime-process.ts';
import type { Host } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import {
  accountOf,
  type ListedProcess,
  newestFirst,
  parentOf,
  processesNamed,
  type Started,
  stillThere,
} from './containerd/process.ts';

/** Enough for the pods of a node. If shims leak there are thousands, and the newest matter most. */
const mostShown = 50;

export const runtimeProcess: Probe<'runtime-process'> = {
  deadlineMs: 5_000,
  async read(host) {
    const all = await host.processes.list();
    const read = async (program: string) => {
      const found = await processesNamed(host, all, program);
      const newest = (await newestFirst(host, found)).slice(0, mostShown);
      const shown = await Promise.all(newest.map((process) => readProcess(host, all, process)));
      return { shown, count: found.length };
    };
    const [containerd, shims, kubelet, kubeProxy] = await Promise.all([
      read('containerd'),
      read('containerd-shim-runhcs-v1'),
      read('kubelet'),
      read('kube-proxy'),
    ]);
    return {
      containerd: containerd.shown,
      shims: shims.shown,
      kubelet: kubelet.shown,
      'kube-proxy': kubeProxy.shown,
      counts: {
        containerd: containerd.count,
        shims: shims.count,
        kubelet: kubelet.count,
        'kube-proxy': kubeProxy.count,
      },
    };
  },
};

async function readProcess(host: Host, all: readonly ListedProcess[], process: Started): Promise<ProcessFact> {
  const { pid, parentPid, startedAt } = process;
  const [parent, image, account, commandLine] = await Promise.all([
    parentOf(host, all, process),
    partOf(stillThere(pid, host.processes.image(pid))),
    partOf(stillThere(pid, host.processes.account(pid)).then((sid) => accountOf(host, sid))),
    partOf(stillThere(pid, host.processes.commandLine(pid))),
  ]);
  return { pid, parentPid, parentName: parent?.name ?? null, image, account, startedAt, commandLine };
}
