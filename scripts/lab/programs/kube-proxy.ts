import { readPlan, serveHealth } from './node.ts';

/** kube-proxy.exe: answers health checks. */
export async function kubeProxy(): Promise<void> {
  const health = () => JSON.stringify({ lastUpdated: new Date(), currentTime: new Date(), nodeEligible: true });
  await serveHealth('0.0.0.0', readPlan().ports.kubeProxy, health);
}
