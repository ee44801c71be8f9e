import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { compileFunction, Script, type ScriptOptions } from 'node:vm';
import { project } from './folder.ts';

// Runs in the folder of an executable's files, on its Node and with its flags: node --hash-seed=1 code-cache.ts <start>
// <ending>. Runs what people start most, and writes beside each file that was read what V8 compiled of it: with that seed, the
// same bytes each time.

const commands = [
  ['--version'],
  ['explain', 'failed to create user process token: failed to logon user: Access is denied.'],
  ['lint', join(project, 'manifests', 'base', 'daemon-set.yaml')],
  ...['healthy', 'nssm-user-account'].map((node) => [
    'report',
    '--facts',
    join(project, 'test', 'nodes', node, 'snapshot.json'),
  ]),
];

const [, , start = '', ending = ''] = process.argv;
const scripts = new Map<string, Script>();
const getBuiltinModule = process.getBuiltinModule;

/** One script for each file: its cache has the functions that any of the commands called. */
const keeping = new Proxy(Script, {
  construct(_, [text, options]: [string, ScriptOptions & { filename: string }]) {
    const file = basename(options.filename);
    const script = scripts.get(file) ?? new Script(text, options);
    scripts.set(file, script);
    return script;
  },
});
const inFolder: Readonly<Record<string, unknown>> = {
  'node:sea': { getAssetKeys: () => [], getRawAsset: (name: string) => readFileSync(name) },
  'node:vm': { ...getBuiltinModule('node:vm'), Script: keeping },
};
Object.assign(process, { getBuiltinModule: (name: string) => inFolder[name] ?? getBuiltinModule(name) });

const run = compileFunction(readFileSync(start, 'utf8'));
const { exit } = process;
for (const command of commands) {
  process.argv = [process.execPath, process.execPath, ...command];
  await new Promise((resolve) => {
    Object.assign(process, { exit: resolve });
    run();
  });
}
// V8 refuses a cache that was made with other flags.
setFlagsFromString('--hash-seed=0');
for (const [file, script] of scripts) writeFileSync(`${file}${ending}`, script.createCachedData());
exit(0);
