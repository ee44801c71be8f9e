import { globSync } from 'node:fs';
import { project } from '../../image/folder.ts';

/** Where the tests of a file are, besides those that mirror it, its folder and its room: by the beginning of its path. */
const further: Readonly<Record<string, readonly string[]>> = {
  'agent/win32/': ['test/win32/native.test.ts'],
  'agent/causes/': [
    'test/fix.test.ts',
    'test/diagnose.test.ts',
    'test/golden.test.ts',
    'test/diagnose/*.test.ts',
    'test/explain/*.test.ts',
  ],
  'agent/signature': ['test/signatures.test.ts', 'test/diagnose.test.ts', 'test/explain/*.test.ts'],
  'agent/redact/': [
    'test/redact.test.ts',
    'test/redact/whole/{chosen-passwords,products,texts,log-forms,unlisted}.test.ts',
    'test/bundle/secrets.test.ts',
  ],
  'agent/server/': ['test/server/access.test.ts', 'test/server/app.test.ts'],
  'agent/node/': ['test/fix.test.ts', 'test/checks/*.test.ts'],
  'agent/host/cluster/': ['test/probes/cluster*.test.ts'],
  'agent/host/runtime/': ['test/host/runtime*.test.ts', 'test/probes/runtime*.test.ts'],
  'agent/checks/': ['test/fix.test.ts'],
  'agent/stage': ['test/stages/*.test.ts', 'test/predict.test.ts', 'test/cli/predict/*.test.ts'],
  'agent/manifest/': ['test/manifest.test.ts', 'test/lint/*.test.ts'],
  'agent/fix/': ['test/fix.test.ts', 'test/fix/*.test.ts'],
};

/** The test files of a source, those first that find most for their time. */
export function testsOf(file: string): string[] {
  const [, inRoom = ''] = /^agent\/(.*)\.ts$/.exec(file) ?? [];
  const folders = inRoom.split('/').slice(0, -1);
  const patterns = [
    `test/${inRoom}.test.ts`,
    `test/${inRoom}/*.test.ts`,
    ...folders.toReversed().flatMap((_, index) => {
      const folder = folders.slice(0, folders.length - index).join('/');
      return [`test/${folder}.test.ts`, `test/${folder}/*.test.ts`];
    }),
    ...Object.entries(further).flatMap(([path, tests]) => (file.startsWith(path) ? tests : [])),
    'test/golden.test.ts',
  ];
  return [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: project }).toSorted()))];
}
