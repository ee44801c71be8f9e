import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inSystem32 } from '../../agent/host/exec.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import { passwordOfLane } from './password.ts';
import { containerOf, crictlOptions, laneFolder, lastWord, logFolder, mayEndWith, sandboxOf, wrongIn } from './pod.ts';
import { configFor, containerdDownload, crictlDownload, type Download, readChecksum } from './releases.ts';
import { templateWithRight } from './rights.ts';

/**
 * hostprobe beside a real containerd, on a machine with Windows that is no node of a cluster, step by step:
 * node scripts/windows/lane.ts <step> <containerd version>. .github/workflows/windows.yml has the steps in their order.
 * It has run nowhere yet. It installs a service, and a local account: it is for machines that are thrown away.
 */
const crictlVersion = '1.34.0';
const image = 'docker.io/library/hostprobe:0.1.0';
const containerdFolder = 'C:\\Program Files\\containerd';
const containerd = `${containerdFolder}\\containerd.exe`;
const tools = join(laneFolder, 'tools');
const origin = 'http://127.0.0.1:20258';

const run = (program: string, ...args: string[]): string => {
  console.log(`> ${program} ${args.join(' ')}`);
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
};
/** secedit ends with 3 where it did what was asked, and warns of something else in its database. */
function secedit(...args: string[]): void {
  const { status } = spawnSync('secedit.exe', args, { stdio: 'inherit' });
  if (status !== 0 && status !== 3) fail(`secedit ${args[0]} must end with 0 or 3, but ends with ${status}`);
}
const crictlExe = join(tools, 'crictl.exe');
const crictl = (...args: string[]) => run(crictlExe, ...crictlOptions(), ...args).trim();
const hostprobe = (...args: string[]) =>
  spawnSync(process.execPath, ['agent/main.ts', ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });

function fail(what: string): never {
  throw new Error(what);
}

