import { isConnection, secretWord } from '../secret-names.ts';
import { isAt, lineStartAt, matchAt, type Range, raw, regexp } from '../span.ts';
import { isNothing, looksLikeKey, looksLikePassword, spaceEnd, valueAt } from '../value.ts';
import { isOfProgram, madeUp, withoutPoint } from '../words/made-up.ts';
import { isBarePhrase, isPhrase, isSaid, isState } from '../words/stand-ins.ts';
import { isFlag, type Named, type Notation } from './joints.ts';

const whose = raw`[ \t]+(?:for|of)[ \t]+[^\s:]{1,60}(?=[ \t]*(?::|[ \t]is[ \t]))`;
const tells = raw`is|was|are|be|ist|lautet|est|es|è|é|jest|är|er|now|has been|set to|reset to|changed to|to|as|equals|->|=>`;
const proseAfter = regexp.y`(?:[ \t]+\([^()\n]{1,60}\)(?=[ \t]*(?::|[ \t]is[ \t])))?(?:${whose})?(?:[ \t]*:|[はが为為是은는이가]|[ \t]+(?:${tells})(?:[ \t]+(?:just|only|still|currently|nur))?){0,2}[ \t]+(?:set to[ \t]+)?`;

/** "the password is value", "connected with the password value", "Password for svc: value". */
export const prose: Notation = (text, named) => {
  const after = matchAt(proseAfter, text, named.end);
  if (after === null) return null;
  // The name is an element with attributes, or the last part of a path.
  if (text.charAt(named.start - 1) === '<') return null;
  if (/[/\\]/.test(text.charAt(named.start - 1)) && !isFlag(text, named) && /^[ \t]+$/.test(after[0])) return null;
  const ofMany = isConnection(named.name);
  const range = valueAt(text, named.end + after[0].length, ofMany ? spaceEnd : undefined);
  if (range === null) return null;
  if (ofMany && /=/.test(text.slice(range.start, range.end))) return range;
  if (/^[ \t]+$/.test(after[0]) && /^[\w.-]+=/.test(text.slice(range.start, range.end))) return null;
  // A path.
  if (/^[ \t]+$/.test(after[0]) && /^[a-z\d_.-]+(?:\/[a-z\d_.-]+)+$/.test(text.slice(range.start, range.end)))
    return null;
  if (/;\w+;/.test(text.slice(range.start, range.end))) return null;
  const end = range.end - (/[.,;:!?]+$/.exec(text.slice(range.start, range.end))?.[0].length ?? 0);
  const value = text.slice(range.start, /!$/.test(text.slice(range.start, range.end)) ? range.end : end);
  // `secret "name"`: an object of this kind.
  const isObject = /^[ \t]+$/.test(after[0]) && /["']/.test(text.charAt(range.start - 1));
  const isTold = /\b(?:is|was|to)\b/.test(after[0]);
  const looks =
    named.says === 'password'
      ? (looksLikePassword(value) && !isSaid(value)) ||
        isNumber(text, range, value) ||
        (isObject && isGivenPhrase(text, named, value))
      : named.says === 'secret'
        ? looksLikeKey(value) ||
          (isTold && /^\d{15,}$/.test(value)) ||
          (!isObject && /[a-z]/.test(value) && /[A-Z]/.test(value) && looksLikePassword(value))
        : isTold && !isSaid(value) && (looksLikeKey(value) || (named.says === 'likely' && looksLikePassword(value)));
  return looks ? { start: range.start, end: range.start + value.length } : null;
};

const endOfNumber = /[,;)\]]|[ \t]*(?:\r?\n|$)/y;
/** `terminal password 493817`: digits that nothing counts follow. */
const isNumber = (text: string, { end }: Range, value: string) =>
  /^\d{5,12}$/.test(value) && isAt(endOfNumber, text, end);

const given = /(?<=\b(?:with|using|mit|avec|con)(?: (?:the|a|an|dem|le|el))?(?: \p{L}{2,15})?\s)/uy;
/** `opened with the master password "several words"`. */
const isGivenPhrase = (text: string, { start }: Named, value: string) =>
  /\s/.test(value) && isPhrase(value) && isAt(given, text, start);

/** How far from its name a value is searched for on the same line. */
const reach = 240;

