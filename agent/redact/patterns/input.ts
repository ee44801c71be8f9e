import { type SecretPattern, whole } from './pattern.ts';

/** Programs whose standard input is a password and nothing else. Sources: their manuals */
const unlocks =
  'keepassxc-cli|kpcli|cryptsetup|veracrypt|zuluCrypt-cli|gocryptfs|restic|borg|kinit|chpasswd|passwd|smbpasswd|vncpasswd|saslpasswd|saslpasswd2|htpasswd|mosquitto_passwd|wpa_passphrase|ssh-add|rabbitmqctl add_user|rabbitmqctl change_password|bw unlock|op signin|p4 login|vault login|vault operator unseal|docker login|podman login|nerdctl login|buildah login|skopeo login|crane auth login|helm registry login|oras login|az acr login|gh auth login|glab auth login|argocd login|security unlock-keychain|docker secret create|podman secret create|gh secret set|wrangler secret put|pulumi config set|secret-tool store|mysql_config_editor';
/** Programs that ask for a password, or read a secret among other things. */
const asks = `${unlocks}|runas|su|gpg|gpg2|openssl|ansible-vault|net use|net user|keyctl|iscsicli|gcloud secrets|kubectl create secret|vault kv put|vault write|kubeseal|age|rage|k0s`;
/** A flag or a field that says that a secret is read from there: `--password-stdin`, `--passphrase-fd 0`, `pass=-`. */
const reads = String.raw`[\s=](?:-{1,2}[\w-]{0,20}(?:pass|pwd|pw|secret|token|key|cred|pin)[\w-]{0,12}?(?:-?stdin\b|[ =](?:-(?=\s)|0(?=\s)|stdin\b|fd:0\b|/(?:dev/(?:stdin|fd/0)|proc/self/fd/0)\b))|--with-token\b|\w{0,20}(?:pass|pwd|secret|token|key)\w{0,8}=@?(?:-(?=\s)|/dev/stdin\b))`;
const sudo = String.raw`\bsudo\s(?:[^\r\n]{0,40}\s)?-\w{0,3}S\b`;
const readers = (programs: string) => String.raw`(?:\b(?:${programs})(?:\.exe|\.cmd)?\b|${reads}|${sudo})`;

const echo = String.raw`\b(?:echo|printf|Write-Output|Write-Host)[.\s]\s{0,4}(?:-n?e?\s{1,5})?(?:["']?%s(?:\\n)?["']?\s{1,3})?`;
const echoes = 'echo |echo.|printf |printf.|write-output |write-output.|write-host |write-host.';
const pipe = String.raw`["']?\s{0,5}\|\s{0,5}(?:&\s{0,3})?`;
/** The program that comes behind a pipe, also by its path. */
const behind = String.raw`(?:\S{0,60}[\\/])?`;
const noVariable = String.raw`(?![\s$%|<\ufdd1])`;

/** What a program reads from its standard input: out of a pipe, a string or lines of a shell. */
export const input: readonly SecretPattern[] = [
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>${echo}["']?)${noVariable}[^\s"'|\ufdd1]{3,512}(?=${pipe}(?:${behind}(?:${asks})(?:\.exe|\.cmd)?\b|sudo\s(?:-\w{1,3}\s){0,3}-\w{0,3}S|[^\r\n]{0,200}?(?:\s-{1,2}[\w-]{0,20}(?:passw|pass-|pwd|passphrase)|${reads})))`,
      'gi',
    ),
    echoes,
  ),
  // Several words in quotes may be what is encrypted, too.
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>${echo}(["']))${noVariable}[^"'|\r\n\ufdd1]{3,512}(?=\2\s{0,5}\|\s{0,5}(?:${behind}(?:${unlocks})(?:\.exe|\.cmd)?\b|${sudo}|[^\r\n]{0,200}?${reads}))`,
      'gi',
    ),
    echoes,
  ),
  // PowerShell needs no program to print a text.
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>(?:^|[>;]\s{0,3})["'])${noVariable}[^\s"'|\ufdd1]{3,128}(?=["']\s{0,5}\|\s{0,5}(?:&\s{0,3})?(?:${asks})(?:\.exe|\.cmd)?\b)`,
      'gim',
    ),
    asks
      .split('|')
      .map((one) => `<${one}>`)
      .join('|'),
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>${readers(asks)}[^\r\n]{0,200}?\s{0,2}<<<\s?["']?)(?![-$%<{[(|&>*\ufdd1])(?:(?<=")[^"\\\r\n\ufdd1]{3,8192}(?=")|(?<=')[^'\\\r\n\ufdd1]{3,8192}(?=')|[^\s"'|;&<>\ufdd1]{3,8192})`,
      'g',
    ),
    '<<<',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>${readers(unlocks)}[^\r\n]{0,200}?<<-?\s?(["']?)(\w{1,20})\2[^\r\n]{0,100}\r?\n[ \t]{0,20})(?![$<{\ufdd1])[^\s\ufdd1](?:[^\r\n\ufdd1]{1,1022}[^\s\ufdd1])(?=[ \t]*\r?\n\s{0,20}\3)`,
      'g',
    ),
    ' <<',
  ),
];