async function download({ url, checksumUrl }: Download, file: string): Promise<void> {
  const [content, checksum] = await Promise.all(
    [url, checksumUrl].map(async (one) => {
      const answer = await fetch(one);
      if (!answer.ok) fail(`GET ${one}: ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    }),
  );
  const digest = createHash('sha256')
    .update(content ?? '')
    .digest('hex');
  const wanted = readChecksum(checksum?.toString() ?? '');
  if (digest !== wanted) fail(`${url} must have the SHA-256 ${wanted}, but has ${digest}`);
  writeFileSync(file, content ?? '');
}

async function install(version: string): Promise<void> {
  for (const folder of [containerdFolder, tools, logFolder]) mkdirSync(folder, { recursive: true });
  await download(containerdDownload(version), join(laneFolder, 'containerd.tar.gz'));
  await download(crictlDownload(crictlVersion), join(laneFolder, 'crictl.tar.gz'));
  // Git for Windows brings another tar, which takes C: for the name of a machine.
  const tar = inSystem32('tar.exe');
  run(tar, '-xf', join(laneFolder, 'containerd.tar.gz'), '-C', containerdFolder, '--strip-components', '1');
  run(tar, '-xf', join(laneFolder, 'crictl.tar.gz'), '-C', tools);
  writeFileSync(join(containerdFolder, 'config.toml'), configFor(version));
  run(containerd, '--register-service', '--log-file', join(logFolder, 'containerd.log'));
  await restart();
  const archive = process.env.HOSTPROBE_IMAGE ?? fail('HOSTPROBE_IMAGE must name the image as a tar');
  const ctr = join(containerdFolder, 'ctr.exe');
  // ctr of 1.6 has no --platform, and takes an image without a version of Windows.
  const platform = version.startsWith('1.6.') ? [] : ['--platform', 'windows/amd64'];
  run(ctr, '--namespace', 'k8s.io', 'images', 'import', ...platform, archive);
}

/** Ends and starts the service, and waits until it answers. */
async function restart(): Promise<void> {
  run('powershell.exe', '-NoProfile', '-Command', 'Restart-Service containerd');
  for (let tries = 0; tries < 60; tries++) {
    if (spawnSync(crictlExe, [...crictlOptions(5), 'version']).status === 0) return;
    await sleep(1000);
  }
  fail('containerd does not answer a minute after its start');
}

/** @returns the container, which has not been started */
function createPod(name: string, args: readonly string[]): string {
  const files = { sandbox: join(laneFolder, `${name}-sandbox.json`), container: join(laneFolder, `${name}.json`) };
  writeFileSync(files.sandbox, JSON.stringify(sandboxOf(name)));
  writeFileSync(files.container, JSON.stringify(containerOf(name, { image, args })));
  const sandbox = crictl('runp', files.sandbox);
  return crictl('create', sandbox, files.container, files.sandbox);
}

const idFile = join(laneFolder, 'container');

async function report(version: string): Promise<void> {
  const id = createPod('hostprobe', ['serve', '--listen', '127.0.0.1:20258']);
  writeFileSync(idFile, id);
  crictl('start', id);
  for (let tries = 0; tries < 60; tries++) {
    if (
      await fetch(`${origin}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    await sleep(1000);
  }
  const text = await (await fetch(`${origin}/report?format=text&status=200`)).text();
  console.log(text);
  const { findings } = reportSchema.loose().parse(await (await fetch(`${origin}/report?status=200`)).json());
  const wrong = wrongIn(findings, { containerd: version });
  if (wrong.length > 0) fail(`the report must find nothing wrong here, but says:\n${wrong.join('\n')}`);
}

/** containerd as a user who is an administrator: no HostProcess container gets a token. And back. */
async function logOnFailure(): Promise<void> {
  const [user, password] = ['hostprobe-lane', passwordOfLane()];
  // GitHub shows *** in its place in the log.
  console.log(`::add-mask::${password}`);
  run('net.exe', 'user', user, password, '/add');
  run('net.exe', 'localgroup', 'Administrators', user, '/add');
  const [exported, changed] = [join(laneFolder, 'rights.inf'), join(laneFolder, 'rights-of-lane.inf')];
  secedit('/export', '/areas', 'USER_RIGHTS', '/cfg', exported);
  writeFileSync(changed, templateWithRight(readFileSync(exported, 'utf16le'), 'SeServiceLogonRight', user), 'utf16le');
  secedit('/configure', '/db', join(laneFolder, 'rights.sdb'), '/areas', 'USER_RIGHTS', '/cfg', changed);
  run('sc.exe', 'config', 'containerd', 'obj=', `.\\${user}`, 'password=', password);
  try {
    await restart();
    const id = createPod('refused', ['--version']);
    const start = spawnSync(crictlExe, [...crictlOptions(), 'start', id], { encoding: 'utf8' });
    if (start.status === 0) fail('a HostProcess container must not start beside a containerd that runs as a user');
    const [facts, said] = [join(laneFolder, 'refused-facts.json'), join(laneFolder, 'refused.txt')];
    writeFileSync(facts, hostprobe('facts').stdout);
    writeFileSync(said, start.stderr);
    const explained = hostprobe('explain', '--facts', facts, said);
    console.log(start.stderr, explained.stdout, explained.stderr);
    const [first] = JSON.parse(hostprobe('explain', '--facts', facts, '-o', 'json', said).stdout).summary;
    const cause = first?.cause;
    if (cause !== 'containerd-account') fail(`the first cause must be containerd-account, but is ${cause}`);
  } finally {
    run('sc.exe', 'config', 'containerd', 'obj=', 'LocalSystem', 'password=', '');
    await restart();
  }
}

async function bundle(): Promise<void> {
  const answer = await fetch(`${origin}/bundle`);
  if (answer.status !== 200) fail(`GET /bundle must answer 200, but answers ${answer.status}`);
  const file = join(laneFolder, 'bundle.zip');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  const { status, stdout, stderr } = hostprobe('report', '--facts', file);
  console.log(stdout, stderr);
  if (status === null || status > 2) fail(`the report of the bundle must end with 0 to 2, but ends with ${status}`);
}

async function stop(version: string): Promise<void> {
  const id = readFileSync(idFile, 'utf8');
  crictl('stop', '--timeout', '15', id);
  const { exitCode } = JSON.parse(crictl('inspect', id)).status;
  if (!mayEndWith(exitCode, version))
    fail(`hostprobe must end in order when its pod is stopped, but ends with ${exitCode}`);
  const said = readFileSync(join(logFolder, 'hostprobe.log'), 'utf8');
  if (!said.includes(lastWord))
    fail(`hostprobe must log "${lastWord}" when its pod is stopped, but its log ends with:\n${said.slice(-2000)}`);
}

const steps: Readonly<Record<string, (version: string) => Promise<void>>> = {
  install,
  report,
  'log-on-failure': logOnFailure,
  bundle,
  stop,
};

const [name = '', version = ''] = process.argv.slice(2);
const step = steps[name] ?? fail(`the step must be one of ${Object.keys(steps).join(', ')}, but is "${name}"`);
if (process.platform !== 'win32') fail('the lane is for a machine with Windows');
await step(version);
