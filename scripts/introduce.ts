import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for the first report of the agent at this address, then prints it as text, and example requests.
 * @param over aborted when the agent has ended or should end
 * @returns false if that happened first
 */
export async function introduce(url: string, over: AbortSignal): Promise<boolean> {
  while (!(await isReady(url))) {
    if (over.aborted) return false;
    await sleep(50);
  }
  const report = await fetch(`${url}/report?format=text&status=200`);
  const address = url.replace('http://', '');
  process.stdout.write(`${await report.text()}
Serving on ${url} until Ctrl-C:
  curl -s ${address}/          the status of this node, in a few lines
  curl -s ${address}/report    the whole report as JSON; ?format=text or ?check=<id> for less
  curl -s ${address}/facts     the facts of the node
  curl -s ${address}/metrics   the newest report as Prometheus metrics
`);
  return true;
}

export async function isReady(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/readyz`);
    return ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
