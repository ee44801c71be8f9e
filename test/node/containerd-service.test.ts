import { describe, expect, test } from 'vitest';
import type { Services } from '../../agent/facts/services.ts';
import { explained } from '../../agent/fix.ts';
import {
  distributionOf,
  meantProcess,
  processesOf,
  registerService,
  restartContainerd,
  restartStep,
  showContainerds,
  starterOf,
} from '../../agent/node/containerd-service.ts';
import { distributions, processWith, serviceWith } from '../distributions.ts';
import { denied, factsWith, got } from '../snapshot.ts';

describe('starterOf', () => {
  test("is containerd's own service, else the one that embeds it, else null", () => {
    expect(starterOf(factsWith().services)).toMatchObject({
      value: { service: { name: 'containerd' }, embeds: false },
    });
    expect(starterOf(factsWith(distributions.RKE2).services)).toMatchObject({
      value: { service: { name: 'rke2' }, embeds: true },
    });
    const none = factsWith(({ services }) => {
      services.containerd = got(null);
    });
    expect(starterOf(none.services)).toEqual(got(null));
  });

  test('is rke2 beside a service of containerd that does not run, unless the kubelet has a service of its own', () => {
    const beside = (state: 'running' | 'stopped' | 'paused', kubelet: Services['kubelet'] = got(null)) => {
      const { services } = factsWith(distributions.RKE2);
      const containerd = got(serviceWith({ state, startType: 'disabled' }));
      return starterOf({ ...services, containerd, kubelet });
    };
    const [rke2, own] = [{ value: { service: { name: 'rke2' } } }, { value: { service: { name: 'containerd' } } }];
    expect(beside('stopped')).toMatchObject(rke2);
    expect(beside('paused')).toMatchObject(rke2);
    expect(beside('running')).toMatchObject(own);
    expect(beside('stopped', got(serviceWith({ name: 'kubelet' })))).toMatchObject(own);
    expect(beside('stopped', denied())).toMatchObject(own);
  });

  test('is an error, not null, when a service could not be read', () => {
    const own = factsWith(({ services }) => {
      services.containerd = denied('own');
    });
    const embedding = factsWith(({ services }) => {
      services.containerd = got(null);
      services.embedding = denied('embedding');
    });
    expect(starterOf(own.services)).toMatchObject({ ok: false, error: { message: 'own' } });
    expect(starterOf(embedding.services)).toMatchObject({ ok: false, error: { message: 'embedding' } });
  });
});

describe('processesOf', () => {
  const own = processWith({ pid: 1200, parentPid: 600 });
  const child = processWith({ pid: 1300, parentPid: 1200 });
  const other = processWith({ pid: 1400, parentPid: 700 });
  const of = (different: Parameters<typeof serviceWith>[0], embeds: boolean) =>
    processesOf({ service: serviceWith(different), embeds }, [own, child, other]);

  test("is the service's own process and its children, and none for a stopped service", () => {
    expect(of({ pid: 1200 }, false)).toEqual([own, child]);
    expect(of({ state: 'stopped', pid: null }, true)).toEqual([]);
  });

  test('is every one where the service starts something else that starts containerd', () => {
    const wrapper = got({ application: 'powershell.exe', parameters: '', stdout: null, stderr: null });
    expect(of({ pid: 5000 }, true)).toHaveLength(3);
    expect(of({ pid: 5000, wrapper }, false)).toHaveLength(3);
    expect(of({ pid: 5000 }, false)).toEqual([]);
    // But not where its own are seen.
    expect(of({ pid: 1200 }, true)).toEqual([own, child]);
  });
});

