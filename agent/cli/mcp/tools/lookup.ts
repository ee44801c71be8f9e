import * as z from 'zod';
import { causes } from '../../../causes/index.ts';
import { checks } from '../../../checks/index.ts';
import { recognise, signatures } from '../../../signatures/index.ts';
import { entryOf } from '../../explain/list.ts';
import type { Answer, Tool } from '../answer.ts';

const input = z.object({ query: z.string().describe('id or words') });

/** How many entries a search shows. */
const mostFound = 12;

export const lookup: Tool<typeof input.shape> = {
  id: 'lookup',
  description: 'What hostprobe knows of a cause, check, lint rule or error text, by its id or by words.',
  input,
  async run({ query }) {
    const id = query.trim();
    const entry = entryOf(id);
    const rules = await allRules();
    const rule = rules.find((one) => one.id === id);
    if (entry !== null || rule !== undefined) {
      const items = [
        ...Object.entries(entry ?? {}).map(([is, one]) => ({ is, ...one })),
        ...(rule === undefined
          ? []
          : [{ is: 'rule', id, title: rule.title, why: rule.why, severity: rule.severity, source: rule.reference }]),
      ];
      return { verdict: items.map(({ is, title }) => `${id} is a ${is}: ${title}.`).join(' '), items };
    }
    return found(id, rules);
  },
};

async function allRules() {
  const [{ rules }, { readingRules }] = await Promise.all([
    import('../../../rules/index.ts'),
    import('../../../lint/problems.ts'),
  ]);
  return [...rules, ...readingRules];
}

/** Those whose text it is, then those with most of its words. */
function found(query: string, rules: Awaited<ReturnType<typeof allRules>>): Answer {
  const all = [
    ...causes.map(({ id, title }) => ({ is: 'cause', id, title })),
    ...checks.map(({ id, title }) => ({ is: 'check', id, title })),
    ...rules.map(({ id, title }) => ({ is: 'rule', id, title })),
    ...signatures.map(({ id, title }) => ({ is: 'signature', id, title })),
  ];
  const said = recognise(query)?.signature.id;
  const sought = query.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [];
  const hits = all
    .map((one) => {
      const words = `${one.id} ${one.title}`.toLowerCase();
      const count = sought.filter((word) => words.includes(word)).length;
      return { one, count: one.is === 'signature' && one.id === said ? sought.length + 1 : count };
    })
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostFound)
    .map(({ one }) => one);
  return {
    verdict: hits.length === 0 ? 'Nothing here has these words.' : 'Look one of these up by its id.',
    items: hits,
  };
}
