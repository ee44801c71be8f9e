import { describe, expect, test } from 'vitest';
import { nextShim } from '../../agent/shim/next.ts';
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
  test('is known by its own version first', () => {
    expect(nextShim(factsWith(shimSays('0.9.12')))).toEqual({
      family: 'volume',
      from: 'containerd-shim-runhcs-v1.exe',
      version: '0.9.12',
    });
  });

  test('is not known when it tells no version: it may be of another release than containerd', () => {
    expect(nextShim(factsWith(shimSays(null)))).toBeNull();
  });

  test('is known by the containerd that runs where no shim was found', () => {
    expect(nextShim(factsWith(noShim))).toEqual({ family: 'hpc', from: 'containerd', version: 'v1.7.28' });
  });

  test('is known by the containerd on disk when the pipe is closed to this account', () => {
    const facts = factsWith(both(noShim, asLocalService));
    expect(nextShim(facts)).toEqual({ family: 'hpc', from: 'containerd', version: 'v1.7.28' });
  });

  test('is not known when neither tells a version', () => {
    const facts = factsWith((all) => {
      all.runtime.version = denied();
      Object.assign(all['runtime-binaries'], { shim: null, containerd: null });
    });
    expect(nextShim(facts)).toBeNull();
  });
});
