import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { causeNamed } from '../../agent/causes/index.ts';
import { runCheck } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';
import { lines, literal, shell, words, yaml } from '../../agent/fix/command.ts';
import { unknowns } from '../../agent/fix/unknowns.ts';
import { type Fix, onNode } from '../../agent/fix.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { knownFacts, type Snapshot } from '../../agent/snapshot.ts';
import { toSymptom } from '../../agent/symptom.ts';
import { composed } from '../composed.ts';
import { tokensOf } from './powershell.ts';

/** All that a shell could read as more than a character. */
const evil = `a'"$(calc);\`&|\u2019\u201b#{}@ %PATH% $env:x <y>\nb`;
const wordsIn = (command: string) => tokensOf(command).map(({ text }) => text);

describe('an inserted value', () => {
  test('stands as it is where no shell reads anything into it', () => {
    expect(shell`kubectl get node ${'win-1'} -n ${'kube-system'} -p ${8080}`).toBe(
      'kubectl get node win-1 -n kube-system -p 8080',
    );
    expect(shell`kubectl label node x ${'kubernetes.io/os=windows'}`).toBe(
      'kubectl label node x kubernetes.io/os=windows',
    );
  });

  test('stands in single quotes otherwise, as PowerShell and POSIX shells read them', () => {
    expect(shell`Get-Item ${'C:\\data'}`).toBe("Get-Item 'C:\\data'");
    expect(shell`Get-Service ${'my containerd'}`).toBe("Get-Service 'my containerd'");
    expect(shell`Get-Service ${"it's"}`).toBe("Get-Service 'it''s'");
    expect(shell`Get-Service ${'it\u2019s'}`).toBe("Get-Service 'it\u2019\u2019s'");
  });

  test.each([evil, "'; calc; '", '\u2019; calc; \u2019', '$(calc)', 'a\nb', '--all', '\u2013all', '`n', ''])(
    'is one word of PowerShell: %j',
    (value) => {
      expect(wordsIn(shell`Get-Item ${value} -Force`)).toHaveLength(3);
      expect(wordsIn(shell`& crictl.exe rmi ${value}`)).toHaveLength(4);
    },
  );

  test.each([evil, "'; touch /tmp/x; '", '$(calc)', '`id`', 'a\nb', ''])(
    'is one word of a POSIX shell: %j',
    (value) => {
      const { stdout } = spawnSync('sh', ['-c', shell`printf '%s.' begin ${value} end`], { encoding: 'utf8' });
      expect(stdout.split('.').filter((_, index, all) => index === 0 || index === all.length - 2)).toEqual([
        'begin',
        'end',
      ]);
      expect(stdout.match(/\./g)).toHaveLength(3);
    },
  );

  test('is never an option', () => {
    expect(shell`kubectl delete pod ${'--all'} -n ${'-A'}`).toBe('kubectl delete pod all -n A');
    expect(shell`icacls.exe x /grant ${'a'}:${'-x'}`).toBe('icacls.exe x /grant a:-x');
  });

  test('keeps its double quotes only in an expression: Windows PowerShell passes them wrongly to programs', () => {
    expect(shell`icacls.exe ${'a" /grant "b'}`).toBe("icacls.exe 'a_ /grant _b'");
    expect(shell`@{PathName=${literal('"C:\\a b\\c.exe" --x')}}`).toBe(`@{PathName='"C:\\a b\\c.exe" --x'}`);
  });

  test('that only the reader knows stands as its name', () => {
    expect(shell`kubectl get pod ${words`${'<pod>'} -n ${'<namespace>'}`}`).toBe(
      'kubectl get pod <pod> -n <namespace>',
    );
    expect(shell`kubectl get pod ${'<x>'}`).toBe("kubectl get pod '<x>'");
  });

  test('is one scalar of YAML', () => {
    expect(parse(yaml`user: ${evil}\nport: ${80}`)).toEqual({ user: evil, port: 80 });
    expect(parse(yaml`args: [${'a", "b'}]`)).toEqual({ args: ['a", "b'] });
  });

  test('cannot be forgotten: a template with one that is not known is no command', () => {
    const name: string = evil;
    // @ts-expect-error the value is not quoted
    onNode('Start it.', `Start-Service ${name}`);
    // @ts-expect-error the command may come from anywhere
    onNode('Start it.', name);
    onNode('Start it.', shell`Start-Service ${name}`);
    expect(lines(shell`Get-Item ${'a'}`, shell`Get-Item ${'b'}`)).toBe('Get-Item a\nGet-Item b');
  });
});

