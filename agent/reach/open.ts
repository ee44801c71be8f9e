import { QueryError, UserError } from '../error.ts';
import { type Api, openApi } from './api.ts';
import { type ConnectionFlags, openSignIn } from './sign-in.ts';

/** The API server that flags and kubeconfig name. Sends no request yet. */
export const openReach = async (flags: ConnectionFlags): Promise<Api> =>
  openApi(await openSignIn(flags), flags['request-timeout']);

/** Turns the failure of a request that a command cannot do without into a UserError. */
export function toUserError(error: unknown): never {
  if (error instanceof QueryError) throw new UserError(error.message);
  throw error;
}
