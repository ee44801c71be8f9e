import { causes } from '../agent/causes/index.ts';
import { checks } from '../agent/checks/index.ts';
import { rules } from '../agent/rules/index.ts';
import { signatures } from '../agent/signatures/index.ts';
import { stages } from '../agent/stages/index.ts';

/**
 * What each unit says of itself: its words, what it needs and points to, and their order. What it does is told by its own
 * tests.
 */
export function units(): string {
  const lists = { check: checks, cause: causes, signature: signatures, rule: rules, stage: stages };
  return `${Object.entries(lists)
    .flatMap(([kind, all]) => all.map((unit) => toldBy(kind, unit)))
    .join('\n')}\n`;
}

/** What a signature matches is told by its samples, and by the texts that it must not match. */
const tested = new Set(['samples', 'says', 'unless', 'literals']);

function toldBy(kind: string, { id, ...fields }: { id: string }): string {
  const told = Object.entries(fields).flatMap(([name, value]) => {
    const text = tested.has(name) ? '' : textOf(value);
    return text === '' ? [] : [`  ${name}: ${text}`];
  });
  return [`${kind} ${id}`, ...told].join('\n');
}

/** Functions and patterns say nothing. */
function textOf(value: unknown): string {
  if (typeof value === 'function' || value instanceof RegExp) return '';
  if (typeof value === 'string') return value.trim().replaceAll('\n', '\n    ');
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return JSON.stringify(value, (_, one) => (one instanceof RegExp ? undefined : one));
}
