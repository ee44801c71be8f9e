import { command } from '../command.ts';
import { calledAs } from '../config/environment.ts';
import { UserError } from '../error.ts';

/**
 * Scripts that ask `hostprobe complete` for the words, as kubectl's ask its own. The answer is a line for each word, with a tab
 * before what it means, and `:0` at the end where file names may follow.
 */
const scripts: Readonly<Record<string, string>> = {
  bash: `# source <(hostprobe completion bash)
_hostprobe() {
  local IFS=$'\\n' lines typed=\${COMP_WORDS[COMP_CWORD]}
  lines=($(hostprobe complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=()
  local line
  for line in "\${lines[@]}"; do
    case $line in
      :0) COMPREPLY+=($(compgen -f -- "$typed")); compopt -o filenames ;;
      :4) ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done
}
complete -F _hostprobe hostprobe
`,
  zsh: `#compdef hostprobe
# source <(hostprobe completion zsh)
_hostprobe() {
  local -a found lines
  local line files=
  [[ $words[CURRENT] == -*=* ]] && compset -P '*='
  lines=("\${(@f)$(hostprobe complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    case $line in
      :0) files=yes ;;
      :4) ;;
      *) line=\${line//:/\\\\:}; found+=("\${line/$'\\t'/:}") ;;
    esac
  done
  (( $#found )) && _describe hostprobe found
  [[ -n $files ]] && _files
}
compdef _hostprobe hostprobe
`,
  fish: `# hostprobe completion fish | source
function __hostprobe_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l flag (string match -r '^--?\\w[\\w-]*=' -- $words[-1])
  for line in (hostprobe complete -- $words[2..-1] 2>/dev/null)
    switch $line
      case ':0'
        __fish_complete_path (commandline -ct)
      case ':4'
      case '*'
        echo "$flag$line"
    end
  end
end
complete -c hostprobe -f -a '(__hostprobe_complete)'
`,
  powershell: `# hostprobe completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName hostprobe -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($wordToComplete -eq '') { $words += '' }
  hostprobe complete -- @words 2>$null | Where-Object { $_ -notmatch '^:\\d$' } | ForEach-Object {
    $word, $help = $_ -split "\`t", 2
    if (-not $help) { $help = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $help)
  }
}
`,
  kubectl: `#!/bin/sh
# For kubectl hostprobe: save this as kubectl_complete-hostprobe in a folder of PATH, executable.
exec kubectl hostprobe complete -- "$@"
`,
};

export const completion = command({
  id: 'completion',
  summary: 'print a script that completes hostprobe commands, flags and values in a shell',
  operands: '<bash|zsh|fish|powershell|kubectl>',
  flags: [],
  outputs: [],
  details:
    'The script is for hostprobe in the PATH; in a clone it also makes a function of that name. kubectl completes its plugins\n' +
    'itself, and asks the program that hostprobe completion kubectl prints; the plugin prints no other.\n' +
    '  source <(hostprobe completion bash)',
  exits: { 0: 'the script is printed' },
  async run({ operands, print }) {
    const [shell = '', ...more] = operands;
    const script = Object.hasOwn(scripts, shell) && more.length === 0 ? scripts[shell] : undefined;
    if (script === undefined) {
      throw new UserError(
        `name one shell: ${Object.keys(scripts).join(', ')}${operands.length === 0 ? '' : `, but got ${operands.join(' ')}`}`,
      );
    }
    const program = calledAs();
    const isPlugin = program === 'kubectl hostprobe';
    const start = program === 'hostprobe' || shell === 'kubectl' ? '' : startOf(shell, process.argv[1] ?? '');
    await print(isPlugin ? (scripts.kubectl ?? '') : `${start}${script}`);
    return 0;
  },
});

/** hostprobe as a function of a shell, where only the sources are there. */
function startOf(shell: string, main: string): string {
  const quoted = `'${main.replaceAll("'", shell === 'powershell' ? "''" : `'\\''`)}'`;
  const run = `node ${quoted.replace(/agent.main\.ts'$/, "scripts/pinned.mjs'")} --omit=dev ${quoted}`;
  if (shell === 'powershell') return `function hostprobe { ${run} @args }\n`;
  return shell === 'fish' ? `function hostprobe; ${run} $argv; end\n` : `hostprobe() { ${run} "$@"; }\n`;
}
