import { check, evidence } from '../check.ts';
import { given, known } from '../fact.ts';

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
    const mine = holders?.find(({ pid }) => pid === facts.identity.pid);
    if (mine !== undefined) return { status: 'pass', summary: `hostprobe listens on ${where}` };
    const holder = holders?.[0];
    if (holder !== undefined) {
      const program = holder.process ?? 'an unknown program';
      if (program.toLowerCase() === programName(facts.sandbox.executable)) {
        return {
          status: 'pass',
          summary: `${program} (pid ${holder.pid}), the same program as this one, listens on ${where}: taken for hostprobe's server`,
        };
      }
      return {
        status: 'fail',
        summary: `port ${own.port} is taken by ${program} (pid ${holder.pid}): hostprobe cannot listen there`,
        evidence: [
          evidence('own address', where),
          ...(holders ?? []).map(({ address, port, pid, process }) =>
            evidence('listener', `${address}:${port}, pid ${pid}, ${process ?? 'program not known'}`),
          ),
        ],
        fix: `See what it is (Get-Process -Id ${holder.pid}) and stop it, or give hostprobe another port: --listen ${own.address}:${own.port + 1} (HOSTPROBE_LISTEN in its manifest, with the same containerPort and probes).`,
        causes: ['host-port-in-use'],
      };
    }
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

const programName = (path: string): string => path.slice(path.lastIndexOf('\\') + 1).toLowerCase();

const everyAddress = new Set(['0.0.0.0', '::']);

const overlaps = (a: string, b: string): boolean => a === b || everyAddress.has(a) || everyAddress.has(b);
