import { printable } from '../print/printable.ts';
import type { View } from '../renderer.ts';
import type { ContainerView } from '../stage/prediction.ts';

/** What a container will see when it runs, one line each. */
export function showContainer(container: ContainerView, view: View): string {
  const rows = rowsOf(container).map(([label, value]) => `  ${label.padEnd(20)} ${printable(value, view.ascii)}`);
  return [`Container ${printable(container.name, view.ascii)}`, ...rows].join('\n');
}

const unknown = 'not known';

function rowsOf(container: ContainerView): [label: string, value: string][] {
  const { user, commandLine, token } = container;
  return [
    ['runs as', `${user.account}${user.sid === null ? '' : ` (${user.sid})`}`],
    ['mount point', container.mountPoint ?? unknown],
    ['command line', commandIn(commandLine)],
    ['working directory', directoryOf(container)],
    ...container.mounts.map(({ volume, places: seen, readOnly }): [string, string] => [
      `volume ${volume}`,
      `${seen?.join(' and ') ?? unknown}${readOnly === null ? '' : ` (read-only: ${readOnly})`}`,
    ]),
    ...showToken(token),
    ['in-cluster client', container.client.text],
    ['when it stops', container.stop],
  ];
}

function commandIn({ given, becomes }: ContainerView['commandLine']): string {
  if (given === null) return 'from the image (ENTRYPOINT)';
  return becomes ?? `${given} (as in the manifest; the final command line is ${unknown})`;
}

const directoryOf = ({ workingDirectory, workingDirectoryMissing }: ContainerView) =>
  `${workingDirectory ?? unknown}${workingDirectoryMissing === null ? '' : `; if it does not exist, ${workingDirectoryMissing}`}`;

const forms = {
  fixed: 'token, fixed path',
  'mount-point': 'token, mount point',
  relative: 'token, relative path',
} as const;

function showToken(token: ContainerView['token']): [string, string][] {
  if (token === null) return [['token', 'none']];
  if (token.length === 0) return [['token', unknown]];
  return token.map(({ form, directory, works }) => [
    forms[form],
    `${works === null ? '?  ' : works ? 'yes' : 'no '} ${directory}`,
  ]);
}
