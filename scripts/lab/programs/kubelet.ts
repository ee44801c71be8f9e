import { readPlan, serveHealth } from './node.ts';

/** kubelet.exe, as nssm starts it: its log is what it writes to standard error. */
export async function kubelet(args: readonly string[]): Promise<void> {
  const plan = readPlan();
  if (args.includes('--version')) {
    process.stdout.write('Kubernetes v1.31.4\n');
    return;
  }
  klog('I', 'server.go:486', '"Kubelet version" kubeletVersion="v1.31.4"');
  await serveHealth('127.0.0.1', plan.ports.kubelet, () => 'ok');
  klog('I', 'kubelet_node_status.go:72', '"Attempting to register node" node="win-node-1"');
  klog('I', 'kubelet_node_status.go:75', '"Successfully registered node" node="win-node-1"');
}

/** `I1101 11:58:03.412907    1300 server.go:486] "..."`, by the clock of the machine. */
function klog(level: string, source: string, text: string): void {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
  const stamp = `${day} ${clock}.${String(now.getMilliseconds()).padStart(3, '0')}000`;
  process.stderr.write(`${level}${stamp} ${String(process.pid).padStart(7)} ${source}] ${text}\n`);
}
