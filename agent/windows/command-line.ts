/**
 * The program that a Windows command line starts. A path with spaces and without quotes is taken up to its
 * first ".exe", which is where CreateProcess ends up when no shorter program exists.
 */
export function programOf(commandLine: string): string {
  const quoted = /^\s*"([^"]*)"/.exec(commandLine);
  if (quoted !== null) return quoted[1] ?? '';
  const first = /^\s*(\S*)/.exec(commandLine)?.[1] ?? '';
  if (!/[\\/]/.test(first)) return first;
  return /^\s*(\S.*?\.exe)(?=\s|$)/i.exec(commandLine)?.[1] ?? first;
}

/** The file name of a program, in lower case and without ".exe": "containerd" for `C:\k\Containerd.EXE`. */
export function programName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
  return name.toLowerCase().replace(/\.exe$/, '');
}

/**
 * A command line as its words, by the rules of CommandLineToArgvW: double quotes group, and backslashes escape only
 * when they are before a quote. The program is one of the words, cut at its spaces when it is not quoted.
 */
export function wordsOf(commandLine: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (const piece of commandLine.match(/\\*"|\\+|\s+|[^\\\s"]+/g) ?? []) {
    if (piece.endsWith('"')) {
      const slashes = piece.length - 1;
      const escaped = slashes % 2 === 1;
      word = (word ?? '') + '\\'.repeat(Math.floor(slashes / 2)) + (escaped ? '"' : '');
      if (!escaped) quoted = !quoted;
    } else if (quoted || !/^\s/.test(piece)) {
      word = (word ?? '') + piece;
    } else {
      if (word !== null) words.push(word);
      word = null;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

/** The value of a flag, `--name=value` or `--name value`, the last one when it is given twice; null when it is missing. */
export function flagOf(commandLine: string, ...names: string[]): string | null {
  const words = wordsOf(commandLine);
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at] ?? '';
    if (names.includes(word)) return words[at + 1] ?? null;
    const name = names.find((candidate) => word.startsWith(`${candidate}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return null;
}
