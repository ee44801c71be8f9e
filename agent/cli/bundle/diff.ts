import type { BundleDifference, NotCompared } from '../../bundle/diff/result.ts';
import { diffBundles, type Side } from '../../bundle/diff.ts';
import { readBundleErrors } from '../../bundle/read.ts';
import type { Call } from '../../command.ts';
import { UserError } from '../../error.ts';
import { inItsFolder, makeBundle } from '../../fix/show.ts';
import { printable } from '../../print/printable.ts';
import { nameOfFile, readSaved } from '../../source/saved-files.ts';

/**
 * Prints the differences between two bundles. Resolves with 0 if there are none, else 1, as diff does.
 * @throws UserError if there are not two operands, or one is not a bundle
 */
export async function diff({
  config,
  operands,
  print,
  view,
}: Pick<Call, 'config' | 'operands' | 'print' | 'view'>): Promise<number> {
  const [a, b, ...more] = operands;
  if (a === undefined || b === undefined || more.length > 0) {
    throw new UserError(`--diff compares two bundles, but got ${operands.length}: hostprobe bundle --diff a.zip b.zip`);
  }
  if (a === '-' && b === '-') throw new UserError('standard input can be read only once; save one bundle to a file');
  const difference = diffBundles(await readSide(a), await readSide(b));
  await print(config.output === 'json' ? `${JSON.stringify(difference, null, 2)}\n` : toText(difference, view.ascii));
  return difference.differences.length === 0 ? 0 : 1;
}

async function readSide(path: string): Promise<Side> {
  const { snapshot, bundle } = await readSaved(path);
  if (bundle === null) {
    throw new UserError(
      `--diff compares bundles, but ${nameOfFile(path)} is a snapshot; take one ${inItsFolder} on the node: ${makeBundle}`,
    );
  }
  return { bundle: bundle.name, snapshot, manifest: bundle.manifest, errors: await readBundleErrors(bundle) };
}

function toText({ a, b, differences, notCompared }: BundleDifference, ascii: boolean): string {
  const lines = [
    ...[a, b].map(({ node, at, bundle }, index) => `${'ab'[index]}: ${node} as seen at ${at} (${bundle})`),
    '',
    ...(differences.length === 0 ? ['SAME in everything that could be compared'] : ['DIFFERENT (a -> b)']),
    ...differences.map(toRow),
    ...(notCompared.length === 0 ? [] : ['NOT COMPARED: unknown or uncertain in one of them (a -> b)']),
    ...notCompared.map(toRow),
  ];
  return lines.map((line) => `${printable(line, ascii).replaceAll('\n', ' ')}\n`).join('');
}

const toRow = ({ what, a, b }: NotCompared) => `        ${what}: ${show(a)} -> ${show(b)}`;
const show = (value: string | null | undefined) => (value === undefined ? 'not known' : (value ?? 'none'));
