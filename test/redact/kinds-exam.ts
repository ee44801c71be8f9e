import { type Chance, chanceOf } from './chance.ts';
import { cleaned, leftOf } from './exam.ts';
import type { Outcome } from './examine.ts';
import { type Kind, kinds } from './kinds.ts';
import { logged } from './log-lines.ts';
import { type Planted, written } from './notations.ts';
import { shapes } from './shapes/index.ts';
import type { Shape } from './shapes/shape.ts';

const shapeOf = ({ id }: Kind): Shape => {
  const shape = shapes[id];
  if (shape === undefined) throw new Error(`no shape for the kind ${id}`);
  return shape;
};

/** A secret of each kind in each of its notations, in a log. */
export const kindsPlantedBy = (seed: number): { id: string; planted: Planted; prefix: string | null }[] =>
  kinds.flatMap((kind) => {
    const shape = shapeOf(kind);
    const { secret } = shape;
    if (secret === undefined) return [];
    return kind.notations.map((notation) => {
      const id = `${kind.id}/${notation}`;
      const chance = chanceOf(seed, `kind/${id}`);
      const value = secret instanceof RegExp ? chance.like(secret) : secret(chance);
      return { id, planted: logged(written(notation, value, shape), chance), prefix: kind.prefix };
    });
  });

export const secretsBy = (seed: number): Outcome[] =>
  kindsPlantedBy(seed).map(({ id, planted, prefix }) => {
    const clean = cleaned(planted.text);
    const left = leftOf(planted, clean, prefix);
    return { id, fault: left && `${left} is left in ${clean}` };
  });

/** What looks like a secret of each kind. */
export const twinsBy = (seed: number): Outcome[] =>
  kinds.map((kind) => {
    const { id } = kind;
    const chance = chanceOf(seed, `twin/${id}`);
    const { text } = logged({ text: twinOf(kind, chance), secret: '' }, chance);
    const clean = cleaned(text);
    return { id, fault: clean === text ? null : `${text} became ${clean}` };
  });

/** By the words of the list, where the shape has none of its own. */
function twinOf(kind: Kind, { like, pick }: Chance): string {
  const { twin, text, name = 'setting' } = shapeOf(kind);
  if (twin !== undefined) return twin;
  const { innocent } = kind;
  if (innocent.startsWith('the bare prefix')) {
    const nothing = pick(['<token>', '***']);
    return text?.replaceAll('%s', () => nothing) ?? `${kind.prefix ?? 'its'} tokens: ${name}=${nothing}`;
  }
  const pod = `${like(/[a-z]{4,9}-[456789bcdf]{9,10}-[bcdfghjklmnpqrstvwxz2456789]{5}/)}`;
  if (innocent.startsWith('names and ids')) {
    return pick([
      `pod "default/${pod}" on ${like(/aks[a-z]{3}win00000[0-9]/)}`,
      `storage account ${like(/f[0-9a-f]{22}/)}`,
      `x-ms-request-id: ${like(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)}`,
    ]);
  }
  if (innocent.startsWith('GUIDs')) {
    const guid = like(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/);
    return pick([`podUID="${guid}"`, `HNS endpoint ${guid.toUpperCase()}`, `volume pvc-${guid}`]);
  }
  if (innocent.startsWith('hex')) {
    return pick([
      `sandbox ${like(/[0-9a-f]{64}/)} of pod ${pod}`,
      `commit ${like(/[0-9a-f]{40}/)}`,
      `traceID=${like(/[0-9a-f]{32}/)} spanID=${like(/[0-9a-f]{16}/)}`,
      `thumbprint ${like(/[0-9A-F]{40}/)}`,
    ]);
  }
  throw new Error(`the shape of ${kind.id} has no twin for: ${innocent}`);
}
