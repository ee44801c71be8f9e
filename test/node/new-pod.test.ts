import { describe, expect, test } from 'vitest';
import {
  bindNodes,
  kindsOf,
  newMode,
  nodeKinds,
  showNodeKinds,
  targeted,
  volumeNodes,
} from '../../agent/node/new-pod.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import { bind, both, containerd, fallback, six } from '../stages/nodes.ts';
import { withoutApi } from '../variations.ts';

describe('the nodes that are asked for', () => {
  test('are all, until they are narrowed', () => {
    expect(targeted({ containerd: null, bindFilter: null })).toEqual(nodeKinds);
  });

  test.each([
    ['1.6', null, ['1.6']],
    // Its shim does not look for the bind filter.
    ['1.6', true, ['1.6']],
    ['1.7', null, ['1.7 without bind filter', '1.7 with bind filter']],
    ['1.7', false, ['1.7 without bind filter']],
    ['2.x', true, ['2.x with bind filter']],
    [null, true, ['1.6', '1.7 with bind filter', '2.x with bind filter']],
    [null, false, ['1.6', '1.7 without bind filter', '2.x without bind filter']],
  ] as const)('containerd %s and bind filter %s', (containerd, bindFilter, nodes) => {
    expect(targeted({ containerd, bindFilter })).toEqual(nodes);
  });
});

describe('the kinds that a node can be of', () => {
  const unknownFilter: typeof bind = (facts) => {
    facts['runtime-binaries'].bindFilter.present = denied();
  };
  const noShim: typeof bind = (facts) => {
    facts['runtime-binaries'].shim = null;
  };
  const noContainerd: typeof bind = (facts) => {
    facts.runtime.version = denied();
    facts['runtime-binaries'].containerd = null;
    withoutApi(facts);
  };

  test.each([
    ['1.7 with the bind filter', bind, ['1.7 with bind filter']],
    ['1.7 without it', fallback, ['1.7 without bind filter']],
    ['1.6, whose shim does not look for it', six, ['1.6']],
    ['2.1', containerd('v2.1.4', '0.13.0'), ['2.x with bind filter']],
    ['a shim of 1.6 below containerd 2, which each new pod gets', containerd('v2.1.4', '0.9.12'), ['1.6']],
    ['a bind filter that cannot be looked for', unknownFilter, ['1.7 without bind filter', '1.7 with bind filter']],
    [
      'a shim that tells, and a containerd that does not',
      noContainerd,
      ['1.7 with bind filter', '2.x with bind filter'],
    ],
    ['nothing that tells a version', both(noShim, noContainerd), nodeKinds],
    ['a shim that knows no HostProcess containers', containerd('v1.5.18', '0.8.25'), nodeKinds],
  ])('%s', (_what, edit, kinds) => {
    expect(kindsOf(knownFacts(snapshotWith(edit)))).toEqual(kinds);
  });
});

test('nodes are shown by their releases, and whether they have the bind filter', () => {
  expect(showNodeKinds(volumeNodes)).toBe('containerd 1.6');
  expect(showNodeKinds(bindNodes)).toBe('containerd 1.7 with bind filter, 2.x with bind filter');
});

test('the mode of containerd 1.6 is known without the bind filter, and that of newer ones is not', () => {
  const modeWith = (...edits: (typeof six)[]) =>
    newMode(
      knownFacts(
        snapshotWith(
          both(...edits, (facts) => {
            facts['runtime-binaries'].bindFilter.present = denied();
          }),
        ),
      ),
    )?.mode;
  expect([modeWith(six), modeWith(bind)]).toEqual(['volume', undefined]);
});
