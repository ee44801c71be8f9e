import { fitting, type SecretPattern, whole } from './pattern.ts';

/** Words before a code that somebody enters. */
const ofCode = 'mfa|2fa|otp|totp|sms|door|entry|alarm|safe|gate|backup|reset|the|your|my|our|his|her|their|this|new';
const pinCode = '(?:PIN|[Pp]in|[Pp]asscode)(?:[ -]?[Cc]ode| number)?';
/** Of what it is: `for the panel`. */
const ofWhat = String.raw`(?: (?:for|of|on|at|vom|von|für|am|im|pour|de|du|del|para|to (?=the |my |our ))(?: (?:the|der|dem|den|das|le|la|my|our))? [\p{L}\d./-]{1,20}(?: [\p{L}\d./-]{1,20}){0,4}?)?`;
/** How a value is told, also in a new clause: `, it's`, `... ok its`, `? try`. */
const toldAs = String.raw`(?:\s{0,2}(?:[:=]|->|→)|,? (?:is|was|to|ist|lautet|est|es|è|=)(?: (?:now|still|jetzt|noch))?:?|[,.;!?…]{1,4} (?:(?:ok|okay|so|well|ja|then|and|hm+|sure|oui),? ){0,2}(?:it['’]?s|its|it is|es ist|c['’]est|use|try|nimm|type|enter|versuch\w{0,2}|should be)(?: (?:now|still|jetzt))?)\s{1,3}["'“]?`;
const digits = String.raw`(?:\d{4,12}[#*]?|\d{1,2}(?:-\d{1,2}){2,3})(?![\w:/-]|\.\w)`;
/** What people open with a code. */
const places = [
  ...['door', 'gate', 'entrance', 'safe', 'cage', 'cabinet', 'lockbox', 'lock box', 'keybox', 'key box', 'locker'],
  ...['padlock', 'rack lock', 'bike lock', 'alarm panel', 'alarm system', 'burglar alarm', 'server room', 'garage'],
];
const codes = [
  ...['Türcode', 'Tür-Code', 'Torcode', 'Tor-Code', 'Schrankcode', 'Tresorcode', 'Haustürcode', 'Eingangscode'],
  ...['code de la porte', 'code du portail'],
];
const place = `(?:${places.join('|')}) (?:code|combination|combo|keypad|PIN|pin)`;
const network = String.raw`\b(?:wi-?fi|wlan\d?|ssid|hotspot|wireless|guest net(?:work)?)\b`;

/** What people tell each other: codes, and keys of networks. */
export const told: readonly SecretPattern[] = [
  // A code of digits in groups, or with nothing in between.
  whole(
    'said',
    /(?<keep>\b(?:PIN|[Pp]in|[Pp]asskey)(?:[ -][Cc]ode)?["']?\s{0,2}[:=]?\s{1,3}["']?)(?:\d{4,12}|\d{3,4}(?:-\d{3,4}){1,3})(?![\w.:/-])/g,
    '<pin>|<passkey>',
  ),
  whole('said', new RegExp(String.raw`(?<keep>\b${pinCode}${ofWhat}${toldAs})${digits}`, 'gu'), '<pin|passcode'),
  whole(
    'said',
    new RegExp(
      String.raw`(?<keep>(?<![\p{L}\d])(?:(?:${place}|${codes.join('|')})${ofWhat}${toldAs}|(?:keypad|combination)${toldAs}|${place}[ ]["'“]?|(?:${codes.join('|')})(?: \p{L}{1,20})? ["'“]?))${digits}(?! \p{L}+s\b)`,
      'gu',
    ),
    [...places.map((one) => `<${one} `), ...codes.map((one) => one.toLowerCase()), 'keypad', 'combination'].join('|'),
  ),
  whole(
    'codes',
    /(?<keep>\b(?:2FA|MFA|OTP|TOTP|[Aa]uthenticator|2fa|mfa|otp|totp)(?: (?:app|code|token))? (?:says|shows|reads|gives|displays|zeigt|sagt)\s{1,3}["'“]?)\d{3}[ -]?\d{3,5}(?![\w.:/-])/g,
    '<2fa |<mfa |<otp |<totp |<authenticator ',
  ),
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:wi-?fi|wlan|wpa2?|vpn|hotspot)[ -](?:key|pass\w{0,8}|schlüssel|code|pw|psk)\b[^\n.;]{0,40}?(?:\bis|\bist|:|=)\s{1,3}["'“]?)[^\s"'”,;\ufdd1]{6,64}/gi,
      '<wifi|<wi-fi|<wlan|<wpa|<vpn|<hotspot',
    ),
    'password',
  ),
  // The name of a network and its key.
  fitting(
    whole(
      'said',
      new RegExp(
        String.raw`(?<keep>${network}(?:[^\n]{0,80}?[\s/,;(](?:key|pass(?:word|phrase|code)?|pw|psk|passwort|kennwort|schlüssel|code|clé|clave)\b["']?(?:\s?[:=]|\s(?:is|ist))?\s{1,3}|[^\n/]{0,40}?(?::|=|\bis|\bist)\s{1,3}["'“]?[\w.-]{2,32}["'”]? / |(?: \w{1,15}){0,3} (?:called|named|is|heißt)\s["'“]?[\w.-]{2,32}["'”]?[,.;]? (?:use|try|with|enter|type|mit|nimm)\s)["'“]?)[^\s"'”,;()\ufdd1]{8,63}`,
        'gi',
      ),
      '<wifi>|<wi-fi>|<wlan|<ssid>|<hotspot>|<wireless>|<guest net',
    ),
    'network-key',
  ),
  // An answer to who asks for it: `console password? try value`.
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:pass(?:word|code|phrase)?|pw|pwd|passwort|kennwort)\b[^\n.?!]{0,40}\?\s{1,2}(?:(?:ok|just|maybe),? )?(?:try|use|it['’]?s|its|should be|nimm|versuch\w{0,2})\s{1,2}["'“`]?)[^\s"'”`,;\ufdd1]{6,64}/gi,
      'pass>|password>|passcode>|passphrase>|<pw>|<pwd>|passwort>|kennwort>',
    ),
    'before-dot',
  ),
  // A user and a password where somebody is told how to sign in.
  fitting(
    whole(
      'log-in',
      /(?<keep>(?:\b(?:log-?in|creds?|credentials?|zugang\w{0,10}|account)\b[^\n]{0,60}?\b(?:try|use|using|nimm|mit|with|is|are)\s["'`]?[\w.@-]{2,32}["'`]? \/ |\b(?:use|try|using|nimm|log ?in as)\s(?:root|admin|administrator|sa|guest|ubuntu|cisco|pi|apc)\s(?:with|and|mit|und)\s(?:the )?)["'`]?)[^\s/,;"'`\ufdd1]{6,64}(?=["'`]?[,;.]?(?:\s|$))/gi,
      ' / |<root |<admin |<administrator |<sa |<guest |<ubuntu |<cisco |<pi |<apc ',
    ),
    'chosen-or-joined',
  ),
  whole(
    'codes',
    new RegExp(
      String.raw`(?<keep>\b(?:${ofCode}) code(?: (?:for|to|of) (?:the |my |your )?[\w.-]{1,30})?(?:\s?[:=]| (?:is|was|ist|lautet|now|still)){0,2}\s{1,3}["']?)(?:\d{6}|\d{3}[ -]\d{3,4}|\d{4}-\d{4})(?![\w.:/-])`,
      'gi',
    ),
    ofCode.replaceAll(/[^|]+/g, '<$& code'),
  ),
];
