import type { FastifyRequest } from 'fastify';

/** Lets a request pass, or throws the Problem that it is answered with. Runs before anything of a body is read. */
export type Guard = (request: FastifyRequest) => Promise<void>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered to anybody. Guards look at the route that was matched, never at the text of the URL. */
    open?: boolean;
  }
}
