import { describe, expect, test } from 'vitest';
import { isPassed } from '../../agent/shim/annotation.ts';
import { applicationOf, namesOf } from '../../agent/shim/application.ts';
import { escapeArgument, quote } from '../../agent/shim/go.ts';
import { destinationOf, linkPlace, mountPlaces } from '../../agent/shim/mounts.ts';
import { ociProcessOf } from '../../agent/shim/oci-process.ts';
import { rootOf } from '../../agent/shim/paths.ts';
import { directoryFor, pathEntryOf, searchPathOf, substitute, workingDirectoryOf } from '../../agent/shim/process.ts';
import { readRunAs } from '../../agent/shim/run-as.ts';
import { readVersion, type Version } from '../../agent/shim/version.ts';
import { recognise } from '../../agent/signatures/index.ts';
import { imageConfig } from '../../agent/source/image-archive.ts';
import { container, podWith } from '../pod.ts';
import { type Case, type Composed, cases, composed, layout, lookupIn, modeOfCase, nodePath, ofKind } from './oracle.ts';

/** What Wine or the recorder alone says, by the number of the case. */
const notOfWindows: Readonly<Record<string, readonly number[]>> = {
  'Wine has an explorer.exe of its own in System32': [1853, 2557],
  'files of the run in fallback mode were still there': [277, 1431],
  'the shim cannot make a folder on a drive or a share that is not there; Windows words it otherwise': [
    ...[375, 411, 554, 1080, 1176, 1702, 2830, 2885],
  ],
};
const set = new Set(Object.values(notOfWindows).flat());

/** Process by process: root, program and whether it has a name that is said to be tried, command line, working directory, PATH, or the error. */
function started(one: Case): unknown {
  const { input } = one;
  const mode = modeOfCase(one);
  const at = { mode, root: rootOf(mode, input.rootfsLocation ?? null) };
  const env = input.env ?? [];
  const given = (input.args ?? []).map(escapeArgument).join(' ');
  const workingDirectory = directoryFor(mode, at.root, input.cwd ?? '');
  const { app, name, line, error } = applicationOf(`${mode === 'bind' ? 'cmd /c ' : ''}${substitute(given, at.root)}`, {
    workingDirectory,
    path: searchPathOf(at, nodePath, env),
    shimDirectory: layout.shimDirectory,
    lookup: lookupIn(input.image, mode === 'bind' ? null : at.root.path),
  });
  if (error !== null) {
    const why = 'text' in error ? error.text : `<error ${error.code}>`;
    return { root: at.root.variable, err: `failed to get application name from commandline ${quote(given)}: ${why}` };
  }
  const path = pathEntryOf(at, nodePath, env);
  const file = app?.toLowerCase() ?? '';
  const tried = namesOf(name).some((one) => file.endsWith(`\\${one.split(/[\\/]/).at(-1)?.toLowerCase()}`));
  return { root: at.root.variable, app: file, tried, line, dir: workingDirectory, path: one.real.env && path };
}

function real({ real: { root, err, app, line, dir, env } }: Case): unknown {
  if (err !== undefined) return { root, err };
  const path = Object.entries(env ?? {}).find(([name]) => /^path$/i.test(name));
  return { root, app: app?.toLowerCase(), tried: true, line, dir, path: path?.join('=') };
}

describe('what real shims do', () => {
  test('is what is said of a program, its command line, its working directory and its PATH', () => {
    const wrong = ofKind('process').filter((one) => JSON.stringify(started(one)) !== JSON.stringify(real(one)));
    const unexpected = wrong.filter(({ n }) => !set.has(n));
    expect(unexpected.map((one) => ({ one, said: started(one) }))).toEqual([]);
    expect(ofKind('process').length).toBeGreaterThan(1700);
    expect(new Set(wrong.map(({ n }) => n)), 'set apart, but right').toEqual(set);
  });

  test('is what is said of mounts', () => {
    for (const one of ofKind('mounts')) {
      const { links, binds, err } = one.real;
      const { mounts = [], rootfsLocation = null } = one.input;
      if (err !== undefined) continue;
      const mode = modeOfCase(one);
      const root = rootOf(mode, rootfsLocation);
      expect(root.variable).toBe(one.real.root);
      if (mode === 'bind') {
        const places = mounts.map(({ destination, source, options = [] }) => [
          destination,
          source,
          options.some((option) => option.toLowerCase() === 'ro') ? 'ro' : 'rw',
        ]);
        expect(binds).toEqual([[root.variable, '<rootfs>', 'rw'], ...places]);
      } else {
        expect(links).toEqual(mounts.map(({ source, destination }) => [source, linkPlace(root, destination)]));
      }
    }
  });

  test('is what is said of a runAsUserName', () => {
    const isGroup = (text: string) => layout.groups.some((one) => one.toLowerCase() === text.toLowerCase());
    for (const one of ofKind('user')) {
      const { user = '' } = one.input;
      const { domain, name, kind } = readRunAs(user);
      const said =
        kind === 'malformed'
          ? { err: `invalid user string \`${user}\`` }
          : kind === 'unset'
            ? { err: expect.stringMatching(/^empty user/) }
            : modeOfCase(one) !== 'volume' && domain === '' && isGroup(user)
              ? { group: user }
              : { logon: { domain, user: name, type: domain === 'NT AUTHORITY' ? 'service' : 'interactive' } };
      expect(said, user).toEqual(one.real);
    }
  });
});

