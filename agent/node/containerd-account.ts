import { type Evidence, evidence, ifKnown } from '../fact.ts';
import type { Account, ProcessFact } from '../facts/runtime-process.ts';
import { onNode, type Step, shell } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localSystem, mayLogOn, serviceAccountSid, showAccount, showServiceAccount } from '../windows/account.ts';
import { onNewNodes, type PoolFacts } from './containerd-config.ts';
import { containerdProcesses, containerdStarter, type Starter } from './containerd-service.ts';

/** The account that containerd runs as. */
interface ContainerdAccount {
  /** null: an ordinary account whose SID is not in the configuration. */
  sid: string | null;
  evidence: Evidence[];
  /** When the process that runs now was started; null when only the configuration is known. */
  startedAt: string | null;
  /**
   * A process runs whose account could not be read, and the configuration may not be the one that it was started with:
   * `changed` since its start, or `unknown`. null: the account is the process's own, or no process runs.
   */
  hidden: 'changed' | 'unknown' | null;
}

/** The account by the process, which makes the tokens, else by the configuration of the service. */
export function containerdRunsAs(facts: KnownFacts): ContainerdAccount | null {
  const starter = containerdStarter(facts);
  const all = facts['runtime-process']?.containerd ?? [];
  const processes = containerdProcesses(starter, all);
  const known = processes.flatMap((process) =>
    process.account.ok ? [{ process, account: process.account.value }] : [],
  );
  const configured = starter === null ? [] : [configuredEvidence(starter)];
  const runs = known.find(({ account }) => !mayLogOn(account.sid)) ?? known[0];
  if (runs !== undefined) {
    return {
      sid: runs.account.sid,
      evidence: [accountEvidence(runs.process, runs.account), ...configured],
      startedAt: ifKnown(runs.process.startedAt) ?? null,
      hidden: null,
    };
  }
  if (starter === null) return null;
  const seen = processes.map(({ pid }) => evidence(`account of containerd.exe (pid ${pid})`, 'not readable'));
  const sid = serviceAccountSid(starter.service.account);
  const [process] = processes;
  if (process === undefined) return { sid, evidence: configured, startedAt: null, hidden: null };
  const startedAt = ifKnown(process.startedAt) ?? null;
  const writtenAt = (starter.service.configuredAt && ifKnown(starter.service.configuredAt)) ?? null;
  const times =
    startedAt === null || writtenAt === null
      ? []
      : [evidence('configuration written at', writtenAt), evidence('containerd started at', startedAt)];
  const hidden =
    times.length === 0 ? 'unknown' : Date.parse(`${writtenAt}`) < Date.parse(`${startedAt}`) ? null : 'changed';
  return { sid, evidence: [...configured, ...seen, ...times], startedAt, hidden };
}

const accountEvidence = ({ pid }: ProcessFact, account: Account) =>
  evidence(`account of containerd.exe (pid ${pid})`, showAccount(account));

const configuredEvidence = ({ service }: Starter) =>
  evidence(`account of the service ${service.name} (configured)`, showServiceAccount(service.account));

/** Whether containerd is known to run as LocalSystem, and did so already at that time. */
export function ranAsSystem({ sid, hidden, startedAt }: ContainerdAccount, at: string | undefined): boolean {
  if (sid !== localSystem || hidden !== null) return false;
  return at === undefined || startedAt === null || Date.parse(startedAt) <= Date.parse(at);
}

/** How to make a service run as LocalSystem, from its next start; without a name, the one that starts containerd. */
export const runAsLocalSystem = (name: string | undefined, facts: PoolFacts): Step =>
  onNode(
    `Let the service ${name ?? 'that starts containerd'} run as LocalSystem${onNewNodes(facts)}; the space after obj= is required.`,
    shell`sc.exe config ${name ?? '<service>'} obj= LocalSystem`,
  );

/** Shows the account that containerd really runs as: its SID, since its name depends on the language of Windows. */
export const showProcessAccount = `Get-CimInstance Win32_Process -Filter "Name='containerd.exe'" | Invoke-CimMethod -MethodName GetOwnerSid | Select-Object Sid`;

/** What it shows if the account is right. */
export const systemAccount = 'Sid is S-1-5-18, which is LocalSystem.';
