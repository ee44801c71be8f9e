import { readFileSync } from 'node:fs';
import { type Chance, chanceOf } from '../chance.ts';
import { cleaned, leftOf } from '../exam.ts';
import { examine, limits, type Outcome } from '../examine.ts';
import { logged } from '../log-lines.ts';

/** Lines of `id<tab>form`. In a form `‹a›` is a value by chance that matches a, and `⟦a⟧` is the secret. */
const formsIn = (file: string) =>
  readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [id = '', form = ''] = line.split('\t');
      return { id, form };
    });

function drawn(form: string, { like }: Chance): { text: string; secret: string } {
  let secret = '';
  const text = form.replaceAll(/‹([^›]+)›/g, (_, pattern: string) => like(new RegExp(pattern)));
  const planted = text.replace(/⟦([^⟧]+)⟧/, (_, pattern: string) => {
    secret = like(new RegExp(pattern));
    return secret;
  });
  return { text: planted, secret };
}

/** How products and programs are set up, by their documentation; the values are made up. */
const secretsBy = (seed: number): Outcome[] =>
  formsIn('products-secrets.txt').map(({ id, form }) => {
    const chance = chanceOf(seed, `product/${id}`);
    const planted = logged(drawn(form, chance), chance);
    const clean = cleaned(planted.text);
    const left = leftOf(planted, clean);
    return { id, fault: left && `${left} is left in ${clean}` };
  });

/** What logs of a node and of what runs there hold beside secrets. */
const innocentsBy = (seed: number): Outcome[] =>
  formsIn('products-innocents.txt').map(({ id, form }) => {
    const { text } = drawn(form, chanceOf(seed, `innocent/${id}`));
    const clean = cleaned(`${text}\n`);
    return { id, fault: clean === `${text}\n` ? null : `${text} became ${clean}` };
  });

examine({ part: 'product', what: 'secrets are left', by: secretsBy, most: limits.secrets });
examine({ part: 'product-innocent', what: 'innocents are harmed', by: innocentsBy, most: limits.innocents });
