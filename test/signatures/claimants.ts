import { match, type Signature } from '../../agent/signature.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { stageFailures } from '../../agent/signatures/stage.ts';

const named = signatures.filter(({ rest }) => rest === undefined);
const others = [...stageFailures, ...signatures.filter(({ rest }) => rest === true)];

/** All signatures that claim a text; those for the rest only if no other does. More than one is a fault of the catalogue. */
export function claimants(text: string): Signature[] {
  const claims = (signature: Signature) => match(signature, text) !== null;
  const claimed = named.filter(claims);
  return claimed.length > 0 ? claimed : others.filter(claims).slice(0, 1);
}
