import type { Mutant } from './mutants.ts';

/** A mutant that no input tells from the original, or only a clock of milliseconds. */
export interface Equivalent {
  file: string;
  /** As mutate.ts prints it. */
  what: string;
  why: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    file: 'agent/win32/system-version.ts',
    what: 'api.GetFileVersionInfoW(path, 0, block.length, block): 0 becomes (0 + 1)',
    why: 'Windows ignores dwHandle',
  },
  {
    file: 'agent/win32/event-logs.ts',
    what: 'most = 64: 64 becomes (64 + 1)',
    why: 'one call gives more, and all calls the same',
  },
  {
    file: 'agent/win32/accounts.ts',
    what: 'maxUnits = 257: 257 becomes (257 + 1)',
    why: 'no name is so long: the buffer is one larger than it must be',
  },
  {
    file: 'agent/win32/listeners.ts',
    what: 'all.find((one) => isSame(one.local, local) && isSame(one.remote, remot: find becomes findLast',
    why: 'no two connections have the same two ends',
  },
  {
    file: 'agent/win32/event-logs.ts',
    what: 'waitMs = 2_000: 2_000 becomes (2_000 + 1)',
    why: 'Windows is waited for a millisecond longer',
  },
  {
    file: 'agent/win32/native.ts',
    what: 'patienceMs = 10_000: 10_000 becomes (10_000 + 1)',
    why: 'a question waits a millisecond longer',
  },
  {
    file: 'agent/win32/processes.ts',
    what: 'api.CreateToolhelp32Snapshot(api.TH32CS_SNAPPROCESS, 0): 0 becomes (0 + 1)',
    why: 'a list of all processes ignores the number of one (CreateToolhelp32Snapshot, th32ProcessID)',
  },
  {
    file: 'agent/server/auth/token-file.ts',
    what: 'rereadEveryMs = 5000: 5000 becomes (5000 + 1)',
    why: 'the file is read again a millisecond later',
  },
  {
    file: 'agent/server/auth/loopback.ts',
    what: 'localAddress === undefined || localPort === undefined: || becomes &&',
    why: 'a socket has both or neither, from one call of getsockname',
  },
  {
    file: 'agent/server/auth/loopback.ts',
    what: 'at === undefined || remoteAddress === undefined || remotePort === unde: || becomes &&',
    why: 'a socket has both or neither, from one call of getpeername',
  },
  {
    file: 'agent/checks/clock-skew.ts',
    what: 'seconds > 0: > becomes >=',
    why: 'no difference at all is told by other words',
  },
  {
    file: 'agent/checks/agent-account.ts',
    what: 'token.groups.find((group) => group.sid === administrators): find becomes findLast',
    why: 'a token has each group once',
  },
  {
    file: 'agent/checks/host-ports.ts',
    what: 'ifKnown(excludedPorts)?.find(({ first, last }) => first <= free && fre: find becomes findLast',
    why: 'of two ranges that overlap, the end of either leads to the same free port',
  },
  {
    file: 'agent/redact/words/random-parts.ts',
    what: 'sum = 0: 0 becomes (0 + 1)',
    why: 'the first atom begins a run, which sets it to 0',
  },
  {
    file: 'agent/redact/words/random-parts.ts',
    what: 'hex = 0: 0 becomes (0 + 1)',
    why: 'the first atom begins a run, which sets it to 0',
  },
  {
    file: 'agent/redact/by-name.ts',
    what: 'covered = 0: 0 becomes (0 + 1)',
    why: 'no word ends at position 1',
  },
  {
    file: 'agent/redact/by-name.ts',
    what: 'before = index;: before = index; becomes ;',
    why: 'the newline is then searched from the start of the text, which only takes longer',
  },
  {
    file: 'agent/redact/words/shape.ts',
    what: 'digits.toLowerCase(): toLowerCase becomes toString',
    why: 'the digits are all small or all capital (isHex)',
  },
  {
    file: 'agent/redact/words/encoded.ts',
    what: 'bytes[at] ?? 0: 0 becomes (0 + 1)',
    why: 'there is a byte below the length',
  },
  ...["noisyParts(whole, '', 0): 0 becomes (0 + 1)", "hexParts(whole, '', 0, anyText): 0 becomes (0 + 1)"].map(
    (what) => ({
      ...{ file: 'agent/redact/words/shape.ts', what, why: 'there is no text before the word' },
    }),
  ),
  ...[
    'spans.find(({ start, end }) => start < before && before < end): find becomes findLast',
    'spans.find(({ start, end }) => start < wanted && wanted < end): find becomes findLast',
    'start < before: < becomes <=',
    'start < wanted: < becomes <=',
  ].map((what) => ({
    ...{
      file: 'agent/redact/stream.ts',
      what,
      why: 'no two spans overlap, and one that begins at a position is not parted there',
    },
  })),
  {
    file: 'agent/redact/stream.ts',
    what: 'text.codePointAt(end - 1) ?? 0: 0 becomes (0 + 1)',
    why: 'neither is a character of two units',
  },
  {
    file: 'agent/redact.ts',
    what: 'spans.find((span) => span.start === start && span.end === end): find becomes findLast',
    why: 'no two spans overlap',
  },
  {
    file: 'agent/redact/words/encoded.ts',
    what: 'step = 256: 256 becomes (256 + 1)',
    why: 'how many bytes are unpacked at once, which changes no result',
  },
  {
    file: 'agent/redact/search/suspect-blocks.ts',
    what: '(list.at(-1)?.end ?? 0) <= text.length - reachOfWhole: <= becomes <',
    why: 'nothing counts as settled, so that the end of a window is looked at once more',
  },
  {
    file: 'agent/redact/notations/prose.ts',
    what: 'start - 40: 40 becomes (40 + 1)',
    why: 'what is looked for before a word has 40 characters at most',
  },
  {
    file: 'agent/redact/notations/prose.ts',
    what: 'longest = 64: 64 becomes (64 + 1)',
    why: 'a word has 64 characters at most, and one that begins farther away is left out',
  },
  {
    file: 'agent/redact/search/literal-search.ts',
    what: 'begins[three >> 5] ?? 0: 0 becomes (0 + 1)',
    why: 'there is a word for each of the groups',
  },
  {
    file: 'agent/redact/rewritten.ts',
    what: 'if (!/ std(?:out|err) [FP] /.test(text)) return null;: !/ std(?:out|err) [FP] /.test( becomes false',
    why: 'without this part no prefix matches, which is only found later',
  },
  ...[
    'atoms[last]?.end ?? 0: 0 becomes (0 + 1)',
    'atoms[first]?.start ?? 0: 0 becomes (0 + 1)',
    '/^[=]{0,2}/.exec(whole.slice(end))?.[0].length ?? 0: 0 becomes (0 + 1)',
  ].map((what) => ({ file: 'agent/redact/words/random-parts.ts', what, why: 'there is one' })),
  {
    file: 'agent/redact/words/random-parts.ts',
    what: 'next.noise > -2: > becomes >=',
    why: 'up to seven letters never sum up to exactly this number',
  },
  {
    file: 'agent/redact/words/randomness.ts',
    what: 'digit = 3: 3 becomes (3 + 1)',
    why: 'the classes are only told apart',
  },
  {
    file: 'agent/redact/words/made-up.ts',
    what: 'if (!/\\d/.test(value) && !sign.test(value)) return null;: !/\\d/.test(value) && !sign.tes becomes false',
    why: 'no form fits such a word, which is only found later',
  },
  {
    file: 'agent/redact/find.ts',
    what: 'range.start <= start: <= becomes <',
    why: 'no word begins where a certificate or an image does',
  },
  ...[
    'createBounded<string, Says | null>(10_000): 10_000 becomes (10_000 + 1)',
    'if (before !== undefined) return before;: before !== undefined becomes false',
    'names.set(name, says);: names.set(name, says); becomes ;',
  ].map((what) => ({ file: 'agent/redact/memory.ts', what, why: 'a name is then only judged again' })),
  {
    file: 'agent/redact/search/suspect-blocks.ts',
    what: 'if (wholeMarks.some((mark) => text.includes(mark))) keepAround([...tex: wholeMarks.some((mark) => text becomes true',
    why: 'without these marks no whole matches, which is only found later',
  },
  {
    file: 'agent/redact/search/suspect-blocks.ts',
    what: 'if (kind !== undefined) detector.memory.lines.set(key, kind);: kind !== undefined becomes true',
    why: 'what is remembered as no kind is as good as forgotten',
  },
  {
    file: 'agent/redact/search/suspect-blocks.ts',
    what: 'width = 0: 0 becomes (0 + 1)',
    why: 'the first line alone is then judged once more',
  },
  {
    file: 'agent/causes/pod.ts',
    what: 'facts.cluster?.seen?.podSecurity.find(({ namespace }) => namespace ===: find becomes findLast',
    why: 'the facts have each namespace once',
  },
  {
    file: 'agent/causes/port.ts',
    what: 'ifKnown(network.excludedPorts)?.find(({ first, last }) => first <= por: find becomes findLast',
    why: 'Windows refuses to reserve ports that are reserved: no two ranges have one port',
  },
];

/** The mutants of a file that the list names, and the lines of the list that do not name exactly one of them. */
export function equivalentIn(
  file: string,
  mutants: readonly Mutant[],
): { equivalent: Set<Mutant>; unmatched: Equivalent[] } {
  const named = equivalents
    .filter((one) => one.file === file)
    .map((one) => ({ one, found: mutants.filter(({ what }) => what === one.what) }));
  return {
    equivalent: new Set(named.flatMap(({ found }) => (found.length === 1 ? found : []))),
    unmatched: named.filter(({ found }) => found.length !== 1).map(({ one }) => one),
  };
}
