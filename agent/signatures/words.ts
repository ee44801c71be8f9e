import { errorTextsOf } from '../windows/error-text.ts';

/** Words with | between them. */
export const listed = (words: string): string[] => words.trim().split(/\s*\|\s*/);

/** How a program tells an error of Windows by its number: Python, Rust, .NET, Java, pywin32, PowerShell, hcsshim, and as an HRESULT. */
const numbered = (code: number): string[] => {
  const hex = code.toString(16);
  const result = hex.padStart(4, '0');
  return [
    ...[`[WinError ${code}]`, `os error ${code})`, `Os { code: ${code},`, `Exception (${code})`, `error=${code},`],
    ...[`errno=${code})`, `error: (${code},`, `Windows System Error ${code},`],
    ...[`(0x${hex})`, `0x8007${result}`, `0x8007${result.toUpperCase()}`],
  ];
};

/** What Windows says of these errors in each language, and programs by their numbers. */
export const errorsAsTold = (codes: readonly number[]): string[] => [
  ...errorTextsOf(codes),
  ...codes.flatMap(numbered),
];

/** No file, folder or program of that name, also in a text that names none. */
const absent = [
  ...errorsAsTold([2, 3, 15, 53, 123, 161, 206, 267]),
  ...listed('ENOENT | o such file or directory | oSuchFile | FileNotFound | DirectoryNotFound | kind: NotFound'),
];

/**
 * What programs say of one trouble: Windows in each of its languages, then Go, .NET, Java, Python, Node.js, Rust, PowerShell
 * and the C library. Without the first letter if that can be upper or lower case.
 */
