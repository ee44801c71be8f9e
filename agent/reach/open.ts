import { LookError, UserError } from '../error.ts';
import { type Api, openApi } from './api.ts';
import { type ConnectionFlags, openSignIn } from './sign-in.ts';

/** The API server that flags and kubeconfig name. Nothing is asked yet. */
export const openReach = async (flags: ConnectionFlags): Promise<Api> =>
  openApi(await openSignIn(flags), flags['request-timeout']);

/** For a question without whose answer a command has nothing to say: what went wrong in one sentence. */
export function toUserError(error: unknown): never {
  if (error instanceof LookError) throw new UserError(error.message);
  throw error;
}
