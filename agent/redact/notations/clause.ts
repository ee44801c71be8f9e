import { raw, regexp } from '../regexp.ts';
import { isNothing, lineStartAt, looksLikePassword, type Range } from '../value.ts';
import { isBarePhrase, isPhrase, isSaid, isState } from '../words/description.ts';
import { isOfProgram, madeUp } from '../words/made-up.ts';
import type { Named } from './notation.ts';

/** What is done with a password before it is told. */
const done =
  'set|reset|generated|created|changed|updated|assigned|gesetzt|geändert|zurückgesetzt|générée?|definida|generada';
const deed = `(?:is|was|has been|ist|wurde|est|a été|fue|è stata) (?:${done})|(?:on|in|at|for|of|to) that`;
/** Whose it is, or where: `password for admin: value`, not `password version: value`. */
const ofWhom =
  'for|of|to|on|at|in|from|you|we|i|für|vom|von|zum|zur|der|des|am|im|auf|de|del|du|des|pour|para|di|della|do|da|per|от|для|к|на|voor|van|till|för|til|na|k';
const word = raw`[\p{L}\p{N}_.@\\/'’()-]{1,40}`;
/** Who set it: `das Passwort habe ich auf`. */
const byWhom = '(?:hab|habe|haben|hatte|hatten) (?:ich|wir|sie|er)(?: (?:jetzt|mal|schon|nun|gestern|heute|dann))?';
const between = raw`(?:[ \t]+(?:(?:${deed})|(?:${byWhom})|(?:${ofWhom})[ \t]+${word})(?:[ \t]+${word}){0,8}?)?`;
const adverb =
  '(?:(?:now|still|just|simply|currently|always|jetzt|noch|immer noch|nun|einfach|toujours|maintenant|ahora|ora|adesso|nu|nog|agora)[ \\t]+)?';
const verb = raw`(?:is|was|remains|ist|war|lautet|bleibt|est|es|era|sigue siendo|è|é|e|är|er|este|je|to|jest|adalah|là|это|теперь|[-–—]|->|equals|=)(?:[ \t]*:)?[ \t]+${adverb}`;
/** A new clause about it: ", it's", ". It is now", "; c'est maintenant". */
const again = raw`[,.;:)]?[ \t]+(?:and |und |et |y |e )?(?:it|the new one|new one|that|es|das neue|c|ce|le nouveau|la nueva|ahora|la nuova|è)(?:[ \t]+${verb}|['’](?:s|est)[ \t]+${adverb})`;
const isToldAs = raw`(?:[ \t]*[:：=][ \t]*|[ \t]+${verb}|${again}|[ \t]+(?:to|auf|à|op|na|på)[ \t]+|[はが은는이가][ \t]*)`;
const quote = '["\'“”„«‘`「*]';
const andUser = '(?:and|und|et|y|e) (?:the |der |le |el )?(?:user|login|benutzer)';
const goesOn = raw`\(|[-–—]|please|bitte|thanks|for now|everywhere|btw|by the way|${andUser}|です|だ|입니다|до|user|login|(?:zurück|um)?(?:gesetzt|geändert|gestellt)`;
const ends = raw`[.,;!?)]?[ \t]*(?:\r?\n|$)|[,;.!][ \t]|[ \t]+(?:${goesOn})|です|입니다`;
const quoted = raw`(?<=${quote}[ \u00a0]?)(?<quoted>[\p{L}\p{N}][^"“”„«»‘’\x60」\\\r\n\ufdd0\ufdd1]{3,99}?)(?=[ \u00a0]?["'“”»’\x60」*])`;
const restOfLine = raw`(?<rest>[^\s"'<{[(|>&*!%$\ufdd0\ufdd1][^\s"'\\\ufdd0\ufdd1]{5,63})(?=[ \t]*(?:\r?\n|$))`;
const joinedWords = raw`(?<joined>\p{Lu}\p{Ll}+(?:[_-]\p{Lu}\p{Ll}+)+)(?=[.,;!?)]?(?:\s|$))`;
const oneWord = raw`(?<word>[\p{L}\p{N}][^\s"'“”„«»‘’\x60,;:=()[\]{}<>|\\\ufdd0\ufdd1]{3,63}?)(?=["'“”»’\x60*]{0,2}(?:${ends}))`;
const phrase = raw`(?<words>\p{Ll}{3,20}(?:[ ]\p{Ll}{3,20}){3,7})(?=[.]?[ \t]*(?:\r?\n|$))`;
const after = regexp.uy`(?<before>${between}(?<told>${isToldAs})${quote}{0,2}[ \u00a0]?)(?:${quoted}|${restOfLine}|${joinedWords}|${oneWord}|${phrase})`;
const failing = raw`fail\w*|error|invalid|incorrect|cannot|can't|couldn't|could not|unable|wrong|bad|missing|no|reading|read|parse\w*|decod\w+|expected|denied|mismatch|unknown|empty|without|@param|:param|param|type|fehler|ungültig\w*|falsch\w*|fehlt|kein\w*|erreur|invalide|sans|error de|sin`;
/** Somebody tried something with it. */
const tried = regexp.i`\b(?:${failing})\b[^.;]{0,40}$`;

