import type { Range, SecretSpan } from '../span.ts';
import { isHarmlessAfter, isHarmlessWord } from './harmless.ts';
import { noiseOf } from './randomness.ts';

/** Runs of letters and digits: the parts of a word between its punctuation. */
export const atom = /[A-Za-z0-9]+/g;

export const isHex = (text: string) => /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);

const minLength = 16;
/** One of thousands of words made of several English words reaches this; one of a hundred random words does not. */
const leastNoise = 1;
/** A run of letters this long is no word; only type names are. */
const longRun = 25;

interface Atom extends Range {
  noise: number;
  isHex: boolean;
}

function beginOfBase64(whole: string, at: number): number {
  let start = at;
  while (/[A-Za-z0-9+/]/.test(whole.charAt(start - 1))) start--;
  return start;
}

/** `vpcbr0a1b2c3d4e5f`: an id with a short word; or an id joined to a word by a lost line break. */
const idWithWord = /^(?:[A-Z]?[a-z]{0,6}[0-9a-f]{8,}|[0-9a-f]{20,64}[A-Z]?[a-z]{1,12})$/;
/** An address in memory, of up to 64 bits. */
const isAddress = /^0[xX](?:[0-9a-f]{1,16}|[0-9A-F]{1,16})$/;
/** Parts of times in RFC 3339, and sizes: `25T15`, `832Z`, `8x4x4`. */
const partOfTime = /^(?:\d{1,8}T\d{1,6}Z?|\d{1,9}Z|\d{1,5}(?:x\d{1,5}){1,3})$/;

/**
 * Suffixes of pod names, also after a doubled dash. Source: kubernetes/apimachinery pkg/util/rand/rand.go (letters and
 * digits that form no words); projectcalico/calico libcalico-go/lib/names
 */
const podName =
  /^[a-z][a-z0-9]*(?:-{1,2}[a-z0-9]+)*?(?:-{1,2}[bcdfghjklmnpqrstvwxz2456789]{7,10})?-{1,2}[bcdfghjklmnpqrstvwxz2456789]{5}(?:-{1,2}eth\d|\.[\da-f]{14,16})?$/;
/**
 * Whether one of the names in a word is a pod's: `pods/<pod>`, `<namespace>_<pod>_<uid>` of folders with logs,
 * `<pod>_<namespace>_<container>` of links to logs, `<pod>_<namespace>(<uid>)` of the kubelet.
 */
const isOfPod = (word: string) => word.split(/[/\\_]/).some((name) => podName.test(name));
const ofPodName = /^(?:[bcdfghjklmnpqrstvwxz2456789]{5}|[bcdfghjklmnpqrstvwxz2456789]{7,10}|[a-z]{1,5}\d{1,2}s?)$/;

/** The noise of a part. Abbreviations do not count: small letters alone are noisy only if there are many. */
const noiseOfAtom = (part: string) =>
  part.length < 12 && /^[A-Z]?[a-z]+$/.test(part) ? Math.min(0, noiseOf(part)) : noiseOf(part);

