import { check, type Evidence, evidence } from '../check.ts';
import { compareVersions, readVersion } from '../containerd.ts';
import { given, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { processesOf, restartText, starterOf } from '../starter.ts';

export const containerdRestartPending = check({
  id: 'containerd-restart-pending',
  title: 'Changes that wait for a restart of containerd',
  why: 'A replaced containerd.exe and an edited config.toml count from the next start only, while a replaced shim counts from the next pod: until then two releases are at work, and tests of the change prove nothing.',
  needs: ['services', 'runtime-process', 'runtime', 'runtime-binaries', 'os'],
  run(facts) {
    const starter = given(starterOf(facts.services)) ?? null;
    const all = facts['runtime-process'].containerd;
    const process = (starter === null ? undefined : processesOf(starter.service, all)[0]) ?? all[0];
    if (process === undefined) return { status: 'skip', summary: 'containerd does not run' };

    const startedAt = given(process.startedAt);
    // Nothing that runs was started before the node was: a file older than that needs no look at the process.
    const isNewer = (modifiedAt: string): boolean => {
      const at = Date.parse(modifiedAt);
      return at > Date.parse(facts.os.bootedAt) && at > Date.parse(known(process.startedAt));
    };
    const seen: Evidence[] = [evidence(`containerd.exe (pid ${process.pid}) started`, startedAt ?? 'not readable')];
    const waiting = [binaryChange(facts, isNewer, seen), configChange(facts, isNewer, seen)].filter(
      (text) => text !== null,
    );
    if (waiting.length === 0) {
      return {
        status: 'pass',
        summary: 'runs as it is on disk: containerd.exe and config.toml are older than its start',
        evidence: seen,
      };
    }
    return {
      status: 'warn',
      summary: `${waiting.join('; ')}: not in effect before containerd is restarted`,
      evidence: seen,
      fix:
        starter === null
          ? 'Restart the program that starts containerd on this node.'
          : restartText(starter, facts.services),
    };
  },
});

type Facts = Pick<FactValues, 'runtime' | 'runtime-binaries'>;
type IsNewer = (modifiedAt: string) => boolean;

/** Versions decide where both are known; else the time of the file. */
function binaryChange(facts: Facts, isNewer: IsNewer, seen: Evidence[]): string | null {
  const file = facts['runtime-binaries'].containerd;
  if (file === null) return null;
  const running = given(facts.runtime.version);
  const onDisk = given(file.version) ?? null;
  const versions = [running?.name === 'containerd' ? running.version : '', onDisk ?? ''].map(readVersion);
  if (running !== undefined) seen.push(evidence('version that runs', running.version));
  if (onDisk !== null) seen.push(evidence('version on disk', onDisk));
  seen.push(evidence(`${file.path} changed`, file.modifiedAt));
  const [now, next] = versions;
  if (now && next) {
    return compareVersions(now, next) === 0 ? null : `containerd ${running?.version} runs, but ${onDisk} is on disk`;
  }
  return isNewer(file.modifiedAt) ? `${file.path} was replaced after containerd started` : null;
}

function configChange(facts: Facts, isNewer: IsNewer, seen: Evidence[]): string | null {
  const config = known(facts['runtime-binaries'].config);
  if (config === null) return null;
  seen.push(evidence(`${config.path} changed`, config.modifiedAt));
  return isNewer(config.modifiedAt) ? `${config.path} was changed after containerd started` : null;
}
