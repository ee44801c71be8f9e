import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError, unreadable } from '../error.ts';
import type { Fields, MergedKubeconfig } from './kubeconfig.ts';

/**
 * A user for the official client, with the input for credential plugins that kubectl sends and the client does not.
 * @throws UserError for a plugin that needs a terminal
 */
export function clientUser(user: Fields, cluster: Fields, { paths }: MergedKubeconfig): Fields {
  const { exec, ...rest } = user;
  if (typeof exec !== 'object' || exec === null || rest.token !== undefined) return rest;
  // Fields of exec in a kubeconfig; other fields stay as they are.
  const plugin = exec as { command?: string; env?: object[] | null; apiVersion?: string; interactiveMode?: string };
  if (plugin.interactiveMode === 'Always') {
    throw new UserError(
      `the credential plugin ${plugin.command} of this context needs a terminal, but hostprobe has none for it; give --token "$(...)" or another --context`,
    );
  }
  // Source: k8s.io/client-go pkg/apis/clientauthentication/v1, ExecCredentialSpec.
  const execInfo = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, cluster: { server: cluster.server, 'tls-server-name': cluster['tls-server-name'] } },
  };
  const env = [...(plugin.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(execInfo) }];
  return { ...rest, exec: { ...plugin, command: besideFile(plugin.command ?? '', paths), env } };
}

/** A command with a folder is relative to the folder of the kubeconfig; a bare name is searched for in PATH. */
const besideFile = (command: string, [path = '']: readonly string[]) =>
  /^\.{1,2}[\\/]/.test(command) ? join(dirname(path), command) : command;

/** Why no credential was obtained, with the output of the plugin. */
export function whyUnsigned(error: unknown, user: Fields): string {
  const fault: { code?: string; path?: string; syscall?: string; message?: string } = Object(error);
  const said = (fault.message ?? String(error)).trim().slice(0, 500);
  const plugin = Object(user.exec).command;
  const none = `the credential plugin ${plugin} returned no credential`;
  if (fault.syscall?.startsWith('spawn')) {
    return `${none}: ${fault.code === 'ENOENT' ? 'there is no such program in PATH; install it, or correct PATH' : said}`;
  }
  const why = fault.path === undefined ? said : unreadable(fault.path, { ...fault, message: said });
  if (plugin === undefined || fault.path !== undefined)
    return `the credentials of the kubeconfig cannot be used: ${why}`;
  // This message quotes what was printed, which may be a credential.
  if (error instanceof SyntaxError)
    return `${none}: it must print an ExecCredential in JSON, but printed something else`;
  return `${none}: ${said || 'it printed nothing'}`;
}

/**
 * The current token in a token file: a projected token is renewed in place. It overrides a token in the kubeconfig.
 * Source: k8s.io/client-go rest/config.go, BearerTokenFile.
 */
export async function tokenIn({ tokenFile }: Fields): Promise<string | null> {
  if (typeof tokenFile !== 'string' || tokenFile === '') return null;
  return (await readFile(tokenFile, 'utf8')).trim();
}
