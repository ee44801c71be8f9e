import { check, pass, type Verdict, warn } from '../check.ts';
import { type SocketAddress, showSocketAddress } from '../config/socket-address.ts';
import { evidence, ifKnown, known, type PartValue } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { inManifest, onNode, type Step, shell, verified, yaml } from '../fix.ts';
import { programName } from '../windows/command-line.ts';

export const hostPorts = check({
  id: 'host-ports',
  area: 'network',
  title: "hostprobe's own port on the node",
  why: 'A HostProcess pod listens on the node itself. Any program there may use the port, or Windows may reserve it: then Windows says "access denied" although no program listens.',
  needs: ['identity', 'sandbox', 'network'],
  gives: ['pass', 'warn', 'fail'],
  reference: 'https://github.com/kubernetes/kubernetes/issues/107114',
  run({ network, identity, sandbox }) {
    const verdicts = network.own.map((own) => {
      const holders = holdersOf(own, network);
      if (holders.some(({ pid }) => pid === identity.pid)) {
        return pass(`hostprobe listens on ${showSocketAddress(own)}`);
      }
      const holder = holders.find(({ address }) => address === own.address) ?? holders[0];
      return holder === undefined ? judgeRange(own, network) : judgeHolder(holder, own, network, sandbox.executable);
    });
    const worst = verdicts.find((one) => one?.status === 'fail') ?? verdicts.find((one) => one?.status === 'warn');
    if (worst) return worst;
    // If no program is known to use the port, the lists of ports must have been readable.
    if (verdicts.includes(null)) {
      known(network.listeners);
      known(network.excludedPorts);
    }
    const summaries = network.own.map((own, index) => verdicts[index]?.summary ?? `${showSocketAddress(own)} is free`);
    return pass(summaries.join('; '));
  },
});

type Network = FactValues['network'];
type Listener = PartValue<Network['listeners']>[number];

const holdersOf = (own: SocketAddress, { listeners }: Network): Listener[] =>
  ifKnown(listeners)?.filter(({ address, port }) => port === own.port && overlaps(address, own.address)) ?? [];

/** null: no conflict is known. */
function judgeRange(own: SocketAddress, network: Network): Verdict<'fail' | 'warn'> | null {
  const range = ifKnown(network.excludedPorts)?.find(({ first, last }) => first <= own.port && own.port <= last);
  if (range === undefined) return null;
  return warn(
    `Windows reserves the ports ${range.first} to ${range.last}: listening on ${own.port} may be refused with EACCES`,
    [evidence('own address', showSocketAddress(own)), evidence('excluded range', `${range.first}-${range.last}`)],
    verified(
      'netsh int ipv4 show excludedportrange protocol=tcp',
      'The port of hostprobe is in no range, or in one of its own marked with a *.',
      [
        moveTo('Give hostprobe another port', own, network),
        onNode(
          'Or reserve this one, early after a boot, before others take it.',
          shell`netsh int ipv4 add excludedportrange protocol=tcp startport=${own.port} numberofports=1`,
          'Windows no longer gives this port to other programs.',
        ),
      ],
    ),
    ['host-port-in-use'],
  );
}

/** From here on Windows gives ports to programs that ask for any. */
const firstDynamic = 49_152;

/** The next port that no known program uses and that Windows does not reserve; null: none. */
function freePort({ port }: SocketAddress, { excludedPorts, listeners }: Network): number | null {
  const taken = new Set(ifKnown(listeners)?.map((one) => one.port));
  for (let free = port + 1; free < firstDynamic; free++) {
    const range = ifKnown(excludedPorts)?.find(({ first, last }) => first <= free && free <= last);
    if (range !== undefined) free = range.last;
    else if (!taken.has(free)) return free;
  }
  return null;
}

/** Another port in hostprobe's DaemonSet, at the addresses that its manifests have: it applies to all nodes. */
function moveTo(say: string, own: SocketAddress, network: Network): Step {
  const free = freePort(own, network);
  if (free === null) return inManifest(`${say}, below ${own.port}: above it none is free.`);
  return inManifest(
    `${say} in the DaemonSet, which is for all nodes; with Helm, set the value port instead.`,
    yaml`env:
- name: HOSTPROBE_LISTEN
  value: ${`localhost:${free},[$(HOST_IP)]:${free}`}
ports:
- name: https
  containerPort: ${free}
  hostPort: ${free}`,
  );
}

function judgeHolder(
  holder: Listener,
  own: SocketAddress,
  network: Network,
  executable: string,
): Verdict<'fail' | 'pass' | 'warn'> {
  const who = `${holder.process ?? 'an unknown program'} (pid ${holder.pid})`;
  const where = showSocketAddress(holder);
  if (holder.process !== null && programName(holder.process) === programName(executable)) {
    return pass(`${who}, the same program as this one, listens on ${where}: taken for hostprobe's server`);
  }
  // Windows lets one program take every address of a port and another a single one, unless the first asked it not to.
  const isSame = holder.address === own.address;
  return {
    status: isSame ? 'fail' : 'warn',
    summary: isSame
      ? `${where} is taken by ${who}: hostprobe cannot listen there`
      : `port ${own.port} is taken by ${who} on ${holder.address}: hostprobe is refused there, or callers reach the other program`,
    evidence: [evidence('own address', showSocketAddress(own)), evidence('listener', `${where}, ${who}`)],
    fix: verified(
      shell`Get-NetTCPConnection -State Listen -LocalPort ${own.port} -ErrorAction SilentlyContinue`,
      'It lists nothing, or the process of hostprobe.',
      [
        onNode(
          'See which program it is; if the node does not need it, remove it.',
          shell`Get-Process -Id ${holder.pid} -IncludeUserName | Format-List Id, Name, Path, UserName`,
        ),
        moveTo('Or give hostprobe another port', own, network),
      ],
    ),
    causes: ['host-port-in-use'],
  };
}

const everyAddress = new Set(['0.0.0.0', '::']);

const overlaps = (a: string, b: string): boolean => a === b || everyAddress.has(a) || everyAddress.has(b);
