import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path/win32';
import koffi from 'koffi';
import type { NodePlan } from '../plan.ts';

/** The plan of this lab node. */
export const readPlan = (): NodePlan => JSON.parse(readFileSync('C:\\lab\\plan.json', 'utf8'));

/** Reads a string under HKEY_LOCAL_MACHINE. */
export function readRegistry(key: string, value: string): string {
  const hkeyLocalMachine = 0x80000002;
  const onlyStrings = 0x2;
  const read = koffi
    .load('advapi32.dll')
    .func(
      'int32 RegGetValueW(uintptr key, str16 subKey, str16 value, uint32 flags, void *type, void *data, void *size)',
    );
  const data = Buffer.alloc(4096);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  const code: number = read(hkeyLocalMachine, key, value, onlyStrings, null, data, size);
  if (code !== 0) throw new Error(`RegGetValueW ${key} ${value}: ${code}`);
  return data.toString('utf16le', 0, size.readUInt32LE() - 2);
}

export const serviceKey = (service: string) => `SYSTEM\\CurrentControlSet\\Services\\${service}`;

/** Records the account of a process for the agent's stand-in: Wine runs every process as the same user. */
export function rememberAccount(pid: number | undefined, account: string): void {
  mkdirSync('C:\\lab\\accounts', { recursive: true });
  writeFileSync(`C:\\lab\\accounts\\${pid}`, account);
}

/** Records the configured account of a service for this process, and returns it. */
export function rememberServiceAccount(service: string): string {
  const account = readRegistry(serviceKey(service), 'ObjectName');
  rememberAccount(process.pid, account);
  return account;
}

export function appendLine(path: string, line: string): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${line}\n`);
}

/** Answers health checks as the kubelet and kube-proxy do. */
export function serveHealth(address: string, port: number, body: () => string): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') response.end(body());
    else response.writeHead(404).end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}
