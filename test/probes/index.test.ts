import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { type FactId, factIds } from '../../agent/fact/ids.ts';
import type { Host } from '../../agent/host.ts';
import { createGatherer } from '../../agent/probe.ts';
import { createProbes } from '../../agent/probes/index.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { healthyHost, tokenParts } from '../healthy-host.ts';
import { fileStat, hostWith } from '../host.ts';

const gathererOn = (host: Host, logged: unknown[] = []) =>
  createGatherer({
    host,
    probes: createProbes(),
    settings: { listen: [{ address: '127.0.0.1', port: 20258 }] },
    node: 'win-node-1',
    onFact: (...line) => logged.push(line),
  });

/** The same machine, each of whose answers goes through `pass`, with the question: `files.read("C:\\x",{"maxBytes":1})`. */
function passing(pass: (ask: () => unknown, question: string) => unknown): Host {
  const replaced = <Section extends object>(section: Section, of: string): Section =>
    new Proxy(section, {
      get(target, name) {
        const property: unknown = Reflect.get(target, name);
        if (typeof property !== 'function') return property;
        const question = (args: unknown[]) => `${of}.${String(name)}(${JSON.stringify(args).slice(1, -1)})`;
        return (...args: unknown[]) => pass(() => property.apply(target, args), question(args));
      },
    });
  const { standIns, now, runtime, cluster, ...sections } = healthyHost;
  const host = Object.fromEntries(Object.entries(sections).map(([name, section]) => [name, replaced(section, name)]));
  const clients: Partial<Host> = {
    runtime: (path) => replaced(runtime(path), 'runtime'),
    cluster: (access) => replaced(cluster(access), 'cluster'),
  };
  // The sections of a host, each of its own type, under their names.
  return { standIns, now, ...clients, ...host } as Host;
}

/** Every promise of an answer replaced; the questions are counted. */
function answering(answer: () => Promise<never>): { host: Host; asked: () => number } {
  let asked = 0;
  const host = passing((ask) => {
    const given = ask();
    if (!(given instanceof Promise)) return given;
    given.catch(() => undefined);
    asked += 1;
    return answer();
  });
  return { host, asked: () => asked };
}

/** The questions that the healthy node has no answer to, also where a probe does without one. */
function noting(): { host: Host; unanswered: string[] } {
  const unanswered: string[] = [];
  const note = (error: Error): never => {
    unanswered.push(error.message);
    throw error;
  };
  const host = passing((ask) => {
    try {
      const given = ask();
      return given instanceof Promise ? given.catch(note) : given;
    } catch (error) {
      return note(error instanceof Error ? error : new Error(String(error)));
    }
  });
  return { host, unanswered };
}

const errorsOf = (snapshot: Snapshot) =>
  factIds.map((id) => [id, snapshot.facts[id]] as const).filter(([, { ok }]) => !ok);

/** Every part, at any depth: what has `ok` without being a whole fact. */
function partsOf(data: unknown): { ok: boolean }[] {
  if (data === null || typeof data !== 'object') return [];
  const inner = Object.values(data).flatMap(partsOf);
  return 'ok' in data && !('ms' in data) ? [{ ...data, ok: data.ok === true }, ...inner] : inner;
}

