import type { Host } from '../host.ts';

/**
 * A Host that never asks the same question twice at a time: a second caller waits for the pending answer. So a probe can give up
 * on a call that never returns, and the next run blocks no further thread. Clients of the runtime and the cluster, and writes,
 * are not changed: their calls have deadlines of their own.
 */
export function askedOnce(host: Host): Host {
  return {
    standIns: host.standIns,
    now: () => host.now(),
    self: once(host.self),
    files: once(host.files),
    programs: once(host.programs),
    services: once(host.services),
    processes: once(host.processes),
    registry: once(host.registry),
    accounts: once(host.accounts),
    eventLogs: once(host.eventLogs),
    network: once(host.network),
    system: once(host.system),
    runtime: (path) => host.runtime(path),
    cluster: (access) => host.cluster(access),
    state: (place) => host.state(place),
  };
}

function once<Section extends object>(section: Section): Section {
  const out = new Map<string, Promise<unknown>>();
  const ask = (name: string, method: (...args: unknown[]) => unknown, args: unknown[]) => {
    const question = JSON.stringify([name, ...args]);
    const earlier = out.get(question);
    if (earlier !== undefined) return earlier;
    const answer = method.apply(section, args);
    if (!(answer instanceof Promise)) return answer;
    const settled = answer.finally(() => out.delete(question));
    out.set(question, settled);
    return settled;
  };
  // The section's own type: every property is read from it, and methods keep their arguments and answers.
  return new Proxy({} as Section, {
    get(_target, name) {
      const property: unknown = Reflect.get(section, name);
      if (typeof property !== 'function' || typeof name !== 'string') return property;
      const method = property as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => ask(name, method, args);
    },
  });
}
