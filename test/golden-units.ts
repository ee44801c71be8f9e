import { causes } from '../agent/causes/index.ts';
import { checks } from '../agent/checks/index.ts';
import { allCommands } from '../agent/cli/index.ts';
import { stepsToTell } from '../agent/diagnose/next-steps.ts';
import { commandHelp, generalHelp, sharedOptions } from '../agent/help.ts';
import { rules } from '../agent/rules/index.ts';
import { signatures } from '../agent/signatures/index.ts';
import { stages } from '../agent/stages/index.ts';

/**
 * What each unit says of itself: its words, what it needs and points to, and their order; what distinguishes a cause from
 * others, and the help of the commands. What a unit does is told by its own tests.
 */
export async function units(): Promise<string> {
  const commands = await allCommands();
  const lists = { check: checks, cause: causes, signature: signatures, rule: rules, stage: stages };
  const tell = causes.map(
    ({ id }) =>
      `what tells ${id}\n${stepsToTell(id)
        .map(({ say, run }) => `  ${say}\n  ${run ?? ''}\n`)
        .join('')}`,
  );
  const help = [
    generalHelp(commands.filter(({ hidden }) => hidden !== true)),
    sharedOptions(),
    ...commands.map(commandHelp),
  ];
  return `${[
    ...Object.entries(lists).flatMap(([kind, all]) => all.map((unit) => toldBy(kind, unit))),
    ...tell,
    ...help,
  ].join('\n')}\n`;
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