describe('probes', () => {
  test('there is one for each fact', () => {
    expect(Object.keys(createProbes()).toSorted()).toEqual(factIds.toSorted());
  });

  test('a steady run starts no program, and reads no file that has not changed', async () => {
    const config = 'C:\\Program Files\\containerd\\config.toml';
    const asked = { programs: [] as string[], files: [] as string[], stats: [] as string[] };
    const clear = () => {
      for (const list of Object.values(asked)) list.splice(0);
    };
    let writtenAt: Date | null = null;
    const { files, programs } = healthyHost;
    const host: Host = {
      ...healthyHost,
      programs: {
        run(path, ...rest) {
          asked.programs.push(path);
          return programs.run(path, ...rest);
        },
      },
      files: {
        ...files,
        async stat(path) {
          asked.stats.push(path);
          const stat = await files.stat(path);
          return stat && writtenAt && path === config ? fileStat(path, stat.size, writtenAt) : stat;
        },
        async read(path, range) {
          const file = await files.read(path, range);
          if (file !== null) asked.files.push(path);
          return file;
        },
        version(path) {
          asked.files.push(path);
          return files.version(path);
        },
      },
    };
    const gatherer = gathererOn(host);
    await gatherer.gather();
    expect(asked.programs.length).toBeGreaterThan(0);
    expect(asked.programs.length).toBeLessThanOrEqual(3);
    expect(asked.files).toContain(config);

    clear();
    await gatherer.gather();
    expect(asked).toMatchObject({ programs: [], files: [] });
    expect(asked.stats.length).toBe(new Set(asked.stats).size);

    clear();
    writtenAt = new Date('2026-11-01T11:59:00Z');
    await gatherer.gather();
    expect(asked).toMatchObject({ programs: [], files: [config] });
  });

  test('a run asks for the processes, and for each service and each of their keys, once', async () => {
    const asked: string[] = [];
    const { processes, services, registry } = healthyHost;
    const host: Host = {
      ...healthyHost,
      processes: {
        ...processes,
        list() {
          asked.push('processes');
          return processes.list();
        },
      },
      services: {
        ...services,
        query(name) {
          asked.push(name);
          return services.query(name);
        },
      },
      registry: {
        ...registry,
        read(key, value) {
          asked.push(`${key} ${value}`);
          return registry.read(key, value);
        },
      },
    };
    await gathererOn(host).gather();
    expect(asked).toContain('kubelet');
    expect(asked.length).toBe(new Set(asked).size);
  });

  test('a healthy node is known in every fact, in a snapshot that can be read back', async () => {
    const { host, unanswered } = noting();
    const snapshot = await gathererOn(host).gather();
    expect(unanswered).toEqual([]);
    expect(errorsOf(snapshot)).toEqual([]);
    expect(partsOf(snapshot.facts).filter(({ ok }) => !ok)).toEqual([]);
    expect(readSnapshot(JSON.stringify(snapshot), 'node.json')).toEqual(snapshot);
    expect(snapshot.facts['runtime-process']).toMatchObject({
      value: { containerd: [{ pid: 1200, account: { ok: true, value: { sid: 'S-1-5-18' } } }] },
    });
  });

  test('a question that the healthy node has no answer to is refused, whatever it is asked by', async () => {
    const { accounts, processes, hostNetworks, registry } = healthyHost;
    const strange = [
      () => accounts.holders('SeBatchLogonRight'),
      () => accounts.members('Users'),
      ...(['image', 'account', 'startedAt', 'usage', 'commandLine'] as const).map(
        (what) => () => processes[what](99_999),
      ),
      () => hostNetworks.list('namespaces' as 'networks'),
      () => registry.keys('SOFTWARE'),
    ];
    const errors = await Promise.all(strange.map((ask) => ask().then(String, (error: Error) => error.message)));
    expect(errors.filter((error) => !error.includes('has no answer to'))).toEqual([]);
  });

  test('the token is nowhere: in no value, no error, and nothing that is logged', async () => {
    const logged: unknown[] = [];
    const whole = await gathererOn(healthyHost, logged).gather();
    const token = tokenParts.join('.');
    const refusing: Host = {
      ...healthyHost,
      files: {
        ...healthyHost.files,
        stat: () => Promise.reject(new QueryError('failed', `stat of "${token}" failed`)),
      },
      self: { ...healthyHost.self, job: () => Promise.reject(new Error(`unexpected "${token}"`)) },
    };
    const failed = await gathererOn(refusing, logged).gather();
    expect(errorsOf(failed).map(([id]) => id)).toContain('limits');
    const all = JSON.stringify([whole, failed, logged]);
    expect(all).toContain('hostprobe-x7k2p');
    for (const part of tokenParts) expect(all).not.toContain(part);
    expect(all).not.toContain('canary');
  });

  test('a machine that answers nothing gives a readable snapshot, where each gap says so', async () => {
    const snapshot = await gathererOn(hostWith({})).gather();
    expect(readSnapshot(JSON.stringify(snapshot), 'node.json')).toEqual(snapshot);
    const { services, network, os, limits } = snapshot.facts;
    expect(limits).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    expect(services).toMatchObject({ ok: true, value: { containerd: { ok: false, error: { kind: 'unsupported' } } } });
    expect(network).toMatchObject({
      ok: true,
      value: { kubeletHealth: { ok: false, error: { kind: 'unsupported' } } },
    });
    expect(os).toMatchObject({ ok: true, value: { version: { ok: false, error: { kind: 'unsupported' } } } });
  });

  test('a machine that refuses everything is denied everywhere, and nothing on it is called absent', async () => {
    const { host } = answering(() => Promise.reject(new QueryError('denied', 'ERROR_ACCESS_DENIED (5)', '5')));
    const snapshot = await gathererOn(host).gather();
    for (const [, fact] of errorsOf(snapshot)) expect(fact).toMatchObject({ error: { kind: 'denied' } });
    expect(partsOf(snapshot.facts).filter(({ ok }) => ok)).toEqual([]);
    expect(partsOf(snapshot.facts).length).toBeGreaterThan(40);
  });
});

