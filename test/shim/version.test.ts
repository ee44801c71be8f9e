import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  containerdOf,
  hcsshimRelease,
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
    expect(readShimVersion('containerd-shim-runhcs-v1.exe version\ncommit: 0.9.9')).toBeNull();
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
  /** What upstream's sources say: each release, and the hcsshim that its shim is built from. */
  const releases = readFileSync(new URL('containerd-releases.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^v/.test(line))
    .map((line) => {
      const [tag = '', inGoMod = '', own = inGoMod] = line.split(' ');
      return { release: version(tag), hcsshim: own.slice(1) };
    });

  test('is what the sources of each release name', () => {
    expect(releases.length).toBeGreaterThan(100);
    for (const { release, hcsshim } of releases) {
      const shipped = shippedShim(release);
      expect(shipped === null ? null : showVersion(shipped), showVersion(release)).toBe(hcsshim);
    }
  });

  test('agrees with the shim family of the release', () => {
    for (const { release, hcsshim } of releases) {
      expect(shimFamilyOf(version(hcsshim)), showVersion(release)).toBe(shippedShimFamily(release));
    }
  });

  test('knows no pre-releases, and no releases whose sources were not read', () => {
    const isRead = (text: string) => releases.some(({ release }) => showVersion(release) === text);
    for (const { release } of releases) {
      const { major, minor, patch } = release;
      const next = `${major}.${minor}.${patch + 1}`;
      if (!isRead(next)) expect(shippedShim(version(next)), next).toBeNull();
      expect(shippedShim({ ...release, suffix: '-rc.1' })).toBeNull();
    }
    for (const text of ['1.4.13', '2.4.0']) expect(shippedShim(version(text))).toBeNull();
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

  test('is the one on disk where nothing runs: the Node object tells of an earlier start', () => {
    const down = factsWith((facts) => {
      facts.runtime.version = denied();
      facts.runtime.connection = 'absent';
      const { containerd } = facts['runtime-binaries'];
      if (containerd !== null) containerd.version = got('v2.1.9');
    });
    expect(containerdOf(down)).toMatchObject({ text: 'v2.1.9', from: 'on disk' });
    down['runtime-binaries'].containerd = null;
    expect(containerdOf(down)).toMatchObject({ text: '1.7.28', from: 'of its last start, by the kubelet' });
  });

  test('is null when no version is known', () => {
    const facts = factsWith((all) => {
      all.runtime.version = got({ name: 'cri-o', version: '1.30.0', apiVersion: 'v1' });
      all['runtime-binaries'].containerd = null;
    });
    expect(containerdOf(facts)).toBeNull();
  });
});

test('the release of hcsshim is known by the whole commit of its tag', () => {
  // github.com/microsoft/hcsshim, tag v0.8.14.
  const commit = 'd3e5debf77dab8cd35ce1a842065358469f4b7ea';
  expect(hcsshimRelease(commit)).toBe('0.8.14');
  const others = [null, '', commit.slice(0, 12), `${commit}-dirty`, `e${commit.slice(1)}`];
  expect(others.map(hcsshimRelease)).toEqual(others.map(() => null));
});
