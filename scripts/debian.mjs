// Debian packages that this project needs. Plain JavaScript for any Node from 20 up: the pinned Node may need one itself.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} program */
export const onPath = (program) =>
  (process.env.PATH ?? '').split(':').some((directory) => existsSync(join(directory, program)));

/**
 * What somebody needs from Debian.
 * @typedef {object} Needed
 * @property {string} who "The Windows lab needs"
 * @property {readonly string[]} missing what it lacks: wine, openssl
 * @property {readonly string[]} packages
 */

/**
 * How packages may be installed.
 * @typedef {object} Installing
 * @property {boolean} allowed false: with --no-install
 * @property {AbortSignal} [stop] ends apt-get: it finishes the package at hand
 * @property {(line: string) => void} progress is told what apt-get will install, before it does
 */

/**
 * Installs Debian packages with apt-get, without the packages that they only recommend.
 * @param {Needed} needed
 * @param {Installing} installing
 * @returns {Promise<string | null>} null when they are installed; else a sentence that says what is missing, and why
 */
export async function installPackages({ who, missing, packages }, { allowed, stop, progress }) {
  const what = `${who} ${missing.join(', ')}`;
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  const isRoot = process.getuid?.() === 0;
  if (!onPath('apt-get')) {
    return `${what}, which ${are} missing, and there is no apt-get to install ${them}. In Debian: ${packages.join(', ')}.`;
  }
  if (!allowed) return `${what}, which ${are} missing. To install ${them}: ${isRoot ? '' : 'sudo '}${command}`;
  if (!isRoot) return `${what}, which ${are} missing, and only root can install ${them}: sudo ${command}`;

  progress(`${what}, which ${are} missing: reading the package lists with apt-get update ...`);
  const update = await aptGet(['update'], stop);
  if (update.code !== 0) return `${what}, but apt-get update failed: ${update.output}`;
  const install = ['install', '--no-install-recommends', ...packages];
  const plan = await aptGet([...install, '--simulate'], stop);
  if (plan.code !== 0) return `${what}, but apt-get cannot install ${them}: ${plan.output}`;
  const planned = [...plan.output.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  const others = planned.filter((name) => !packages.includes(name));
  const along = others.length === 0 ? '' : `, and the packages that they depend on: ${others.join(', ')}`;
  progress(`installing with apt-get: ${packages.join(', ')}${along} ...`);
  const { code, output } = await aptGet([...install, '--yes'], stop);
  return code === 0 ? null : `${what}, but apt-get did not install ${them}: ${output}`;
}

/**
 * @param {readonly string[]} args
 * @param {AbortSignal | undefined} stop
 * @returns {Promise<{ code: number, output: string }>} the last lines of both outputs
 */
function aptGet(args, stop) {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
    let output = '';
    // apt-get ends in order on SIGINT: dpkg finishes the package at hand first. A group of its own, so that Ctrl-C in the
    // terminal does not reach dpkg.
    const child = spawn('apt-get', ['-q', ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const interrupt = () => child.kill('SIGINT');
    if (stop?.aborted) interrupt();
    stop?.addEventListener('abort', interrupt, { once: true });
    const keep = (/** @type {Buffer} */ chunk) => (output = `${output}${chunk}`.slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => {
      stop?.removeEventListener('abort', interrupt);
      resolve({ code: stop?.aborted ? 1 : (code ?? 1), output: stop?.aborted ? 'it was stopped' : output.trim() });
    });
  });
}
