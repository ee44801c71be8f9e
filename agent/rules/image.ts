import { buildFor, compact, inImage, inManifest, newTag, type Step } from '../fix.ts';
import type { Severity } from '../rule.ts';
import type { SavedImage } from '../shim/oci-process.ts';
import { isOfWindows } from '../windows/search-path.ts';

/** What is wrong with an image as that of a HostProcess container. */
interface ImageFault {
  severity: Severity;
  message: string;
  steps: readonly Step[];
}

/**
 * Judges an image by itself, for pods that leave its command, its directory and its user as they are.
 * Sources: hcsshim internal/jobcontainers/{path,logon}.go at v0.12.9, containerd issue 7431, Windows-Containers issues 366, 574.
 */
export const judgeImage = (image: SavedImage): ImageFault[] => [
  ...ofPlatform(image),
  ...ofHives(image),
  ...ofProgram(image),
  ...ofDirectory(image),
  ...ofUser(image),
];

const begin = (say: string) =>
  inImage(say, 'FROM mcr.microsoft.com/oss/kubernetes/windows-host-process-containers-base-image:v1.0.0');

function ofPlatform({ os, architecture, osVersion }: SavedImage): ImageFault[] {
  const build = newTag('Build it for windows/amd64 without os.version, as a single manifest, and push it.');
  if (os !== 'windows')
    return [{ severity: 'error', message: `it is for ${os || 'no operating system'}, not for windows`, steps: build }];
  const faults: ImageFault[] = [];
  if (architecture !== 'amd64')
    faults.push({
      severity: 'warn',
      message: `it is for ${architecture || 'no processor'}, and most Windows nodes are amd64`,
      steps: build,
    });
  if (osVersion !== null)
    faults.push({
      severity: 'info',
      message: `it asks for Windows ${osVersion}: a node with another build does not take it from an index, and HostProcess containers need none`,
      steps: [begin('Begin with the HostProcess base image, which names no build.')],
    });
  return faults;
}

function ofHives({ hives }: SavedImage): ImageFault[] {
  if (hives === 'valid' || hives === 'unknown') return [];
  const message =
    hives === 'empty'
      ? 'the registry files of its base layer are empty: Windows Server 2025 does not unpack it (0x3f1)'
      : 'no layer has the registry files of a base layer: Windows does not unpack it';
  return [
    {
      severity: hives === 'empty' ? 'warn' : 'error',
      message,
      steps: [begin('Begin with a base image that has them.'), ...newTag()],
    },
  ];
}

const mountPoint = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';
const drive = /^(?:[A-Za-z]:)?[\\/]+/;

function ofProgram(image: SavedImage): ImageFault[] {
  const { Entrypoint, Cmd } = image.config;
  const words = [...(Entrypoint ?? []), ...(Cmd ?? [])];
  const [program = '', first = ''] = words;
  if (program === '') {
    const say = 'Name the program.';
    return [
      {
        severity: 'warn',
        message: 'it has neither ENTRYPOINT nor CMD: each pod must name a command',
        steps: [inImage(say, 'ENTRYPOINT ["agent.exe"]')],
      },
    ];
  }
  // A host of programs, such as dotnet, gets the file to start as its first argument.
  const started = drive.test(program)
    ? program
    : drive.test(first) && /\.(?:dll|exe|m?js|jar|py|ps1)$/i.test(first)
      ? first
      : null;
  const faults: ImageFault[] = [];
  if (started !== null && !ofHost.test(started)) {
    const below = started.replace(drive, '').replaceAll('/', '\\');
    faults.push({
      severity: 'error',
      message: `its entry point names ${started}, which is a path of the host: the file of the image is below the mount point`,
      steps: [
        inManifest(`Replace the entry point in the pod: begin with ${mountPoint}${below}.`),
        inImage(
          'Or name a program at the root of the image by its name alone, which the shim finds in every mode.',
          'ENTRYPOINT ["agent.exe"]',
        ),
      ],
    });
  }
  const path = started?.replace(drive, '') ?? program;
  const named = [path, `${path}.exe`];
  const found = named.find((one) => ['program', 'other'].includes(image.fileAt(one) ?? ''));
  if (
    started === null &&
    found === undefined &&
    named.every((one) => image.fileAt(one) === 'absent') &&
    !isOfWindows(program)
  ) {
    faults.push({
      severity: 'warn',
      message: `${program} is not at the root of the image: it is found only where the node has it, or PATH names its folder`,
      steps: [inImage('Put it at the root of the image, which the shim adds to PATH.', 'COPY agent.exe /agent.exe')],
    });
  }
  const about = found === undefined ? null : image.programAt(found);
  if (about?.architecture != null && image.architecture !== '' && about.architecture !== image.architecture) {
    faults.push({
      severity: 'error',
      message: `${found} is made for ${about.architecture}, and the image for ${image.architecture}`,
      steps: newTag(
        'Build the program for the processor of the image, and push it.',
        buildFor(`windows/${image.architecture}`),
      ),
    });
  }
  if (about !== null && about.assemblies.length > 0) {
    faults.push({
      severity: 'warn',
      message: `${found} needs side-by-side assemblies (${about.assemblies.join(', ')}), which Windows does not find below C:\\hpc`,
      steps: [
        inImage(
          'Link its runtime statically, or let the start script copy it to a folder of the host and start it there.',
        ),
      ],
    });
  }
  return faults;
}

/** What each node has. */
const ofHost = /^(?:[A-Za-z]:)?[\\/]+(?:Windows|Program Files[\\/]+PowerShell)[\\/]/i;

const ofDirectory = ({ config: { WorkingDir } }: SavedImage): ImageFault[] =>
  compact(
    WorkingDir != null &&
      !/^(?:C:)?[\\/]*$/i.test(WorkingDir) && {
        severity: 'warn',
        message: `its WORKDIR ${WorkingDir} is a folder of the host with the bind filter, and the shim creates it there`,
        steps: [
          inManifest('Set the directory in the pod.', 'workingDir: "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\"'),
          inImage('Or leave WORKDIR out.'),
        ],
      },
  );

const ofUser = ({ config: { User } }: SavedImage): ImageFault[] =>
  compact(
    User != null &&
      User !== '' && {
        severity: 'info',
        message: `its USER ${User} is used where the pod sets no runAsUserName${/^Container(?:User|Administrator)$/i.test(User) ? ', and the host has no such account' : ''}`,
        steps: [
          inManifest('Set runAsUserName in the pod.', 'runAsUserName: "NT AUTHORITY\\\\Local Service"'),
          inImage('Or leave USER out.'),
        ],
      },
  );
