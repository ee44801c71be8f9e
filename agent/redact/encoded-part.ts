import { contentOf } from './encoded.ts';
import type { LookInto } from './hex-part.ts';
import type { Steps } from './steps.ts';
import type { Range } from './value.ts';

const base64 = /[A-Za-z0-9+/_-]{15,}={0,2}/g;
const minBase64 = 15;
/** At most so many places in one run where base64 may begin: after `conf_`, after `/secret/`. */
const maxBegins = 5;

/** What in a word is base64 of something that can be read. */
export function* encodedIn(whole: string, lookInto: LookInto | null): Steps<(Range & { isSecret: boolean })[]> {
  const found: (Range & { isSecret: boolean })[] = [];
  for (const { 0: run, index } of whole.matchAll(base64)) {
    for (const begin of beginsIn(run)) {
      const content = contentOf(run.slice(begin));
      if (content === null) continue;
      const isSecret =
        content.kind === 'private-key' ||
        (content.kind === 'text' && lookInto !== null && (yield* lookInto(content.text)));
      found.push({ start: index + begin, end: index + run.length, isSecret });
      break;
    }
  }
  return found;
}

/** Where base64 may begin in a run: what stands before it may be of its alphabet too. */
function beginsIn(run: string): number[] {
  const begins = [0];
  for (let at = 1; at < 64 && run.length - at >= minBase64 && begins.length < maxBegins; at++) {
    if (/[+/_-]/.test(run.charAt(at - 1))) begins.push(at);
  }
  return begins;
}
