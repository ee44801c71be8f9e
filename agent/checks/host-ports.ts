import { check, evidence, type Verdict } from '../check.ts';
import { given, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';

export const hostPorts = check({
  id: 'host-ports',
  title: "hostprobe's own port on the node",
  why: 'A HostProcess pod listens on the node itself. The port may be taken by any program there, or lie in a range that Windows keeps back, which refuses with "access denied" although nobody listens.',
  needs: ['identity', 'sandbox', 'network'],
  reference: 'https://github.com/kubernetes/kubernetes/issues/107114',
  run(facts) {
    const { own } = facts.network;
    const where = `${own.address}:${own.port}`;
    const holders = given(facts.network.listeners)?.filter(
      (listener) => listener.port === own.port && overlaps(listener.address, own.address),
    );
    if (holders?.some(({ pid }) => pid === facts.identity.pid)) {
      return { status: 'pass', summary: `hostprobe listens on ${where}` };
    }
    const holder = holders?.find(({ address }) => address === own.address) ?? holders?.[0];
    if (holder !== undefined) return judgeHolder(holder, own, facts.sandbox.executable);
    const range = given(facts.network.excludedPorts)?.find(({ first, last }) => first <= own.port && own.port <= last);
    if (range !== undefined) {
      return {
        status: 'warn',
        summary: `Windows keeps the ports ${range.first} to ${range.last} back: listening on ${own.port} may be refused with EACCES`,
        evidence: [evidence('own address', where), evidence('excluded range', `${range.first}-${range.last}`)],
        fix: `Give hostprobe another port (--listen ${own.address}:<port>, HOSTPROBE_LISTEN), or reserve this one before others take it, early after a boot: netsh int ipv4 add excludedportrange protocol=tcp startport=${own.port} numberofports=1. What is kept back: netsh int ipv4 show excludedportrange protocol=tcp`,
        causes: ['host-port-in-use'],
      };
    }
    known(facts.network.listeners);
    known(facts.network.excludedPorts);
    return { status: 'pass', summary: `${where} is free` };
  },
});

type Network = FactValues['network'];
type Listener = Extract<Network['listeners'], { ok: true }>['value'][number];

function judgeHolder(holder: Listener, own: Network['own'], executable: string): Verdict {
  const who = `${holder.process ?? 'an unknown program'} (pid ${holder.pid})`;
  const where = `${holder.address}:${holder.port}`;
  if (holder.process?.toLowerCase() === programName(executable)) {
    return {
      status: 'pass',
      summary: `${who}, the same program as this one, listens on ${where}: taken for hostprobe's server`,
    };
  }
  // Windows lets one program take every address of a port and another a single one, unless the first asked it not to.
  const isSame = holder.address === own.address;
  return {
    status: isSame ? 'fail' : 'warn',
    summary: isSame
      ? `${where} is taken by ${who}: hostprobe cannot listen there`
      : `port ${own.port} is taken by ${who} on ${holder.address}: hostprobe is refused there, or callers reach the other program`,
    evidence: [evidence('own address', `${own.address}:${own.port}`), evidence('listener', `${where}, ${who}`)],
    fix: `See what it is (Get-Process -Id ${holder.pid}) and stop it, or give hostprobe another port: --listen ${own.address}:${own.port + 1} (HOSTPROBE_LISTEN in its manifest, with the same containerPort and probes).`,
    causes: ['host-port-in-use'],
  };
}

const programName = (path: string): string => path.slice(path.lastIndexOf('\\') + 1).toLowerCase();

const everyAddress = new Set(['0.0.0.0', '::']);

const overlaps = (a: string, b: string): boolean => a === b || everyAddress.has(a) || everyAddress.has(b);
