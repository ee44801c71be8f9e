import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { completion } from '../../agent/cli/completion.ts';
import { program, source } from '../program.ts';
import { runNode } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

/** A folder for PATH in which hostprobe is a program. */
function folderWithProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-completion-'));
  writeFileSync(join(folder, 'hostprobe'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  return folder;
}

const withProgram = `${folderWithProgram()}:${process.env.PATH}`;

/** What bash offers for these words, of which the last one is not complete. */
async function completedByBash(words: readonly string[], given: string): Promise<string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `${given}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}\n_hostprobe 2>/dev/null\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['-c', script], { env: { PATH: withProgram } });
  return stdout.split('\n');
}

test('bash completes commands, flags, values and files by it', async () => {
  const { stdout } = await run(['completion', 'bash']);
  expect(await completedByBash(['hostprobe', 'sta'], stdout)).toEqual(['status']);
  expect(await completedByBash(['hostprobe', 'report', '-o', 'j'], stdout)).toEqual(['json', 'junit']);
  expect(await completedByBash(['hostprobe', 'lint', 'manifests/cha'], stdout)).toEqual(['manifests/chart']);
});

test('in a clone it also makes the function that it completes', async () => {
  const environment = { npm_lifecycle_event: 'hostprobe' };
  const { stdout } = await runNode([source, 'completion', 'bash'], { environment });
  expect(stdout).toMatch(/^hostprobe\(\) \{ node '[^']*\/scripts\/pinned\.mjs' --omit=dev '[^']*' "\$@"; \}\n/);
});

test.each([
  ['fish', /^function hostprobe; node '[^']*\/scripts\/pinned\.mjs' --omit=dev '[^']*' \$argv; end\n# hostprobe comp/],
  [
    'powershell',
    /^function hostprobe \{ node '[^']*\/scripts\/pinned\.mjs' --omit=dev '[^']*' @args \}\n# hostprobe comp/,
  ],
  ['kubectl', /^#!\/bin\/sh\n/],
])('in a clone the script for %s begins as its shell defines a function', async (shell, begins) => {
  const environment = { npm_lifecycle_event: 'hostprobe' };
  expect((await runNode([source, 'completion', shell], { environment })).stdout).toMatch(begins);
});

test('the plugin prints the program by which kubectl completes it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-plugin-'));
  mkdirSync(join(folder, 'bin'));
  const plugin = join(folder, 'bin', 'kubectl-hostprobe');
  symlinkSync(program, plugin);
  const { stdout } = await runNode([plugin, 'completion', 'zsh']);
  expect(stdout).toBe((await run(['completion', 'kubectl'])).stdout);
  // A kubectl that only starts the plugin, as the real one does.
  writeFileSync(join(folder, 'bin', 'kubectl'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${plugin}' "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'bin', 'kubectl_complete-hostprobe'), stdout, { mode: 0o755 });
  const asked = await execa(join(folder, 'bin', 'kubectl_complete-hostprobe'), ['sta'], {
    env: { PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}` },
  });
  expect(asked.stdout).toMatch(/^status\tshow all Windows nodes .*\n:4$/);
});

test('bash completes a value after =, which it gives as three words', async () => {
  const { stdout } = await run(['completion', 'bash']);
  expect(await completedByBash(['hostprobe', 'lint', '--fail-on', '=', 'w'], stdout)).toEqual(['warn']);
  expect(await completedByBash(['hostprobe', 'lint', '--fail-on', '='], stdout)).toEqual(['warn', 'error']);
});

const typed = [
  ['a command', 'hostprobe stat', 'hostprobe status '],
  ['a value', 'hostprobe report -o js', 'hostprobe report -o json '],
  ['a value after =', 'hostprobe lint --fail-on=w', 'hostprobe lint --fail-on=warn '],
  ['a folder', 'hostprobe lint manifests/cha', 'hostprobe lint manifests/chart/'],
] as const;

test.each(typed)('fish completes %s by it', async (_, line, whole) => {
  const script = `hostprobe completion fish | source; complete -C '${line}'`;
  const { stdout } = await execa('fish', ['-N', '-c', script], { env: { PATH: withProgram } });
  const [word] = stdout.split('\t');
  expect(`${line.replace(/\S+$/, '')}${word}`).toBe(whole.trimEnd());
});

test('fish offers the names of files only where a file may stand', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-files-'));
  writeFileSync(join(folder, 'jsfile.yaml'), '');
  const offered = async (line: string) => {
    const script = `hostprobe completion fish | source; complete -C '${line}'`;
    const { stdout } = await execa('fish', ['-N', '-c', script], { env: { PATH: withProgram }, cwd: folder });
    return stdout.split('\n').map((one) => one.split('\t')[0]);
  };
  expect(await offered('hostprobe report -o js')).toEqual(['json']);
  expect(await offered('hostprobe js')).toEqual(['']);
  expect(await offered('hostprobe lint js')).toEqual(['jsfile.yaml']);
});

/** A terminal in which somebody types a line and the tab key; Ctrl-O prints the line as it then stands. */
const zshTerminal = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; autoload -Uz compinit && compinit -D; source <(hostprobe completion zsh)'
zpty -w z 'shown() { print -r "<$BUFFER>" }; zle -N shown; bindkey "^O" shown; bindkey "^I" complete-word; print READ""Y'
zpty -r z out '*READY*'
zpty -w -n z "$1"$'\t\x0f'
zpty -r z out '*<hostprobe*>*'
print -r -- "$out"
zpty -d z`;

test.each(typed)('zsh completes %s by it', async (_, line, whole) => {
  const { stdout } = await execa('zsh', ['-f', '-c', zshTerminal, 'zsh', line], { env: { PATH: withProgram } });
  expect(/<(hostprobe.*)>/.exec(stdout)?.[1]).toBe(whole);
});

test('there is one for PowerShell, which asks hostprobe complete', async () => {
  const { code, stdout } = await run(['completion', 'powershell']);
  expect(code).toBe(0);
  expect(stdout).toContain('hostprobe complete --');
});

test.each([
  [[], ''],
  [['bash', 'zsh'], ', but got bash zsh'],
])('one shell must be named, not %j', async (shells, got) => {
  expect((await run(['completion', ...shells])).stderr).toBe(
    `hostprobe completion: name one shell: bash, zsh, fish, powershell, kubectl${got}\n`,
  );
});

test('another shell is refused with the list', async () => {
  expect(await run(['completion', 'csh'])).toMatchObject({
    code: 64,
    stderr: 'hostprobe completion: name one shell: bash, zsh, fish, powershell, kubectl, but got csh\n',
  });
});

test('the shells that the help names are those that there is a script for', async () => {
  const named = /^<(.*)>$/.exec(completion.operands ?? '')?.[1]?.split('|');
  const { stderr } = await run(['completion', 'csh']);
  expect(/name one shell: (.*), but got csh/.exec(stderr)?.[1]?.split(', ')).toEqual(named);
  for (const shell of named ?? []) expect((await run(['completion', shell])).code, shell).toBe(0);
});
