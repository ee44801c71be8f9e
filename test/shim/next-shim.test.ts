import { describe, expect, test } from 'vitest';
import { nextShim } from '../../agent/shim/next-shim.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import { asLocalService, both, type Edit } from '../variations.ts';

const shimSays =
  (text: string | null): Edit =>
  (facts) => {
    const { shim } = facts['runtime-binaries'];
    if (shim) shim.version = got(text);
  };

const noShim: Edit = (facts) => {
  facts['runtime-binaries'].shim = null;
};

describe('the shim that the next pod gets', () => {
  test('is known first from its own version', () => {
    expect(nextShim(factsWith(shimSays('0.9.12')))).toEqual({
      family: 'volume',
      from: 'containerd-shim-runhcs-v1.exe',
      version: '0.9.12',
    });
  });

  test('is not known without its version, because it may be from another release than containerd', () => {
    expect(nextShim(factsWith(shimSays(null)))).toBeNull();
  });

  test('is known from the running containerd when no shim was found', () => {
    expect(nextShim(factsWith(noShim))).toEqual({ family: 'hpc', from: 'containerd', version: 'v1.7.28' });
  });

  test('is known from the containerd on disk when this account cannot open the pipe', () => {
    const facts = factsWith(both(noShim, asLocalService));
    expect(nextShim(facts)).toEqual({ family: 'hpc', from: 'containerd', version: 'v1.7.28' });
  });

  test('is known by the word of the kubelet when neither has a version, and not without it', () => {
    const { cluster, ...facts } = factsWith((all) => {
      all.runtime.version = denied();
      Object.assign(all['runtime-binaries'], { shim: null, containerd: null });
    });
    expect(nextShim({ ...facts, cluster })).toEqual({ family: 'hpc', from: 'containerd', version: '1.7.28' });
    expect(nextShim(facts)).toBeNull();
  });
});
