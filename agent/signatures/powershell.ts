import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

/** Windows PowerShell 5.1 and PowerShell 7 inside a container. Every machine says these words. */
export const powershell: readonly Signature[] = catalogue({ component: 'application', hostProcess: false }, [
  {
    id: 'powershell-term',
    title: 'PowerShell did not find a command',
    pattern:
      /(?:The term|Die Benennung|Le terme|El término|Termine|O termo|Имя|Termin|Výraz|The term) ?[«'"“„] ?(?<command>[^'"”»\n]{1,300}?) ?[»'"”][^\n]{0,80}(?:cmdlet|applet|командлета|rutiny)|用語 '(?<japanese>[^'\n]{1,300})' は、コマンドレット|无法将“(?<chinese>[^”\n]{1,300})”项识别为|'(?<korean>[^'\n]{1,300})' 용어가 cmdlet/i,
    literals: [
      'is not recognized as the name of a cmdlet',
      'is not recognized as a name of a cmdlet',
      'wurde nicht als Name eines Cmdlet',
      'pas reconnu comme nom d',
      'no se reconoce como nombre de un cmdlet',
      'riconosciuto come nome di cmdlet',
      'reconhecido como nome de cmdlet',
      'не распознано как имя командлета',
      'は、コマンドレット、関数',
      '项识别为 cmdlet',
      '용어가 cmdlet',
    ],
    unless: ['CONTAINER_SANDBOX_MOUNT_POINT'],
    sample: "The term 'agent' is not recognized as the name of a cmdlet, function, script file, or operable program.",
    causes: ['executable-path', 'path-variable', 'container-path'],
  },
  {
    id: 'powershell-file',
    title: 'PowerShell did not find the script that it was started with',
    pattern:
      /The argument '(?<path>[^'\n]{1,300})' (?:to the -File parameter does not exist|is not recognized as the name of a script file)/,
    sample:
      "The argument 'C:\\scripts\\start.ps1' to the -File parameter does not exist. Provide the path to an existing '.ps1' file as an argument to the -File parameter.",
    causes: ['executable-path', 'container-path'],
  },
  {
    id: 'powershell-start-process',
    title: 'Start-Process could not start a program',
    pattern: /Start-Process : This command cannot be run due to the error: [^\n]{1,300}/,
    sample: 'Start-Process : This command cannot be run due to the error: Class not registered.',
    causes: ['executable-path', 'image-platform'],
  },
  {
    id: 'powershell-policy',
    title: 'The execution policy of the node does not allow scripts',
    pattern:
      /(?:File (?<path>[^\n]{1,300}?) cannot be loaded because )?running scripts is disabled on this system|Ausführung von Skripts auf diesem System deaktiviert|exécution de scripts est désactivée sur ce|ejecución de scripts está deshabilitada en este|выполнение сценариев отключено в этой|スクリプトの実行が無効になっている|因为在此系统上禁止运行脚本/,
    samples: [
      'File C:\\scripts\\start.ps1 cannot be loaded because running scripts is disabled on this system. For more information, see about_Execution_Policies at https:/go.microsoft.com/fwlink/?LinkID=135170.',
      'start.ps1 : 无法加载文件 C:\\scripts\\start.ps1，因为在此系统上禁止运行脚本。',
    ],
    causes: ['execution-policy'],
  },
  {
    id: 'powershell-quote',
    title: 'PowerShell got a command with a quotation mark that is not closed',
    pattern: /The string is missing the terminator: ["']\./,
    sample: 'The string is missing the terminator: ".',
    causes: ['command-quoting'],
  },
]);
