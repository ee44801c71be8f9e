import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeArchive } from '../../image/archive.ts';

test.each(['zip', 'tar.xz', 'tar.gz'])(
  'a %s has the same bytes at another time and in another zone',
  async (ending) => {
    const folder = mkdtempSync(join(tmpdir(), 'hostprobe-archive-test-'));
    const zone = process.env.TZ;
    onTestFinished(() => {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
      rmSync(folder, { recursive: true });
    });
    const made: Buffer[] = [];
    for (const TZ of ['UTC', 'Asia/Tokyo']) {
      process.env.TZ = TZ;
      const path = join(folder, `${made.length}.${ending}`);
      await writeArchive(path, { 'a.tar': Buffer.from('some text '.repeat(1000)) }, 5);
      made.push(readFileSync(path));
    }
    expect(made[0]?.equals(made[1] ?? Buffer.alloc(0))).toBe(true);
  },
);
