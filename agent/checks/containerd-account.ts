import { check, fail, pass, skip, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import { type Fix, onNode, type Step, shell, verified } from '../fix.ts';
import { runAsLocalSystem, showProcessAccount, systemAccount } from '../node/containerd-account.ts';
import type { PoolFacts } from '../node/containerd-config.ts';
import {
  containerdProcesses,
  containerdStarter,
  otherProcesses,
  registerService,
  restartRisk,
  restartStep,
  restartUnknown,
  type Starter,
  showContainerds,
  starterOf,
  startService,
  whoStarted,
} from '../node/containerd-service.ts';
import {
  localService,
  localSystem,
  mayLogOn,
  networkService,
  serviceAccountSid,
  showAccount,
  showServiceAccount,
  sidName,
} from '../windows/account.ts';
import { notAgain } from './containerd-service/rivals.ts';

type Facts = Pick<FactValues, 'services' | 'runtime-process'> & PoolFacts;

export const containerdAccount = check({
  id: 'containerd-account',
  area: 'account',
  title: 'Account that containerd runs as',
  why: 'Only LocalSystem (or LocalService) is allowed to create log-on tokens for the accounts of HostProcess containers; a user account, even an administrator, gets "failed to logon user: Access is denied."',
  needs: ['services', 'runtime-process'],
  consults: ['cluster', 'runtime'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: 'user',
  reference:
    'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#troubleshooting-hostprocess-containers',
  run(facts) {
    const all = facts['runtime-process'].containerd;
    const starter = containerdStarter(facts);
    const processes = containerdProcesses(starter, all);
    const hidden = processes.find((process) => !process.account.ok);

    // The processes make the tokens. Their account is often hidden from LocalService; the configuration is not.
    if (processes.length > 0 && hidden === undefined) return byProcesses(facts, processes, starter);
    if (hidden !== undefined && (starter === null || starter.service.state === 'stopped')) known(hidden.account);
    if (starter === null) {
      known(starterOf(facts.services));
      return skip('no service that starts containerd, and no containerd.exe, on this node');
    }
    return byConfiguration(facts, starter, processes);
  },
});

function byProcesses(facts: Facts, processes: readonly ProcessFact[], starter: Starter | null): Verdict {
  const runs = processes.map((process) => ({ process, account: known(process.account) }));
  const others = otherProcesses('containerd.exe', processes, facts['runtime-process'].containerd);
  const seen = [...configured(starter), ...processes.map(processEvidence), ...others];
  const bad = runs.find(({ account }) => !mayLogOn(account.sid));
  if (bad === undefined) {
    const weak = runs.some(({ account }) => account.sid === localService);
    return pass(passText(weak ? localService : localSystem, 'the running process'), seen);
  }
  const fix = fixOf(facts, starter, bad.process);
  const who = showAccount(bad.account);
  const causes = ['containerd-account'];
  if (runs.some(({ account }) => mayLogOn(account.sid))) {
    const summary = `containerd.exe runs ${runs.length} times, once as ${who}; if that one serves the kubelet, HostProcess containers fail with "failed to logon user: Access is denied."`;
    // Which of them has the pipe is the question of containerd-service.
    return { ...warn(summary, seen, fix, causes), follows: ['containerd-service'] };
  }
  const summary = failText(`containerd runs as ${who}`, bad.account.sid);
  return fail(summary, seen, fix, causes);
}

function byConfiguration(facts: Facts, starter: Starter, processes: readonly ProcessFact[]): Verdict {
  const { account } = starter.service;
  const sid = serviceAccountSid(account);
  const seen = [...configured(starter), ...processes.map(processEvidence)];
  if (sid !== null && mayLogOn(sid)) {
    return pass(passText(sid, 'the service configuration'), seen);
  }
  return fail(
    failText(`the service ${starter.service.name} is set to run as ${account}`, sid),
    seen,
    fixOf(facts, starter, null),
    ['containerd-account'],
  );
}

const passText = (sid: string, from: string): string =>
  sid === localService
    ? `LocalService, by ${from}: documented as enough for log-on tokens, but it cannot create the accounts that a local group as runAsUserName needs, nor administer the host`
    : `${sidName(sid)}, by ${from}`;

const failText = (what: string, sid: string | null): string =>
  sid === networkService
    ? `${what}; only LocalSystem and LocalService are documented as able to make the log-on tokens of HostProcess containers`
    : `${what}, which is not allowed to create log-on tokens: HostProcess containers fail with "failed to logon user: Access is denied."`;

const configured = (starter: Starter | null): Evidence[] =>
  starter === null
    ? []
    : [evidence(`account of the service ${starter.service.name}`, showServiceAccount(starter.service.account))];

function processEvidence(process: ProcessFact): Evidence {
  const { pid, account } = process;
  const who = account.ok ? showAccount(account.value) : `not readable: ${account.error.message}`;
  return evidence(`account of containerd.exe (pid ${pid}, started by ${whoStarted(process)})`, who);
}

function fixOf(facts: Facts, starter: Starter | null, process: ProcessFact | null): Fix {
  return verified(showProcessAccount, systemAccount, stepsOf(facts, starter, process));
}

function stepsOf(facts: Facts, starter: Starter | null, process: ProcessFact | null): Step[] {
  const { services } = facts;
  const end =
    process === null
      ? []
      : [onNode('End the containerd.exe that runs now.', shell`Stop-Process -Id ${process.pid} -Force`, restartRisk)];
  if (starter === null && !starterOf(services).ok) {
    return [runAsLocalSystem(undefined, facts), restartUnknown];
  }
  if (starter === null) {
    const register = registerService(
      'Register a service for containerd, which makes it run as LocalSystem: none is known to start it here.',
      process,
    );
    return [register, ...end, startService('containerd')];
  }
  const { service } = starter;
  const isSet = mayLogOn(serviceAccountSid(service.account));
  const set = isSet ? [] : [runAsLocalSystem(service.name, facts)];
  // The service did not start the process that runs.
  if (service.state === 'stopped' && process !== null && service.startType === 'disabled') {
    const parent = process.parentName ?? 'the program that started it';
    return [
      onNode(`Let ${parent}, which starts containerd here, run as LocalSystem, and start it again.`, showContainerds),
      ...end,
    ];
  }
  if (service.state === 'stopped')
    return [...set, ...(process === null ? [] : notAgain(process)), ...end, startService(service.name)];
  const counts = `Restart the service ${service.name}: it is set to LocalSystem, which counts from its next start.`;
  return [...set, restartStep(starter, services, isSet ? counts : undefined)];
}
