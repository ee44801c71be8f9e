import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

const own =
  'failed to find executable "|found directory instead of executable "|no ending quotation mark|failed to get system directory';
/** hcsshim could not find the program's name in the command line; the error text is from Windows. */
const name = new RegExp(
  `failed to get application name from commandline(?![^\\n]{0,2000}: (?:${own}))(?: "(?<command>[^\\n]{1,2000}?)": (?:CreateFile (?<path>[^\\n]{1,400}?): )?(?<tail>[^\\n]{1,400}))?`,
);

const closed = [5, 32, 1920];

const task = (text: string) =>
  `Error: failed to start containerd task "agent": failed to get application name from commandline ${text}: unknown`;

/** hcsshim looks for the program of the command. Not in bind mode, where cmd.exe does that. Source: hcsshim internal/jobcontainers/path.go at v0.11.7. */
export const hcsshimProgram: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true }, [
  {
    id: 'executable-not-found',
    title: 'The program of the container was not found',
    pattern: /failed to find executable "(?<path>[^"\n]{1,400})/,
    sample: task('"/usr/local/bin/agent.exe": failed to find executable "\\\\usr\\\\local\\\\bin\\\\agent.exe"'),
    causes: ['executable-path', 'path-variable'],
  },
  {
    id: 'executable-directory',
    title: 'The command of the container names a directory',
    pattern: /found directory instead of executable "(?![A-Za-z]:\\{1,2}")(?<path>[^"\n]{1,400})/,
    sample: task(`"tools": found directory instead of executable "C:\\\\C\\\\${'c0ffee01'.repeat(8)}\\\\tools"`),
    causes: ['executable-path'],
  },
  ...byCode(
    { pattern: name, say: (text) => task(`"\\"C:\\\\Program Files\\\\Agent\\\\agent.exe\\" --verbose": ${text}`) },
    [
      {
        id: 'executable-denied',
        codes: closed,
        title: 'The shim cannot read the program of the container',
        causes: ['shim-access', 'containerd-account', 'security-product'],
      },
      {
        id: 'executable-unresolved',
        title: 'The program of the container was not found',
        causes: ['executable-path', 'command-quoting', 'shim-access'],
      },
    ],
  ),
  {
    id: 'command-quote',
    title:
      'The command of the container has a quotation mark that is not closed or is in its first word, or a character that Windows does not accept',
    pattern:
      /no ending quotation mark found in command|found directory instead of executable "[A-Za-z]:\\{1,2}"|failed to start host process: invalid argument/,
    samples: [
      'no ending quotation mark found in command',
      task('"\\"\\\\\\"C:\\\\a b\\\\agent.exe\\\\\\"\\"": found directory instead of executable "C:\\\\"'),
      'failed to start host process: invalid argument',
    ],
    causes: ['command-quoting'],
  },
]);
