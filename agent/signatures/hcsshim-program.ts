import type { Signature } from '../signature.ts';

const path = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/path.go';

const own =
  'failed to find executable "|found directory instead of executable "|no ending quotation mark|failed to get system directory';
/** hcsshim could not find the program's name in the command line; the error text is from Windows. */
const name = new RegExp(
  `failed to get application name from commandline(?![^\\n]{0,2000}: (?:${own}))(?: "(?<command>[^\\n]{1,2000}?)": (?:CreateFile (?<path>[^\\n]{1,400}?): )?(?<tail>[^\\n]{1,400}))?`,
);
const literals = ['failed to get application name from commandline'];

const absent = [2, 3, 123, 161, 206, 267];
const closed = [5, 32, 1920];

const task = (text: string) =>
  `Error: failed to start containerd task "agent": failed to get application name from commandline ${text}: unknown`;

/** hcsshim looks for the program of the command. Not in bind mode, where cmd.exe does that. */
export const hcsshimProgram: readonly Signature[] = [
  {
    id: 'executable-not-found',
    component: 'hcsshim',
    title: 'The program of the container was not found',
    hostProcess: true,
    pattern: /failed to find executable "(?<path>[^"\n]{1,400})/,
    literals: ['failed to find executable'],
    samples: [
      task('"/usr/local/bin/agent.exe": failed to find executable "\\\\usr\\\\local\\\\bin\\\\agent.exe"'),
      'failed to start containerd task "agent": failed to get application name from commandline "C:\\\\tools": failed to find executable "C:\\\\tools"',
    ],
    nearMisses: ['exec: "agent": executable file not found in $PATH'],
    reference: path,
    causes: ['executable-path'],
  },
  {
    id: 'executable-directory',
    component: 'hcsshim',
    title: 'The command of the container names a directory',
    hostProcess: true,
    pattern: /found directory instead of executable "(?<path>[^"\n]{1,400})/,
    literals: ['found directory instead of executable'],
    samples: [
      task(`"tools": found directory instead of executable "C:\\\\C\\\\${'c0ffee01'.repeat(8)}\\\\tools"`),
      task('"C:\\\\agent": found directory instead of executable "C:\\\\agent"'),
    ],
    nearMisses: ['found directory instead of file'],
    reference: path,
    causes: ['executable-path'],
  },
  {
    id: 'executable-unresolved',
    component: 'hcsshim',
    title: 'Windows did not find the quoted program of the command',
    hostProcess: true,
    pattern: name,
    codes: { only: absent },
    literals,
    samples: [
      task('"\\"C:\\\\Program Files\\\\Agent\\\\agent.exe\\" --verbose": The system cannot find the file specified.'),
    ],
    nearMisses: ['CreateFile C:\\agent.exe: The system cannot find the file specified.'],
    reference: path,
    causes: ['executable-path', 'command-quoting'],
  },
  {
    id: 'executable-denied',
    component: 'hcsshim',
    title: 'The shim cannot read the program of the container',
    hostProcess: true,
    pattern: name,
    codes: { only: closed },
    literals,
    samples: [task('"\\"C:\\\\hpc\\\\agent.exe\\" -v": CreateFile C:\\hpc\\agent.exe: Access is denied.')],
    nearMisses: ['CreateFile C:\\agent.exe: Access is denied.'],
    reference: path,
    causes: ['shim-access', 'containerd-account', 'security-product'],
  },
  {
    id: 'executable-system-directory',
    component: 'hcsshim',
    title: 'Windows did not say where its system directory is',
    hostProcess: true,
    pattern:
      /failed to get application name from commandline[^\n]{0,2000}: failed to get system directory: (?<tail>[^\n]{1,400})/,
    literals,
    samples: [
      task(
        '"agent.exe": failed to get system directory: Not enough memory resources are available to process this command.',
      ),
    ],
    nearMisses: ['failed to get system directory'],
    reference: path,
    causes: ['resource-limit'],
  },
  {
    id: 'command-quote',
    component: 'hcsshim',
    title: 'The command of the container opens a quotation mark and does not close it',
    hostProcess: true,
    pattern: /no ending quotation mark found in command/,
    literals: ['no ending quotation mark found in command'],
    samples: [task('"\\"C:\\\\a b\\\\x.exe": no ending quotation mark found in command')],
    nearMisses: ['unterminated quotation mark in command'],
    reference: path,
    causes: ['command-quoting'],
  },
  {
    id: 'executable-cut',
    component: 'hcsshim',
    title: 'The program of the container was not found; the text ends before the reason, or the reason is not known',
    hostProcess: true,
    pattern: name,
    codes: { except: [...absent, ...closed] },
    literals,
    samples: [
      'Error: failed to start containerd task "agent": failed to get application name from commandline "agent.exe": fail...',
    ],
    nearMisses: ['failed to get application name'],
    reference: path,
    causes: ['executable-path', 'command-quoting', 'shim-access'],
  },
];
