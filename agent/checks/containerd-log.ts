import { check, type FactsOf, pass, skip, type Verdict, warn } from '../check.ts';
import { cannotKnow, evidence, ifKnown } from '../fact.ts';
import { literal, onNode, shell, verified } from '../fix.ts';
import { containerdStarter, restartContainerd, restartStep, showContainerds } from '../node/containerd-service.ts';
import { flagOf, programOf } from '../windows/command-line.ts';

export const containerdLog = check({
  id: 'containerd-log',
  area: 'runtime',
  title: "Where containerd's log goes",
  why: 'A containerd service without --log-file writes its log to NUL: when a HostProcess pod fails, what containerd knew about it is gone.',
  needs: ['runtime-binaries', 'services'],
  gives: ['pass', 'skip', 'warn'],
  run(facts) {
    const { log, containerd } = facts['runtime-binaries'];
    const seen = log.path === null ? [] : [evidence('log', log.path)];
    switch (log.to) {
      case 'file':
        return pass(log.path ?? 'kept in a file', seen);
      case 'wrapper':
        if (log.path === null) return wrapperWithoutFile(facts);
        return pass(`${log.path}, written by the service wrapper`, seen);
      case 'parent':
        return pass(`${log.path ?? 'kept'}, by the service that starts containerd`, seen);
      case 'nowhere':
        return nowhere(facts);
      case 'unknown':
        if (containerd === null) return skip('no containerd was found');
        return cannotKnow('nothing shows where containerd writes its log');
    }
  },
});

type Facts = FactsOf<'services'>;

const folder = 'C:\\var\\log\\containerd';
const wrote = 'It prints lines of the time since the restart.';

const makeFolder = onNode('Make the folder for the log.', `New-Item -ItemType Directory -Force ${folder}`);

function nowhere({ services }: Facts): Verdict<'skip' | 'warn'> {
  const starter = containerdStarter({ services });
  const summary =
    'nowhere: the service has no --log-file, so that containerd writes to NUL; only a panic leaves panic.log in its root folder';
  if (starter === null || starter.embeds) {
    return warn(
      summary,
      [],
      [
        makeFolder,
        onNode(
          `Add --log-file ${folder}\\containerd.log to the command line by which Parent starts containerd, and restart that program.`,
          showContainerds,
        ),
      ],
    );
  }
  const { service } = starter;
  const file = flagOf(service.commandLine, '--log-file', '-log-file');
  const commandLine = `${service.commandLine} --log-file ${folder}\\containerd.log`;
  const change = shell`Get-CimInstance Win32_Service | Where-Object Name -eq ${literal(service.name)} | Invoke-CimMethod -MethodName Change -Arguments @{PathName=${literal(commandLine)}}`;
  return warn(
    file === null ? summary : 'nowhere: containerd was started before its service got --log-file',
    [evidence(`command line of the service ${service.name}`, service.commandLine)],
    verified(shell`Get-Content -Tail 5 ${file ?? `${folder}\\containerd.log`}`, wrote, [
      ...(file === null
        ? [
            makeFolder,
            onNode(
              `Add --log-file to the command line of the service ${service.name}; containerd does not rotate the file.`,
              change,
            ),
          ]
        : []),
      restartStep(starter, services),
    ]),
  );
}

function wrapperWithoutFile({ services }: Facts): Verdict<'skip' | 'warn'> {
  const service = ifKnown(services.containerd);
  const name = service?.name ?? 'containerd';
  // The wrapper sets itself up, and is seldom in the PATH.
  const program = service ? programOf(service.commandLine) : 'nssm.exe';
  return warn(
    'nowhere: the wrapper that starts containerd keeps none of its output',
    service ? [evidence(`command line of the service ${name}`, service.commandLine)] : [],
    verified(`Get-Content -Tail 5 ${folder}\\containerd.err.log`, wrote, [
      makeFolder,
      onNode(
        `Let the wrapper write the output of containerd to a file.`,
        shell`& ${program} set ${name} AppStderr ${`${folder}\\containerd.err.log`}`,
      ),
      restartContainerd({ services }),
    ]),
  );
}
