import { describe, expect, test } from 'vitest';
import { diagnose } from '../../agent/diagnose.ts';
import { withSettings } from '../../agent/messages/pod-settings.ts';
import { readText } from '../../agent/messages/text.ts';
import { recognise } from '../../agent/signatures/index.ts';
import { troubleWords } from '../../agent/signatures/words.ts';

/** A program that is not there is told from a file that is not. */
const missing = troubleWords.missing.filter((word) => !troubleWords.noProgram.some((other) => word.includes(other)));

/** The first cause of a text, as a HostProcess container or as anybody says it; null: no HostProcess failure. */
function firstCause(text: string, told: boolean): string | null {
  const settings = { 'run-as-user': null, 'host-process': told };
  const found = diagnose(readText(text, 'text', null).map((message) => withSettings(message, null, settings)));
  return found.find(({ hostProcess }) => hostProcess)?.causes[0]?.id ?? null;
}

const below = 'C:\\hpc\\etc\\agent.yaml';
const elsewhere = 'C:\\etc\\agent.yaml';

describe.each([
  ['missing', missing, 'container-path'],
  ['denied', troubleWords.denied, 'executable-access'],
  ['locked', troubleWords.locked, 'security-product'],
  ['full', troubleWords.full, 'container-storage'],
  ['noProgram', troubleWords.noProgram, 'executable-path'],
  ['unfit', troubleWords.unfit, 'image-platform'],
])('what programs say of a file that is %s', (_kind, said, cause) => {
  test.each(said)('"%s" is a HostProcess failure by the path alone', (word) => {
    expect(firstCause(`agent: a ${word} (${below}) b`, false)).toBe(cause);
    expect(firstCause(`agent: a ${word} (${elsewhere}) b`, false)).toBe(null);
  });
});

describe.each([
  ['unresolved', troubleWords.unresolved, 'redis.shop.svc.cluster.local', 'service-address'],
  ['unanswered', troubleWords.unanswered, 'https://10.96.0.1:443/api', 'service-address'],
  ['portTaken', troubleWords.portTaken, 'bind 0.0.0.0:9182', 'host-port-in-use'],
  ['missing', missing, '/etc/agent/agent.yaml', 'container-path'],
])('what programs say of something that is %s', (_kind, said, about, cause) => {
  test.each(said)('"%s" is a HostProcess failure only where a HostProcess container says it', (word) => {
    expect(firstCause(`agent: a ${word} (${about}) b`, true)).toBe(cause);
    expect(firstCause(`agent: a ${word} (${about}) b`, false)).toBe(null);
  });
});

test.each(troubleWords.unset)(
  'a variable of HostProcess containers that is "%s" shows by its name whose failure it is',
  (word) => {
    expect(firstCause(`agent: a ${word} CONTAINER_SANDBOX_MOUNT_POINT`, false)).toBe('host-process-ignored');
    expect(firstCause(`agent: a ${word} SANDBOX_MOUNT_POINT`, false)).toBe(null);
  },
);

/** In English, as Windows writes it of a file; the trouble that says most comes first. */
const ofFiles = [
  ['Access is denied.', 'executable-access'],
  ['The process cannot access the file because it is being used by another process.', 'security-product'],
  ['There is not enough space on the disk.', 'container-storage'],
  ['%1 is not a valid Win32 application.', 'image-platform'],
  ['executable file not found in %PATH%', 'executable-path'],
  ['The system cannot find the file specified.', 'container-path'],
] as const;
const pairs = ofFiles.flatMap(([strong, cause], at) =>
  ofFiles.slice(at + 1).map(([weak]) => [strong, weak, cause] as const),
);

test.each(pairs)('of "%s" and "%s" in one text the first decides, wherever it stands', (strong, weak, cause) => {
  for (const [first, second] of [
    [strong, weak],
    [weak, strong],
  ]) {
    expect(firstCause(`agent: ${first} (${below}) ${second}`, false)).toBe(cause);
  }
});

test('a name that no name server knows is no address that nobody answers at', () => {
  const asked = (said: string) =>
    recognise(`Get "https://10.96.0.1:443/api": proxyconnect tcp: ${said}`, true)?.signature.id;
  expect(asked('dial tcp 10.1.2.3:3128: i/o timeout')).toBe('client-no-answer');
  expect(asked('dial tcp: lookup proxy.example.com: no such host (after i/o timeout)')).toBe('name-unresolved');
});

const [deniedText, lockedText, missingText] = [ofFiles[0][0], ofFiles[1][0], ofFiles[5][0]];

test.each([
  ['C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token', 'token-access', 'security-product', 'token-path'],
  ['C:\\app\\agent.dll', 'executable-access', 'file-in-use', 'dotnet-runtime'],
  ['C:\\app\\agent.yaml', 'executable-access', 'file-in-use', 'container-path'],
])('of %s too: what is denied or open elsewhere is not missing', (path, ifDenied, ifLocked, ifMissing) => {
  const causeOf = (...said: string[]) => firstCause(`open ${path}: ${said.join(' ')}`, true);
  expect(causeOf(missingText)).toBe(ifMissing);
  for (const said of [
    [missingText, deniedText],
    [lockedText, deniedText],
  ]) {
    expect([causeOf(...said), causeOf(...said.toReversed())]).toEqual([ifDenied, ifDenied]);
  }
  expect([causeOf(missingText, lockedText), causeOf(lockedText, missingText)]).toEqual([ifLocked, ifLocked]);
});
