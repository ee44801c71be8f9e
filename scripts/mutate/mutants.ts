import { parseAst } from 'vitest/node';
import { waysOf } from './ways.ts';

/** A source file with one change. */
export interface Mutant {
  file: string;
  line: number;
  /** "a === b: === becomes !==". */
  what: string;
  text: string;
}

const operators: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '&': '|',
  '|': '&',
};
const methods: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toLowerCase: 'toString',
  find: 'findLast',
  max: 'min',
  min: 'max',
};

/** Methods that may be left out: what they are called on is then taken as it is. */
const leftOut = new Set([
  ...['catch', 'finally', 'unref', 'filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed'],
  ...['flat', 'trim', 'trimEnd', 'normalize', 'nullable', 'optional', 'exactOptional', 'nullish'],
]);

/** A node of the syntax tree (ESTree, with TypeScript's nodes), as far as this needs it. */
interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

const nodesIn = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const argumentsOf = (node: Node): Node[] => (node.type === 'CallExpression' ? nodesIn(node.arguments) : []);

/** What may be left out one by one. A pattern that takes an object or a list apart is none. */
const listsOf = (node: Node): Node[][] => {
  if (node.type === 'ArrayExpression') return [nodesIn(node.elements)];
  if (node.type === 'ObjectExpression') return [nodesIn(node.properties)];
  return [argumentsOf(node)];
};

/** What could change places: elements of a list, arguments, values in a text. A spread list holds its own. */
const placesOf = (node: Node): Node[] => {
  const all =
    node.type === 'TemplateLiteral'
      ? nodesIn(node.expressions)
      : node.type === 'ArrayExpression'
        ? nodesIn(node.elements)
        : argumentsOf(node);
  return all.some(({ type }) => /^Spread|Function/.test(type)) ? [] : all;
};

/** The name of a property or of a module, not a value. */
const isName = (node: Node, parent: Node): boolean =>
  (/^(?:Property|Export|Import)/.test(parent.type) && parent.value !== node) || parent.directive !== undefined;

