/** In the place of the page that explains, which takes a second to make. */
export const page = async (): Promise<string> =>
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; connect-src 'self'"><title>page</title>`;
