import { check, type Evidence, evidence, type Verdict } from '../check.ts';
import { given, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { unsplit } from '../fix.ts';
import { quoted, restartText, type Starter, starterOf } from '../node/containerd-service.ts';
import { stateEvidence } from '../node/service-state.ts';

type Facts = Pick<FactValues, 'runtime' | 'services' | 'runtime-process'>;

export const criEndpoint = check({
  id: 'cri-endpoint',
  area: 'runtime',
  title: 'CRI endpoint',
  why: 'The kubelet reaches containerd through this named pipe only: a pipe that is not there, or takes connections and never answers, means no pod starts and the node goes NotReady.',
  needs: ['runtime', 'services', 'runtime-process'],
  run(facts): Verdict {
    const { endpoint, endpointFrom, connection, version } = facts.runtime;
    const seen = [
      evidence('endpoint', endpoint),
      evidence('named by', endpointFrom),
      evidence('connection', connection),
    ];
    switch (connection) {
      case 'absent':
        return absent(facts, seen);
      case 'silent':
        return silent(facts, seen);
      case 'denied': {
        return known({ ok: false, error: { kind: 'denied', message: `this account may not open ${endpoint}` } });
      }
      case 'read-only': {
        const message = `this account may open ${endpoint} for reading only, and CRI needs both ways`;
        return known({ ok: false, error: { kind: 'denied', message } });
      }
      case 'answers':
        break;
    }
    if (!version.ok && version.error.code === 'UNIMPLEMENTED') {
      return {
        status: 'fail',
        summary: `${endpoint} answers, but serves no CRI: containerd's cri plugin is disabled or failed to load`,
        evidence: [...seen, evidence('answer', version.error.message)],
        fix: unsplit(
          `Take "cri" (or "io.containerd.grpc.v1.cri") out of disabled_plugins in containerd's config.toml; where it is not there, containerd's log says why the plugin did not load. Then ${restart(facts)}`,
        ),
      };
    }
    const { apiVersion } = known(version);
    if (apiVersion === 'v1alpha2') {
      return {
        status: 'warn',
        summary: `${endpoint} answers, but only CRI v1alpha2, which a kubelet of 1.26 or newer does not speak`,
        evidence: [...seen, evidence('CRI version', apiVersion)],
        fix: unsplit('Install containerd 1.7 or newer; 1.6 is the first that speaks CRI v1.'),
      };
    }
    return { status: 'pass', summary: `${endpoint} answers, CRI ${apiVersion}`, evidence: seen };
  },
});

function absent(facts: Facts, seen: Evidence[]): Verdict {
  const { endpoint, endpointFrom } = facts.runtime;
  const starter = given(starterOf(facts.services)) ?? null;
  const process = facts['runtime-process'].containerd[0];
  if (starter !== null) seen.push(...stateEvidence(starter.service));
  seen.push(evidence('containerd.exe', process === undefined ? 'does not run' : `pid ${process.pid}`));
  if (process === undefined) {
    return {
      status: 'fail',
      summary: `nothing listens at ${endpoint}, and no containerd.exe runs: no pod starts on this node`,
      evidence: seen,
      fix: unsplit(startText(starter)),
    };
  }
  return {
    // Where nobody named the endpoint and another service starts containerd, it may well listen elsewhere.
    status: endpointFrom === 'default' && starter?.embeds !== false ? 'warn' : 'fail',
    summary: `nothing listens at ${endpoint}, though containerd.exe runs (pid ${process.pid}): it listens elsewhere, or has just been started, or hangs before it listens`,
    evidence: seen,
    fix: unsplit(
      `Look again in a minute. If it stays so, compare address under [grpc] in containerd's config.toml with --container-runtime-endpoint of the kubelet: both must name the same pipe. Pipes that are there: (Get-ChildItem \\\\.\\pipe\\).Name -match 'containerd'. Else ${restart(facts)}`,
    ),
  };
}

function startText(starter: Starter | null): string {
  if (starter === null)
    return 'Start what runs containerd on this node; no service is known for it (see containerd-service).';
  const { service } = starter;
  const name = quoted(service.name);
  return service.state === 'running'
    ? `The service ${service.name} runs without it: Restart-Service ${name} -Force, and read its log if it ends again.`
    : `Start-Service ${name}. What stopped it stands under containerd-service.`;
}

const silent = (facts: Facts, seen: Evidence[]): Verdict => ({
  status: 'fail',
  summary: `${facts.runtime.endpoint} takes connections and never answers: containerd hangs, and no pod starts or stops on this node`,
  evidence: [
    ...seen,
    ...facts['runtime-process'].containerd.map(({ pid }) => evidence('containerd.exe', `pid ${pid}`)),
  ],
  fix: unsplit(`Keep the end of containerd's log first, it may tell what it waits for. Then ${restart(facts)}`),
});

function restart({ services }: Facts): string {
  const starter = given(starterOf(services)) ?? null;
  return starter === null ? 'restart what starts containerd on this node.' : restartText(starter, services);
}
