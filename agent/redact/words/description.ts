import { anyWord, raw, regexp } from '../regexp.ts';

/** What is said of a password instead of one, in the languages of its names. */
const words = anyWord(
  raw`not|too|set|sent|kept|wrong|empty|blank|correct|valid|invalid|null|none|weak|short|long|strong|safe|secure|insecure|same|there|here|absent|default|unknown|known|unset|case|never|always|also|still|only|just|fine|okay|good|bad|lost|right|real|done|what|that|this|then|public|private|secret|plaintext|cleartext|clear|plain|random|part|your|mine|theirs|ours|his|hers|gone|base|base64|bcrypt|md5|sha\d*|easy|hard|simple|complex|identical|similar|static|dynamic|stale|old|new|ready|free|enough|elsewhere|below|above|todo|tbd|timeout|mismatch|failure|error|eof|prompt|file|string|text|true|false|yes|vault|keychain|stdin|falsch|leer|richtig|nicht|noch|abgelaufen|gesperrt|ungültig|gültig|unbekannt|bekannt|sicher|unsicher|schwach|stark|zwingend|pflicht|kurz|lang|vergeben|vergessen|angegeben|gleich|geheim|vide|requis|valide|invalide|court|faible|fort|vacía|débil|corta|larga|segura|fuerte|igual|vazia|fraca|curta|forte|vuota|debole|errata|leeg|onjuist|fout|verplicht|zwak|sterk|fel|tomt|svagt|puste|пустой|слабый|обязателен|истёк|истек|неверен`,
  'iu',
);
const english = raw`ed|ing|able|ible|ory|al|ly|ive|ous|ful|less|ant|ent|ect|ired|bar`;
const endings = regexp.iu`(?:${english}|lich|isch|haft|iert|dert|setzt|bten|é|ée|oire|ecte|ido|ida|ado|ada|ata|uta|oria|ória|ecta|ecto|eta|ável|ível|igt|ный|ная|ено|лся|ся|owe|ane|one)$`;
const small = raw`a|an|the|is|are|was|were|be|been|not|no|to|for|of|in|on|at|by|with|and|or|if|when|must|should|can|cannot|could|will|has|have|had|your|you|this|that|it|its|from|too|than|least|please|does|did|do|t|failed|failure|error|required|invalid|expired|after|before|only|see|der|die|das|dem|den|ein|eine|ist|sind|und|oder|nicht|mit|für|le|la|les|el|los|un|une|una|est|es|y|et|de|du|des`;
/** Words that a sentence is held together by: no phrase of a password has them. */
const ofSentence = regexp.i`(?:^|[\s'’])(?:${small})(?:$|[\s'’.,:])`;

export const isSaid = (word: string): boolean => words.test(word) || (/^[\p{L}-]+$/u.test(word) && endings.test(word));

/** Words as a phrase that somebody chose: `correct horse battery staple`. */
export const isPhrase = (text: string): boolean =>
  /^[\p{L}\p{N}!#&'-]{2,20}(?:[ ,][\p{L}\p{N}!#&'-]{2,20}){1,9}$/u.test(text) && !ofSentence.test(text);
/** The same where no quotes are around it. */
export const isBarePhrase = (text: string): boolean => isPhrase(text) && !/(?:ed|ly|ing)\b/.test(text);

const ofPrompt = raw`is|are|was|were|be|been|not|no|none|must|should|can|could|cannot|may|will|would|your|you|please|do|does|did|has|have|had|if|when|enter|type|choose|use|used|using|set|get|see|for|than|too|only|least|most|unable|\w*n't|pass(?:words?|phrases?|code)|secrets?|tokens?|keys?|names?|paths?|files?|values?|fields?|strings?|users?|accounts?|ids?|numbers?|digits?|letters?|characters?|text|input|code|config|default|vault|store|database|servers?|clients?|optional|missing|wrong|invalid|unknown|empty|errors?|login|admin|administrator`;
/** What a sentence about a password has, and a phrase that somebody chose has not. */
const ofDescription = regexp.i`\b(?:${ofPrompt}|\w{3,}(?:ed|able|tion))\b`;
/** Words of a sentence that says nothing about a password: `Seven islands in June`. */
export const isChosenPhrase = (text: string): boolean =>
  /^[\p{L}'’]{1,20}(?: [\p{L}'’]{1,20}){2,12}$/u.test(text) && !ofDescription.test(text);

const no = raw`nicht|nie|niet|non|no|não|не|geen|ikke|inte|ej|ingen|keine?|sin|sans|brak`;
/** That there is none, in the languages of its names: `nicht gesetzt`, `non défini`, `未设置`. */
const none = regexp.iu`^(?:(?:${no}) \p{L}{2,20}(?: \p{L}{2,20}){0,3}|[未無无]\p{L}{1,6}|leer|keine?s?|abgelaufen|unbekannt|expirée?|vide|vuota|vacía|leeg|puste|brak|tom|нет|пусто|なし|없음)[.]?\s*$`;
export const isState = (text: string): boolean => none.test(text);
