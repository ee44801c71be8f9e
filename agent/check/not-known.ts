import type { FactError } from '../fact.ts';

/**
 * Why a fact, or a part of one, is missing, in words.
 * @param place its path in a snapshot; null: the check found no part that has the answer
 * @param begins what the words begin with
 */
export function notKnown(place: string | null, error: FactError, begins = 'could not read'): string {
  const how = {
    denied: 'access denied',
    timeout: 'no answer in time',
    unsupported: 'not available here',
    failed: 'failed',
  };
  const where = place === null ? '' : `${place}, `;
  return `${begins} (${where}${how[error.kind]}): ${error.message}`;
}
