import { command } from '../command.ts';
import { readManifestFiles } from '../source/manifests.ts';

export const lint = command({
  id: 'lint',
  summary: 'judge the HostProcess pods of manifests before they are deployed',
  operands: '<file | folder | - ...>',
  flags: ['containerd', 'bind-filter', 'fail-on', 'all', 'verbose'],
  outputs: ['text', 'json', 'sarif', 'junit'],
  details:
    'Reads YAML and JSON: pods, the workloads that make them, and lists; also from helm template or kustomize build:\n' +
    '  helm template chart/ | hostprobe lint -\n' +
    'A comment silences one rule for its line, or for the next: # hostprobe: ignore <rule> <reason>\n' +
    'What holds on some of the nodes asked for only weighs less: an error is a warning then, a warning a note.\n' +
    'Exit codes: 0 nothing wrong, 1 something wrong (--fail-on), 2 nothing wrong and no HostProcess pod to judge.',
  async run({ config, operands, print, view }) {
    const inputs = await readManifestFiles(operands);
    const [linter, { lintFormNamed }, { targeted }] = await Promise.all([
      import('../lint.ts'),
      import('../lint/index.ts'),
      import('../node/kind.ts'),
    ]);
    const nodes = targeted({ containerd: config.containerd, bindFilter: config['bind-filter'] });
    const result = linter.lint(inputs, { nodes, all: config.all });
    await print(lintFormNamed(config.output).render(result, view));
    const { error, warn } = linter.countProblems(result.problems);
    if (error > 0 || (config['fail-on'] === 'warn' && warn > 0)) return 1;
    return result.pods.length === 0 ? 2 : 0;
  },
});
