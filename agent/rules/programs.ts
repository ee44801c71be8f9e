import { changeText, setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { commandsOf, containersOf, hostPathsOf, type Pod } from '../manifest/pod.ts';
import { bindNodes, fallbackNodes, type NodeKind, withoutFilter } from '../node/new-pod.ts';
import type { Rules } from '../rule.ts';
import { isDocument, type ProgramFault, programFault, programWords, startedFiles } from '../shim/cmd.ts';
import { mountedFile } from '../shim/mounts.ts';
import { windowsPath } from '../shim/paths.ts';
import { told } from './offence.ts';
import { inVolume } from './paths.ts';

/** The program of a container, and the directory in which it starts. */
export const programRules = {
  'program-word': {
    title: 'First word of the command',
    why: 'The shim looks for a program of exactly this name. Arguments and quotation marks in the same word become part of the name, a path that begins with a dot is not found, and a script is no program.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
    judge: (pod) =>
      containersOf(pod).flatMap(({ container: { command }, path }) => {
        const [program = ''] = command;
        const at = [...path, 'command', 0];
        if (program === '' && command.length > 0) {
          const named = changeText(pod, { path: at, change: () => '<program>', say: 'Name the program.' });
          return [{ path: at, message: 'no program has an empty name', ...named }];
        }
        const fault = programFault(program);
        if (fault === null) return [];
        const offence = {
          path: at,
          message: faults[fault](program),
          ...changeText(pod, { path: at, change: split, say: programWords(program, fault).say }),
        };
        const nodes = nodesOf(fault, program);
        return [nodes === null ? offence : { ...offence, holds: nodes }];
      }),
  },
  'mounted-program': {
    title: 'Programs and scripts in volumes',
    why: 'With the bind filter a volume is at its mountPath. Without it the volume, and a program or a PowerShell script in it, is below the mount point of the container: its path leads nowhere.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
    holds: withoutFilter,
    judge: (pod) =>
      startedIn(pod, startedFiles).flatMap(({ word, path, mounted }) =>
        mounted === null
          ? []
          : {
              path,
              message: `${word} is in the volume ${mounted.volume}, which is below the mount point of the container`,
              ...changeText(pod, { path, change: () => mounted.everywhere, say: inVolume }),
            },
      ),
  },
  'host-program': {
    title: 'Programs and scripts by an absolute path',
    why: 'An absolute path is one of the host on every node: /app/agent.exe and C:\\app\\agent.exe of the image are below the mount point of the container.',
    severity: 'warn',
    reference: 'https://github.com/dotnet/sdk-container-builds/issues/640',
    judge: (pod) => {
      const onHost = hostPathsOf(pod).map(({ hostPath }) => windowsPath(hostPath.path).toLowerCase());
      const below = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';
      return startedIn(pod, (words) => [...startedFiles(words), ...argumentsOfHosts(words)])
        .filter(({ word, mounted }) => mounted === null && absolute.test(word) && !ofHost.test(word))
        .filter(({ word }) => !onHost.some((folder) => windowsPath(word).toLowerCase().startsWith(`${folder}\\`)))
        .map(({ word, path }) => ({
          path,
          message: `${word} is a file of the host; that of the image is below the mount point of the container`,
          // With a drive it may well be meant: only the image knows.
          severity: /^[A-Za-z]:/.test(word) ? ('info' as const) : ('warn' as const),
          ...changeText(pod, {
            path,
            change: (text) => `${below}${text.replace(/^(?:[A-Za-z]:)?[\\/]+/, '').replaceAll('/', '\\')}`,
            say: 'For a file of the image begin with the mount point; for one of the host write its drive, and silence the rule.',
          }),
        }));
    },
  },
  'relative-path': {
    title: 'Relative paths without a workingDir',
    why: 'If neither the image nor the pod sets a working directory, it is the root of the container, a directory below it, or C:\\ of the host. It depends on the release of containerd and on the mode.',
    severity: 'warn',
    reference: 'https://github.com/containerd/containerd/pull/10071',
    holds: [...fallbackNodes, '1.7 with bind filter'],
    judge: (pod) =>
      containersOf(pod)
        .filter(({ container }) => container.workingDir === undefined)
        .flatMap(({ container, path }) => {
          const words: { word: string; path: Path }[] = [
            ...container.command.map((word, index) => ({ word, path: [...path, 'command', index] })),
            ...container.args.map((word, index) => ({ word, path: [...path, 'args', index] })),
          ];
          return words
            .filter(({ word }, index) => dotted.test(word) || script.test(word) || (index === 0 && below.test(word)))
            .map((found) =>
              told(
                found.path,
                `${found.word} is relative, and the working directory depends on the release of containerd`,
                setField(
                  pod,
                  [...path, 'workingDir'],
                  '%CONTAINER_SANDBOX_MOUNT_POINT%\\',
                  'Set the working directory.',
                ),
              ),
            );
        }),
  },
  'working-directory': {
    title: 'Meaning of workingDir',
    why: 'In bind mode C:\\app is a directory of the host, which the shim creates if it is missing. In the other modes it is a directory of the container.',
    severity: 'warn',
    reference: 'https://github.com/kubernetes/kubernetes/issues/112885',
    judge: (pod) =>
      containersOf(pod).flatMap(({ container, path }) => {
        const directory = container.workingDir;
        if (directory === undefined || directory === '' || ofContainer.test(directory)) return [];
        const at = [...path, 'workingDir'];
        const inContainer = (text: string) =>
          isBelow.test(text) ? text : `%CONTAINER_SANDBOX_MOUNT_POINT%\\${text.replace(/^(?:[A-Za-z]:)?[\\/]*/, '')}`;
        const say = 'For a directory of the container, which is the same on every node, begin with the mount point.';
        return [
          {
            path: at,
            message: `${directory} is a directory of the host with the bind filter, and of the container without it`,
            ...changeText(pod, { path: at, change: inContainer, say }),
          },
        ];
      }),
  },
} satisfies Rules;

/** The files that commands start, with where each of them is mounted. */
const startedIn = (pod: Pod, filesOf: (words: readonly string[]) => readonly number[]) =>
  commandsOf(pod).flatMap(({ container, words, paths }) =>
    filesOf(words).flatMap((index) => {
      const [word, path] = [words[index], paths[index]];
      return word === undefined || path === undefined
        ? []
        : { word, path, mounted: mountedFile(word, container, pod.spec) };
    }),
  );

/** With the bind filter cmd splits the line, starts in the working directory, and knows some kinds of scripts; null: all nodes. */
function nodesOf(fault: ProgramFault, program: string): readonly NodeKind[] | null {
  if (fault === 'slash') return program.startsWith('.') ? null : bindNodes;
  const isForCmd = fault === 'line' || fault === 'dot' || (fault === 'script' && !isDocument(program));
  return isForCmd ? withoutFilter : null;
}

const faults: Readonly<Record<ProgramFault, (program: string) => string>> = {
  line: (program) => `the shim looks for a program with the name "${program}": its arguments are in the same word`,
  quotes: (program) => `the quotation marks in ${program} become part of the name of the program`,
  separator: (program) => `${program} ends with a separator, so that it is no file`,
  dot: (program) => `${program} belongs to the directory of the shim, which has no programs`,
  slash: (program) => `${program} is cut at its first slash by cmd, which takes what is before it for the program`,
  script: (program) => `${program} is a script, which Windows does not start by itself`,
};

/** The words that were meant. */
function split(program: string): string[] {
  const fault = programFault(program);
  return fault === null ? [program] : programWords(program, fault).words;
}

/** Hosts of programs take the file to start as their first argument. */
const argumentsOfHosts = (words: readonly string[]): number[] =>
  /(?:^|[\\/])(?:dotnet|node|java|python3?)(?:\.exe)?$/i.test(words[0] ?? '') &&
  /\.(?:dll|m?js|jar|py)$/i.test(words[1] ?? '')
    ? [1]
    : [];

const absolute = /^(?:[A-Za-z]:[\\/]|[\\/](?![\\/]))/;

/** Folders that hosts have, and those of the container, which other rules judge. */
const ofHost = /^(?:[A-Za-z]:)?[\\/]+(?:Windows|Program Files|ProgramData|k|hpc|C)(?:[\\/ ]|$)/i;

/** `.\x`, `../x`, also as the value of a flag. */
const dotted = /(?:^|=)\.{1,2}[\\/]/;

/** A program in a directory, without a drive, a slash before it or a variable. */
const below = /^[^-%$\\/:"\s][^:%$"]*[\\/][^:%$"]*$/;

const script = /^[^-%$\\/:"\s][^:%$"\s]*[\\/][^:%$"\s]*\.(?:ps1|cmd|bat|exe)$/i;

const isBelow = /CONTAINER_SANDBOX_MOUNT_POINT/i;

/** Begun with the mount point, or with what stands there in bind mode, of which hpc-path tells. */
const ofContainer = /CONTAINER_SANDBOX_MOUNT_POINT|^(?:C:)?[\\/]+hpc(?=[\\/]|$)/i;
