import { evidence } from '../fact.ts';
import { type CommandLine, goQuote } from '../shim/command.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import {
  type ContainerSubject,
  cannotTell,
  fails,
  passes,
  type Stage,
  type Subject,
  startEvent,
  warns,
} from '../stage.ts';
import { tailText } from '../windows/error-text.ts';
import { judgeWords } from './executable/changed-words.ts';
import { judgeDirectory } from './executable/directory.ts';
import { locate } from './executable/locate.ts';
import type { Located, Search } from './executable/located.ts';
import { nameProgram } from './executable/name-program.ts';
import { odditiesOf } from './executable/oddities.ts';

export const executable: Stage = {
  id: 'executable',
  title: 'Program and working directory',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/path.go',
  judge: (subject) =>
    subject.containers.flatMap((container) =>
      judgeContainer(subject, container).map((point) => ({ ...point, container: container.name })),
    ),
};

function judgeContainer({ pod, mode, why }: Subject, { container, inside, name }: ContainerSubject): Point[] {
  if (mode === null || inside === null) {
    return [cannotTell(`the place of the container's files is not known: ${why('runtime-binaries')}`)];
  }
  const { commandLine, root, workingDirectory: directory } = inside;
  const start = directory === null ? [] : judgeDirectory({ mode: mode.mode, root, directory, container, pod });
  if (commandLine === null) {
    const text = 'the manifest has no command: the ENTRYPOINT of the image decides, which was not examined';
    return [cannotTell(text), ...start];
  }
  const search: Search = {
    commandLine,
    root,
    mode: mode.mode,
    directory,
    container,
    pod,
  };
  const seen = [evidence('program', commandLine.program), evidence('command line', commandLine.becomes)];
  const odd = odditiesOf(search).map(({ certainty, text }) => warns(text, { certainty }));
  return [judge(locate(search), { search, name, seen }), ...judgeWords(search), ...start, ...odd];
}

function judge(
  located: Located,
  { search, name, seen }: { search: Search; name: string; seen: Point['evidence'] },
): Point {
  const { commandLine, mode } = search;
  const { certainty } = located;
  switch (located.is) {
    case 'found':
      return passes(`${commandLine.program} is looked for ${located.where}`, {
        certainty,
        evidence: seen,
        provided: [located.provided],
      });
    case 'open':
      return cannotTell(`${commandLine.program}: ${located.why}`, { certainty, evidence: seen });
    case 'missing':
      return fails(`${commandLine.program || 'the program'} will not be found: ${located.why}`, {
        certainty,
        evidence: seen,
        expect: mode === 'bind' ? byCmd(commandLine, located.folder) : byShim(commandLine, name),
        cause: 'executable-path',
        fix: nameProgram(search),
      });
  }
}

/** Source: hcsshim internal/jobcontainers/{path,jobcontainer}.go. */
function byShim({ given, expanded, isQuoted }: CommandLine, name: string): Expectation {
  const wrapper = `failed to get application name from commandline ${goQuote(given)}`;
  return startEvent(
    name,
    `${wrapper}: ${isQuoted ? `${tailText(2)}.` : `failed to find executable ${goQuote(expanded)}`}`,
  );
}

/** cmd starts, and ends with exit code 1. */
function byCmd({ program }: CommandLine, folder: 'there' | 'missing'): Expectation {
  const text =
    folder === 'missing'
      ? `${tailText(3)}.`
      : `'${program}' is not recognized as an internal or external command,\noperable program or batch file.`;
  return {
    where: 'container-log',
    text,
    note: 'The container starts and ends with exit code 1. The message comes from cmd, in the language of the system.',
  };
}
