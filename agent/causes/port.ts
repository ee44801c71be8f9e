import { type Cause, type Sighting, type Weighing, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';

const portOf = ({ match: { captured } }: Sighting): string | undefined => captured.port ?? captured.number;

/** The ports of the host, which all HostProcess containers share with it. */
export const portCauses: readonly Cause[] = [
  {
    id: 'host-port-in-use',
    title: 'The port is taken on the node, or Windows keeps it back',
    explain:
      'HostProcess containers listen on the node itself: a second pod, a service of the node, or a range that Windows has reserved (Hyper-V and HNS do that) is in the way.',
    reference:
      'https://learn.microsoft.com/troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang',
    checks: ['host-ports'],
    fix: (sighting) => {
      const port = portOf(sighting) ?? '<port>';
      return unsplit(
        `See who has it: Get-NetTCPConnection -State Listen -LocalPort ${port} | Select-Object OwningProcess, and netsh int ipv4 show excludedportrange protocol=tcp. Give the program another port, below 49152 and outside these ranges.`,
      );
    },
    weigh: weighPort,
  },
];

function weighPort(sighting: Sighting, { network }: KnownFacts): Weighing {
  const port = Number(portOf(sighting) ?? Number.NaN);
  if (network === undefined || Number.isNaN(port)) return weighText(sighting);
  const listener = given(network.listeners)?.find((one) => one.port === port);
  if (listener !== undefined) {
    const who = `${listener.process ?? 'a process'} (pid ${listener.pid}) on ${listener.address}`;
    return weighing('confirmed', evidence(`listens on port ${port}`, who));
  }
  const range = given(network.excludedPorts)?.find(({ first, last }) => first <= port && port <= last);
  if (range !== undefined) {
    return weighing('confirmed', evidence('ports that Windows keeps back', `${range.first} to ${range.last}`));
  }
  return weighText(sighting);
}
