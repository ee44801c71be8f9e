import { expect, test } from 'vitest';
import { applicationOf } from '../../agent/shim/application.ts';

// Source: hcsshim internal/jobcontainers/path.go, getApplicationName.
test('a quotation mark that is not closed is told by the shim itself', () => {
  const search = { workingDirectory: 'C:\\', path: '', shimDirectory: 'C:\\shim', lookup: () => 'file' as const };
  expect(applicationOf('"C:\\a b.exe', search)).toMatchObject({
    app: null,
    error: { text: 'no ending quotation mark found in command' },
  });
});
