import { UserError } from '../agent/error.ts';
import { type Installing, installPackages, onPath } from './debian.mjs';
import { ensureWine } from './lab/wine.ts';

/** Programs that tests run for real, and the Debian packages that hold them. Without a font Chromium draws no text. */
const programs: Readonly<Record<string, readonly string[]>> = {
  containerd: ['containerd'],
  'chromium-headless-shell': ['chromium-headless-shell', 'fonts-dejavu-core'],
  skopeo: ['skopeo'],
  promtool: ['prometheus'],
  unzip: ['unzip'],
  hivexml: ['libhivex-bin'],
  reglookup: ['reglookup'],
  curl: ['curl'],
  fish: ['fish'],
  zsh: ['zsh'],
};

/** Installs what the tests need, or says what is missing: the tests that need it then fail one by one. */
export async function requirePrograms(installing: Installing): Promise<void> {
  const why = [await missingWine(installing), await missingPrograms(installing)].filter((line) => line !== null);
  for (const line of why) installing.progress(line);
}

async function missingWine(installing: Installing): Promise<string | null> {
  try {
    await ensureWine(installing);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

async function missingPrograms(installing: Installing): Promise<string | null> {
  const missing = Object.keys(programs).filter((program) => !onPath(program));
  if (missing.length === 0) return null;
  const packages = missing.flatMap((program) => programs[program] ?? []);
  return installPackages({ who: 'The tests need', missing, packages }, installing);
}
