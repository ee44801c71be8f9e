import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

const task = (text: string) => `Error: failed to start containerd task "agent": ${text}: unknown`;

/** What has a signature of its own. */
const ownOfProgram =
  'failed to find executable "|found directory instead of executable "|no ending quotation mark|failed to get system directory';
/** hcsshim could not find the program's name in the command line; the error text is from Windows. */
const name = new RegExp(
  `failed to get application name from commandline(?![^\\n]{0,2000}: (?:${ownOfProgram}))(?: "(?<command>[^\\n]{1,2000}?)": (?:CreateFile (?<path>[^\\n]{1,400}?): )?(?<tail>[^\\n]{1,400}))?`,
);

const program = (text: string) => task(`failed to get application name from commandline ${text}`);

/** What hcsshim itself writes after its wrapper; everything else there is a text of Windows. */
const own =
  "failed to (?:initialize process thread|update proc thread|find process after|terminate process after)|the handle has already been closed|close process's stdio|invalid argument";
/** CreateProcessAsUserW failed. Shims before 0.9.2 start it with Go's os/exec: "fork/exec <path>", not "failed to create process". */
const start = new RegExp(
  `failed to start host process(?!: (?:${own}))(?:: (?:failed to create process: )?(?:exec: "(?<path>[^"\\n]{1,400})": |fork/exec (?<path2>[^\\n]{1,400}?): )?(?<tail>[^\\n]{1,400}))?`,
);

const process = (text: string) => task(`failed to start host process: failed to create process: ${text}`);

/**
 * hcsshim looks for the program of the command, except in bind mode, where cmd.exe does that, and starts the process of a container.
 * Source: hcsshim internal/jobcontainers and internal/exec at v0.11.7.
 */
export const hcsshimStart: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true })({
  'executable-not-found': {
    title: 'The program of the container was not found',
    pattern: /failed to find executable "(?<path>[^"\n]{1,400})/,
    sample: program('"/usr/local/bin/agent.exe": failed to find executable "\\\\usr\\\\local\\\\bin\\\\agent.exe"'),
    causes: ['executable-path', 'path-variable'],
  },
  'executable-directory': {
    title: 'The command of the container names a directory',
    pattern: /found directory instead of executable "(?![A-Za-z]:\\{1,16}")(?<path>[^"\n]{1,400})/,
    sample: program(`"tools": found directory instead of executable "C:\\\\C\\\\${'c0ffee01'.repeat(8)}\\\\tools"`),
    causes: ['executable-path'],
  },
  ...byCode({
    pattern: name,
    say: (text) => program(`"\\"C:\\\\Program Files\\\\Agent\\\\agent.exe\\" --verbose": ${text}`),
  })({
    'executable-denied': {
      codes: [5, 32, 1920],
      title: 'The shim cannot read the program of the container',
      causes: ['shim-access', 'containerd-account', 'security-product'],
    },
    'executable-unresolved': {
      title: 'The program of the container was not found',
      causes: ['executable-path', 'command-quoting', 'shim-access'],
    },
  }),
  'command-quote': {
    title:
      'The command of the container has a quotation mark that is not closed or is in its first word, or a character that Windows does not accept',
    pattern:
      /no ending quotation mark found in command|found directory instead of executable "[A-Za-z]:\\{1,16}"|failed to start host process: invalid argument/,
    samples: [
      'no ending quotation mark found in command',
      program('"\\"\\\\\\"C:\\\\a b\\\\agent.exe\\\\\\"\\"": found directory instead of executable "C:\\\\"'),
      'failed to start host process: invalid argument',
    ],
    causes: ['command-quoting'],
  },
  'working-directory-create': {
    title: 'The working directory of the container does not exist and could not be created',
    pattern:
      /failed to start (?:containerd task|exec) "[^"\n]{1,253}": mkdir (?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/,
    sample: task('mkdir D:\\app: The system cannot find the path specified.'),
    causes: ['working-directory'],
  },
  'environment-block': {
    title: 'Windows could not read the environment of the container user',
    pattern: /failed to get default environment block(?!: invalid token)(?:: (?<tail>[^\n]{1,400}))?/,
    sample: task('failed to get default environment block: The system cannot find the file specified.'),
    causes: ['profile-unavailable'],
  },
  'console-resize': {
    title: 'The shim could not change the size of the terminal of a container',
    said: ['failed to resize pseudo console for job container', 'no pseudo console assigned for process'],
    causes: ['pseudo-console'],
  },
  'process-lost': {
    title: 'The shim could not open the process that it had just started',
    pattern:
      /failed to (?:find process after starting(?:: OpenProcess)?|terminate process after process not found)(?:: (?<tail>[^\n]{1,400}))?/,
    sample: task('failed to start host process: failed to find process after starting: OpenProcess: Access is denied.'),
    causes: ['containerd-account', 'security-product'],
  },
  ...byCode({ pattern: start, say: process })({
    'process-denied': {
      codes: [5, 740],
      title: 'The container user is not allowed to run the program or to enter its working directory',
      causes: ['executable-access', 'working-directory', 'security-product'],
    },
    'process-missing': {
      codes: [2, 3],
      title: 'The program of the container, or its working directory, does not exist',
      causes: ['executable-path', 'working-directory'],
    },
    'process-directory': {
      codes: [267],
      title: 'The working directory of the container is not valid',
      causes: ['working-directory'],
    },
    'process-long': {
      codes: [206],
      title: 'The command line of the container is too long for Windows',
      causes: ['command-quoting', 'executable-path'],
    },
    'process-format': {
      codes: [193, 216],
      title: 'The program of the container is not made for this Windows',
      causes: ['image-platform'],
    },
    'process-other': {
      title: 'The program of the container could not be started; hostprobe does not know the reason that it gives',
      causes: ['executable-path', 'executable-access', 'working-directory', 'resource-limit', 'containerd-account'],
    },
  }),
});
