import { chanceOf } from '../chance.ts';
import { cleaned, leftOf } from '../exam.ts';
import { examine, limits, type Outcome } from '../examine.ts';
import { logged } from '../log-lines.ts';
import { unlisted } from '../unlisted/index.ts';

const cases = Object.entries(unlisted).flatMap(([about, all]) =>
  Object.entries(all).map(([name, one]) => ({ id: `${about}/${name}`, ...one })),
);

const by = (seed: number): Outcome[] =>
  cases.map(({ id, secret, text }) => {
    const chance = chanceOf(seed, `unlisted/${id}`);
    const value = secret instanceof RegExp ? chance.like(secret) : secret(chance);
    const planted = logged({ text: text.replace('%s', () => value), secret: value }, chance);
    const clean = cleaned(planted.text);
    const left = leftOf(planted, clean);
    return { id, fault: left && `${left} is left in ${clean}` };
  });

examine({ part: 'unlisted', what: 'secrets are left', by, most: limits.secrets });
