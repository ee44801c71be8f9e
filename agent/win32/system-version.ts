import { QueryError } from '../error.ts';
import type { System } from '../host.ts';
import { OSVERSIONINFOW, RtlGetVersion } from './api/system-version.ts';
import { registry } from './registry.ts';

const key = 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** Build by RtlGetVersion; update revision (UBR), product and installation type ("Server", "Server Core") by registry. */
export async function systemVersion(): ReturnType<System['version']> {
  const info = Buffer.alloc(OSVERSIONINFOW.size);
  info.writeUInt32LE(info.length);
  const status = RtlGetVersion.now(info).result;
  if (status !== 0) throw new QueryError('failed', `RtlGetVersion: NTSTATUS 0x${status.toString(16)}`);
  const revision = await registry.read(key, 'UBR');
  return {
    build: OSVERSIONINFOW.read(info).dwBuildNumber,
    revision: typeof revision === 'number' ? revision : null,
    product: await readText('ProductName'),
    installation: await readText('InstallationType'),
  };
}

async function readText(value: string): Promise<string> {
  const text = await registry.read(key, value);
  if (typeof text !== 'string')
    throw new QueryError('failed', `HKLM\\${key} ${value} is ${text === null ? 'not there' : 'no text'}`);
  return text;
}
