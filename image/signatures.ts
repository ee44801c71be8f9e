import * as z from 'zod';
import { project } from './folder.ts';
import { run } from './run.ts';

// Asks npm whether the installed packages are signed by their registry: node scripts/pinned.mjs image/signatures.ts

/** The result of npm for the signatures of all installed packages. */
export type Verdict =
  | { is: 'valid' }
  /** Packages, as name@version, with an invalid signature, or without one although their registry signs. */
  | { is: 'refused'; packages: readonly string[] }
  /** The registry or its keys cannot be reached, or the registry does not sign. */
  | { is: 'unchecked'; why: string };

const packages = z.array(z.object({ name: z.string(), version: z.string() }));
const answer = z.union([
  z.object({ invalid: packages, missing: packages }),
  z.object({ error: z.object({ code: z.string().nullish(), summary: z.string() }) }),
]);

/** Errors of the connection to the registry, which say nothing about the packages. */
const unreachable =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|UNABLE_TO_\w+|SELF_SIGNED_\w+|TUF_\w+)$/;
const unsigned = 'installed from a supported registry';

/**
 * Reads what `npm audit signatures --json` printed.
 * @throws Error on any other output
 */
export function readVerdict(printed: string): Verdict {
  const parsed = answer.safeParse(parseJson(printed));
  if (!parsed.success) throw new Error(`npm audit signatures must print JSON, but printed:\n${printed.slice(0, 2000)}`);
  if ('error' in parsed.data) {
    const { code, summary } = parsed.data.error;
    if (unreachable.test(code ?? '') || summary.includes(unsigned)) return { is: 'unchecked', why: summary };
    throw new Error(`npm audit signatures: ${summary}`);
  }
  const refused = [...parsed.data.invalid, ...parsed.data.missing].map(({ name, version }) => `${name}@${version}`);
  return refused.length === 0 ? { is: 'valid' } : { is: 'refused', packages: refused };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function checkSignatures(): Promise<Verdict> {
  const command = [
    'npm',
    'audit',
    'signatures',
    '--json',
    '--fetch-retries=0',
    '--fetch-timeout=60000',
    '--loglevel=silent',
  ] as const;
  return readVerdict((await run(command, { cwd: project })).output);
}

if (import.meta.main) {
  const verdict = await checkSignatures();
  if (verdict.is === 'valid') process.stdout.write('every installed package has a valid signature of its registry\n');
  if (verdict.is === 'unchecked') process.stdout.write(`signatures were not checked: ${verdict.why}\n`);
  if (verdict.is === 'refused') {
    process.stderr.write(`packages with an invalid or missing signature: ${verdict.packages.join(', ')}\n`);
    process.exitCode = 1;
  }
}