const tags: Readonly<Record<string, string>> = { '1.6': '1.6.39', '1.7': '1.7.28', '2.1': '2.1.4' };

/** All of it; a case asks for a part. */
function composedOf(input: Composed['input'], containerd: Version | null): Partial<Composed['real']> {
  const env = (input.env ?? []).map((entry) => {
    const name = entry.split('=', 1)[0] ?? '';
    return { name, value: entry.slice(name.length + 1) };
  });
  const config = imageConfig.parse(input.image);
  const { command = [], args: given = [], workingDir } = input;
  const fields = { command, args: given, env, ...(workingDir === undefined ? {} : { workingDir }) };
  const [first] = podWith(container(fields)).spec.containers;
  if (first === undefined) throw new Error('the pod has a container');
  const process = ociProcessOf(first, { user: input.user ?? '', image: config, containerd });
  const { args, line, user } = process;
  const root = rootOf('bind', null);
  const cwd = process.workingDir || workingDirectoryOf({ mode: 'bind', root }, '', containerd)?.given || '';
  return {
    ...(line === null
      ? { err: 'failed to generate spec: no command specified' }
      : config.ArgsEscaped === true
        ? { commandLine: line }
        : { args: args ?? [] }),
    env: process.env,
    cwd,
    user,
  };
}

describe('what real containerds pass on', () => {
  test('of a mountPath', () => {
    const all = [...ofKind('containerd-mount'), ...ofKind('containerd-mount-source')];
    for (const { input, real } of all) {
      if (real.err?.includes('mkdir')) continue;
      const told = (input.mounts ?? []).map(({ mountPath }) => destinationOf(mountPath));
      // containerd sorts them.
      const passed = real.mounts?.map(({ destination }) => destination) ?? [null];
      expect(told.toSorted(), input.mounts?.[0]?.mountPath).toEqual(passed.toSorted());
    }
  });

  test('as command, variables, working directory and user, of the pod and the image', () => {
    const all = ['args', 'env', 'cwd', 'user'].flatMap((kind) => composed(kind));
    for (const { input, family, real } of all) {
      const said = composedOf(input, readVersion(tags[family] ?? ''));
      expect(said, JSON.stringify(input)).toMatchObject(real);
    }
    expect(all.length).toBeGreaterThan(75);
  });

  test('as a working directory, if the pod has one or no image has', () => {
    for (const one of ofKind('process')) {
      const { workingDir, cwd, containerd = '' } = one.input;
      if (workingDir !== undefined) continue;
      const mode = modeOfCase(one);
      const root = rootOf(mode, one.input.rootfsLocation ?? null);
      const told = workingDirectoryOf({ mode, root }, workingDir, readVersion(containerd));
      expect(told?.given).toBe(directoryFor(mode, root, cwd ?? ''));
    }
  });

  test('nothing of a pod whose containers are not all of one kind', () => {
    for (const { real } of ofKind('containerd-hpc-mismatch')) {
      expect(recognise(real.err ?? '')?.signature.causes).toContain('mixed-containers');
    }
  });

  test('no kind of case is left out', () => {
    const compared = 'process mounts user start containerd-mount containerd-mount-source containerd-annotations';
    const kinds = new Set(cases.map(({ input }) => input.kind));
    const more = 'containerd-args containerd-env containerd-cwd containerd-user containerd-hpc-mismatch';
    expect(kinds).toEqual(new Set(`${compared} ${more}`.split(' ')));
  });

  test('of annotations', () => {
    for (const { input, real } of ofKind('containerd-annotations')) {
      for (const annotation of Object.keys(input.annotations ?? {})) {
        expect(isPassed(annotation, input.patterns ?? []), `${annotation} by ${input.patterns}`).toBe(
          annotation in (real.annotations ?? {}),
        );
      }
    }
  });
});

test('a mount is at the place to which it is bound, and where its link is', () => {
  expect(mountPlaces('bind', rootOf('bind', null), '/mnt/./k')).toEqual(['C:\\mnt\\k', 'C:\\hpc\\mnt\\k']);
});
