import { check, type FactsOf, pass, skip, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known } from '../fact.ts';
import type { WindowsService } from '../facts/os.ts';
import { compact, onNode, type Step, shell, verified } from '../fix.ts';
import { meantProcess, startService } from '../node/containerd-service.ts';
import { loggedFailures, whyItStopped } from '../node/service-state.ts';

type Facts = FactsOf<'os', 'runtime' | 'runtime-process' | 'services' | 'logs'>;

export const hostComputeServices = check({
  id: 'host-compute-services',
  area: 'node',
  title: 'Host Compute Service and Host Network Service',
  why: 'The Host Compute Service (vmcompute) makes the containers of ordinary Windows pods, and the Host Network Service (hns) their network and the Services of kube-proxy. Windows starts both on demand: a stopped one is no fault, but a disabled one is.',
  needs: ['os'],
  consults: ['runtime', 'runtime-process', 'services', 'logs'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://learn.microsoft.com/virtualization/api/hcs/overview',
  run(facts): Verdict<'pass' | 'skip' | 'warn'> {
    const compute = known(facts.os.computeService);
    const network = known(facts.os.networkService);
    if (compute === null || network === null) {
      return skip('the services are not both installed; see containers-feature');
    }
    const both = [
      { ...vmcompute, ...compute, user: ordinaryPods(facts) },
      { ...hns, ...network, user: kubeProxy(facts) ?? ordinaryPods(facts) },
    ];
    const seen = both.flatMap((service) => [stateOf(service), ...loggedFailures(facts.logs, service)]);
    const wrong = both.flatMap((service) => {
      const why = faultOf(service);
      return why === null ? [] : [{ ...service, why }];
    });
    if (wrong.length === 0) {
      const states = both.map(({ name, state }) => `${name} ${state}`).join(', ');
      return pass(`${states}; neither is disabled or missed`, seen);
    }
    return warn(
      wrong.map(({ name, why, lost }) => `${name} ${why}: ${lost}`).join('; '),
      [...seen, ...users(wrong).map((user) => evidence('needed by', user))],
      verified('Get-Service vmcompute, hns', 'Both are Running.', [...wrong.flatMap(startSteps), whyNot]),
    );
  },
});

// The shim itself starts the process of a HostProcess container. Source: hcsshim internal/jobcontainers/jobcontainer.go.
const vmcompute = {
  name: 'vmcompute',
  displayName: 'Hyper-V Host Compute Service',
  lost: 'no ordinary Windows pod starts. HostProcess pods are made without it; whether mounting their layers needs it is not documented',
};
const hns = {
  name: 'hns',
  displayName: 'Host Network Service',
  lost: 'ordinary pods get no network, and kube-proxy no Services. HostProcess pods have the network of the node',
};

interface Judged extends WindowsService {
  name: string;
  /** What runs that needs it; null: nothing known. */
  user: string | null;
}

/** Each once, since a pod can need both services. */
const users = (all: readonly Judged[]) => [...new Set(all.flatMap(({ user }) => user ?? []))];

/** null: it runs, or Windows can start it on demand. */
function faultOf({ state, startType, user }: Judged): string | null {
  if (startType === 'disabled') {
    return state === 'running'
      ? 'runs, but is disabled, so that it does not start again after a stop or a reboot'
      : `is ${state} and disabled, so that Windows does not start it when it is asked for`;
  }
  return state === 'stopped' && user !== null ? `is stopped, though ${user} cannot work without it` : null;
}

const stateOf = ({ name, state, startType }: Judged): Evidence =>
  evidence(`service ${name}`, startType === undefined ? state : `${state}, start type ${startType}`);

function ordinaryPods({ runtime }: Facts): string | null {
  const all = (runtime && ifKnown(runtime.sandboxes)) ?? [];
  const one = all.find(({ ready, hostProcess }) => ready && hostProcess === false);
  return one === undefined ? null : `the running pod ${one.namespace}/${one.name}`;
}

function kubeProxy(facts: Facts): string | null {
  const { process } = meantProcess(facts, 'kube-proxy');
  return process === undefined ? null : `kube-proxy (pid ${process.pid})`;
}

const whyNot = whyItStopped('If it does not stay running, see what Windows logged of it.');

const startSteps = ({ name, state, startType }: Judged): Step[] =>
  compact(
    startType === 'disabled' &&
      onNode(
        `Let Windows start ${name} on demand, and take it out of the policy or script that disables services.`,
        shell`sc.exe config ${name} start= demand`,
      ),
    state !== 'running' && startService(name),
  );