/** Signs that occur in passwords but not in names. */
const signs = /[!#$*?@^~%]/;
const noiseOfSign = 1.2;

/** The noisiest part of a word if it is noisy enough, together with what belongs to it. */
export function noisyParts(word: string, text: string, offset: number): SecretSpan[] {
  // A percent escape separates parts, like the sign that it stands for.
  const whole = word.replaceAll(/%[0-9A-Fa-f]{2}/g, '   ');
  const found = [...whole.matchAll(atom)];
  // Few words have such a part, and only of those all names are looked at.
  const isPodName = found.some(([part]) => ofPodName.test(part)) && isOfPod(word);
  const atoms = found.map(({ 0: part, index }): Atom => {
    const hex =
      isHex(part) ||
      isAddress.test(part) ||
      idWithWord.test(part) ||
      partOfTime.test(part) ||
      (isPodName && ofPodName.test(part));
    // Ids, digests and numbers in hexadecimal say nothing.
    return { start: index, end: index + part.length, noise: hex ? 0 : noiseOfAtom(part), isHex: hex };
  });
  const secrets: SecretSpan[] = [];
  let rest = atoms;
  for (let best = noisiest(rest, whole); best !== null; best = noisiest(rest, whole)) {
    const { first, last } = best;
    const part = extended(atoms.indexOf(first), atoms.indexOf(last), atoms, whole);
    const starts = new Set([part.start, first.start].flatMap((start) => [start, beginOfBase64(whole, start)]));
    if ([...starts].some((start) => isHarmlessAfter(text, offset + start))) break;
    if (!isHarmlessWord(whole, part)) secrets.push({ ...part, id: 'random' });
    rest = rest.slice(rest.indexOf(last) + 1);
  }
  return secrets;
}

/**
 * A folder with a name that no other has: `/tmp/build-a9G1lK/`. base64 has a slash too, but none of these signs in one text
 * with it. Sources: mkdtemp(3); docs.python.org/3/library/tempfile; gnu.org/software/coreutils, mktemp
 */
const folder = /\/(?:[A-Za-z][A-Za-z\d]{0,30}[-_.]{1,2}(?:[A-Za-z\d]{1,30}[-_.]{1,2}){0,8}[A-Za-z\d]{1,10}|tmp\w{8})$/;
const isBehindFolder = (joint: string, before: string) =>
  joint.includes('/') && folder.test(before.slice(-100) + joint.slice(0, joint.indexOf('/')));

/** The run of atoms with the highest total noise, if it is high enough for its length. */
function noisiest(atoms: readonly Atom[], whole: string): { first: Atom; last: Atom } | null {
  let best: { first: Atom; last: Atom; sum: number } | null = null;
  let first: Atom | null = null;
  let sum = 0;
  let hex = 0;
  for (const [index, one] of atoms.entries()) {
    const before = atoms[index - 1];
    const isJoined =
      before !== undefined &&
      one.start - before.end <= 2 &&
      !isBehindFolder(whole.slice(before.end, one.start), whole.slice(0, before.end));
    if (best !== null && !isJoined) break;
    const isLong = one.end - one.start >= longRun;
    if (first === null || sum < 0 || (sum === 0 && isLong) || !isJoined) [first, sum, hex] = [one, 0, 0];
    else if (before !== undefined && signs.test(whole.slice(before.end, one.start))) sum += noiseOfSign;
    sum += one.noise;
    if (one.isHex && one.end - one.start >= 4) hex += one.end - one.start;
    // `=` pads base64.
    const length = one.end - first.start - hex + (whole.charAt(one.end) === '=' ? 2 : 0);
    const least = first === one ? leastOfOne(whole, one) : length >= 20 ? leastNoise : 9;
    const isEnough = length >= minLength && sum >= least;
    if (isEnough && (best === null || sum >= best.sum)) best = { first, last: one, sum };
    if (best !== null && sum < 0) break;
  }
  return best;
}

/**
 * The noise that a single run of letters needs. Of 6,000 identifiers of the Kubernetes API none reaches it; one of a
 * hundred random runs does not.
 */
function leastOfOne(whole: string, { start, end, isHex }: Atom): number {
  const length = end - start;
  if (length >= longRun && !isHex) {
    const run = whole.slice(start, end);
    if (/[A-Z]/.test(run) && (/[a-z]/.test(run) || /\d\D+\d/.test(run))) return length >= 32 ? -6 : -2;
  }
  return length >= 20 ? leastNoise : 9;
}

/** The range, extended by a prefix such as `abc_live_`, by equally noisy neighbours, and by base64 padding. */
function extended(from: number, to: number, atoms: readonly Atom[], whole: string): Range {
  let first = from;
  let last = to;
  const joint = (index: number) => whole.slice(atoms[index]?.end, atoms[index + 1]?.start);
  const isMixed = ({ start, end }: Atom) => {
    const part = whole.slice(start, end);
    return /[0-9]/.test(part) && /[A-Za-z]/.test(part);
  };
  const short = ({ start, end }: Atom) => end - start <= 7;
  const isOdd = (one: Atom) => one.noise > -8 && /[a-z0-9][A-Z]|[A-Z]{2}[a-z]/.test(whole.slice(one.start, one.end));
  // Parts of paths have no capitals in the middle, base64 has.
  const isOfBase64 = (one: Atom) => one.noise > -5 && /[a-z0-9][A-Z]|[A-Z]{2}/.test(whole.slice(one.start, one.end));
  for (let steps = 0; steps < 3; steps++) {
    const one = atoms[first - 1];
    if (one === undefined) break;
    const by = joint(first - 1);
    const isPrefix = /^[_-]{1,2}$/.test(by) && (short(one) || one.noise > -1 || isOdd(one));
    const isBase64 = /^[+/]{1,2}$/.test(by) && isOfBase64(one) && !isBehindFolder(by, whole.slice(0, one.end));
    if (!isPrefix && !isBase64 && !(/^[:._=+-]{1,2}$/.test(by) && isMixed(one) && one.noise > -3)) break;
    first--;
  }
  for (let next = atoms[last + 1]; next !== undefined; next = atoms[last + 1]) {
    const by = joint(last);
    const isBase64 = /^[+/]{1,2}$/.test(by) && (isOfBase64(next) || whole.charAt(next.end) === '=');
    const isRest = short(next) && next.noise > -2 && !/[.:]/.test(by);
    if (!isBase64 && !(/^[:._+/-]{1,2}$/.test(by) && (isMixed(next) || isRest || isOdd(next)))) break;
    last++;
  }
  // A leading `/v1/` of a path is not part of the secret.
  const isTiny = (one: Atom | undefined) => one !== undefined && one.end - one.start <= 2;
  while (first < last && /[/.:=?]/.test(joint(first)) && isTiny(atoms[first])) first++;
  const end = atoms[last]?.end ?? 0;
  const padding = /^[=]{0,2}/.exec(whole.slice(end))?.[0].length ?? 0;
  let start = atoms[first]?.start ?? 0;
  while (/[+_~-]/.test(whole.charAt(start - 1))) start--;
  return { start, end: end + padding };
}
