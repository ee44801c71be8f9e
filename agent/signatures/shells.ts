import type { Signature } from '../signature.ts';
import { errorTextsOf } from '../windows/error-text.ts';
import { byCode, catalogue, longOf } from './catalogue.ts';
import { anyOf, listed, quoted } from './words.ts';

/** A sentence of Windows in any language, and nothing else: cmd.exe does not say what it is about. */
const sentence = /^(?<tail>[^\d\n:(][^\n:(]{2,250})(?<!\d\.?)$/;

/** cmd.exe did not find a program, in each language after the name of the program. */
const notRecognized = listed(`
  is not recognized as an internal or external command | n'est pas reconnu en tant que commande interne |
  n’est pas reconnu en tant que commande interne | ist entweder falsch geschrieben |
  no se reconoce como un comando interno | non è riconosciuto come comando interno |
  não é reconhecido como um comando interno | не является внутренней или внешней |
  nie jest rozpoznawana jako polecenie wewnętrzne | není názvem vnitřního ani vnějšího příkazu |
  iç ya da dış komut | は、内部コマンドまたは外部コマンド | 不是内部或外部命令 | 不是內部或外部命令 | 은(는) 내부 또는 외부 명령`);
/** cmd.exe could not read a command, in its own words. */
const unreadable = listed(`
  The syntax of the command is incorrect | The command line is too long | The input line is too long |
  Syntaxfehler | Die eingegebene Zeile ist zu lang | La syntaxe de la commande n'est pas correcte |
  La syntaxe de la commande n’est pas correcte | La sintaxis del comando no es correcta |
  Sintassi del comando errata | A sintaxe do comando está incorreta | Ошибка в синтаксисе команды |
  コマンドの構文が誤っています | 命令语法不正确 | 命令語法不正確 | 명령 구문이 올바르지 않습니다`);

/**
 * cmd.exe, which starts the command of a container in bind mode. Every machine says these words: they are a HostProcess
 * failure only if the text or its source shows it. Source: hcsshim internal/jobcontainers/jobcontainer.go at v0.11.7, and pull request 1467.
 */
const cmd = catalogue({ component: 'cmd', hostProcess: false })({
  'cmd-not-recognized': {
    title: 'cmd.exe did not find the program',
    pattern: new RegExp(`(?:${quoted()} ?)?(?<!['"][A-Za-z]:\\\\{1,8}Program['"] ?)(?:${anyOf(notRecognized)})`),
    unless: ['CONTAINER_SANDBOX_MOUNT_POINT'],
    sample: "'agent.exe' is not recognized as an internal or external command, operable program or batch file.",
    causes: ['executable-path', 'path-variable', 'command-quoting', 'mount-shadowed'],
  },
  'cmd-cut-path': {
    title: 'cmd.exe read the path of the program only up to its first space',
    pattern: new RegExp(`['"](?<command>[A-Za-z]:\\\\{1,8}Program)['"] ?(?:${anyOf(notRecognized)})`),
    sample: "'C:\\Program' is not recognized as an internal or external command, operable program or batch file.",
    causes: ['command-quoting'],
  },
  ...byCode({ pattern: sentence, say: (text) => text })({
    'cmd-path': {
      codes: [2, 3, 15],
      title: 'cmd.exe did not find a path that the command names',
      causes: ['executable-path', 'command-quoting', 'mount-shadowed'],
    },
    'cmd-denied': {
      codes: [5, 740],
      title: 'cmd.exe was not allowed to start the program',
      causes: ['executable-access'],
    },
    'cmd-blocked': {
      codes: [32, 225, 1260, 4551],
      title: 'A policy or a virus scanner blocked the program',
      causes: ['security-product'],
    },
    'cmd-memory': {
      codes: [8],
      title: 'There was too little memory to start the program',
      causes: ['resource-limit'],
    },
    'cmd-disk': { codes: [112], title: 'A disk of the node is full', causes: ['container-storage'] },
  }),
  'cmd-syntax': {
    title: 'cmd.exe could not read the command',
    pattern: new RegExp(
      `^(?:${anyOf([...errorTextsOf([123]), ...unreadable])}|[^\\n]{1,60} (?:was unexpected at this time|kann syntaktisch an dieser Stelle nicht verarbeitet werden))[.。]?$`,
    ),
    literals: [...longOf([123]), ...unreadable, 'was unexpected at this time', 'kann syntaktisch an dieser Stelle'],
    sample: 'The filename, directory name, or volume label syntax is incorrect.',
    causes: ['command-quoting'],
  },
  'cmd-format': {
    title: 'The program is not made for this Windows',
    pattern:
      /^(?:This version of (?<path>[^\n]{1,300}) is not compatible with the version of Windows you're running\.[^\n]{0,200}|(?:Cette version de|该版本的|此版本的) (?<program>[^\n]{1,300}) (?:n['’]est pas compatible avec|与你运行的 Windows|與您執行的 Windows)[^\n]{0,200}|The system cannot execute the specified program\.)$/,
    sample: 'The system cannot execute the specified program.',
    causes: ['image-platform'],
  },
  'cmd-directory': {
    title: 'cmd.exe cannot use the working directory',
    pattern: new RegExp(
      `^(?:${anyOf(errorTextsOf([267]))})[.。]?$|CMD\\.EXE was started with the above path as the current directory`,
    ),
    literals: [...longOf([267]), 'CMD.EXE was started with the above path'],
    sample: 'The directory name is invalid.',
    causes: ['working-directory'],
  },
  'cmd-message': {
    title: 'cmd.exe did not find its own files, because something hides C:\\Windows\\System32 from it',
    pattern: /The system cannot find message text for message number 0x[0-9a-f]{1,8} in the message file for/,
    sample: 'The system cannot find message text for message number 0x2350 in the message file for Application.',
    causes: ['mount-shadowed'],
  },
});

