import { expect, test } from 'vitest';
import { redact } from '../../agent/redact.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { compareGaps } from '../known-gaps.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { sourceOf, take } from './take.ts';

const secret = 'Kd83jsPq0Zx7';
/** How a service or a process can have been started, with a secret in it. */
const commandLines: Record<string, string> = {
  'header-double-quoted': `C:\\k\\nssm.exe curl -H "X-Api-Key: ${secret}" https://repo.corp.local`,
  'header-single-quoted': `C:\\k\\nssm.exe curl -H 'X-Api-Key: ${secret}' https://repo.corp.local`,
  'header-last': `curl.exe -fsSL https://repo.corp.local -H "Authorization: Token ${secret}"`,
  'bearer-last': `curl.exe -H "Authorization: Bearer ${secret}"`,
  cookie: `curl.exe --cookie "sid=${secret}" -H "Cookie: sid=${secret}"`,
  'net-user': `net user hpadmin ${secret}`,
  'net-user-quoted': `cmd.exe /c "net user hpadmin ${secret} /add"`,
  'net-use': `net use Z: \\\\fs1\\share /user:CORP\\svc ${secret}`,
  'net-use-quoted': `cmd.exe /c "net use \\\\fs1\\share \\"${secret}\\" /user:svc"`,
  pscredential: `powershell.exe -c New-Object PSCredential("a","${secret}")`,
  'pscredential-short': `PSCredential("a","${secret}")`,
  'secure-string': `powershell.exe -c "ConvertTo-SecureString '${secret}' -AsPlainText -Force"`,
  'secure-string-double': `powershell.exe -c ConvertTo-SecureString "${secret}" -AsPlainText -Force`,
  'flag-quoted': `C:\\k\\kubelet.exe --token "${secret}" --v=4`,
  'flag-unclosed': `C:\\k\\kubelet.exe --token "${secret}`,
  'flag-json': `C:\\k\\agent.exe --config {"password":"${secret}","x":1}`,
  'flag-backslash': `C:\\k\\agent.exe --password ${secret}\\`,
  'flag-last-quote': `"C:\\k\\agent.exe" "--password=${secret}"`,
  'password-colon': `C:\\k\\agent.exe /password:"${secret}"`,
  'sc-password': `sc.exe config kubelet obj= CORP\\svc password= "${secret}"`,
  'user-password': `curl.exe -u "svc:${secret}" https://repo.corp.local`,
  'url-password': `git.exe clone "https://svc:${secret}@git.corp.local/r.git"`,
  sas: `azcopy.exe copy "https://a.blob.core.windows.net/c?sv=1&sig=${secret}" C:\\k`,
  environment: `cmd.exe /c "set DB_PASSWORD=${secret}&& C:\\k\\agent.exe"`,
  pem: `C:\\k\\agent.exe --key "-----BEGIN PRIVATE KEY-----\\n${secret}${secret}\\n-----END PRIVATE KEY-----"`,
  'pem-unclosed': `C:\\k\\agent.exe --key "-----BEGIN PRIVATE KEY----- ${secret}${secret}`,
  base64: `C:\\k\\agent.exe --data "${Buffer.from(`password=${secret}`).toString('base64')}"`,
  'multi-line': `C:\\k\\agent.exe\r\nAuthorization: Basic ${secret}\r\n`,
  'two-secrets': `C:\\k\\agent.exe --password "${secret}" --header "X-Auth-Token: ${secret}"`,
  'already-redacted': 'C:\\k\\nssm.exe curl -H "X-Api-Key: [redacted:header]" password="[redacted:key]"',
};

/** The kubelet and its wrapper were started so. */
const startedBy = (commandLine: string): Snapshot =>
  snapshotWith(({ services, 'runtime-process': { kubelet } }) => {
    const { kubelet: service } = services;
    if (!service.ok || service.value === null) throw new Error('the healthy node has a kubelet');
    service.value.commandLine = commandLine;
    service.value.wrapper = got({
      application: 'C:\\k\\nssm.exe',
      parameters: commandLine,
      stdout: null,
      stderr: null,
    });
    for (const process of kubelet) process.commandLine = got(commandLine);
  });

/** Plain data without its texts: which facts there are. */
function outline(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(outline);
  if (data === null || typeof data !== 'object') return typeof data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, outline(value)]));
}

const again = async (snapshot: Snapshot) => {
  const { files, text } = await take(sourceOf(snapshot, null));
  return { files, snapshot: readSnapshot(text('snapshot.json'), 'snapshot.json') };
};

/** @throws Error that says what is wrong with a bundle of it */
async function judge(snapshot: Snapshot): Promise<void> {
  const { files, snapshot: once } = await again(snapshot);
  for (const [name, content] of files) {
    const text = content.toString();
    if (text.includes(secret)) throw new Error(`the secret is in ${name}`);
    if (name.endsWith('.json')) JSON.parse(text);
    if (name.endsWith('.jsonl')) for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  }
  const all = readSnapshot(JSON.stringify(snapshot), 'itself');
  expect(outline(once), 'a fact is lost').toEqual(outline(all));
  const { snapshot: twice } = await again(once);
  expect(twice, 'what was redacted once does not stay as it is').toEqual(once);
}

test('of a node where a command line has a secret, a bundle can be judged again, with all facts and without it', async () => {
  const failed = new Map<string, string>();
  for (const [name, commandLine] of Object.entries(commandLines)) {
    const raw = startedBy(commandLine);
    // As it comes from the probes, and as nothing has cleaned it.
    for (const [how, snapshot] of Object.entries({ gathered: redact(raw), raw })) {
      await judge(snapshot).catch((error: Error) => failed.set(`${how}/${name}`, error.message));
    }
  }
  compareGaps(failed, new URL('known-gaps/judged-again.txt', import.meta.url));
});
