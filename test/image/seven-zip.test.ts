import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { pathOf } from '../pages.ts';

test.each(['zip', 'tar.xz', 'tar.gz'])(
  'a %s has the same bytes at another time, in another zone, for another user',
  async (ending) => {
    const folder = mkdtempSync(join(tmpdir(), 'hostprobe-archive-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const made = async (zone: string, umask: string): Promise<Buffer> => {
      const path = join(folder, `${umask}.${ending}`);
      const files = "{ 'a.tar': Buffer.from('some text '.repeat(1000)) }";
      const script = `import { writeArchive } from '${pathOf('image/seven-zip.ts')}'; await writeArchive('${path}', ${files}, 5);`;
      const node = [process.execPath, '--input-type=module', '-e', script];
      await execa('sh', ['-c', 'umask "$0"; exec "$@"', umask, ...node], { env: { TZ: zone } });
      return readFileSync(path);
    };
    expect((await made('UTC', '022')).equals(await made('Asia/Tokyo', '077'))).toBe(true);
  },
);
