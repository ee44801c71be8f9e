import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { hasKnownFields, problemOf } from '../deployment/model.ts';
import { run } from '../run.ts';

describe('hostprobe policy', () => {
  test('prints objects that a cluster takes, and names what they do not say', async () => {
    const { code, stdout, stderr } = await run(['policy', '--action', 'deny', '--containerd', '1.6']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^# Not here, because it reads command lines as cmd and the shim do: .*program-word/m);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(objects.map(({ kind }) => kind.replace('ValidatingAdmission', ''))).toEqual(
      Array.from({ length: 6 }, () => ['Policy', 'PolicyBinding']).flat(),
    );
    for (const object of objects) expect([await problemOf(object), hasKnownFields(object)]).toEqual([null, true]);
  });

  test('a fault on some of the nodes alone weighs less, and none that is only noted is in it', async () => {
    const messagesFor = async (...args: string[]) => {
      const { stdout } = await run(['policy', ...args]);
      return parseAllDocuments(stdout)
        .map((document) => document.toJS())
        .flatMap(({ metadata, spec }) =>
          (spec.validations ?? []).map(
            ({ message }: { message: string }) => `${metadata.name} ${message.split(':')[0]}`,
          ),
        );
    };
    expect(await messagesFor('--containerd', '1.6')).toContain('hostprobe-errors-of-pods local-group');
    expect(await messagesFor()).toContain('hostprobe-warnings-of-pods local-group');
    expect((await messagesFor('--containerd', '2.x')).filter((one) => one.endsWith(' local-group'))).toEqual([]);
  });
});
