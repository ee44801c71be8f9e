import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from '../run.ts';

const folder = fileURLToPath(new URL('../../agent/stages/', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(`${folder}${path}`, 'utf8'));

/** What predicts that a pod does not run: the words for it, and every function of the stages that comes to them. */
function predictors(): RegExp {
  const words = ['\\bis: .missing', ...['fails', 'event', 'createEvent', 'startEvent'].map((name) => `\\b${name}\\(`)];
  const declarations = sources.flatMap((source) => source.split(/\n(?=(?:export )?(?:async )?(?:function|const) )/));
  for (let before = 0; before < words.length; ) {
    before = words.length;
    const known = new RegExp(words.join('|'));
    for (const text of declarations) {
      const name = /^(?:export )?(?:function|const) (\w+)/.exec(text)?.[1];
      const call = `\\b${name}\\(`;
      if (name !== undefined && known.test(text) && !words.includes(call)) words.push(call);
    }
  }
  return new RegExp(words.join('|'));
}

test('the table, and so explain, covers every failure that a stage can predict', async () => {
  const script = fileURLToPath(new URL('./reached.ts', import.meta.url));
  const { code, stdout, stderr } = await runNode([script]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const missed: [file: string, text: string][] = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(missed.length).toBeGreaterThan(0);
  const predicts = predictors();
  expect(missed.filter(([, text]) => predicts.test(text))).toEqual([]);
});

test('functions that predict a failure are found, including indirect calls', () => {
  expect('return wrongPassword(container)').toMatch(predictors());
  expect('return missing(program, error, search)').toMatch(predictors());
  expect("return warns('x')").not.toMatch(predictors());
});