export const troubleWords = {
  /** A file, a folder or a library that is not there, or cannot be there. */
  missing: [
    ...absent,
    ...errorsAsTold([20, 21, 126, 1005]),
    ...listed(`
    ENOTDIR | o such file | o such directory | NotFoundException | ot a directory | oes not exist | o not exist | oesn't exist |
    on-existent | onexistent | ot found | ot be found | ot locate | ot find | an't find | nable to find |
    nable to locate | ailed to find | ailed to locate | was not loaded because | ot open | ot read | ot load |
    ot access | ot stat | ot resolve | nable to open | nable to read | nable to load | nable to access |
    nable to resolve | nable to parse | ailed to open | ailed to read | ailed to load | ailed to access |
    ailed to stat | ailed to resolve | ailed to parse | rror opening | rror reading | rror loading |
    rror accessing | an't open | an't read | an't load | an't access | is missing | issing file |
    kann nicht gefunden werden | Impossible de trouver |
    No se encuentra | Impossibile trovare | Não é possível localizar | Не удается найти | 検出できません | 見つかりません |
    找不到 | 존재하지 않으므로 | 찾을 수 없 | Nie można odnaleźć | bulunamıyor | konnte nicht gefunden werden |
    No se pudo encontrar | Não foi possível localizar | Не удалось найти | 未能找到 | bulunamadı`),
  ],
  absent,
  /** Something of the node may not be used. */
  denied: [
    ...errorsAsTold([5, 1314]),
    ...listed(`
    EACCES | EPERM | ermission denied | ermissionDenied | PermissionError(13 | PermissionError: [Errno |
    peration not permitted |
    ccess denied | ccess is denied | ccess to the path | AccessDenied | UnauthorizedAccess |
    nsufficient permission | wurde verweigert | wird verweigert | est refusé | negato | foi negado | 的访问被拒绝 |
    拒絕存取 | reddedildi`),
  ],
  /** Another program has it open. */
  locked: [
    ...errorsAsTold([32, 33]),
    ...listed(`
    EBUSY | esource busy | being used by another process |
    von einem anderen Prozess verwendet | utilisation par un autre processus | siendo utilizado en otro proceso |
    in uso da un altro processo | sendo usado por outro processo | используется другим процессом |
    別のプロセスで使用 | 正由另一进程使用 | 다른 프로세스에서 사용`),
  ],
  full: [...errorsAsTold([112, 39]), ...listed('ENOSPC | o space left | ot enough space')],
  portTaken: [
    ...errorsAsTold([10048, 10013]),
    ...listed(`
    EADDRINUSE | listen EACCES | ddress already in use | ddress in use | AddrInUse | (10048) | (10013) | HttpListenerException (32) |
    HttpListenerException (183) | conflicts with an existing registration`),
  ],
  /** A name that no name server can resolve. */
  unresolved: [
    ...errorsAsTold([11001, 11002, 11004]),
    ...listed(`
    o such host | ENOTFOUND | EAI_AGAIN | EAI_NONAME | getaddrinfo failed | getaddrinfo( |
    ould not contact DNS | ns lookup failed | ailed to lookup address | UnknownHost | NameResolution |
    ame resolution | ould not be resolved | ould not resolve host | ould not resolve proxy |
    nable to resolve host | annot resolve host | ame or service not known | odename nor servname |
    o address associated with | NXDOMAIN | server misbehaving`),
  ],
  /** Nobody answers at an address. */
  unanswered: [
    ...errorsAsTold([10060, 10061, 10051, 10065, 1225, 1231, 1232]),
    ...listed(`
    ETIMEDOUT | ECONNREFUSED | EHOSTUNREACH | ENETUNREACH | i/o timeout | onnection refused |
    onnection timed out | onnect timed out | onnectTimeout | ConnectException | MaxRetryError |
    actively refused | did not properly respond | nreachable | TLS handshake timeout |
    request canceled while waiting for connection | (10060) | (10061)`),
  ],
  /** The program to start does not exist. */
  noProgram: listed(`
    executable file not found | rogram not found | not an executable | o such executable | ind executable |
    ommand not found |
    CreateProcess error=2 | CreateProcess error=3 | rror occurred trying to start process | Win32Exception (2) |
    (2, 'CreateProcess'`),
  /** A program that is not made for this Windows, or for its processor. */
  unfit: [
    ...errorsAsTold([193, 216]),
    ...listed(`
    not a valid application for this OS platform | is not compatible with the version of Windows |
    xec format error | BadImageFormat`),
  ],
  /** A certificate of an authority that the program does not know. */
  untrusted: listed(`
    x509: | CERTIFICATE_VERIFY_FAILED | elf-signed certificate | elf signed certificate |
    unable to verify the first certificate | PKIX path building failed | UntrustedRoot`),
  /** A variable of the environment without a value. */
  unset: listed(`
    must be defined | must be set | must be specified | must not be empty | not set | not been set | sn't set |
    unset | not defined | ndefined | not present | not found | is required | is missing | is empty | is null |
    NotPresent | KeyError | ot find | cannot be retrieved | required environment variable`),
  /** Any failure, for texts that name by themselves what it is about: whole words, which others do not contain. */
  any: [
    ...listed(`
    error | Error | ERROR | xception | fail | Fail | FAIL | fatal | Fatal | FATAL | panic | Panic | cannot | Cannot |
    an not | an't | unable | Unable | ould not | ouldn't | denied | Denied | nvalid | missing | Missing | ot found |
    ot exist | ot supported | ot allowed | is not set | ot valid | ot recognized | efused | orbidden | reject |
    Reject | isallow | violat | Violat | nsupported | nknown | nexpected | nauthorized | nauthorised | blocked |
    Blocked | must be | must not | llegal | ncorrect | wrong | Wrong | does not`),
    ...[' bad ', 'Bad '],
  ],
} satisfies Readonly<Record<string, readonly string[]>>;

/** The troubles of a file or a program, the one that says most first: a text with the words of two is about the first. */
const ofFiles = ['denied', 'locked', 'full', 'unfit', 'noProgram', 'missing'] as const;
/** A shorter word, or one without its verb, is in too many lines to search a large log for. */
const isRare = (word: string) => word.length >= 10 && !/^(?:ot|rror) /.test(word);

/** The words of a signature for one trouble of a file or a program, and those that say that it is another. */
export const trouble = (kind: (typeof ofFiles)[number]) => ({
  literals: troubleWords[kind].filter(isRare),
  says: troubleWords[kind],
  unless: ofFiles.slice(0, ofFiles.indexOf(kind)).flatMap((stronger) => troubleWords[stronger]),
});

/** The source of a pattern that matches each of the texts. */
export const anyOf = (texts: readonly string[]): string =>
  [...new Set(texts)].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');

/**
 * The source of a pattern for the name of a command between the quotation marks of any language.
 * @param part what the name has in it
 * @param first the number of its first group; no two of a pattern have the same
 */
export const quoted = (part = '', first = 1): string => {
  const name = (end: string, index: number) =>
    `(?<command${first + index}>[^${end}\\n]{${part === '' ? 1 : 0},300}?${part}${part === '' ? '' : `[^${end}\\n]{0,300}?`})`;
  return `(?:(?<!\\w)(?:'${name("'", 0)}'|"${name('"', 1)}")|[«„“「] ?${name('»“”」', 2)} ?[»“”」])`;
};
