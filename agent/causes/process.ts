import {
  isOfContainer,
  podArguments,
  possible,
  type Symptom,
  type WrittenCauses,
  weighing,
  weighText,
} from '../cause.ts';
import { evidence } from '../fact.ts';
import {
  compact,
  inImage,
  inManifest,
  lines,
  newTag,
  onCluster,
  onNode,
  runAsSystem,
  type ShellCommand,
  type Step,
  shell,
  yaml,
} from '../fix.ts';
import { containerdRunsAs } from '../node/containerd-account.ts';
import { seeDefender } from '../node/log-steps.ts';
import { newMode } from '../node/new-pod.ts';
import { belowRoot, hasContainerId, isBelowRoot, type Mode, pathMode } from '../shim/paths.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localSystem, serviceAccountSid } from '../windows/account.ts';
import { isOfWindows } from '../windows/search-path.ts';
import { hcsshimSource, learnPage, mountGuide, onlyBound, weighBy, weighMemory, weighUser } from './weigh.ts';

const container = hcsshimSource('blob/v0.11.7/internal/jobcontainers/jobcontainer.go');

/** The program of the command that the text names; undefined: it names none. */
function programOf({ match: { captured } }: Symptom): string | undefined {
  const command = (captured.path ?? captured.program ?? captured.command ?? captured.called)?.replace(/^cmd \/c /, '');
  return (
    (/^"+([^"]+)/.exec(command ?? '') ?? /^([^"]*?\.(?:exe|com|bat|cmd|ps1))(?!\S)/i.exec(command ?? ''))?.[1] ??
    command?.split(/[\s"]/)[0]
  );
}

/** No program can be started by the name of one. */
const isLibrary = (program: string | undefined): program is string => /\.dll$/i.test(program ?? '');

const nameOf = (program: string | undefined) => program?.split(/[\\/]/).at(-1) || undefined;

/** Absolute paths that are written for another mode. */
const wrongIn: Readonly<Record<Mode, RegExp>> = {
  volume: /^C:\\hpc(?:\\|$)/i,
  fallback: /^C:\\C\\|^C:\\hpc\\(?![0-9a-f]{64})/i,
  bind: /^C:\\C\\|^C:\\hpc\\[0-9a-f]{64}/i,
};

/** The program as a manifest should name it, right in every mode. Windows starts no script: PowerShell reads it. */
function commandLines(program: string | undefined): ShellCommand {
  const path = `%CONTAINER_SANDBOX_MOUNT_POINT%\\${(isLibrary(program) ? '' : belowRoot(program ?? '')) || 'agent.exe'}`;
  return path.toLowerCase().endsWith('.ps1')
    ? yaml`command: ["powershell.exe", "-File", ${path}]`
    : yaml`command: [${path}]`;
}

/** A program in the folder that the command names instead of it. */
function programInFolder({ match: { captured } }: Symptom): Step[] {
  const folder = captured.path ?? '';
  const isOfImage = hasContainerId(folder);
  const root = isOfImage ? `%CONTAINER_SANDBOX_MOUNT_POINT%\\${belowRoot(folder)}` : folder;
  return compact(
    !isOfImage &&
      onNode('See which programs the folder has.', shell`Get-ChildItem -LiteralPath ${folder} -Filter *.exe`),
    inManifest(
      'The command names a folder, so name the program in it, with its extension; agent.exe stands for it here.',
      yaml`command: [${`${root}\\agent.exe`}]`,
    ),
  );
}

/** The path that a user may not use, as Windows tools take it: they read / as the beginning of an option. */
function refusedPath(symptom: Symptom): string | undefined {
  const { signature, captured } = symptom.match;
  if (signature.component !== 'application') return programOf(symptom)?.replaceAll('/', '\\');
  const { path } = captured;
  const named = path === undefined || !/\s/.test(path) ? path : /^.*?\.\w{1,8}(?!\S)/.exec(path)?.[0];
  return named?.replaceAll('/', '\\');
}

/** Who must be able to use a file: `name` in a sentence, `account` for icacls.exe, and who gets the right in an image. */
type Reader = ReturnType<typeof containerUser>;

/** The account of a container is not known when its image is built: there every account, S-1-5-11, gets the right. */
const containerUser = (account: string) => ({
  name: 'the container user',
  account,
  inImage: { name: 'every account', sid: 'S-1-5-11' },
});
const shimUser: Reader = { name: 'SYSTEM', account: `*${localSystem}`, inImage: { name: 'SYSTEM', sid: localSystem } };

/** What a reader may do with a file of the node. */
function accessOnNode(symptom: Symptom, { name, account }: Reader): Step[] {
  const path = refusedPath(symptom);
  const unknown = symptom.match.signature.component === 'application' ? '<path>' : '<program>';
  // icacls.exe would look for any other in the folder of the reader.
  const file = path !== undefined && /^(?:[A-Za-z]:)?\\/.test(path) ? path : unknown;
  return compact(
    onNode('See who can use it: an entry (N) or (DENY) wins over others.', shell`icacls.exe ${file}`),
    symptom.match.signature.id === 'file-denied' &&
      onNode(
        'If it is to be written, see whether it is read-only (R) or a link (L), left of an earlier run.',
        shell`attrib.exe ${file}`,
      ),
    onNode(
      `If no entry lets ${name} in, and the program needs it, give ${name} the right to read and run it; M instead of RX lets it write.`,
      shell`icacls.exe ${file} /grant ${`${account}:RX`}`,
      'Everything that runs as this account can then use it.',
    ),
  );
}

/** The Docker of Windows builds without buildx, which pushes. */
const buildOnWindows = lines(shell`docker build -t <new image> .`, shell`docker push <new image>`);

/**
 * The same of a file below the root of the container: the node has it at another path, or only while the container runs.
 * @param below the root of the container
 */
const accessInContainer = (symptom: Symptom, below: string, { name, account, inImage: added }: Reader): Step[] =>
  compact(
    isOfContainer(symptom) &&
      onCluster(
        'While the container runs, see in it who can use the file.',
        shell`kubectl exec ${podArguments(symptom)} -- cmd.exe /c icacls.exe ${`%CONTAINER_SANDBOX_MOUNT_POINT%\\${below}`}`,
      ),
    onNode(
      `If it is in a hostPath volume, and no entry there lets ${name} in, give ${name} the right to read and run what is in the folder of the node; M instead of RX lets it write.`,
      shell`icacls.exe ${'<source>'} /grant ${`${account}:(OI)(CI)RX`}`,
      'Everything that runs as this account can then use it.',
    ),
    inImage(
      `If it is in the image, give ${added.name} the right to read and run it in a Dockerfile that is built on Windows.`,
      yaml`RUN ["icacls.exe", ${`C:\\${below}`}, "/grant", ${`*${added.sid}:RX`}]`,
    ),
    ...newTag('Build it there under a new tag, and push it.', buildOnWindows),
  );

/** What the shim may do with the program, which it looks for with its own account before it uses that of the container. */
function accessOfShim(symptom: Symptom): Step[] {
  const path = refusedPath(symptom) ?? '';
  if (/\\WindowsApps\\/i.test(path)) {
    return [
      inManifest(
        'Install the program for all users, PowerShell for example by its .msi, and name that: files in WindowsApps are aliases, which only their own user can open.',
        'command: ["C:\\\\Program Files\\\\PowerShell\\\\7\\\\pwsh.exe"]',
      ),
    ];
  }
  return isBelowRoot(path) ? accessInContainer(symptom, belowRoot(path), shimUser) : accessOnNode(symptom, shimUser);
}

/** Whether only the container has the file. C:\hpc is a folder of the node if the mode is not bind. */
function isOfContainerOnly(path: string, facts: KnownFacts): boolean {
  const mode = newMode(facts)?.mode ?? 'bind';
  return isBelowRoot(path) && (mode === 'bind' || pathMode(path) !== 'bind');
}

/** Only the shim writes the id of a container into a path: the manifest has the variable already. */
const findInImage = inManifest(
  'For a program of the image, see in which folder its Dockerfile puts it, and name that in command after %CONTAINER_SANDBOX_MOUNT_POINT%, which the shim has replaced here already.',
);
/** The shim takes the first word as the program, also where an image that sets no ENTRYPOINT leaves only arguments. */
const nameProgram = inManifest(
  'Name the program in command: the image sets no ENTRYPOINT, so that the first argument was taken as the program.',
  'command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\agent.exe"]',
);
/** A program that the program of the container starts, by its name alone. */
const pathOfHost = inManifest(
  'If the node has it, give the container the folders of Windows, and that of the program, in PATH.',
  'env:\n- name: PATH\n  value: C:\\Windows\\System32;C:\\Windows;C:\\Windows\\System32\\WindowsPowerShell\\v1.0',
);
const pathOfImage = [
  inManifest(
    'Name the folder that the program has in the image, and those of Windows, which this value replaces.',
    'env:\n- name: PATH\n  value: "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\<folder>;C:\\\\Windows\\\\System32;C:\\\\Windows;C:\\\\Windows\\\\System32\\\\WindowsPowerShell\\\\v1.0"',
  ),
  inImage('Or put the program at the root of the image, which the shim adds to PATH.', 'COPY agent.exe /agent.exe'),
  ...newTag(),
];
const usePowershell = inManifest(
  'Or use Windows PowerShell, which every Windows Server has.',
  'command: ["powershell.exe"]',
);

/** Their words name the quotation marks, or a length, whoever read the command. */
const saysQuoting = ['cmd-cut-path', 'command-quote', 'process-long'];
const quotedByCmd = onlyBound('possible', () => possible);

/** How the program of a container is found and started. */
export const processCauses: WrittenCauses = {
  'executable-path': {
    title: 'The program is not at this path on the node',
    explain:
      'The files of the image are below C:\\C\\<id> (containerd 1.6), C:\\hpc\\<id> (1.7 and newer without the bind filter) or C:\\hpc (with it). /x and C:\\x are paths of the host. In bind mode cmd.exe looks for the program, so that a missing program shows in the log of the container with exit code 1, not as an event.',
    reference: mountGuide,
    checks: ['sandbox-mode', 'bind-filter'],
    fix: (symptom) => {
      const program = programOf(symptom);
      if (program?.startsWith('-') === true) return [nameProgram];
      if (symptom.match.signature.id === 'executable-directory') return programInFolder(symptom);
      const fromRoot = hasContainerId(program ?? '')
        ? findInImage
        : inManifest(
            'If the program is in the image, name it below %CONTAINER_SANDBOX_MOUNT_POINT%, in the folder that it has in the image; $(...) and lower case are not replaced.',
            commandLines(program),
          );
      const onHost = onNode(
        'For a program of the host, such as pwsh.exe, see whether the node has it; if not, install it there, or put it into the image.',
        shell`Get-Command ${nameOf(program) ?? 'pwsh.exe'}`,
      );
      const isBare = program !== undefined && !/[\\/]/.test(program);
      if (isBare && symptom.match.signature.id === 'program-missing') return [onHost, pathOfHost, fromRoot];
      // Windows has powershell.exe: pwsh.exe exists only where somebody installed it.
      const isPwsh = /^pwsh(?:\.exe)?$/i.test(program ?? '');
      return isPwsh ? [onHost, usePowershell, fromRoot] : [fromRoot, onHost];
    },
    weigh: (symptom, facts) => {
      const mode = newMode(facts);
      const program = programOf(symptom);
      if (isLibrary(program)) return weighing('ruled-out', evidence('missing', program));
      if (mode === null) return possible;
      if (program === undefined) return weighing('possible', mode.evidence);
      const seen = evidence('program', program);
      return weighing(wrongIn[mode.mode].test(program) ? 'confirmed' : 'possible', seen, mode.evidence);
    },
  },
  'path-variable': {
    title: 'PATH of the container does not lead to the program',
    explain:
      'ENV PATH of a Dockerfile, or PATH in the pod, takes the place of that of the node, and its folders are those of the node, not those of the image below the mount point: without the folders of Windows no program of Windows is found. What setx and Windows installers write into the registry of the image does not reach a HostProcess container, which has the registry of the node.',
    reference: hcsshimSource('blob/v0.12.9/internal/jobcontainers/jobcontainer.go'),
    fix: (symptom) => (isOfWindows(programOf(symptom) ?? '') ? [pathOfHost] : pathOfImage),
    weigh: (symptom) => {
      const program = programOf(symptom);
      if (program === undefined) return possible;
      const weight = /[\\/]/.test(program) ? 'ruled-out' : isOfWindows(program) ? 'likely' : 'possible';
      return weighing(weight, evidence('program', program));
    },
  },
  'executable-access': {
    title: 'The container user is not allowed to use the program or the file',
    explain:
      'Windows opens a file with the rights of the container user. Local Service or a group may not have the right to a folder of the host, some programs demand an administrator, and nobody writes to a read-only file.',
    reference: container,
    fix: (symptom, facts) => {
      const refused = refusedPath(symptom) ?? '';
      const text = symptom.user?.runAs.text ?? '';
      // icacls.exe knows system accounts by the names that they have in the language of Windows.
      const sid = text === '' ? null : serviceAccountSid(text);
      const account = sid === null ? text || '<account>' : `*${sid}`;
      return compact(
        ...(isOfContainerOnly(refused, facts)
          ? accessInContainer(symptom, belowRoot(refused), containerUser(account))
          : accessOnNode(symptom, containerUser(account))),
        sid !== localSystem &&
          runAsSystem('Only if the program must do what an administrator may: run the pod as SYSTEM.'),
      );
    },
    weigh: weighUser(({ text }) => [/\\system$/i.test(text) ? 'possible' : 'likely']),
  },
  'shim-access': {
    title: 'The account of containerd is not allowed to read the program',
    explain:
      'Before the shim starts the program as the container user, it looks for the file with its own account, that of containerd. The rights of the container user do not matter for that. In bind mode the shim looks for cmd.exe only.',
    reference: hcsshimSource('blob/v0.11.7/internal/jobcontainers/path.go'),
    checks: ['containerd-account'],
    tails: [5, 1920],
    fix: (symptom) => accessOfShim(symptom),
    weigh: weighBy(containerdRunsAs, () => 'possible'),
  },
  'command-quoting': {
    title: 'cmd.exe or the shim misreads the quotation marks or special characters of the command',
    explain:
      'In bind mode the shim starts cmd /c <command>. cmd.exe gives & | < > ^ and %NAME% a meaning, reads only the first of several lines, and removes the outer quotation marks of a quoted program that has a quoted argument. A command line is limited to 8191 characters there, and to 32767 elsewhere. Quotation marks within a word of command become part of it, in every mode.',
    reference: container,
    fix: () => [
      inManifest(
        'Put the script into a file, and start it without quotation marks, from a path without spaces, with one argument per item of args.',
        'command: ["powershell.exe"]\nargs: ["-File", "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\start.ps1"]',
      ),
      inManifest('Close every quotation mark that the command opens, and remove characters that are not printable.'),
    ],
    weigh: (symptom, facts) =>
      saysQuoting.includes(symptom.match.signature.id) ? weighText(symptom) : quotedByCmd(symptom, facts),
  },
  'execution-policy': {
    title: 'The PowerShell execution policy of the node does not allow scripts',
    explain:
      'A HostProcess container uses the execution policy of the node. On Windows Server it is RemoteSigned unless a group policy sets another; Restricted and AllSigned stop unsigned scripts.',
    reference: learnPage('powershell/module/microsoft.powershell.core/about/about_execution_policies'),
    fix: ({ match: { captured } }) => [
      inManifest(
        'Start PowerShell with an execution policy of its own.',
        yaml`command: ["powershell.exe", "-ExecutionPolicy", "Bypass", "-File", ${captured.path ?? '%CONTAINER_SANDBOX_MOUNT_POINT%\\<file>'}]`,
      ),
      onNode(
        'If MachinePolicy or UserPolicy of this list is not Undefined, a group policy sets it, and must be changed instead.',
        'Get-ExecutionPolicy -List',
      ),
    ],
  },
  'working-directory': {
    title: 'The working directory does not exist, or the container user is not allowed to enter it',
    explain:
      'workingDir, or the WORKDIR of the image, is a path of the host: C:\\app of the image is C:\\C\\<id>\\app with containerd 1.6, and in bind mode C:\\app is that of the host. Newer shims try to create it; that fails on a drive that the node does not have.',
    reference: mountGuide,
    checks: ['working-directory'],
    fix: () => [
      inManifest(
        'Set a working directory that exists in every mode, or remove workingDir and use absolute paths.',
        'workingDir: "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\app"',
      ),
    ],
    weigh: (symptom, facts) => {
      const mode = newMode(facts);
      const { path } = symptom.match.captured;
      // If the text does not say which of the two is missing, its path is the program's.
      const isProgram = symptom.match.signature.causes[0] === 'executable-path';
      const seen = path === undefined || isProgram ? [] : [evidence('working directory', path)];
      return weighing('possible', ...seen, ...(mode === null ? [] : [mode.evidence]));
    },
  },
  'profile-unavailable': {
    title: 'Windows could not read the environment of the container user',
    explain:
      'The shim asks Windows for the default environment of the user. A damaged profile of the user, or a damaged default profile, makes that fail.',
    reference: container,
    fix: () => [
      onNode(
        'See which profile the User Profile Service cannot load: its events name the folder or the account.',
        'Get-WinEvent -FilterHashtable @{LogName="Application";ProviderName="Microsoft-Windows-User Profiles Service"} -MaxEvents 20 | Format-List TimeCreated, Id, Message',
      ),
      onNode(
        'List the profiles; one whose Status has the bit 8 is damaged.',
        'Get-CimInstance Win32_UserProfile | Format-Table SID, LocalPath, Status, Special',
      ),
      onNode(
        'If it is the profile of a local account, delete it by its SID in place of <sid>: Windows makes a new one at the next log-on.',
        'Get-CimInstance Win32_UserProfile | Where-Object SID -eq "<sid>" | Remove-CimInstance',
        'All files in the folder of this profile are deleted.',
      ),
      onNode(
        'If it is C:\\Users\\Default, or the profile of a system account, repair the files of Windows.',
        'sfc.exe /scannow',
      ),
      runAsSystem('If the pod must start before that, run it as another account, such as SYSTEM.'),
    ],
  },
  'file-in-use': {
    title: 'A program of the node still runs from the folder, or has the file open',
    explain:
      'Windows does not replace, move or delete what a program has open. A service that an earlier run of the container installed keeps running when the container ends.',
    reference: container,
    fix: () => [
      onNode(
        'See which programs run from the folder; <folder> is the folder of the text, without a backslash at its end.',
        shell`Get-Process | Where-Object Path -like '<folder>\\*' | Format-Table Id, Name, Path`,
      ),
      inManifest('Let the start script stop these programs or services before it changes their files.'),
      seeDefender,
    ],
  },
  'resource-limit': {
    title: 'A limit of the container, or the memory of the node, is too small',
    explain:
      'Limits become those of a job object: memory for all processes of the container together, CPU as a rate from 1 to 10000 hundredths of a percent. They cannot change while the container runs. The storage QoS annotations of hcsshim never work for HostProcess containers.',
    reference: container,
    checks: ['resource-limits', 'container-usage'],
    fix: (symptom) =>
      symptom.match.signature.id === 'job-limits-update'
        ? [
            inManifest(
              'Change the limits: those of a container that runs cannot change.',
              'resources:\n  limits:\n    memory: 512Mi',
            ),
          ]
        : [
            inManifest(
              'Raise or remove the limits: memory above what the program needs to start, CPU at least 10m.',
              'resources:\n  limits:\n    cpu: 500m\n    memory: 512Mi',
            ),
            onNode(
              'See how much memory the node has left; with little, move other pods to another node.',
              'Get-CimInstance Win32_PerfFormattedData_PerfOS_Memory | Format-List AvailableMBytes, PercentCommittedBytesInUse',
            ),
          ],
    // Our own choice: a program may need less or more.
    weigh: weighMemory(200),
  },
};
