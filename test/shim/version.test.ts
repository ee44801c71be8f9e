import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  containerdOf,
  isPreRelease,
  readShimVersion,
  readVersion,
  shimFamilyOf,
  shippedShim,
  shippedShimFamily,
  showVersion,
  type Version,
} from '../../agent/shim/version.ts';
import { denied, factsWith, got } from '../snapshot.ts';
import { withoutApi } from '../variations.ts';

const version = (text: string): Version => {
  const read = readVersion(text);
  if (read === null) throw new Error(`no version in ${text}`);
  return read;
};

describe('readVersion', () => {
  test.each([
    ['v1.7.28', '1.7.28'],
    ['1.7.9+azure', '1.7.9+azure'],
    ['1.6.6-beta', '1.6.6-beta'],
    ['v2.1.4', '2.1.4'],
    ['2.0.5-k3s2.32', '2.0.5-k3s2.32'],
    ['1.6.20~ds1', '1.6.20~ds1'],
    ['containerd github.com/containerd/containerd v1.7.28 b98a3aace656320842a23f4a392a33f46af97866', '1.7.28'],
    ['containerd github.com/containerd/containerd/v2 v2.1.4 75cb2b7193e4e490e9fbdc236c0e811ccaba3376', '2.1.4'],
    ['0.11.7.0', '0.11.7'],
  ])('finds the version in "%s"', (text, expected) => {
    expect(showVersion(version(text))).toBe(expected);
  });

  test.each(['', 'dev', '1.7', 'b98a3aace656320842a23f4a392a33f46af97866', 'v1.7.x', '99999.1.1'])(
    'finds none in "%s"',
    (text) => {
      expect(readVersion(text)).toBeNull();
    },
  );
});

describe('readShimVersion', () => {
  test('reads the version from a shim binary that contains one', () => {
    const text = 'containerd-shim-runhcs-v1.exe version 0.11.7\ncommit: 1.2.3\nspec: 1.1.0';
    expect(readShimVersion(text)).toMatchObject({ major: 0, minor: 11, patch: 7 });
    expect(readShimVersion('0.14.0-rc.1')).toMatchObject({ minor: 14, suffix: '-rc.1' });
  });

  test('does not mistake the version of the OCI spec or the template in the version resource for the version of the shim', () => {
    expect(readShimVersion('containerd-shim-runhcs-v1.exe version spec: 1.1.0')).toBeNull();
    expect(readShimVersion('commit: 9abc\nspec: 0.9.9')).toBeNull();
    expect(readShimVersion('1.0.0.0')).toBeNull();
  });
});

describe('compareVersions', () => {
  test('orders releases, with pre-releases before their release', () => {
    const ordered = [
      '1.6.5',
      '1.6.6-alpha',
      '1.6.6-beta',
      '1.6.6-beta.2',
      '1.6.6-rc.1',
      '1.6.6-rc.10',
      '1.6.6',
      '1.7.0',
      '2.0.0',
    ].map(version);
    for (const [at, older] of ordered.entries()) {
      for (const newer of ordered.slice(at + 1)) {
        expect(compareVersions(older, newer)).toBeLessThan(0);
        expect(compareVersions(newer, older)).toBeGreaterThan(0);
      }
    }
  });

  test.each(['1.7.9+azure', '1.7.9-k3s1', '1.7.9~ds1', '1.7.9-azure'])(
    'takes %s as the release that it is built from',
    (text) => {
      expect(compareVersions(version(text), version('1.7.9'))).toBe(0);
      expect(isPreRelease(version(text))).toBe(false);
    },
  );
});

describe('shim families', () => {
  test.each([
    ['0.8.16', 'none'],
    ['0.8.25', 'none'],
    ['0.9.2', 'volume'],
    ['0.9.12', 'volume'],
    ['0.10.0-rc.0', 'hpc'],
    ['0.11.7', 'hpc'],
    ['0.15.0-rc.3', 'hpc'],
    ['1.0.0', 'hpc'],
  ] as const)('hcsshim %s is of the family %s', (text, family) => {
    expect(shimFamilyOf(version(text))).toBe(family);
  });

  test.each([
    ['1.4.13', 'none'],
    ['1.5.18', 'none'],
    ['1.6.0', 'volume'],
    ['1.6.39', 'volume'],
    ['1.7.0', 'hpc'],
    ['1.8.0', 'hpc'],
    ['2.0.0', 'hpc'],
    ['3.1.0', 'hpc'],
  ] as const)('containerd %s ships the family %s', (text, family) => {
    expect(shippedShimFamily(version(text))).toBe(family);
  });
});

