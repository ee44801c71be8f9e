import { existsSync } from 'node:fs';

/** Of a path that is more than a name in the first folder. */
const folder = /^(.+)[\\/]/s;

/**
 * Redacts a text apart from paths that the user gave and whose folder is there: the name of a temporary folder may look like
 * a key, and without it nobody knows which file is meant.
 * @param argv of the program, with the paths
 */
export function exceptPaths(argv: readonly string[], text: string, redact: (text: string) => string): string {
  const isPath = (part: string) => existsSync(folder.exec(part)?.[1] ?? '');
  const paths = argv.flatMap((part) => part.split(/[=,]/)).filter(isPath);
  const longestFirst = paths.toSorted((one, other) => other.length - one.length);
  const standIn = (index: number) => `/path${index}/of/user`;
  const hidden = longestFirst.reduce((rest, path, index) => rest.replaceAll(path, () => standIn(index)), text);
  return longestFirst.reduce((rest, path, index) => rest.replaceAll(standIn(index), () => path), redact(hidden));
}