/** A word between spaces, quotes of any language, brackets or commas. */
const word = /[^\s"'`,;:=()[\]{}<>|\\\ufdd0\ufdd1“”„‘’‚«»「」『』、。，：；（）]{6,64}/g;
const longest = 64;
const quote = /["'`“”„‘’‚«»「」『』[]/;

const things = raw`users?|user ?name|account|login|for|host|node|server|pod|container|domain|database|on|from|at|by|in|of|keys?|names?|named|property|secrets?|file|path|image|field|column|variable|parameter|argument|option|type|class|member|process|program|service|command|module|package|task|job|policy|subject|object|group|role|event|address|version|benutzer|konto|usuario|utilisateur`;
/** A word before the value that says that it is something else. */
const otherThing = regexp.i`\b(?:${things})["'\x60]?\s{0,3}[:=]?\s{0,3}\(?$`;
/** The value of a field with another name. */
const otherField =
  /[\w\]](?<!\b(?:val|value|values|data|default|new|old|content|text|plaintext|input|with|is|was|to|ist|lautet|est|es|è|é|wert|valeur) ?)["']?\s{0,3}[:=]\s{0,3}\(?$/i;

const saying = /\b(?:val|value|wert|valeur)["']?\s{0,3}(?:[:=]|is|ist|est|es)?\s{0,3}$/i;
const verbs = raw`is|was|now|ist|lautet|sofort|jetzt|nun|est|es|still|always|toujours|sempre|todavía|noch immer|sono|agora|ora|nu|maintenant|je|este|adalah|là|yra|(?:set|changed|reset|updated|geändert|gesetzt|changée?|cambiada?|gewijzigd|alterada?) (?:to|auf|in|en|a|à|para|na)`;
const ofOthers = raw`è|é|är|er|είναι|היא|הוא|это|теперь`;
/** A description of the named thing, or an action on it. */
const being = regexp.iu`(?:(?:[:=]|\b(?:${verbs}))\s{1,3}$|(?<!\p{L})(?:${ofOthers})\s{1,3}$|(?:[-–—]|は|为|是|으로|는)\s{0,3}$)`;
const ofIt = raw`it|its|it['’]s|this|that|these|new|now|use|try|set|we|i|please|value|es|dies\w*|jetzt|nun|neu\w*|neues|c['’]est|maintenant|nouveau|nouvelle|es|nueva|ora|è|nuova|agora|nova|nu|det|теперь|новый`;
/** A new sentence between a name and a value, about something else: `. The error is `. One about the name says `It is`. */
const ofOtherThing = regexp.iu`[.!?][ \t]+(?!(?:${ofIt})\b)(?:the (?!new|old|current|password|value)|\p{Lu}[\p{L}'’]*:?[ \t]+(?!new|old|current|password|pw|value|neue|aktuelle|nouveau|nueva|nuova|nova|Kennwort|Passwort))[^.!?]*$`;
const ofIt2 = raw`new|old|current|value|pass\p{L}*|pw|neue|aktuelle|nouveau|nouvelle|nueva|nuova|nova|kennwort|mot|contraseña|senha|chiave|clave`;
/** The same in one sentence: `, and the error is `. */
const ofOtherSubject = regexp.iu`(?:[,;]|\b(?:and|but|und|aber|et|mais|y|pero|e|ma|mas))[ \t]+(?:the|der|die|das|le|la|l['’]|el|il|lo|o|a|het|de)[ \t]?(?!(?:${ofIt2})\b)\p{L}[\p{L}-]*[ \t]+(?:is|ist|est|es|è|é)[ \t]+$`;
const becoming = /\b(?:to|with|as|in|on|a|en|auf)\s{1,3}$|を\s{0,3}$/i;
/** A value before the name: `value as the password`, `"value" is the password`, `value (the password)`. */
const beforeName =
  /^["'”’»]?\s{1,3}(?:(?:as|is|was|als|ist|comme|como|come|som|is|est|es|è)\s{1,3}(?:[\p{L}-]{1,15}\s{1,3}){0,4}|\((?:[\p{L}-]{1,15}\s){0,3})$/u;
/** The next item in a list that contains the name. */
const nextInList = /^["']?\s?[,=]\s?(?:N|<<)?["']$/;

/** A value elsewhere in the sentence or record of its name: `NAME ... Its value is 'value'`. */
export const nearby: Notation = (text, named) => {
  const { start, end, says } = named;
  if (says !== 'password' && says !== 'secret') return null;
  const above = wordsIn(text, lineStartAt(text, start, reach + longest), start);
  const [rest = ''] = text.slice(end, end + reach + longest).split('\n');
  const below = wordsIn(text, end, end + rest.length);
  const near = [...above, ...below].filter((one) => start - one.start <= reach && one.start - end < reach);
  const found = near.filter((range) => isChosen(text, range, named));
  const told = endOfClause(text, named);
  return told === null ? found : [...found, told];
};

/** What each word has that is made up, or looks like a password. */
const ofChosen = /[\d!#$%&*+?@^~]|[a-z][A-Z]/;

function wordsIn(text: string, start: number, end: number): Range[] {
  return [...text.slice(start, end).matchAll(word)].flatMap(({ 0: whole, index }) =>
    ofChosen.test(whole) ? [{ start: start + index, end: start + index + withoutPoint(whole).length }] : [],
  );
}

function isChosen(text: string, range: Range, named: Named): boolean {
  const { start, end } = range;
  const value = text.slice(start, end);
  const made = madeUp(value);
  if (isNothing(text, start)) return false;
  const isInside = quote.test(text.charAt(start - 1)) && quote.test(text.charAt(end));
  const before = text.slice(Math.max(0, start - 40), start - (isInside ? 1 : 0));
  if (made === 'much') return true;
  const isAfter = start >= named.end;
  if (isAfter && isOfOther(text.slice(named.end, start))) return false;
  if (!isAfter && named.says === 'password' && looksLikePassword(value) && !isOfProgram(value)) {
    if (beforeName.test(text.slice(end, named.start))) return true;
  }
  const isTold = isAfter && (being.test(before) || becoming.test(before));
  if (made === 'little' && isTold && named.says === 'password') return true;
  if (isAfter && named.says === 'password' && nextInList.test(text.slice(named.end, start)))
    return made !== null || looksLikePassword(value);
  if (made !== 'little' && isName(value)) return false;
  if (otherThing.test(before)) return false;
  if (otherField.test(before) && !endsSentence(text, named, range)) return false;
  const isPlaced = isInside || isTold || (isAfter && isAt(endOfLine, text, end));
  if (made !== null) return made === 'some' ? isPlaced : named.says === 'password' && isAfter && !/^[#*&]/.test(value);
  if (isInside && isTold && looksLikePassword(value) && !isOfProgram(value)) return true;
  if (named.says !== 'password' || isOfProgram(value) || !looksLikePassword(value) || isSaid(value)) return false;
  if (/^[\da-f-]{12,}$/i.test(value)) return false;
  return isInside
    ? saying.test(before)
    : isAfter && being.test(before) && /^(?:[\p{L}\d]+(?:[._-][\p{L}\d]+){0,3}|\p{Lu}\p{L}+\/\d+)$/u.test(value);
}

const isOfOther = (between: string) => ofOtherThing.test(between) || ofOtherSubject.test(between);

const endOfLine = /[^\S\n]*(?:\n|$)/y;
const endOfSentence = /[.!]?[^\S\n]*(?:\n|$)/y;

/** `<name> for somebody: value`, where the value is the last word of the sentence. */
const endsSentence = (text: string, named: Named, { start, end }: Range) =>
  /^[ \t][^,;{}="'|]*$/.test(text.slice(named.end, start)) && isAt(endOfSentence, text, end);

/** Whether a word is itself the name of a secret. */
const isName = (value: string) => value.search(secretWord) !== -1;

/** What is done with a password before it is told. */
const done = 'set|reset|generated|created|changed|updated|assigned|gesetzt|geändert|zurückgesetzt|definida';
const deed = `(?:is|was|has been|ist|wurde|est|a été|fue) (?:${done})|(?:on|in|at|for|of|to) that`;
/** Whose it is, or where: `password for admin: value`, not `password version: value`. */
const ofWhom =
  'for|of|to|on|at|in|from|you|we|i|für|vom|von|zum|zur|der|des|am|im|auf|de|del|du|des|pour|para|di|della|do|da|per|от|для|к|на|voor|van|till|för|til|na|k';
const aWord = raw`[\p{L}\p{N}_.@\\/'’()-]{1,40}`;
/** Who set it: `das Passwort habe ich auf`. */
const byWhom = '(?:hab|habe|haben) (?:ich|wir|sie|er)(?: (?:jetzt|mal|nun|gestern|heute|dann))?';
const between = raw`(?:[ \t]+(?:(?:${deed})|(?:${byWhom})|(?:${ofWhom})[ \t]+${aWord})(?:[ \t]+${aWord}){0,8}?)?`;
const adverb =
  '(?:(?:now|still|just|simply|currently|always|jetzt|noch|immer noch|nun|einfach|toujours|maintenant|ahora|ora|adesso|nu|nog|agora)[ \\t]+)?';
const verb = raw`(?:is|was|remains|ist|war|lautet|bleibt|est|es|era|sigue siendo|è|é|e|är|er|este|je|to|jest|теперь|[-–—]|->|equals|=)(?:[ \t]*:)?[ \t]+${adverb}`;
/** A new clause about it: ", it's", ". It is now", "; c'est maintenant". */
const again = raw`[,.;:)]?[ \t]+(?:and |und |et |y |e )?(?:it|the new one|new one|that|es|das neue|c|ce|le nouveau|la nueva|la nuova|è)(?:[ \t]+${verb}|['’](?:s|est)[ \t]+${adverb})`;
const isToldAs = raw`(?:[ \t]*[:：=][ \t]*|[ \t]+${verb}|${again}|[ \t]+(?:to|auf|à|op|na)[ \t]+|[はが은는이가][ \t]*)`;
const aQuote = '["\'“”„«‘`「*]';
const andUser = '(?:and|und|et|y|e) (?:the |der |le |el )?(?:user|login|benutzer)';
const goesOn = raw`\(|[-–—]|please|bitte|thanks|for now|everywhere|btw|by the way|${andUser}|です|だ|입니다|до|user|login|(?:zurück|um)?(?:gesetzt|geändert)`;
const ends = raw`[.,;!?)]?[ \t]*(?:\r?\n|$)|[,;.!][ \t]|[ \t]+(?:${goesOn})|です|입니다`;
const quoted = raw`(?<=${aQuote}[ \u00a0]?)(?<quoted>[\p{L}\p{N}][^"“”„«»‘’\x60」\\\r\n\ufdd0\ufdd1]{3,99}?)(?=[ \u00a0]?["'“”»’\x60」*])`;
const restOfLine = raw`(?<rest>[^\s"'<{[(|>&*!%$\ufdd0\ufdd1][^\s"'\\\ufdd0\ufdd1]{5,63})(?=[ \t]*(?:\r?\n|$))`;
const joinedWords = raw`(?<joined>\p{Lu}\p{Ll}+(?:[_-]\p{Lu}\p{Ll}+)+)(?=[.,;!?)]?(?:\s|$))`;
const oneWord = raw`(?<word>[\p{L}\p{N}][^\s"'“”„«»‘’\x60,;:=()[\]{}<>|\\\ufdd0\ufdd1]{3,63}?)(?=["'“”»’\x60*]{0,2}(?:${ends}))`;
const phrase = raw`(?<words>\p{Ll}{3,20}(?:[ ]\p{Ll}{3,20}){3,7})(?=[.]?[ \t]*(?:\r?\n|$))`;
const after = regexp.uy`(?<before>${between}(?<told>${isToldAs})${aQuote}{0,2}[ \u00a0]?)(?:${quoted}|${restOfLine}|${joinedWords}|${oneWord}|${phrase})`;
const failing = raw`fail\w*|error|invalid|incorrect|cannot|can't|couldn't|could not|unable|wrong|bad|missing|no|reading|read|parse\w*|decod\w+|expected|denied|mismatch|unknown|empty|without|@param|:param|param|type|fehler|ungültig\w*|falsch\w*|fehlt|kein\w*|erreur|invalide|sans|sin`;
/** Somebody tried something with it. */
const tried = regexp.i`\b(?:${failing})\b[^.;]{0,40}$`;

/** "the password was changed to value". */
const isBecoming = /^[ \t]+(?:to|auf|à|op|na)[ \t]/;
const isJoined = /^[はが은는이가]/;
const isChange = /\b(?:re)?set\b|\b(?:chang|updat|rotat)ed\b|gesetzt|geändert|changé|zmien|ändra/i;

/** "password of the server: value", "le mot de passe du compte est value": what ends that which is said of a password. */
export function endOfClause(text: string, { start, end, says, name }: Named): Range | null {
  // The result of a test.
  if (name === 'PASS') return null;
  if (says !== 'password' || /^-|[./\\$@(]$/.test(name.charAt(0) + text.charAt(start - 1))) return null;
  const { before = '', told = '', quoted, rest, joined, word, words } = matchAt(after, text, end)?.groups ?? {};
  const found = quoted ?? rest ?? joined ?? word ?? words;
  if (found === undefined) return null;
  const line = text.slice(lineStartAt(text, start, 300), start);
  const isChanged = isBecoming.test(told) && !/^hasł/i.test(name);
  if (isChanged && !isChange.test(line + text.slice(start, end + before.length + 90))) return null;
  if (/[{(=|<]\s*$/.test(line) || tried.test(line)) return null;
  const from = end + before.length;
  const value = found.replace(/[.,;!?)]+$/, (marks) =>
    /^!+$/.test(marks) && /\d|[a-z][A-Z]/.test(found) ? marks : '',
  );
  if (isChanged && quoted === undefined && madeUp(value) === null && !looksLikePassword(value)) return null;
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