describe('shippedShim', () => {
  /** Every release whose sources were read: series, first and last patch, hcsshim. */
  const runs: [string, number, number, string][] = [
    ['1.5', 0, 2, '0.8.16'],
    ['1.5', 3, 5, '0.8.18'],
    ['1.5', 6, 7, '0.8.21'],
    ['1.5', 8, 10, '0.8.23'],
    ['1.5', 11, 16, '0.8.24'],
    ['1.5', 17, 18, '0.8.25'],
    ['1.6', 0, 4, '0.9.2'],
    ['1.6', 5, 6, '0.9.3'],
    ['1.6', 7, 9, '0.9.4'],
    ['1.6', 10, 12, '0.9.5'],
    ['1.6', 13, 18, '0.9.6'],
    ['1.6', 19, 19, '0.9.7'],
    ['1.6', 20, 22, '0.9.8'],
    ['1.6', 23, 31, '0.9.10'],
    ['1.6', 32, 33, '0.9.11'],
    ['1.6', 34, 39, '0.9.12'],
    ['1.7', 0, 0, '0.10.0-rc.7'],
    ['1.7', 1, 5, '0.10.0-rc.8'],
    ['1.7', 6, 6, '0.11.0'],
    ['1.7', 7, 8, '0.11.1'],
    ['1.7', 9, 16, '0.11.4'],
    ['1.7', 17, 18, '0.11.5'],
    ['1.7', 19, 34, '0.11.7'],
    ['2.0', 0, 11, '0.12.9'],
    ['2.1', 0, 0, '0.13.0-rc.3'],
    ['2.1', 1, 9, '0.13.0'],
    ['2.2', 0, 2, '0.14.0-rc.1'],
    ['2.2', 3, 7, '0.14.1'],
    ['2.3', 0, 2, '0.15.0-rc.1'],
    ['2.3', 3, 4, '0.15.0-rc.3'],
  ];

  test.each(runs)('containerd %s.%i to .%i is built with hcsshim %s', (series, first, last, hcsshim) => {
    for (let patch = first; patch <= last; patch++) {
      const shipped = shippedShim(version(`${series}.${patch}`));
      expect(shipped === null ? null : showVersion(shipped)).toBe(hcsshim);
    }
  });

  test('agrees with the shim family of the release', () => {
    for (const [series, first] of runs) {
      const release = version(`${series}.${first}`);
      const shipped = shippedShim(release);
      expect(shipped === null ? null : shimFamilyOf(shipped)).toBe(shippedShimFamily(release));
    }
  });

  test('knows no pre-releases, and no releases whose sources were not read', () => {
    for (const text of [
      '1.4.13',
      '1.5.19',
      '1.6.40',
      '1.7.35',
      '2.0.12',
      '2.3.5',
      '2.4.0',
      '1.7.0-rc.1',
      '2.1.0-beta.0',
    ]) {
      expect(shippedShim(version(text))).toBeNull();
    }
  });

  test('treats the build of a distribution as the release that it is built from', () => {
    expect(shippedShim(version('1.7.27-k3s1'))).toMatchObject({ minor: 11, patch: 7 });
    expect(shippedShim(version('1.7.9+azure'))).toMatchObject({ minor: 11, patch: 4 });
  });
});

describe('containerdOf', () => {
  test('is the running version, or the version on disk when the running one is not known', () => {
    expect(containerdOf(factsWith())).toMatchObject({ text: 'v1.7.28', from: 'running' });
    const silent = factsWith((facts) => {
      facts.runtime.version = denied();
    });
    expect(containerdOf(silent)).toMatchObject({ text: '1.7.28', from: 'running, by the kubelet' });
    withoutApi(silent);
    expect(containerdOf(silent)).toMatchObject({ text: 'v1.7.28', from: 'on disk' });
    const unreadable = factsWith((facts) => {
      facts.runtime.version = got({ name: 'containerd', version: 'dev', apiVersion: 'v1' });
    });
    expect(containerdOf(unreadable)).toMatchObject({ from: 'on disk' });
  });

  test('is null when no version is known', () => {
    const facts = factsWith((all) => {
      all.runtime.version = got({ name: 'cri-o', version: '1.30.0', apiVersion: 'v1' });
      all['runtime-binaries'].containerd = null;
    });
    expect(containerdOf(facts)).toBeNull();
  });
});
