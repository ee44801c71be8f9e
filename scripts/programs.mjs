// Programs of Debian that the lab and the tests run. Plain JavaScript for any Node from 20 up: a fresh clone installs them
// beside the packages of the lockfile.
import { installPackages, onPath } from './debian.mjs';

/**
 * Programs, and the Debian packages that hold them.
 * @typedef {Readonly<Record<string, readonly string[]>>} Programs
 */

/**
 * Only what the lab uses: no 32-bit Wine, no display. openssl makes the certificates of the lab's cluster.
 * @type {Programs}
 */
export const ofTheLab = { wine: ['wine', 'wine64'], wineserver: [], openssl: ['openssl'] };

/** Without a font Chromium draws no text. */
const ofTests = {
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

/**
 * Installs what is missing of some programs.
 * @param {string} who "The Windows lab needs"
 * @param {Programs} programs
 * @param {import('./debian.mjs').Installing} installing
 * @returns {Promise<string | null>} null when all are there; else a sentence that says what is missing, and why
 */
export async function installPrograms(who, programs, installing) {
  const missing = Object.keys(programs).filter((program) => !onPath(program));
  if (missing.length === 0) return null;
  const packages = missing.flatMap((program) => programs[program] ?? []);
  return installPackages({ who, missing, packages }, installing);
}

/**
 * Installs what the tests need, or says what is missing: the tests that need it then fail one by one.
 * @param {import('./debian.mjs').Installing} installing
 * @returns {Promise<string | null>}
 */
export const installForTests = (installing) =>
  installPrograms('The tests need', { ...(hasLab ? ofTheLab : {}), ...ofTests }, installing);

/** Wine runs 64-bit Windows programs there. */
export const hasLab = process.platform === 'linux' && process.arch === 'x64';