const ownValue = (table: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/**
 * Every change of the lists above that fits the file, and: a condition that always or never holds, another number, a
 * boolean turned round, a text or a pattern that is empty or matches nothing, and a statement, an element of a list, a
 * property of an object, the last argument of a call, or the call around its argument that is left out; the last clause of a
 * text, or the first way of a pattern; a method such as `.catch`, `.filter` or `.trim()`, or an `await`; the first two of a list,
 * of arguments or of the values in a text that change places; and `+=` or `??=` that only assigns. Types are left alone.
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  const textOf = ({ start, end }: Node) => text.slice(start, end);
  const replace = (within: Node, start: number, end: number, replacement: string) => {
    const shown = textOf(within).replace(/\s+/g, ' ').slice(0, 70);
    const before = text.slice(start, end).replace(/\s+/g, ' ').slice(0, 30);
    found.push({
      file,
      line: text.slice(0, start).split('\n').length,
      what: `${shown}: ${before} becomes ${replacement}`,
      text: text.slice(0, start) + replacement + text.slice(end),
    });
  };
  const instead = (node: Node, replacement: string, within = node) =>
    replace(within, node.start, node.end, replacement);

  // A buffer that is larger than it must be is as good, so its size is left alone.
  const isSize = ({ type, callee, key }: Node) =>
    (type === 'CallExpression' && isNode(callee) && textOf(callee) === 'Buffer.alloc') ||
    (type === 'NewExpression' && isNode(callee) && /^(?:Big)?(?:Int|Uint|Float)\d+Array$/.test(textOf(callee))) ||
    (type === 'Property' && isNode(key) && /^(?:b|maxB)ytes$/.test(textOf(key)));

  const visit = (node: Node, parent: Node, inSize: boolean): void => {
    if (/^(?:TS(?!As|NonNull|Satisfies)|Import)/.test(node.type)) return;
    const operator = ownValue(operators, String(node.operator));
    if (node.operator === '??' && isNode(node.left) && isNode(node.right)) {
      // Without parentheses it would stand beside another ??, which is no program.
      instead(node, `((${textOf(node.left)}) && (${textOf(node.right)}))`);
    } else if (operator !== undefined && isNode(node.left) && isNode(node.right)) {
      const at = text.indexOf(String(node.operator), node.left.end);
      replace(node, at, at + String(node.operator).length, operator);
    }
    if (node.type === 'UnaryExpression' && node.operator === '!' && isNode(node.argument)) {
      instead(node, textOf(node.argument), parent);
    }
    if (node.type === 'CallExpression' && isNode(node.callee) && isNode(node.callee.property)) {
      const method = ownValue(methods, String(node.callee.property.name));
      if (method !== undefined) instead(node.callee.property, method, node);
    }
    if (/^(?:If|Conditional)/.test(node.type) && isNode(node.test)) {
      instead(node.test, 'true', node);
      instead(node.test, 'false', node);
    }
    if (node.type === 'Literal' && typeof node.value === 'boolean') instead(node, String(!node.value), parent);
    if (node.type === 'Literal' && typeof node.value === 'number' && !inSize && !isName(node, parent))
      instead(node, `(${node.raw} + 1)`, parent);
    if (node.type === 'ExpressionStatement' && parent.type === 'BlockStatement') instead(node, ';');
    if (node.type === 'Literal' && typeof node.value === 'string' && !isName(node, parent))
      instead(node, node.value === '' ? "'x'" : "''", parent);
    if (node.type === 'Literal' && node.regex !== undefined) {
      instead(node, '/(?!)/', parent);
      const [first] = waysOf(
        textOf(node)
          .replace(/\/\w*$/, '')
          .slice(1),
      ).toSorted((a, b) => a.end - b.end);
      if (first !== undefined) replace(parent, node.start + 1 + first.start, node.start + 1 + first.end, '');
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && !isName(node, parent)) {
      const at = textOf(node).search(/[.;:,] [^.;:,]{12,}\.?['"]$/);
      if (at > 0) replace(parent, node.start + at, node.end - 1, '');
    }
    if (node.type === 'AwaitExpression' && isNode(node.argument)) instead(node, `(${textOf(node.argument)})`, parent);
    if (node.type === 'AssignmentExpression' && node.operator !== '=' && isNode(node.left) && isNode(node.right)) {
      const at = text.indexOf(String(node.operator), node.left.end);
      replace(node, at, at + String(node.operator).length, '=');
    }
    if (node.type === 'CallExpression' && isNode(node.callee) && isNode(node.callee.object)) {
      const { object, property } = node.callee;
      if (isNode(property) && leftOut.has(String(property.name))) replace(node, object.end, node.end, '');
    }
    const [first, second] = placesOf(node);
    if (first !== undefined && second !== undefined && textOf(first) !== textOf(second)) {
      const between = text.slice(first.end, second.start);
      replace(node, first.start, second.end, `${textOf(second)}${between}${textOf(first)}`);
    }
    if (node.type === 'TemplateElement') {
      // It begins at the mark before it and ends behind the one after it: ` or }, and ` or ${.
      const [start, end] = [node.start + 1, node.end - (node.tail === true ? 1 : 2)];
      if (end > start) replace(parent, start, end, '');
    }
    for (const list of listsOf(node)) {
      for (const [index, one] of list.entries()) {
        const [before, after] = [list[index - 1], list[index + 1]];
        // With the comma that belongs to it.
        const [comma = ''] = /^\s*,/.exec(text.slice(one.end)) ?? [];
        const alone = one.end + comma.length;
        const [start, end] =
          after !== undefined
            ? [one.start, after.start]
            : before !== undefined
              ? [before.end, one.end]
              : [one.start, alone];
        if (node.type !== 'CallExpression' || after === undefined) replace(node, start, end, '');
      }
    }
    const [only, ...others] = argumentsOf(node);
    if (
      only !== undefined &&
      only.type !== 'SpreadElement' &&
      others.length === 0 &&
      isNode(node.callee) &&
      node.callee.type === 'Identifier'
    )
      instead(node, `(${textOf(only)})`, parent);
    for (const value of Object.values(node)) {
      for (const child of [value].flat()) if (isNode(child)) visit(child, node, inSize || isSize(node));
    }
  };
  // The tree has more fields than its type tells.
  const program = parseAst(text, { lang: 'ts' }) as unknown as Node;
  visit(program, program, false);
  return found;
}
