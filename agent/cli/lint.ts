import { command } from '../command.ts';
import { readManifestFiles } from '../source/manifests.ts';

export const lint = command({
  id: 'lint',
  summary: 'judge the HostProcess pods of manifests before you deploy them',
  operands: '<file | folder | - ...>',
  flags: ['containerd', 'bind-filter', 'kubernetes', 'fail-on', 'all', 'verbose'],
  outputs: ['text', 'json', 'sarif', 'junit'],
  details:
    'Reads YAML and JSON: pods, workloads, and lists; also the output of helm template or kustomize build:\n' +
    '  helm template chart/ | hostprobe lint -\n' +
    'A comment turns off one rule for its line, or for the next line: # hostprobe: ignore <rule> <reason>\n' +
    'A problem on only some of the selected nodes is one level lower: an error becomes a warning, a warning a note.\n' +
    'Exit codes: 0 nothing wrong, 1 something wrong (--fail-on), 2 nothing wrong and no HostProcess pod to judge.',
  async run({ config, operands, print, view }) {
    const inputs = await readManifestFiles(operands);
    const [linter, { lintFormNamed }, { targeted }] = await Promise.all([
      import('../lint.ts'),
      import('../lint/index.ts'),
      import('../node/kind.ts'),
    ]);
    const nodes = targeted({ containerd: config.containerd, bindFilter: config['bind-filter'] });
    const result = linter.lint(inputs, {
      nodes,
      all: config.all,
      ...(config.kubernetes === null ? {} : { kubernetes: config.kubernetes }),
    });
    await print(lintFormNamed(config.output).render(result, view));
    const { error, warn } = linter.countProblems(result.problems);
    if (error > 0 || (config['fail-on'] === 'warn' && warn > 0)) return 1;
    return result.pods.length === 0 ? 2 : 0;
  },
});
