import { describe, expect, test } from 'vitest';
import { withSettings } from '../../agent/diagnose/pod.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { readText } from '../../agent/messages/text.ts';
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
