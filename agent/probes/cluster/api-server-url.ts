import { podVariables } from '../../config/pod-variables.ts';
import type { Host } from '../../host.ts';

/** The address of the API server that Kubernetes gives every pod; null: this process is in no pod. */
export function apiServerUrl(host: Host): string | null {
  const address = host.self.variable(podVariables.apiServerHost);
  const port = host.self.variable(podVariables.apiServerPort);
  if (!address || !port) return null;
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
