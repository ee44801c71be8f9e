import { check, type FactsOf, pass, skip, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known, type Part } from '../fact.ts';
import { onNode, verified } from '../fix.ts';
import { dumpCommand, refusalText } from '../node/containerd-config.ts';
import {
  containerdProcesses,
  containerdStarter,
  otherProcesses,
  restartContainerd,
} from '../node/containerd-service.ts';
import { compareVersions, readVersion, showVersion } from '../shim/version.ts';

export const containerdRestartPending = check({
  id: 'containerd-restart-pending',
  area: 'runtime',
  title: 'Changes that take effect when containerd restarts',
  why: 'A replaced containerd.exe and an edited config.toml take effect when containerd starts again, a replaced shim with the next pod: until then two releases are in use, and a test of the change proves nothing.',
  needs: ['services', 'runtime-process', 'runtime', 'runtime-binaries'],
  gives: ['pass', 'skip', 'warn'],
  follows: ['containerd-config'],
  run(facts) {
    const starter = containerdStarter(facts);
    const all = facts['runtime-process'].containerd;
    const process = containerdProcesses(starter, all)[0];
    if (process === undefined) return skip('containerd does not run');

    const seen: Evidence[] = [
      evidence(`containerd.exe (pid ${process.pid}) started`, ifKnown(process.startedAt) ?? 'not readable'),
      ...otherProcesses('containerd.exe', [process], all),
    ];
    const isNewer: IsNewer = (modifiedAt) => {
      const started = process.startedAt;
      return started.ok ? { ok: true, value: Date.parse(modifiedAt) > Date.parse(started.value) } : started;
    };
    const changes = [binaryChange(facts, isNewer, seen), configChange(facts, isNewer, seen)];
    const waiting = changes.flatMap((change) => ifKnown(change) ?? []);
    if (waiting.length === 0) {
      changes.forEach(known);
      return pass('containerd.exe and config.toml have not changed since containerd started', seen);
    }
    const { containerd, config } = facts['runtime-binaries'];
    const file = ifKnown(config) ?? null;
    const restart = restartContainerd(facts);
    const summary = `${waiting.join('; ')}: this takes effect when containerd is restarted`;
    if (file?.refused !== undefined) {
      return warn(
        `${summary}, and containerd does not start again with ${file.refused.path} as it is`,
        [...seen, evidence(file.refused.path, refusalText(file.refused))],
        verified(startTime, laterStart, [onNode('Repair the configuration first: see containerd-config.'), restart]),
      );
    }
    const test =
      file === null ? [] : [onNode('Check that containerd accepts its configuration.', dumpCommand(containerd, file))];
    return warn(summary, seen, verified(startTime, laterStart, [...test, restart]));
  },
});

const startTime = '(Get-Process containerd).StartTime';
const laterStart = 'It is later than the change.';

type Facts = FactsOf<'runtime' | 'runtime-binaries'>;
type IsNewer = (modifiedAt: string) => Part<boolean>;

/** Another version, with what a distribution adds to it, or a file that is newer than the process. */
function binaryChange(facts: Facts, isNewer: IsNewer, seen: Evidence[]): Part<string | null> {
  const file = facts['runtime-binaries'].containerd;
  if (file === null) return { ok: true, value: null };
  const running = ifKnown(facts.runtime.version);
  const onDisk = ifKnown(file.version) ?? null;
  if (running !== undefined) seen.push(evidence('version that runs', running.version));
  if (onDisk !== null) seen.push(evidence('version on disk', onDisk));
  seen.push(evidence(`${file.path} changed`, file.modifiedAt));
  const now = readVersion(running?.name === 'containerd' ? running.version : '');
  const next = readVersion(onDisk ?? '');
  if (now !== null && next !== null) {
    const differs = compareVersions(now, next) !== 0 || now.suffix !== next.suffix;
    if (differs) {
      return { ok: true, value: `containerd ${showVersion(now)} runs, but ${showVersion(next)} is on disk` };
    }
  }
  // The same version may be another build.
  return changeOf(file, isNewer);
}

function configChange(facts: Facts, isNewer: IsNewer, seen: Evidence[]): Part<string | null> {
  const { config } = facts['runtime-binaries'];
  if (!config.ok) return config;
  if (config.value === null) return { ok: true, value: null };
  for (const file of [config.value, ...(config.value.imports ?? [])]) {
    seen.push(evidence(`${file.path} changed`, file.modifiedAt));
    const change = changeOf(file, isNewer);
    if (!change.ok || change.value !== null) return change;
  }
  return { ok: true, value: null };
}

function changeOf({ path, modifiedAt }: { path: string; modifiedAt: string }, isNewer: IsNewer): Part<string | null> {
  const newer = isNewer(modifiedAt);
  if (!newer.ok) return newer;
  return { ok: true, value: newer.value ? `${path} was changed after containerd started` : null };
}
