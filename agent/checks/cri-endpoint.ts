import { check, type FactsOf, fail, pass, type Verdict, warn } from '../check.ts';
import { cannotKnow, type Evidence, evidence, known, type Part } from '../fact.ts';
import { onCluster, onNode, type ShellCommand, type Step, shell, verified } from '../fix.ts';
import { enableCri, settingsFile } from '../node/containerd-config.ts';
import {
  containerdProcesses,
  containerdStarter,
  nodeOwner,
  otherProcesses,
  restartContainerd,
  restartKubelet,
  restartStep,
  type Starter,
  startService,
} from '../node/containerd-service.ts';
import { kubeletCommandLines, kubeletWord, showKubelet } from '../node/kubernetes.ts';
import { ctr, endpointUrl, listPipes, readLog, saveLog } from '../node/log-steps.ts';
import { endAndStart, stateEvidence, waitOrEnd } from '../node/service-state.ts';
import { upgradeContainerd, upgradeShown } from '../node/upgrade.ts';
import { flagOf } from '../windows/command-line.ts';

type Facts = FactsOf<'runtime' | 'services' | 'runtime-process', 'cluster' | 'network' | 'logs' | 'runtime-binaries'>;

export const criEndpoint = check({
  id: 'cri-endpoint',
  area: 'runtime',
  title: 'CRI endpoint',
  why: 'The kubelet reaches containerd through this named pipe only: if the pipe is missing, or accepts connections and never answers, no pod starts and the node goes NotReady.',
  needs: ['runtime', 'services', 'runtime-process'],
  consults: ['cluster', 'network', 'logs', 'runtime-binaries'],
  gives: ['pass', 'warn', 'fail'],
  stopsNewPods: 'sandbox',
  follows: ['containerd-service'],
  run(facts, { node, at }) {
    const { endpoint, endpointFrom, connection, kubelet, version } = facts.runtime;
    const seen = [
      evidence('endpoint', endpoint),
      evidence('named by', endpointFrom),
      evidence('connection', connection),
    ];
    if (kubelet !== undefined && kubelet.endpoint.toLowerCase() !== endpoint.toLowerCase()) {
      return different(facts, node, kubelet, seen);
    }
    switch (connection) {
      case 'absent':
        return absent(facts, seen);
      case 'silent':
        return silent(facts, node, seen);
      case 'denied':
      case 'read-only':
        return byKubelet(facts, { node, at, seen });
      case 'answers':
        break;
    }
    const hung = calls.find(([, part]) => isTimeout(facts.runtime[part]))?.[0];
    if (hung !== undefined) {
      return {
        ...silent(facts, node, seen),
        summary: `${endpoint} takes connections, but ${hung} gets no answer: containerd hangs`,
      };
    }
    if (!version.ok && version.error.code === 'UNIMPLEMENTED') {
      return fail(
        `${endpoint} answers, but serves no CRI: containerd's cri plugin is disabled or failed to load`,
        [...seen, evidence('answer', version.error.message)],
        verified(shell`${ctr(facts)} plugins ls`, 'The plugin cri is ok.', [
          enableCri(facts),
          readLog(facts, 'containerd', 'If they are not there, read in the log why the plugin did not load.'),
          restartContainerd(facts),
        ]),
      );
    }
    const { apiVersion } = known(version);
    if (apiVersion === 'v1alpha2') {
      return {
        ...warn(
          `${endpoint} answers, but only CRI v1alpha2, which a kubelet of 1.26 or newer does not speak`,
          [...seen, evidence('CRI version', apiVersion)],
          verified(...upgradeShown(facts, node), upgradeContainerd(facts, node)),
        ),
        follows: ['containerd-version'],
      };
    }
    return pass(`${endpoint} answers, CRI ${apiVersion}`, seen);
  },
});

/**
 * For an account that may not ask it: a refusal proves that the pipe exists and a program serves it, and the kubelet
 * reports whether it is answered.
 */
function byKubelet(
  facts: Facts,
  { node, at, seen }: { node: string; at: Date; seen: Evidence[] },
): Verdict<'pass' | 'warn' | 'fail'> {
  const { endpoint, connection } = facts.runtime;
  const word = kubeletWord(facts, at);
  if (word === null)
    return cannotKnow(`to this account ${endpoint} is ${connection}, and CRI needs both ways`, 'denied');
  const all = [...seen, ...word.evidence];
  switch (word.runtime) {
    case 'answers':
      return pass(`${endpoint} is there, and by the Node's condition Ready the kubelet gets answers from it`, all);
    case 'down':
    case 'lists-hang': {
      const what = word.runtime === 'down' ? 'gets no answer' : 'gets no list of containers';
      return {
        ...silent(facts, node, all),
        summary: `${endpoint} is there, but by the Node's condition Ready the kubelet ${what} from it: containerd hangs, and no pod starts or stops on this node`,
      };
    }
    case 'starting':
      return warn(
        `${endpoint} is there, but the kubelet has not reached containerd since the kubelet started: it has just been started, looks elsewhere, or containerd hangs`,
        all,
        verified(...ready(node), [
          onCluster('Wait a minute, then see whether the node has become Ready.', shell`kubectl get node ${node}`),
          readLog(facts, 'containerd', 'If it has not, read the end of the log of containerd.'),
          restartContainerd(facts),
        ]),
      );
  }
}

/** A runtime that leaves one call unanswered is as bad as one that answers none: the kubelet waits for every call. */
const calls = [
  ['Version', 'version'],
  ['Status', 'status'],
  ['ListPodSandbox', 'sandboxes'],
  ['ListContainers', 'containers'],
] as const;

