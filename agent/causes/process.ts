import { type Cause, possible, type Sighting, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { unsplit } from '../fix.ts';
import { newMode, shimFamily } from '../node/evidence.ts';
import type { Mode } from '../shim/mode.ts';

const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts';
const container = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go';

const programOf = ({ match }: Sighting) => match.captured.path ?? match.captured.command ?? match.captured.german;

/** Where an absolute path that was written for one mode leads in another. */
const wrongIn: Readonly<Record<Mode, RegExp>> = {
  volume: /^C:\\hpc(?:\\|$)/i,
  fallback: /^C:\\C\\|^C:\\hpc\\(?![0-9a-f]{64})/i,
  bind: /^C:\\C\\|^C:\\hpc\\[0-9a-f]{64}/i,
};

/** Finding and starting the program of a container. */
export const processCauses: readonly Cause[] = [
  {
    id: 'executable-path',
    title: 'The path of the program is not where its files are on this node',
    explain:
      "The files of the image lie below C:\\C\\<id> (containerd 1.6), C:\\hpc\\<id> (1.7 and newer without the bind filter) or C:\\hpc (with it); /x and C:\\x are the host's own. In bind mode cmd.exe looks for the program, so a missing one shows in the container's log with exit code 1, and not as an event.",
    reference: guide,
    checks: ['sandbox-mode', 'bind-filter'],
    fix: (sighting) => {
      const program = programOf(sighting);
      const name = program?.split(/[\\/]/).at(-1) || 'agent.exe';
      return unsplit(
        `Start it from the root of the container, right in every mode: command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\${name}"] (with the folders that it has in the image). Spelled exactly so: $(...) and small letters are not replaced. A program of the host, such as pwsh.exe, must be installed on the node.`,
      );
    },
    weigh: (sighting, facts) => {
      const mode = newMode(facts);
      const program = programOf(sighting);
      if (mode === null) return possible;
      if (program === undefined) return weighing('possible', mode.evidence);
      const seen = evidence('program', program);
      return weighing(wrongIn[mode.mode].test(program) ? 'confirmed' : 'possible', seen, mode.evidence);
    },
  },
  {
    id: 'executable-access',
    title: "The container's user may not read or run the program",
    explain:
      'The program is opened with the rights of the user of the container: Local Service or a group may lack them on a folder of the host, and an application control policy may forbid the file.',
    reference: container,
    checks: [],
    fix: (sighting) =>
      unsplit(
        `See who may: icacls "${programOf(sighting) ?? '<program>'}". Give the user of the container RX on it and on its folder, or run as "NT AUTHORITY\\SYSTEM". If that does not help, look for the file in Microsoft-Windows-AppLocker/EXE and DLL and Microsoft-Windows-CodeIntegrity/Operational.`,
      ),
    weigh: ({ user }) => {
      if (user === null) return possible;
      const seen = evidence(`runAsUserName (${user.from})`, user.runAs.text);
      return weighing(/\\system$/i.test(user.runAs.text) ? 'possible' : 'likely', seen);
    },
  },
  {
    id: 'command-quoting',
    title: 'The quotation marks, or the special characters, of the command are not read as they were meant',
    explain:
      'In bind mode the shim starts cmd /c <command>: & | < > ^ and %NAME% then mean something to cmd, several lines are cut after the first, and a quoted program followed by a quoted argument loses its outer quotation marks.',
    reference: container,
    checks: [],
    fix: () =>
      unsplit(
        'Start the program without quotation marks from a path without spaces, one argument per item of args, and put scripts into a file: command: ["powershell.exe"], args: ["-File", "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\start.ps1"]. Close every quotation mark that a text opens.',
      ),
    weigh: (sighting, facts) => {
      if (sighting.match.signature.id === 'command-quote') return weighText(sighting);
      const mode = newMode(facts);
      return mode === null ? possible : weighing(mode.mode === 'bind' ? 'possible' : 'ruled-out', mode.evidence);
    },
  },
  {
    id: 'working-directory',
    title: 'The working directory does not exist, or the user may not enter it',
    explain:
      "workingDir, or the WORKDIR of the image, is taken on the host: C:\\app of the image is C:\\C\\<id>\\app with containerd 1.6, and the host's own C:\\app in bind mode.",
    reference: guide,
    checks: ['working-directory'],
    fix: () =>
      unsplit(
        'Set it where it is right in every mode: workingDir: "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\app", or leave it out and use absolute paths.',
      ),
    weigh: (_, facts) => {
      const mode = newMode(facts);
      return mode === null ? possible : weighing('possible', mode.evidence);
    },
  },
  {
    id: 'profile-unavailable',
    title: "Windows could not read the environment of the container's user",
    explain:
      "The shim asks for the default environment of the user's token. A damaged profile, or default profile, makes that fail.",
    reference: container,
    checks: [],
    fix: () =>
      unsplit(
        'Look at the Application log, provider Microsoft-Windows-User Profiles Service, and at HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList. Try the pod as "NT AUTHORITY\\SYSTEM": if it starts, the profile of the other account is at fault.',
      ),
    weigh: weighText,
  },
  {
    id: 'resource-limit',
    title: 'A limit of the pod, or the memory of the node, is too small',
    explain:
      'Limits become those of a job object: memory for all processes of the container together, CPU from 1 to 10000 hundredths of a percent. They cannot be changed while it runs.',
    reference: container,
    checks: ['resource-limits'],
    fix: ({ match }) =>
      unsplit(
        match.signature.id === 'job-limits-update'
          ? 'Change the limits in the manifest and let the pod be made anew: kubectl delete pod <name>. They cannot be changed in place.'
          : 'Raise or remove resources.limits of the container (memory above what the program needs to start; cpu at least 10m), and see what the node has left: Get-Counter "\\Memory\\Available MBytes", "\\Memory\\% Committed Bytes In Use".',
      ),
    weigh: (sighting, { os }) => {
      if (os === undefined) return weighText(sighting);
      const freeMiB = Math.round(os.memory.freeBytes / 2 ** 20);
      const seen = evidence('free memory of the node', `${freeMiB} MiB`);
      return weighing(freeMiB < 200 ? 'likely' : 'possible', seen);
    },
  },
  {
    id: 'image-platform',
    title: 'The image is not for this Windows, or not marked so that containerd takes it',
    explain:
      'A HostProcess image needs no special Windows, but the pull picks by platform: an index without os.version is taken from containerd 1.6.18 on, and one with it must fit the build of the node. A program for another processor does not start either.',
    reference: 'https://github.com/containerd/containerd/pull/8101',
    checks: ['containerd-version', 'os-build'],
    fix: ({ match }) =>
      unsplit(
        `See what it offers: docker buildx imagetools inspect ${match.captured.image ?? '<image>'}. Build it for windows/amd64 from the HostProcess base image and push it as a single manifest: docker buildx build --platform windows/amd64 --provenance=false --output=type=registry -t <image> .`,
      ),
    weigh: (_, facts) => {
      const shim = shimFamily(facts);
      const version = facts.os?.version.ok ? facts.os.version.value : null;
      const seen = [
        ...(version === null ? [] : [evidence('Windows build', version.build)]),
        ...(facts.os === undefined ? [] : [evidence('processor', facts.os.architecture)]),
        ...(shim === null ? [] : [shim.evidence]),
      ];
      return weighing(facts.os !== undefined && facts.os.architecture !== 'x64' ? 'likely' : 'possible', ...seen);
    },
  },
];
