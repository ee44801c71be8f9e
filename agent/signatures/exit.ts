import type { Signature } from '../signature.ts';
import { type ExitKind, win32Kinds, writtenForms } from '../windows/exit-code.ts';
import { endings } from '../windows/exit-codes.ts';
import { catalogue, ofEach } from './catalogue.ts';
import { anyOf, errorsAsTold, listed } from './words.ts';

const words = ['Exit', 'exit'];
/** What stands before the code of an exception, in Windows' event 1000 and elsewhere. */
const events = listed(`
  xception | xcepción | xceção | ccezione | Ausnahmecode | исключения | wyjątku | 例外コード | 异常代码 | 例外狀況代碼 |
  예외 코드 | zel durum kodu | Undantagskod | roperly | orrectly | EXCEPTION_`);
/**
 * "Exit Code:    -1073741502", "exited with code 3221225794", "exit status 0xc0000142", "ExitStatus:3221225794"; an
 * exception in the event log, in a message box, and in the first line of what Go and Java print of it.
 */
const pattern = new RegExp(
  `(?:[Ee]xit(?:ed)?(?: with)?(?:[ _-]?(?:[Cc]ode|[Ss]tatus))?[^\\w\\n]{0,20}?|(?:${anyOf(events)})[ A-Za-z_]{0,30}[:(]? ?(?=0x[cCeE]))(?<exit>-?\\d{4,10}|0[xX][0-9a-fA-F]{8})(?![\\w.])`,
);

/** A shorter text would slow the search of a log. */
const shortestLiteral = 10;

/** What the kinds of exit codes mean for a container. A kind is a signature. */
const rows: Readonly<Record<ExitKind, Pick<Signature, 'title' | 'causes' | 'samples'>>> = {
  crash: {
    title: 'A program ended because of an error of its own that nothing in it handled',
    causes: ['program-crash', 'program-library'],
    samples: ['Exit Code: -1073741819', 'exited with code 3221226505', 'exit status 0xe0434352'],
  },
  memory: {
    title: 'A program ended because Windows had no memory left for it, in its limit or on the node',
    causes: ['resource-limit', 'program-crash'],
    samples: ['Exit Code: -1073741801', 'exit status 0xc000012d'],
  },
  start: {
    title: 'A program ended before its first line: a DLL that it starts with could not be initialised',
    causes: ['program-start', 'program-library', 'resource-limit'],
    samples: ['Exit Code: -1073741502', 'exit status 0xc0000142', 'container ended with exit code 3221225794'],
  },
  stopped: {
    title: 'A program was ended from outside, as when the kubelet stops its container or Windows shuts down',
    causes: ['container-stopped'],
    samples: ['Exit Code: -1073741510', 'exit status 0xc000013a', 'Exited (1073807364) 2 minutes ago'],
  },
  library: {
    title: 'A program ended because Windows did not find a DLL that it needs, or a function in it',
    causes: ['program-library'],
    samples: ['Exit Code: -1073741515', 'exit status 0xc0000135', 'container ended with exit code 3221225781'],
  },
  format: {
    title: 'A program ended because it, or a DLL of it, is damaged or made for another processor',
    causes: ['image-platform', 'program-library'],
    samples: ['Exit Code: -1073741701', 'exit code 0x800700C1'],
  },
  denied: {
    title: 'A program ended because Windows refused it access to something that it needs to start',
    causes: ['executable-access'],
    samples: ['Exit Code: -1073741790', 'exit code 0x80070005'],
  },
  missing: {
    title: 'A program ended because a file, or another program that it starts, is not there',
    causes: ['executable-path', 'container-path'],
    samples: ['Exit Code: -196608', 'Exit Code: 9009', 'exit status 0xc0000034'],
  },
  blocked: {
    title: 'A program ended because a policy, a signature or a virus scanner blocked it',
    causes: ['security-product'],
    samples: ['Exit Code: -1073740760', 'exit status 0xc0000428'],
  },
  manifest: {
    title: 'A program ended because Windows could not load the side-by-side assemblies that its manifest names',
    causes: ['side-by-side', 'program-library'],
    samples: ['Exit Code: -1072365566', 'exit code 0x800736B1'],
  },
  service: {
    title: 'A program ended because a service of Windows does not run',
    causes: ['service-silent'],
    samples: ['Exit Code: -2147023143', 'exit status 0x800706d9'],
  },
  runtime: {
    title: 'A .NET program ended because its host did not find the runtime, or a file of the program',
    causes: ['dotnet-runtime'],
    samples: ['Exit Code: -2147450730', 'exit status 0x80008083'],
  },
  other: {
    title: 'A program ended with an error of Windows',
    causes: ['program-crash', 'program-library', 'executable-access'],
    samples: ['Exit Code: -2147467259', 'exit status 0xc0000185'],
  },
};

/** Exit codes that say something by themselves. What a program that was only stopped says is no trouble in a log. */
const ended = catalogue({
  component: 'application',
  hostProcess: false,
  says: [...words, ...events],
  unless: ['shim'],
})(
  ofEach('exit-', rows, (row, kind) => ({
    exits: kind,
    literals:
      kind === 'stopped'
        ? []
        : Object.entries(endings)
            .flatMap(([hex, [of]]) => (of === kind ? writtenForms(hex) : []))
            .filter(({ length }) => length >= shortestLiteral),
    pattern,
    ...row,
  })),
);

/** How programs and libraries tell the same, beside the words and the numbers of Windows. */
const more: Partial<Record<string, readonly string[]>> = {
  memory: listed(`
    errno=1455 | atal error: out of memory | insufficient memory for the Java | OutOfMemoryException | bad_alloc |
    memory allocation of`),
  library: ['nable to load DLL'],
  // A socket that only an administrator may open: Windows says the same of a port that is taken.
  denied: errorsAsTold([10013]),
};

const { format: _format, ...unnamed } = win32Kinds;

/** Errors of Windows that a program tells, and no path with them: `program-unfit` has the rest. */
const failed = catalogue({ component: 'application', hostProcess: false, rest: true, ifTold: true, literals: [] })(
  ofEach('failed-', unnamed, (codes, kind) => ({
    ...rows[kind],
    title: rows[kind].title.replace('ended', 'failed'),
    pattern: /[^\n]/,
    says: [...errorsAsTold(codes), ...(more[kind] ?? [])],
    samples: [`OSError: [WinError ${codes[0]}]`],
  })),
);

/** What says by itself why a program failed. */
export const exits: readonly Signature[] = [...ended, ...failed];