/** The execution policy allows no scripts, in other languages than English. */
const scriptsDisabled = listed(`
  Ausführung von Skripts auf diesem System deaktiviert | exécution de scripts est désactivée sur ce |
  ejecución de scripts está deshabilitada en este | esecuzione di script è disabilitata |
  execução de scripts foi desabilitada neste | uruchamianie skryptów jest wyłączone |
  spouštění skriptů je v tomto systému zakázáno | bu sistemde betik çalıştırma devre dışı |
  выполнение сценариев отключено в этой | スクリプトの実行が無効になっている | 因为在此系统上禁止运行脚本 | 這個系統上已停用指令碼執行 |
  이 시스템에서 스크립트를 실행할 수 없으므로`);

/** Windows PowerShell 5.1 and PowerShell 7 inside a container. Every machine says these words. */
const powershell = catalogue({ component: 'application', hostProcess: false })({
  'powershell-term': {
    title: 'PowerShell did not find a command',
    pattern: new RegExp(
      `${quoted()}[^\\n"«“„]{0,80}(?:cmdlet|applet|командлет|コマンドレット|rutiny)|: \\((?<called>[^\\n)]{1,300}):String\\) \\[\\], CommandNotFoundException`,
      'i',
    ),
    literals: listed(`
      is not recognized as the name of a cmdlet | is not recognized as a name of a cmdlet |
      wurde nicht als Name eines Cmdlet | wird nicht als Name eines Cmdlet | pas reconnu comme nom d |
      no se reconoce como nombre de un cmdlet | riconosciuto come nome di cmdlet | reconhecido como nome de cmdlet |
      jako nazwa polecenia cmdlet | jako název rutiny | terimi cmdlet | не распознано как имя командлета |
      コマンドレット、関数 | 项识别为 cmdlet | 辨識為 Cmdlet | 용어가 cmdlet | CommandNotFoundException`),
    unless: ['CONTAINER_SANDBOX_MOUNT_POINT'],
    sample: "The term 'agent' is not recognized as the name of a cmdlet, function, script file, or operable program.",
    causes: ['executable-path', 'path-variable', 'container-path'],
  },
  'powershell-file': {
    title: 'PowerShell did not find the script that it was started with',
    pattern: new RegExp(
      `The argument '(?<path>[^'\\n]{1,300})' (?:to the -File parameter does not exist|is not recognized as the name of a script file)|${quoted()}[^\\n"']{0,60}-File[^\\n"']{0,40}(?:n['’]existe pas|no existe|não existe|non esiste|nicht vorhanden|не существует|不存在)|-File パラメーターの引数 ${quoted('', 4)}`,
    ),
    literals: listed(`
    to the -File parameter | is not recognized as the name of a script file | paramètre -File | parámetro -File |
    parâmetro -File | parametro -File | Parameter -File | параметра -File | -File 形参 | -File パラメーター`),
    sample:
      "The argument 'C:\\scripts\\start.ps1' to the -File parameter does not exist. Provide the path to an existing '.ps1' file as an argument to the -File parameter.",
    causes: ['executable-path', 'container-path'],
  },
  'powershell-start-process': {
    title: 'Start-Process could not start a program',
    pattern: /Start-Process ?: This command cannot be run [^\n]{1,300}|\[Start-Process\], InvalidOperationException/,
    sample: 'Start-Process : This command cannot be run due to the error: Class not registered.',
    causes: ['executable-path', 'image-platform'],
  },
  'powershell-policy': {
    title: 'The execution policy of the node does not allow scripts',
    pattern: new RegExp(
      `(?:File (?<path>[^\\n]{1,300}?) cannot be loaded because )?running scripts is disabled on this system|${anyOf(scriptsDisabled)}|: \\(:\\) \\[\\], (?:PSSecurity|ParentContainsErrorRecord)Exception`,
    ),
    samples: [
      'File C:\\scripts\\start.ps1 cannot be loaded because running scripts is disabled on this system. For more information, see about_Execution_Policies at https:/go.microsoft.com/fwlink/?LinkID=135170.',
      'start.ps1 : 无法加载文件 C:\\scripts\\start.ps1，因为在此系统上禁止运行脚本。',
    ],
    causes: ['execution-policy'],
  },
  'powershell-quote': {
    title: 'PowerShell got a command with a quotation mark that is not closed',
    pattern: /The string is missing the terminator: ["']\.|TerminatorExpectedAtEndOfString/,
    sample: 'The string is missing the terminator: ".',
    causes: ['command-quoting'],
  },
});

/** The shells that start programs in a container. */
export const shells: readonly Signature[] = [...cmd, ...powershell];
