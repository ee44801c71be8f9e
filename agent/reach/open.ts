import { NoAnswerError, QueryError, UserError } from '../error.ts';
import { type Api, openApi } from './api.ts';
import type { ConnectionFlags } from './kubeconfig.ts';
import { openSignIn } from './sign-in.ts';

/** The API server that flags and kubeconfig name. Sends no request yet. */
export const openReach = async (flags: ConnectionFlags): Promise<Api> =>
  openApi(await openSignIn(flags), flags['request-timeout']);

/** Turns the failure of a request that a command cannot do without into a UserError: a bad request is a mistake of the user. */
export function toUserError(error: unknown): never {
  if (error instanceof QueryError) throw new (error.code === '400' ? UserError : NoAnswerError)(error.message);
  throw error;
}
