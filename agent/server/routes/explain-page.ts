import type { FastifyInstance } from 'fastify';
import { type Body, bodyOf } from '../answer/body.ts';
import { HttpProblem } from '../answer/problem.ts';
import { sendBody } from '../answer.ts';
import type { Shared } from '../shared.ts';

/** The page that explains in a browser. It contains nothing about the node, so that anyone may load it. */
export function addPageRoute(app: FastifyInstance, { page }: Shared): void {
  let body: Body | undefined;
  app.get('/explain', { config: { open: true } }, async (request, reply) => {
    body ??= await makeBody(page);
    return sendBody(request, reply, { body, ageSeconds: null });
  });
}

async function makeBody(page: Shared['page']): Promise<Body> {
  const html = await page();
  if (html === null) {
    throw new HttpProblem(
      404,
      'this hostprobe was built without the page; npm run page makes it. POST /explain explains a text',
    );
  }
  // The page has its policy in itself, for when it is a file.
  const [, policy = "default-src 'none'"] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  return bodyOf(html, 'text/html; charset=utf-8', `${policy}; frame-ancestors 'none'`);
}
