import type { Host } from '../host.ts';
import { rememberFiles } from './files.ts';

/**
 * A Host that asks many shared questions only once in a run: services, processes, the registry, accounts. A question
 * that has no answer yet is never asked again, so a probe can give up on a call that never returns, and the next run
 * does not block another thread with it. Clients of the runtime and the cluster, and writes, are passed through: their
 * calls have their own deadlines.
 */
export function askedOnce(host: Host) {
  const kept: Answers = new Map();
  const perRun = <Section extends object>(section: Section) => once(section, () => kept);
  const whileOut = <Section extends object>(section: Section) => once(section, () => null);
  const files = once(host.files, (question) => (question === 'stat' ? kept : null));
  return {
    host: {
      ...host,
      self: perRun(host.self),
      files: rememberFiles(files),
      programs: whileOut(host.programs),
      services: perRun(host.services),
      processes: perRun(host.processes),
      registry: perRun(host.registry),
      accounts: perRun(host.accounts),
      eventLogs: whileOut(host.eventLogs),
      network: whileOut(host.network),
      hostNetworks: whileOut(host.hostNetworks),
      system: whileOut(host.system),
    },
    /** Call when a run begins or ends: forgets all answers, but not questions that have no answer yet. */
    forget: () => kept.clear(),
  };
}

/** Answers by section of the Host, then by question. */
type Answers = Map<object, Map<string, Promise<unknown>>>;

/** @param keptIn where answers to this method are kept until the run ends; null: they are not kept */
function once<Section extends object>(section: Section, keptIn: (name: string) => Answers | null): Section {
  const out = new Map<string, Promise<unknown>>();
  const ask = (name: string, method: (...args: unknown[]) => unknown, args: unknown[]) => {
    const question = JSON.stringify([name, ...args]);
    const answers = keptIn(name);
    const earlier = out.get(question) ?? answers?.get(section)?.get(question);
    if (earlier !== undefined) return earlier;
    const answer = method.apply(section, args);
    if (!(answer instanceof Promise)) return answer;
    const settled = answer.finally(() => out.delete(question));
    out.set(question, settled);
    answers?.set(section, (answers.get(section) ?? new Map()).set(question, settled));
    return settled;
  };
  return new Proxy(section, {
    get(_target, name) {
      const property: unknown = Reflect.get(section, name);
      if (typeof property !== 'function' || typeof name !== 'string') return property;
      const method = property as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => ask(name, method, args);
    },
  });
}
