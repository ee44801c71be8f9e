import { type Call, command } from '../command.ts';
import { nodeFlags } from '../config/flags.ts';
import { nodeWays } from '../config/ways.ts';
import { UserError } from '../error.ts';
import { writeAll } from '../print/terminal.ts';
import type { SavedImage } from '../shim/oci-process.ts';
import { readManifestFiles } from '../source/manifests.ts';

/** Says on standard error, for every output format, which versions of Kubernetes are judged by the rules of another version. */
export async function sayIfUnknown(versions: readonly string[]): Promise<void> {
  const { judgedByOthers } = await import('../manifest/kubernetes.ts');
  for (const version of new Set(versions)) {
    const said = judgedByOthers(version);
    if (said !== null) await writeAll(process.stderr, `${said}\n`);
  }
}

const always = ['image', 'require', 'fail-on', 'all', 'verbose', 'containerd', 'bind-filter', 'kubernetes'] as const;
const flags = [...always, ...nodeFlags] as const;
type LintCall = Call<(typeof flags)[number]>;

/** @throws UserError when one is no image */
export async function readImages(paths: readonly string[]): Promise<{ file: string; image: SavedImage }[]> {
  if (paths.length === 0) return [];
  const { readImage } = await import('../source/image-archive.ts');
  return Promise.all(paths.map(async (file) => ({ file, image: await readImage(file) })));
}

export const lint = command({
  id: 'lint',
  summary: 'judge the HostProcess pods of manifests before you deploy them',
  operands: '<file | folder | - ...>',
  flags,
  ways: [{ by: ['facts'], takes: always }, ...nodeWays(always), { by: [], takes: always }],
  outputs: ['text', 'json', 'sarif', 'github', 'junit'],
  flagHelp: {
    facts:
      'judge only for nodes like the one of this snapshot (what hostprobe facts prints) or bundle; - is standard input; repeatable',
    node: 'judge only for nodes like this one of the cluster, or the one at https://host:20258; repeatable',
    all: 'judge every pod as a HostProcess pod',
    verbose: 'also show notes',
  },
  details:
    'Reads YAML and JSON: pods, workloads, and lists; also the output of helm template or kustomize build:\n' +
    '  helm template chart/ | hostprobe lint -\n' +
    '  docker save agent:1 -o agent.tar && hostprobe lint --image agent.tar\n' +
    'It changes nothing: edit the files as the fixes say, then deploy them as you always do.\n' +
    'A comment disables one rule for its line or for the next line: # hostprobe: ignore <rule> <reason>\n' +
    'A problem on only some of the selected nodes is one level lower: an error becomes a warning, a warning a note.\n' +
    'With --facts or --node it judges for nodes like those, and for the Kubernetes version of their cluster.',
  exits: {
    0: 'no problem at or above --fail-on',
    1: 'a problem of that level',
    2: 'with --require: no such problem, but also no HostProcess pod',
  },
  async run({ config, operands, print, view }) {
    const images = await readImages(config.image);
    const inputs = operands.length === 0 && images.length > 0 ? [] : await readManifestFiles(operands, config.facts);
    const [linter, form, target] = await Promise.all([
      import('../lint.ts'),
      import('../lint/index.ts').then(({ lintFormNamed }) => lintFormNamed(config.output)),
      targetOf(config),
    ]);
    if (target.kubernetes !== null) await sayIfUnknown([target.kubernetes]);
    const result = linter.lint(inputs, { ...target, all: config.all, images });
    await print(form.render(result, view));
    const { error, warn } = linter.countProblems(result.problems);
    if (error > 0 || (config['fail-on'] === 'warn' && warn > 0)) return 1;
    return config.require && result.pods.length === 0 ? 2 : 0;
  },
});

/**
 * The kinds of nodes to judge for: the kinds of the given nodes that match the flags.
 * @throws UserError if none matches, or a node cannot be read
 */
async function targetOf(config: LintCall['config']) {
  const { nodeKinds, targeted, kindsOf } = await import('../node/new-pod.ts');
  const asked = targeted({ containerd: config.containerd, bindFilter: config['bind-filter'] });
  if (config.facts === null && config.node.length === 0) {
    return { nodes: asked, kubernetes: config.kubernetes, kubelets: [] };
  }
  const [{ namedNodes }, { knownFacts }, { clusterVersion, kubeletVersion }, { compareMinor }] = await Promise.all([
    import('../source/node-flags.ts'),
    import('../snapshot.ts'),
    import('../node/kubernetes.ts'),
    import('../manifest/kubernetes.ts'),
  ]);
  const named = (await namedNodes(config)) ?? [];
  const facts = named.map(({ snapshot }) => knownFacts(snapshot));
  const kinds = new Set(facts.flatMap(kindsOf));
  const nodes = nodeKinds.filter((kind) => kinds.has(kind) && asked.includes(kind));
  if (nodes.length === 0) {
    throw new UserError(
      `--containerd and --bind-filter must leave one of the nodes that are given, but these are: ${[...kinds].join(', ')}; leave them out`,
    );
  }
  // Of several clusters the oldest version decides, because a pod must be accepted by all of them.
  const versions = facts.flatMap((known) => clusterVersion(known) ?? []).toSorted(compareMinor);
  const kubelets = facts.map(kubeletVersion);
  const known = kubelets.filter((version) => version !== null);
  // An unknown version may be any that works with the API server.
  return {
    nodes,
    kubernetes: config.kubernetes ?? versions[0] ?? null,
    kubelets: known.length === kubelets.length ? known : [],
  };
}