describe('meantProcess', () => {
  const newest = processWith({ pid: 900, parentPid: 77, parentName: 'powershell.exe' });
  const own = processWith({ pid: 800, parentPid: 790 });
  const meantOf = (pid: number | null, name: 'kubelet' | 'kube-proxy') => {
    const facts = factsWith((node) => {
      node.services[name] = got(pid === null ? null : serviceWith({ name, pid }));
      node['runtime-process'][name] = [newest, own];
    });
    const { process, others } = meantProcess(facts, name);
    return [process?.pid, ...others.map(({ label, value }) => `${label}: ${value}`)];
  };

  test.each(['kubelet', 'kube-proxy'] as const)(
    'is the %s of its service, also below a wrapper, and else the newest',
    (name) => {
      const other = (pid: number) => `another ${name}.exe, which is not meant: pid ${pid}`;
      expect(meantOf(800, name)).toEqual([800, other(900)]);
      expect(meantOf(790, name)).toEqual([800, other(900)]);
      expect(meantOf(null, name)).toEqual([900, other(800)]);
    },
  );
});

describe('restartStep', () => {
  const stepOf = (edit: Parameters<typeof factsWith>[0]) => {
    const { services } = factsWith(edit);
    const starter = starterOf(services);
    return starter.ok && starter.value !== null ? restartStep(starter.value, services) : null;
  };

  test('says what keeps running and what waits', () => {
    expect(stepOf(undefined)).toMatchObject({
      run: 'Restart-Service containerd -Force',
      risk: 'Running pods keep running; new ones wait for some seconds.',
    });
  });

  test('names the services that depend on it', () => {
    expect(stepOf(distributions.kubeadm)?.risk).toContain('kubelet');
  });

  test('says that an embedding service takes the kubelet with it', () => {
    expect(stepOf(distributions.k0s)).toMatchObject({
      run: 'Restart-Service k0sworker -Force',
      risk: "It restarts the node's kubelet and containerd together.",
    });
  });
});

test('without facts the step restarts the service that the reader sees, and says that the kubelet may restart too', () => {
  expect(explained({ steps: [restartContainerd({})] }).steps[0]).toMatchObject({
    say: expect.stringContaining('<service> is the service that starts containerd'),
    run: 'Restart-Service <service> -Force',
    risk: expect.stringContaining('The kubelet restarts too'),
  });
});

test('where no service is known, the step shows which program to restart', () => {
  const { services } = factsWith((facts) => {
    facts.services.containerd = got(null);
    facts.services.embedding = got(null);
  });
  expect(restartContainerd({ services }).run).toBe(showContainerds);
});

test('a restart names the services that depend on what restarts, one or both', () => {
  const dependsOn = ['Containerd'];
  const risk = (kubelet: string[], proxy: string[]) => {
    const services = {
      ...factsWith().services,
      kubelet: got(serviceWith({ name: 'kubelet', dependsOn: kubelet })),
      'kube-proxy': got(serviceWith({ name: 'kube-proxy', dependsOn: proxy })),
    };
    return restartStep({ service: { name: 'containerd' }, embeds: false }, services).risk?.split('seconds.')[1];
  };
  expect(risk([], [])).toBe('');
  expect(risk(dependsOn, [])).toBe(' It restarts kubelet too, which depends on it.');
  expect(risk([], dependsOn)).toBe(' It restarts kube-proxy too, which depends on it.');
  expect(risk(dependsOn, dependsOn)).toBe(' It restarts kubelet and kube-proxy too, which depend on it.');
});

// Source: containerd cmd/containerd/command/main.go, whose flags have short names too.
test('a containerd that is registered keeps what it was started with', () => {
  const commandLine = got(
    'containerd.exe -c C:\\a.toml -a \\\\.\\pipe\\own --log-file C:\\a.log --root D:\\r --state D:\\s',
  );
  const run = registerService('Register it.', processWith({ commandLine, image: got('D:\\bin\\containerd.exe') })).run;
  expect(run).toBe(
    String.raw`& 'D:\bin\containerd.exe' --register-service --address '\\.\pipe\own' --config 'C:\a.toml' --log-file 'C:\a.log' --root 'D:\r' --state 'D:\s'`,
  );
});

test.each([
  ['auto', true],
  ['demand', false],
] as const)('a distribution whose service has the start type %s starts with the node: %s', (startType, isAutomatic) => {
  const facts = factsWith((node) => {
    distributions.RKE2?.(node);
    if (node.services.embedding.ok && node.services.embedding.value)
      node.services.embedding.value.startType = startType;
  });
  expect(distributionOf(facts)).toMatchObject({ name: 'rke2', isAutomatic });
});
