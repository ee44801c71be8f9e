import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

const bindMode = 'https://github.com/microsoft/hcsshim/pull/1467';

/**
 * cmd.exe, which starts the command of a container in bind mode. Every machine says these words: they are a HostProcess
 * failure only if the text or its source shows it.
 */
export const cmd: readonly Signature[] = catalogue({ component: 'cmd', hostProcess: false, reference: bindMode }, [
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
  {
    id: 'cmd-path',
    title: 'cmd.exe did not find a path that the command names',
    pattern:
      /^(?:The system cannot find the (?:path|file|drive) specified\.|Das System kann (?:den angegebenen Pfad|die angegebene Datei) nicht finden\.|指定されたパスが見つかりません。)$/,
    sample: 'The system cannot find the path specified.',
    causes: ['executable-path', 'command-quoting', 'mount-shadowed'],
  },
  {
    id: 'cmd-syntax',
    title: 'cmd.exe could not read the command',
    pattern:
      /^(?:The filename, directory name, or volume label syntax is incorrect\.|The syntax of the command is incorrect\.|[^\n]{1,60} was unexpected at this time\.|The (?:command|input) line is too long\.)$/,
    sample: 'The filename, directory name, or volume label syntax is incorrect.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go',
    causes: ['command-quoting'],
  },
  {
    id: 'cmd-denied',
    title: 'cmd.exe was not allowed to start the program',
    pattern: /^(?:Access is denied\.|The requested operation requires elevation\.)$/,
    sample: 'Access is denied.',
    causes: ['executable-access'],
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
    id: 'cmd-blocked',
    title: 'A policy or a virus scanner blocked the program',
    pattern:
      /^(?:This program is blocked by group policy\.[^\n]{0,200}|An Application Control policy has blocked this file\.|Operation did not complete successfully because the file contains a virus[^\n]{0,100}|The process cannot access the file because it is being used by another process\.)$/,
    sample: 'An Application Control policy has blocked this file.',
    causes: ['security-product'],
  },
  {
    id: 'cmd-directory',
    title: 'cmd.exe cannot use the working directory',
    pattern: /^The directory name is invalid\.$|CMD\.EXE was started with the above path as the current directory/,
    sample: 'The directory name is invalid.',
    causes: ['working-directory'],
  },
  {
    id: 'cmd-memory',
    title: 'There was too little memory to start the program',
    pattern: /^Not enough memory resources are available to process this command\.$/,
    sample: 'Not enough memory resources are available to process this command.',
    causes: ['resource-limit'],
  },
  {
    id: 'cmd-disk',
    title: 'A disk of the node is full',
    pattern: /^There is not enough space on the disk\.$/,
    sample: 'There is not enough space on the disk.',
    causes: ['container-storage'],
  },
  {
    id: 'cmd-message',
    title: 'cmd.exe did not find its own files, because something hides C:\\Windows\\System32 from it',
    pattern: /The system cannot find message text for message number 0x[0-9a-f]{1,8} in the message file for/,
    sample: 'The system cannot find message text for message number 0x2350 in the message file for Application.',
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts',
    causes: ['mount-shadowed'],
  },
]);
