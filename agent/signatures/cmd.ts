import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

/** A sentence of Windows in any language, and nothing else: cmd.exe does not say what it is about. */
const sentence = /^(?<tail>[^\d\n:(][^\n:(]{2,250}[.。!]?)(?<!\d\.?)$/;

/**
 * cmd.exe, which starts the command of a container in bind mode. Every machine says these words: they are a HostProcess
 * failure only if the text or its source shows it. Source: hcsshim internal/jobcontainers/jobcontainer.go at v0.11.7, and pull request 1467.
 */
export const cmd: readonly Signature[] = catalogue({ component: 'cmd', hostProcess: false }, [
  {
    id: 'cmd-not-recognized',
    title: 'cmd.exe did not find the program',
    pattern:
      /(?:^|[\s:"])(?:'(?<command>[^'\n]{1,300})' )?(?<!'[A-Za-z]:\\Program' )(?:is not recognized as an internal or external command|n['’]est pas reconnu en tant que commande interne|no se reconoce como un comando interno|non è riconosciuto come comando interno|não é reconhecido como um comando interno|не является внутренней или внешней)|Der Befehl "(?<german>[^"\n]{1,300})" ist entweder falsch geschrieben|は、内部コマンドまたは外部コマンド|不是内部或外部命令|不是內部或外部命令|내부 또는 외부 명령/,
    unless: ['CONTAINER_SANDBOX_MOUNT_POINT'],
    sample: "'agent.exe' is not recognized as an internal or external command, operable program or batch file.",
    causes: ['executable-path', 'path-variable', 'command-quoting', 'mount-shadowed'],
  },
  {
    id: 'cmd-cut-path',
    title: 'cmd.exe read the path of the program only up to its first space',
    pattern: /'(?<command>[A-Za-z]:\\Program)' is not recognized as an internal or external command/,
    sample: "'C:\\Program' is not recognized as an internal or external command, operable program or batch file.",
    causes: ['command-quoting'],
  },
  ...byCode({ pattern: sentence, say: (text) => text }, [
    {
      id: 'cmd-path',
      codes: [2, 3, 15],
      title: 'cmd.exe did not find a path that the command names',
      causes: ['executable-path', 'command-quoting', 'mount-shadowed'],
    },
    {
      id: 'cmd-denied',
      codes: [5, 740],
      title: 'cmd.exe was not allowed to start the program',
      causes: ['executable-access'],
    },
    {
      id: 'cmd-blocked',
      codes: [32, 225, 1260, 4551],
      title: 'A policy or a virus scanner blocked the program',
      causes: ['security-product'],
    },
    {
      id: 'cmd-memory',
      codes: [8],
      title: 'There was too little memory to start the program',
      causes: ['resource-limit'],
    },
    { id: 'cmd-disk', codes: [112], title: 'A disk of the node is full', causes: ['container-storage'] },
  ]),
  {
    id: 'cmd-syntax',
    title: 'cmd.exe could not read the command',
    pattern:
      /^(?:The filename, directory name, or volume label syntax is incorrect\.|The syntax of the command is incorrect\.|[^\n]{1,60} was unexpected at this time\.|The (?:command|input) line is too long\.)$/,
    sample: 'The filename, directory name, or volume label syntax is incorrect.',
    causes: ['command-quoting'],
  },
  {
    id: 'cmd-format',
    title: 'The program is not made for this Windows',
    pattern:
      /^(?:This version of (?<path>[^\n]{1,300}) is not compatible with the version of Windows you're running\.[^\n]{0,200}|The system cannot execute the specified program\.)$/,
    sample: 'The system cannot execute the specified program.',
    causes: ['image-platform'],
  },
  {
    id: 'cmd-directory',
    title: 'cmd.exe cannot use the working directory',
    pattern: /^The directory name is invalid\.$|CMD\.EXE was started with the above path as the current directory/,
    sample: 'The directory name is invalid.',
    causes: ['working-directory'],
  },
  {
    id: 'cmd-message',
    title: 'cmd.exe did not find its own files, because something hides C:\\Windows\\System32 from it',
    pattern: /The system cannot find message text for message number 0x[0-9a-f]{1,8} in the message file for/,
    sample: 'The system cannot find message text for message number 0x2350 in the message file for Application.',
    causes: ['mount-shadowed'],
  },
]);
