import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { type ApiContainer, type ApiPod, linuxFields, refusedFields } from '../api-rules.ts';
import { anyNode } from '../rules/lint.ts';

/** The same numbers from 0 to 1 in every run. Source: mulberry32, public domain. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pods around the rules: each field is mostly as it should be. */
function generator(seed: number) {
  const random = randomFrom(seed);
  const chance = (of: number) => random() < of;
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const alphabet = [...'aZ9-_. \\/:@"|\u0007\u007fäé漢'];
  const name = () => {
    if (chance(0.7)) return pick(['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\Local Service', 'hpc-group']);
    if (chance(0.5)) return Array.from({ length: Math.floor(random() * 8) }, () => pick(alphabet)).join('');
    const part = () =>
      pick([
        'a',
        '.',
        'x'.repeat(15),
        'x'.repeat(16),
        'é'.repeat(52),
        'é'.repeat(53),
        'a.b'.repeat(85),
        'x'.repeat(104),
        '-',
      ]);
    return chance(0.5) ? `${part()}\\${part()}` : part();
  };
  const context = (fields: readonly string[], hostProcess: boolean | undefined): Record<string, unknown> => ({
    ...(chance(0.1) ? { [pick(fields)]: pick([0, false, 'x', {}, []]) } : {}),
    ...(hostProcess === undefined && chance(0.7)
      ? {}
      : {
          windowsOptions: {
            ...(hostProcess === undefined ? {} : { hostProcess }),
            ...(chance(0.8) ? { runAsUserName: name() } : {}),
            ...(chance(0.05) ? { gmsaCredentialSpec: pick(['', 'x', 'x'.repeat(65_536), 'é'.repeat(32_769)]) } : {}),
          },
        }),
  });
  const container = (index: number): ApiContainer => ({
    name: `c${index}`,
    image: 'r/a:1',
    ...(chance(0.3) ? { securityContext: context(linuxFields.container, chance(0.6) ? undefined : chance(0.8)) } : {}),
    ports: Array.from({ length: Math.floor(random() * 2.3) }, () => ({
      containerPort: pick([80, 81, 82, 83, 84, 85]),
      ...(chance(0.2) ? { hostPort: pick([0, 80, 81]) } : {}),
      ...(chance(0.3) ? { protocol: 'UDP' } : {}),
    })),
  });
  return (): ApiPod => ({
    ...(chance(0.9) ? { hostNetwork: chance(0.95) } : {}),
    ...(chance(0.05) ? { [pick(['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'])]: chance(0.5) } : {}),
    ...(chance(0.8) ? { os: { name: chance(0.92) ? 'windows' : pick(['linux', 'Windows', '']) } } : {}),
    ...(chance(0.95) ? { securityContext: context(linuxFields.pod, chance(0.1) ? undefined : chance(0.95)) } : {}),
    ...(chance(0.2) ? { initContainers: [container(9)] } : {}),
    containers: Array.from({ length: 1 + Math.floor(random() * 2) }, (_, index) => container(index)),
  });
}

/** Rules that speak for the API server. */
const apiRules = [
  'host-process-value',
  'host-process-containers',
  'host-network',
  'host-ports',
  'pod-os',
  'windows-fields',
  'run-as-user-form',
  'gmsa',
];

const judge = (spec: ApiPod, all: boolean) =>
  lint([{ file: 'a', text: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec }) }], {
    nodes: anyNode,
    all,
  });

describe.each([1, 2])('random pods around the rules, seed %i', (seed) => {
  const next = generator(seed);
  const pods = Array.from({ length: 600 }, next).map((spec) => ({ spec, refused: refusedFields(spec) }));

  test('are of all kinds', () => {
    expect(pods.filter(({ refused }) => refused.length === 0).length).toBeGreaterThan(100);
    expect(pods.filter(({ refused }) => refused.length > 0).length).toBeGreaterThan(100);
    const passed = pods.filter(({ spec }) => judge(spec, true).problems.every(({ severity }) => severity !== 'error'));
    expect(passed.length).toBeGreaterThan(50);
  });

  test('none that lint passes would be refused', () => {
    for (const { spec, refused } of pods) {
      const passes = judge(spec, true).problems.every(({ severity }) => severity !== 'error');
      if (passes) expect(refused, JSON.stringify(spec)).toEqual([]);
    }
  });

  test('those that are passed over as not HostProcess are refused for no reason that HostProcess has', () => {
    for (const { spec, refused } of pods) {
      if (judge(spec, false).pods.length > 0) continue;
      const reasons = refused.filter((field) => /^spec$|hostNetwork$|hostProcess$/.test(field));
      expect(reasons, JSON.stringify(spec)).toEqual([]);
    }
  });

  test('lint words the problem as the API server does', () => {
    for (const { spec, refused } of pods) {
      const { problems, pods: judged } = judge(spec, false);
      if (judged.length === 0) continue;
      const said = problems
        .filter(({ rule, severity }) => severity === 'error' && apiRules.includes(rule))
        .map(({ message }) => message.split(': ')[0]);
      expect(said.sort(), JSON.stringify(spec)).toEqual(refused);
    }
  });
});
