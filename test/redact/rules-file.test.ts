import { describe, expect, test } from 'vitest';
import { UserError } from '../../agent/error.ts';
import { rulesInFile } from '../../agent/redact/rules-file.ts';
import { createRedactor } from '../../agent/redact.ts';

const read = (text: string) => rulesInFile({ file: 'rules.yaml', text });

function clean(rules: string, text: string): string {
  const redactor = createRedactor({ more: read(rules) });
  return redactor.cut(text, redactor.find(text));
}

describe('the redaction rules of a user', () => {
  test('remove what they match, in addition to what hostprobe knows', () => {
    const rules = "rules:\n  - id: badge\n    pattern: 'B[0-9]{6}'\n";
    expect(clean(rules, 'B123456 and B654321, token=hunter2')).toBe(
      '[redacted:badge] and [redacted:badge], token=[redacted:key]',
    );
  });

  test('keep the text of the group "keep", and obey their flags', () => {
    const rules = "rules: [{ id: badge, pattern: '\\b(?<keep>badge )[0-9]+', flags: i }]";
    expect(clean(rules, 'Badge 123456 of badge 7, badge no')).toBe(
      'Badge [redacted:badge] of badge [redacted:badge], badge no',
    );
  });

  test('also match inside base64', () => {
    const rules = "rules: [{ id: badge, pattern: 'badge-of-[a-z]+' }]";
    const encoded = Buffer.from('this is the badge-of-alice here').toString('base64');
    expect(clean(rules, `data ${encoded} end`)).toBe('data [redacted:base64] end');
  });
});

describe('invalid redaction rules', () => {
  const rule = (fields: string) => `rules:\n  - id: first\n    pattern: fine\n  - ${fields}\n`;
  test.each([
    ['', 1, 'the file must be a map; for example rules: ['],
    ['- a', 1, 'the file must be a map; for example rules: ['],
    ['rules: []', 1, 'rules must have at least one rule'],
    ['# nothing yet\nrules:', 2, 'rules must be a list of rules'],
    ['rules: [{ id: a, pattern: x }]\nmore: 1', 2, '"more" must be one of rules; for example rules: ['],
    [rule('id: a\n    pattern: x\n    replace: y'), 6, '"replace" must be one of id, pattern, flags; for example'],
    [rule('pattern: x'), 4, 'rules.1.id must be a name'],
    [rule('id: a'), 4, 'rules.1.pattern must be a JavaScript regular expression'],
    [rule('{ id: a,\n      pattern: 5 }'), 5, 'rules.1.pattern must be a JavaScript regular expression'],
    [rule('{ id: My Rule, pattern: x }'), 4, 'rules.1.id must be up to 40 lower-case letters, digits and hyphens'],
    [rule('{ id: "a]b", pattern: x }'), 4, 'rules.1.id must be up to 40 lower-case letters'],
    [
      rule("id: a\n    pattern: '(['"),
      5,
      'rules.1.pattern must be a JavaScript regular expression, but is not: Invalid',
    ],
    [rule("id: a\n    pattern: '[0-9]*'"), 5, 'rules.1.pattern must match something, but matches the empty text'],
    [rule('id: a\n    pattern: ^$'), 5, 'rules.1.pattern must match something, but matches the empty text'],
    [rule("id: a\n    pattern: 'x'\n    flags: g"), 6, 'rules.1.flags may contain i, m, s, u and v'],
    [
      rule("id: a\n    pattern: 'x'\n    flags: uv"),
      5,
      'rules.1.pattern must be a JavaScript regular expression, but is not: Invalid flags',
    ],
    [rule('id: a\n    pattern: "\\bword"'), 5, 'rules.1.pattern holds a control character: in double quotes'],
    [
      rule('id: a\n    pattern: "\\d+"'),
      5,
      'it must be YAML, but is not: Invalid escape sequence \\d; write patterns in single',
    ],
    [rule("id: a\n    pattern: 'a(?<keep>b)c'"), 5, 'rules.1.pattern must begin with the group "keep", if it has one'],
    [rule('id: a\n    id: b\n    pattern: x'), 5, 'it must be YAML, but is not: Map keys must be unique'],
    ['rules: [&one { id: a, pattern: x }, *one]', 1, 'aliases are not supported here; write the value out'],
    ['rules: [{ id: a, pattern: x }]\n---\nrules: []', 2, 'a second document begins; put all rules into one'],
  ])('%j: line %i', (text, line, message) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(`rules.yaml, line ${line}: ${message}`);
    // Wherever it begins. A file without a value has no place but its first line.
    if (text !== '') expect(() => read(`# mine\n\n${text}`)).toThrow(`rules.yaml, line ${line + 2}: ${message}`);
  });
});
