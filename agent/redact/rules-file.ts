import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import * as z from 'zod';
import { UserError } from '../error.ts';
import type { SecretPattern } from './patterns/pattern.ts';

const example = "rules: [{ id: badge, pattern: '(?<keep>badge )[0-9]{6}', flags: i }]";

const ruleSchema = z
  .strictObject({
    id: z
      .string('must be a name')
      .regex(
        /^[a-z][a-z0-9-]{0,39}$/,
        'must be up to 40 lower-case letters, digits and hyphens, and begin with a letter',
      ),
    pattern: z.string('must be a JavaScript regular expression'),
    flags: z
      .string('must be letters')
      .regex(/^[imsuv]*$/, 'may contain i, m, s, u and v; g is always on')
      .default(''),
  })
  .transform(({ id, pattern, flags }, context): SecretPattern => {
    const wrong = whatIsWrong(pattern, flags);
    if (wrong === null) return { id, pattern: new RegExp(pattern, `g${flags}`) };
    context.issues.push({ code: 'custom', path: ['pattern'], message: wrong, input: pattern });
    return z.NEVER;
  });

const fileSchema = z.strictObject(
  { rules: z.array(ruleSchema, 'must be a list of rules').min(1, 'must have at least one rule') },
  'must be a map',
);

/**
 * The redaction rules of a user, in YAML: `rules: [{ id, pattern, flags? }]`. A pattern is a JavaScript regular
 * expression. If it has a group `keep`, it must begin with it, and the text of that group is not redacted.
 * @throws UserError for a mistake, with its line
 */
export function rulesInFile({ file, text }: { file: string; text: string }): SecretPattern[] {
  const lines = new LineCounter();
  const fail = (offset: number, message: string): never => {
    throw new UserError(`${file}, line ${lines.linePos(offset).line}: ${message}`);
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [broken] = document.errors;
  if (broken?.code === 'MULTIPLE_DOCS') fail(broken.pos[0], 'a second document begins; put all rules into one');
  if (broken !== undefined) {
    fail(broken.pos[0], `it must be YAML, but is not: ${broken.message}; write patterns in single quotes`);
  }
  visit(document, {
    Alias: (_, { range }) => fail(range?.[0] ?? 0, 'aliases are not supported here; write the value out'),
  });
  const parsed = fileSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data.rules;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const where = [...issue.path, issue.keys[0] ?? ''];
    const known = issue.path.length === 0 ? 'rules' : 'id, pattern, flags';
    return fail(offsetOf(document, where), `"${issue.keys[0]}" must be one of ${known}; for example ${example}`);
  }
  const where = issue?.path ?? [];
  const what = where.length === 0 ? 'the file' : where.join('.');
  return fail(offsetOf(document, where), `${what} ${issue?.message}; for example ${example}`);
}

/** null: nothing. */
function whatIsWrong(pattern: string, flags: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  if (/[\u0000-\u0008]/.test(pattern)) {
    return 'holds a control character: in double quotes, YAML reads \\b as a backspace; write it in single quotes';
  }
  let groups: string[];
  try {
    // With an empty alternative it matches any text, which shows its groups.
    groups = Object.keys(new RegExp(`${pattern}|`, flags).exec('')?.groups ?? {});
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `must be a JavaScript regular expression, but is not: ${error.message}`;
  }
  if (new RegExp(pattern, flags).test('')) return 'must match something, but matches the empty text';
  if (groups.includes('keep') && !/^(?:\^|\\b)?\(\?<keep>/.test(pattern)) {
    return 'must begin with the group "keep", if it has one: text before it would not be redacted';
  }
  return null;
}

/** The offset of the value at a path, or of its nearest parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}
