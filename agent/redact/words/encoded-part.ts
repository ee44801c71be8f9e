import type { Steps } from '../pausing.ts';
import type { Range } from '../value.ts';
import { contentOf } from './encoded.ts';
import type { LookInto } from './hex-part.ts';

const base64 = /[A-Za-z0-9+/_-]{15,}={0,2}/g;
const minBase64 = 15;
/** The number of positions in one run at which decoding is tried: after `conf_`, after `/secret/`. */
const maxBegins = 5;

/** The parts of a word that are base64 of readable content. */
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

/** Positions in a run at which base64 may begin: a prefix before it can consist of base64 characters too. */
function beginsIn(run: string): number[] {
  const begins = [0];
  for (let at = 1; at < 64 && run.length - at >= minBase64 && begins.length < maxBegins; at++) {
    if (/[+/_-]/.test(run.charAt(at - 1))) begins.push(at);
  }
  return begins;
}