const isTimeout = (part: Part<unknown>): boolean => !part.ok && part.error.kind === 'timeout';

const different = (
  facts: Facts,
  node: string,
  kubelet: NonNullable<Facts['runtime']['kubelet']>,
  seen: Evidence[],
): Verdict<'fail'> =>
  fail(
    `containerd listens at ${facts.runtime.endpoint}, but the kubelet is configured for ${kubelet.endpoint}, so no pod starts on this node`,
    [...seen, evidence('endpoint of the kubelet', kubelet.endpoint), evidence('set in', kubelet.from)],
    verified(...ready(node), [...nameEndpoint(facts, kubelet.from), restartKubelet(facts.services)]),
  );

/** Where the endpoint of the kubelet is set: in its configuration file, or in the source of its command line. */
function nameEndpoint(facts: Facts, from: NonNullable<Facts['runtime']['kubelet']>['from']): Step[] {
  const owner = nodeOwner(facts.services);
  if (owner !== null) {
    return [
      onNode(
        `Where ${owner.name} is configured, remove container-runtime-endpoint of rke2 and k3s, or --cri-socket of k0s: without it the kubelet uses the containerd that ${owner.name} starts.`,
      ),
    ];
  }
  const url = endpointUrl(facts.runtime.endpoint);
  if (from === 'kubelet configuration') {
    const config = kubeletCommandLines(facts)
      .map((line) => flagOf(line, '--config'))
      .find((path) => path !== null);
    return [
      onNode(
        `In the kubelet's configuration file${config === undefined ? '' : `, ${config}`}, set containerRuntimeEndpoint to ${url}.`,
      ),
    ];
  }
  return [
    onNode('See the command line of the kubelet.', showKubelet),
    onNode(
      `Set --container-runtime-endpoint=${url} where that line is made: in the service, its wrapper, the script that starts the kubelet, or kubeadm-flags.env of kubeadm.`,
    ),
  ];
}

function absent(facts: Facts, seen: Evidence[]): Verdict<'warn' | 'fail'> {
  const { endpoint, endpointFrom } = facts.runtime;
  const starter = containerdStarter(facts);
  const all = facts['runtime-process'].containerd;
  const judged = containerdProcesses(starter, all);
  const process = judged[0];
  if (starter !== null) seen.push(...stateEvidence(starter.service));
  seen.push(
    evidence('containerd.exe', process === undefined ? 'does not run' : `pid ${process.pid}`),
    ...otherProcesses('containerd.exe', judged.slice(0, 1), all),
  );
  if (process === undefined) {
    return fail(
      `nothing listens at ${endpoint}, and no containerd.exe runs: no pod starts on this node`,
      seen,
      verified(listPipes, listed, startSteps(facts, starter)),
    );
  }
  return {
    // If the endpoint is not configured and another service starts containerd, containerd may listen elsewhere.
    status: endpointFrom === 'default' && starter?.embeds !== false ? 'warn' : 'fail',
    summary: `nothing listens at ${endpoint}, though containerd.exe runs (pid ${process.pid}): it listens elsewhere, or has just been started, or hangs before it listens`,
    evidence: seen,
    fix: verified(listPipes, listed, [
      onNode('Wait a minute, then see which pipes are there.', listPipes),
      onNode(
        `If the pipe of containerd has another name, set the pipe that the kubelet's --container-runtime-endpoint names as address under [grpc] in ${settingsFile(facts)}.`,
      ),
      restartContainerd(facts),
    ]),
  };
}

const listed = 'It lists the pipe of containerd.';
/** The kubelet must run too, and get an answer to each request; for some it waits for minutes. */
const ready = (node: string): [ShellCommand, string] => [
  shell`kubectl get node ${node}`,
  'Its STATUS is Ready, also some minutes later.',
];

function startSteps(facts: Facts, starter: Starter | null): Step[] {
  if (starter === null) {
    return [
      onNode(
        'Start the program that runs containerd on this node; no service is known for it (see containerd-service).',
      ),
    ];
  }
  const { service } = starter;
  if (service.state === 'stopped')
    return [startService(service.name, `Start the service ${service.name}; containerd-service shows what stopped it.`)];
  // Of a service that is paused, Windows says that it runs already when it is told to start it.
  if (service.state !== 'running' && service.state !== 'paused') return waitOrEnd(service.name);
  const why = service.state === 'running' ? 'runs without containerd' : 'is paused';
  return [
    restartStep(starter, facts.services, `Restart the service ${service.name}, which ${why}.`),
    readLog(facts, 'containerd', 'If containerd ends again, read the end of its log.'),
  ];
}

const silent = (facts: Facts, node: string, seen: Evidence[]): Verdict<'fail'> =>
  fail(
    `${facts.runtime.endpoint} takes connections and never answers: containerd hangs, and no pod starts or stops on this node`,
    [...seen, ...facts['runtime-process'].containerd.map(({ pid }) => evidence('containerd.exe', `pid ${pid}`))],
    verified(...ready(node), [
      saveLog(facts, 'containerd', 'it can show what containerd waits for.'),
      restartContainerd(facts),
      ...endHung(containerdStarter(facts)),
    ]),
  );

/** A restart waits for the stop, and a hung program may never stop. */
const endHung = (starter: Starter | null): Step[] =>
  starter === null
    ? []
    : endAndStart(
        'If the service has not stopped after two minutes, leave that command by Ctrl+C and',
        starter.service.name,
      );