describe('of each answer that the healthy machine gives', () => {
  /** Facts for which something does without an answer: as their schemas say, or another source gives it. */
  const doWithout: readonly (readonly [question: RegExp, facts: FactId[]])[] = [
    [/^accounts\.name/, ['runtime-process', 'identity']],
    [/^processes\.list/, ['network', 'runtime-binaries']],
    [/^processes\.image\(1300\)/, ['runtime-binaries']],
    [/^processes\.usage/, ['usage']],
    // Where containerd logs is then "unknown".
    [/^(?:services\.query|registry\.read)\(.*containerd/, ['runtime-binaries']],
    [/^files\.read\("C:\\\\hpc\\\\.*(?:token|ca\.crt)"/, ['cluster', 'network']],
  ];
  const mayBeSilent = (question: string, id: FactId) =>
    doWithout.some(([pattern, facts]) => pattern.test(question) && facts.includes(id));
  const gathered = async (pass: Parameters<typeof passing>[0]) => {
    const { facts } = await gathererOn(passing(pass)).gather();
    return (id: FactId) => JSON.stringify(facts[id], (key, value) => (key === 'ms' ? 0 : value));
  };

  test('a refusal is told where the answer is missed, and nothing is then called absent', async () => {
    const questions = new Set<string>();
    const healthy = await gathered((ask, question) => {
      const given = ask();
      if (given instanceof Promise) questions.add(question);
      return given;
    });
    expect(questions.size).toBeGreaterThan(100);
    const silent: string[] = [];
    const alike: string[] = [];
    for (const one of questions) {
      const refused = await gathered((ask, question) =>
        question === one ? Promise.reject(new QueryError('denied', 'refused', '5')) : ask(),
      );
      const absent = await gathered((ask, question) => {
        const given = ask();
        if (question !== one || !(given instanceof Promise)) return given;
        return given.then((value) => (Array.isArray(value) ? [] : null));
      });
      for (const id of factIds.filter((id) => refused(id) !== healthy(id) && !mayBeSilent(one, id))) {
        if (!refused(id).includes('"denied"')) silent.push(`${one}: ${id}`);
        if (refused(id) === absent(id)) alike.push(`${one}: ${id}`);
      }
    }
    expect(silent).toEqual([]);
    expect(alike).toEqual([]);
  });
});

describe('a machine on which no call returns', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const longest = Object.values(createProbes()).reduce((sum, { deadlineMs }) => sum + deadlineMs, 0);
  const timedOut = (id: FactId, snapshot: Snapshot) => {
    const text = JSON.stringify(snapshot.facts[id]);
    return text.includes('"kind":"timeout"');
  };

  test('is timed out in every fact, and a second run asks it nothing more', async () => {
    const { host, asked } = answering(() => new Promise(() => undefined));
    const gatherer = gathererOn(host);
    const gather = async () => {
      const gathering = gatherer.gather();
      await vi.advanceTimersByTimeAsync(longest);
      return await gathering;
    };
    const first = await gather();
    expect(factIds.filter((id) => !timedOut(id, first))).toEqual([]);
    const questions = asked();
    const second = await gather();
    expect(factIds.filter((id) => !timedOut(id, second))).toEqual([]);
    expect(asked()).toBe(questions);
  });
});