/** The commands of a fix with what each of their marks and words is, but for the words of values. */
const commandsOf = (fix: Fix): string[] =>
  [...fix.steps.filter(({ on }) => on !== 'manifest'), ...(fix.verify ? [{ run: fix.verify.run }] : [])].flatMap(
    ({ run }) => run ?? [],
  );
/** A placeholder counts as the word that the reader puts in its place. */
const placeholders = new RegExp(Object.keys(unknowns).join('|'), 'g');
const shapeOf = (fix: Fix) =>
  commandsOf(fix).map((command) => tokensOf(command.replaceAll(placeholders, 'known')).map(({ kind }) => kind));

describe('what others wrote changes no command of a fix', () => {
  const plain = 'plain';

  test.each(signatures.map((signature) => [signature.id, signature] as const))('by a text: %s', (_id, signature) => {
    for (const text of signature.samples) {
      const symptom = toSymptom({ source: 'text', text, count: 1, pod: 'ops/agent' }, {});
      if (symptom === null) continue;
      const named = Object.keys(symptom.match.captured).filter((key) => !['code', 'tail', 'mode'].includes(key));
      for (const id of signature.causes) {
        const { fix } = causeNamed(id);
        const withAll = (value: string): Fix => {
          const captured = { ...symptom.match.captured, ...Object.fromEntries(named.map((key) => [key, value])) };
          const runAs = { kind: 'bare' as const, text: value, name: value, domain: value };
          return fix(
            {
              message: { ...symptom.message, pod: `${value}/${value}`, namespace: value },
              match: { ...symptom.match, captured },
              user: { runAs, from: 'pod' },
            },
            {},
          );
        };
        expect(shapeOf(withAll(evil)), id).toEqual(shapeOf(withAll(plain)));
        for (const { on, run } of withAll(evil).steps) if (on === 'manifest' && run !== undefined) parse(run);
      }
    }
  });

  /** Every text of the facts with something behind it. */
  const spoilt = (value: unknown, end: string, key = ''): unknown => {
    if (typeof value === 'string') return keepsItsMeaning(key, value) ? value : `${value}${end}`;
    if (Array.isArray(value)) return value.map((one) => spoilt(one, end, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoilt(inner, end, name)]));
  };
  /** A time, a kind, a version: checks compare these, and a probe makes them of what it reads. */
  const keepsItsMeaning = (key: string, value: string) =>
    /At$|^date$|^kind$|^state$|^form$|^version$|^type$|^connection$|^startType$|^to$|^sid$|^sddl$|^status$|[Ff]rom$|^code$/.test(
      key,
    ) || /^\d{4}-\d\d-\d\dT/.test(value);

  test.each(Object.entries(composed))('by the facts of the node %s', (_story, snapshot) => {
    const withEnd = (end: string) =>
      ({
        ...snapshot,
        node: `${snapshot.node}${end}`,
        facts: spoilt(snapshot.facts, end),
      }) as Snapshot;
    const [bad, good] = [withEnd(evil), withEnd(plain)];
    for (const check of checks) {
      const [one, other] = [bad, good].map((node) => runCheck(check, node).fix);
      if (one && other) expect(shapeOf(one), check.id).toEqual(shapeOf(other));
    }
    const text = signatures.flatMap(({ samples }) => samples);
    for (const sample of text) {
      const symptom = toSymptom({ source: 'text', text: sample, count: 1 }, {});
      if (symptom === null) continue;
      for (const id of symptom.match.signature.causes) {
        const [one, other] = [bad, good].map((node) => causeNamed(id).fix(symptom, knownFacts(node)));
        if (one && other) expect(shapeOf(one), id).toEqual(shapeOf(other));
      }
    }
  });
});
