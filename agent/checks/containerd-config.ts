import { check, fail, pass, skip } from '../check.ts';
import { evidence, known } from '../fact.ts';
import { onNode, shell } from '../fix.ts';
import { dumpCommand, refusalText, searchConfig, settingsFile } from '../node/containerd-config.ts';

export const containerdConfig = check({
  id: 'containerd-config',
  area: 'runtime',
  title: 'Configuration of containerd',
  why: 'containerd reads config.toml and the files that it imports only when it starts. A file that it refuses does no harm until the next restart or reboot; then containerd does not start, and neither does any pod of the node.',
  needs: ['runtime-binaries', 'runtime-process'],
  consults: ['services'],
  gives: ['pass', 'skip', 'fail'],
  reference: 'https://github.com/containerd/containerd/blob/main/docs/man/containerd-config.toml.5.md',
  run(facts) {
    const { containerd, config } = facts['runtime-binaries'];
    const file = known(config);
    if (file === null) return skip('there is no config.toml: containerd uses its defaults');
    const imports = (file.imports ?? []).map(({ path }) => evidence('imports', path));
    const seen = [evidence('file', file.path), ...imports];
    if (file.refused === undefined) {
      return pass(`containerd can read ${file.path}`, seen);
    }
    const { path } = file.refused;
    const isMissing = path !== file.path && !imports.some(({ value }) => value === path);
    const runs = facts['runtime-process'].containerd.length > 0;
    const before = `before anything restarts containerd${byTemplate(facts)}`;
    return fail(
      `containerd refuses ${path} (${refusalText(file.refused)}): ${runs ? 'it does not come back after a restart or reboot' : 'it does not start'}`,
      [...seen, evidence(path, refusalText(file.refused))],
      [
        ...(isMissing
          ? [
              onNode('See which files the configuration imports.', searchConfig(facts, 'imports')),
              onNode(`Put ${path} there, or take it out of imports, ${before}.`),
            ]
          : [
              onNode('See the lines of the file with their numbers.', showLines(path)),
              onNode(`Correct the file, and save it as UTF-8 without a byte order mark, ${before}.`),
            ]),
        onNode(
          'Ask containerd too, which prints the whole configuration, or an error; only a missing file it does not tell before it starts.',
          dumpCommand(containerd, file),
        ),
      ],
    );
  },
});

/** What rke2 and k3s write at their next start. */
const byTemplate = (facts: Parameters<typeof settingsFile>[0]): string => {
  const file = settingsFile(facts);
  return file.startsWith('config.toml.tmpl') ? `, and do the same in ${file}` : '';
};

const showLines = (path: string) =>
  shell`Get-Content -LiteralPath ${path} | ForEach-Object { $n = 0 } { $n++; "$n $_" }`;
