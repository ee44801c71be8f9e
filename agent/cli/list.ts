import { checks } from '../checks/index.ts';
import { command } from '../command.ts';
import { suggest } from '../config/nearest.ts';
import { UserError } from '../error.ts';
import { wrap } from '../print/text.ts';

type Entry = Pick<(typeof checks)[number], 'id' | 'title' | 'why'>;

/** The lists, by the operand that selects them. */
const topics: Readonly<Record<string, () => Promise<readonly Entry[]>>> = {
  checks: async () => checks.map(({ id, title, why }) => ({ id, title, why })),
  rules: async () => {
    const [{ rules }, { readingRules }] = await Promise.all([
      import('../rules/index.ts'),
      import('../lint/problems.ts'),
    ]);
    return [...rules, ...readingRules].map(({ id, title, why }) => ({ id, title, why }));
  },
};

export const list = command({
  id: 'list',
  summary: 'list the checks and the lint rules, and why they matter',
  operands: `[${Object.keys(topics).join('|')}]...`,
  flags: [],
  outputs: ['text', 'json'],
  details: '',
  exits: { 0: 'the list is printed' },
  async run({ config, operands, view, print }) {
    const names = operands.length > 0 ? operands : Object.keys(topics);
    const lists: Record<string, readonly Entry[]> = {};
    for (const name of names) {
      const topic = topics[name];
      if (topic === undefined) throw new UserError(`there is no list ${name}; ${suggest(name, Object.keys(topics))}`);
      lists[name] = await topic();
    }
    if (config.output === 'json') {
      await print(`${JSON.stringify(lists, null, 2)}\n`);
      return 0;
    }
    for (const entries of Object.values(lists)) {
      for (const { id, title, why } of entries) {
        await print(`${id}\n${wrap(`${title}. ${why}`, { ...view, indent: 4 })}\n`);
      }
    }
    return 0;
  },
});