/** "the password was changed to value". */
const isBecoming = /^[ \t]+(?:to|auf|à|op|na|på)[ \t]/;
const isJoined = /^[はが은는이가]/;
const isChange = /\b(?:re)?set\b|\b(?:chang|updat|rotat)ed\b|gesetzt|geändert|gestellt|changé|zmien|ändra/i;

/** "password of the server: value", "le mot de passe du compte est value": what ends that which is said of a password. */
export function endOfClause(text: string, { start, end, says, name }: Named): Range | null {
  // The result of a test.
  if (name === 'PASS') return null;
  if (says !== 'password' || /^-|[./\\$@(]$/.test(name.charAt(0) + text.charAt(start - 1))) return null;
  after.lastIndex = end;
  const { before = '', told = '', quoted, rest, joined, word, words } = after.exec(text)?.groups ?? {};
  const found = quoted ?? rest ?? joined ?? word ?? words;
  if (found === undefined) return null;
  const line = text.slice(lineStartAt(text, start, 300), start);
  if (
    isBecoming.test(told) &&
    !/^hasł/i.test(name) &&
    !(isChange.test(line) || isChange.test(text.slice(end, end + before.length + 90)))
  )
    return null;
  if (/[{(=|<]\s*$/.test(line) || tried.test(line)) return null;
  const from = end + before.length;
  const value = found.replace(/[.,;!?)]+$/, (marks) =>
    /^!+$/.test(marks) && /\d|[a-z][A-Z]/.test(found) ? marks : '',
  );
  if (
    isBecoming.test(told) &&
    !/^hasł/i.test(name) &&
    quoted === undefined &&
    madeUp(value) === null &&
    !looksLikePassword(value)
  )
    return null;
  if (words !== undefined && (name === 'passwd' || !isBarePhrase(words))) return null;
  // Behind a particle of Japanese or Korean, and behind `jest`, an inflected word describes the password.
  if (isJoined.test(told) ? /[^!-~]/.test(value) : /jest\s/.test(told) && /^\p{Ll}+$/u.test(value)) return null;
  if (/^clave$/i.test(name) && /^\p{L}+$/u.test(value)) return null;
  return (joined !== undefined && !joined.split(/[_-]/).every(isSaid)) || isTold(text, from, value)
    ? { start: from, end: from + value.length }
    : null;
}

function isTold(text: string, from: number, value: string): boolean {
  if (value.length < 4 || isNothing(text, from) || isSaid(value) || isState(value)) return false;
  if (/\s/.test(value)) return isPhrase(value);
  // A number, a name of an object, an id, a path, a host, a time.
  if (/^[\d.:/TZ+-]+$|^[\da-f-]{12,}$/i.test(value) || /^(?:\w+:\/\/|[A-Za-z]:\\|[/~.\\])/.test(value)) return false;
  if (madeUp(value) !== null) return true;
  if (/^\p{Lu}\p{Ll}+(?:\+\p{Lu}\p{Ll}+)+$/u.test(value)) return true;
  if (isOfProgram(value)) return false;
  return /^[\p{L}\p{N}]+$/u.test(value) || (looksLikePassword(value) && !/^[a-z\d]+(?:[-_.:/][a-z\d]+)+$/i.test(value));
}
