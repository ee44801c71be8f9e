import { QueryError } from '../error.ts';
import type { FactError, Part } from '../fact.ts';
import type { Service } from '../facts/services.ts';
import type { Host } from '../host.ts';
import { embeddingServices } from '../node/containerd-pipe.ts';
import { type Probe, partOf } from '../probe.ts';
import { programName, programOf } from '../windows/command-line.ts';
import { type ListedProcess, parentOf } from './containerd/process.ts';

export const services: Probe<'services'> = {
  deadlineMs: 5_000,
  async read(host) {
    const [named, kubelet, kubeProxy] = await Promise.all([
      partOf(readService(host, 'containerd')),
      partOf(readService(host, 'kubelet')),
      partOf(readService(host, 'kube-proxy')),
    ]);
    const none: Part<Service | null> = { ok: true, value: null };
    const others = { kubelet, 'kube-proxy': kubeProxy };
    if (!named.ok) return { containerd: named, embedding: named, ...others };
    if (named.value !== null) return { containerd: named, embedding: await partOf(findKnown(host)), ...others };

    const found = await findStarter(host);
    if (!found.ok) return { containerd: found, embedding: found, ...others };
    if (found.value !== null && runsContainerd(found.value)) return { containerd: found, embedding: none, ...others };
    return { containerd: none, embedding: found, ...others };
  },
};

async function readService(host: Host, name: string): Promise<Service | null> {
  const answer = await host.services.query(name);
  if (answer === null) return null;
  const [wrapper, configuredAt] = await Promise.all([
    partOf(readWrapper(host, name)),
    partOf(host.registry.writtenAt(keyOf(name)).then((at) => at?.toISOString() ?? null)),
  ]);
  return { ...answer, wrapper, configuredAt };
}

const keyOf = (service: string) => `SYSTEM\\CurrentControlSet\\Services\\${service}`;

/** nssm stores its settings in the Parameters key of the service, and is recognised by that under any file name. */
async function readWrapper(host: Host, service: string) {
  const read = async (value: string) => {
    const content = await host.registry.read(`${keyOf(service)}\\Parameters`, value);
    return typeof content === 'string' && content !== '' ? content : null;
  };
  const application = await read('Application');
  if (application === null) return null;
  const [parameters, stdout, stderr] = await Promise.all([read('AppParameters'), read('AppStdout'), read('AppStderr')]);
  return { application, parameters: parameters ?? '', stdout, stderr };
}

function runsContainerd(service: Service): boolean {
  const wrapped = service.wrapper.ok ? service.wrapper.value : null;
  return programName(wrapped?.application ?? programOf(service.commandLine)) === 'containerd';
}

/** The service that starts containerd if none has that name. A refusal counts only if it cannot be found in another way. */
async function findStarter(host: Host): Promise<Part<Service | null>> {
  let answer: Part<Service | null> = { ok: true, value: null };
  for (const find of [findKnown, findAbove, findByProgram]) {
    const found = await partOf(find(host));
    if (found.ok && found.value !== null) return found;
    if (!found.ok) answer = found;
  }
  return answer;
}

async function findKnown(host: Host): Promise<Service | null> {
  for (const name of embeddingServices) {
    const service = await readService(host, name);
    if (service !== null) return service;
  }
  return null;
}

/** The service whose process started containerd, directly or not. */
async function findAbove(host: Host): Promise<Service | null> {
  const processes = await host.processes.list();
  const runtimes = processes.filter(({ name }) => programName(name) === 'containerd');
  if (runtimes.length === 0) return null;
  const services = new Map((await host.services.list()).map(({ pid, name }) => [pid, name]));
  for (const runtime of runtimes) {
    let above: ListedProcess | null = runtime;
    for (let steps = 0; above !== null && steps < 8; steps++) {
      const service = services.get(above.pid);
      // A service host starts programs for others (scheduled tasks), so it proves nothing as a parent.
      const proves = programName(above.name) !== 'svchost';
      if (service !== undefined && proves) return await readService(host, service);
      const parent: ListedProcess | null = await parentOf(host, processes, above);
      // The list silently omits services that this account may not query (EnumServicesStatusExW).
      if (parent !== null && programName(parent.name) === 'services' && proves) {
        throw new QueryError(
          'denied',
          `process ${above.pid} (${above.name}) is a service that this account cannot see`,
        );
      }
      above = parent;
    }
  }
  return null;
}

/** A stopped service whose program is containerd under another name. One after the other: there are hundreds. */
async function findByProgram(host: Host): Promise<Service | null> {
  const refused: { name: string; error: FactError }[] = [];
  for (const { name } of await host.services.list()) {
    const service = await partOf(readService(host, name));
    if (!service.ok) refused.push({ name, error: service.error });
    else if (service.value !== null && runsContainerd(service.value)) return service.value;
  }
  const [first] = refused;
  if (first === undefined) return null;
  const some = refused.slice(0, 5).map(({ name }) => name);
  throw new QueryError(
    first.error.kind,
    `no service was seen to run containerd, but ${refused.length} could not be read (${some.join(', ')}): ${first.error.message}`,
  );
}
