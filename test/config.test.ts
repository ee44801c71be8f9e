import { describe, expect, test } from 'vitest';
import { consoleIsUtf8 } from '../agent/config/environment.ts';
import { connectionFlags } from '../agent/config/flags.ts';
import { readConfig, variableOf } from '../agent/config.ts';

const grammar = {
  id: 'report',
  flags: ['listen', 'node', 'facts', 'interval', 'verbose', 'log-level'] as const,
  outputs: ['text', 'json'],
  operands: null,
};
const configOf = (args: string[], environment = {}) => readConfig(grammar, args, environment).config;

describe('configuration', () => {
  test('has a default for everything', () => {
    expect(configOf([])).toEqual({
      listen: [{ address: 'localhost', port: 20258 }],
      tls: null,
      'tls-cert': null,
      'tls-key': null,
      auth: null,
      'auth-token-file': null,
      insecure: false,
      facts: null,
      node: [],
      'token-file': null,
      'ca-file': null,
      list: false,
      logs: false,
      pod: null,
      'run-as-user': null,
      'host-process': false,
      containerd: null,
      'bind-filter': null,
      kubernetes: null,
      'fail-on': 'error',
      color: 'auto',
      require: false,
      'all-namespaces': false,
      all: false,
      interval: 60,
      spread: null,
      output: 'text',
      strict: false,
      verbose: false,
      publish: false,
      inventory: false,
      'self-check': false,
      since: null,
      'max-size': 100_000_000,
      redact: null,
      'dry-run': false,
      'state-dir': null,
      selector: null,
      'field-selector': null,
      'sort-by': 'status',
      via: null,
      yes: false,
      timeout: null,
      live: false,
      watch: false,
      with: null,
      'no-headers': false,
      action: 'warn',
      allow: [],
      image: [],
      ...Object.fromEntries(connectionFlags.map((flag) => [flag, null])),
      namespace: null,
      'insecure-skip-tls-verify': false,
      'as-group': [],
      'as-user-extra': [],
      'agent-namespace': 'hostprobe',
      'log-level': null,
    });
  });

  test('a flag wins over its environment variable, that over the default', () => {
    const environment = { HOSTPROBE_INTERVAL: '5', HOSTPROBE_LOG_LEVEL: 'debug', HOSTPROBE_OUTPUT: 'json' };
    expect(configOf(['--interval', '7'], environment)).toMatchObject({
      interval: 7,
      'log-level': 'debug',
      output: 'json',
    });
    expect(configOf([], { HOSTPROBE_VERBOSE: 'true' }).verbose).toBe(true);
  });

  test('an empty variable counts as not set, as manifests often have it', () => {
    expect(configOf([], { HOSTPROBE_INTERVAL: '', HOSTPROBE_FACTS: '' })).toMatchObject({ interval: 60, facts: null });
  });

  test('the variables that Kubernetes sets for a Service named hostprobe are not taken for flags', () => {
    const environment = { HOSTPROBE_PORT: 'tcp://10.0.0.1:20258', HOSTPROBE_SERVICE_HOST: '10.0.0.1' };
    expect(configOf([], environment)).toEqual(configOf([]));
  });

  test.each([
    ['127.0.0.1:0', { address: '127.0.0.1', port: 0 }],
    ['[::1]:20258', { address: '::1', port: 20258 }],
    ['localhost:1', { address: 'localhost', port: 1 }],
    ['[10.0.0.7]:20258', { address: '10.0.0.7', port: 20258 }],
  ])('reads the address %s', (text, listen) => {
    expect(configOf(['--listen', text]).listen).toEqual([listen]);
  });

  test('takes several addresses, from flags that are given again or from a variable with commas', () => {
    const two = [
      { address: '127.0.0.1', port: 20258 },
      { address: '10.0.0.7', port: 20258 },
    ];
    expect(configOf(['--listen', '127.0.0.1:20258', '--listen', '10.0.0.7:20258']).listen).toEqual(two);
    expect(configOf([], { HOSTPROBE_LISTEN: '127.0.0.1:20258, 10.0.0.7:20258' }).listen).toEqual(two);
    const won = configOf(['--listen', '[::1]:1'], { HOSTPROBE_LISTEN: '127.0.0.1:20258' }).listen;
    expect(won, 'flags replace the variable, they do not add to it').toEqual([{ address: '::1', port: 1 }]);
  });

  test('takes the exit code that kubectl prints for a text, and not for flags', () => {
    const words = ['-1073741502', '--node', 'win-1'];
    expect(readConfig({ ...grammar, operands: '<text>' }, words, {}).operands).toEqual(['-1073741502']);
    expect(() => configOf(['-1'])).toThrow('unknown flag -1');
  });

  test('takes several nodes, each by scheme, host and port', () => {
    const two = ['https://win-1:20258', 'http://127.0.0.1:20258'];
    expect(configOf(['--node', 'https://WIN-1:20258/', '--node', 'http://127.0.0.1:20258']).node).toEqual(two);
    expect(configOf([], { HOSTPROBE_NODE: two.join(', ') }).node).toEqual(two);
  });

  test('a node of a cluster is named as Kubernetes names it', () => {
    expect(configOf(['--node', 'win-1', '--node', 'ip-10-0-0-7.ec2.internal']).node).toEqual([
      'win-1',
      'ip-10-0-0-7.ec2.internal',
    ]);
  });

  test.each([
    'win-1:20258',
    'Win_1',
    'ftp://win-1',
    'https://win-1/facts',
    'https://win-1?x',
    'https://me:pw@win-1',
    '',
  ])('refuses the node %j', (text) => {
    const message =
      '--node must be the name of a node in lower case, such as win-1, or an address such as https://win-node-1:20258, without a path or a password';
    expect(() => configOf(['--node', text])).toThrow(message);
  });

  test.each([
    [
      ['--listen', '20258'],
      '--listen must be an address and a port, such as 127.0.0.1:20258 or [::1]:20258, but is "20258"',
    ],
    [['--listen', '127.0.0.1:65536'], 'but is "127.0.0.1:65536"'],
    [['--listen', '[node]:1'], 'but is "[node]:1"'],
    [['--listen', '127.0.0.1:1,'], 'but is "127.0.0.1:1,"'],
    [['--listen', '127.0.0.1:1', '--listen', '127.0.0.1:1'], '--listen must name each address once'],
    [['--interval', '0'], '--interval must be a whole number of seconds from 1 to 86400, but is "0"'],
    [['--interval', '1.5'], 'but is "1.5"'],
    [['--interval', 'soon'], 'but is "soon"'],
    [['--facts', ''], '--facts must name a file, but is ""'],
    [['-o=xml'], 'but is "xml"'],
    [['--log-level', 'loud'], '--log-level must be silent, error, warn, info or debug, but is "loud"'],
    [['--facts', '--verbose'], '--facts needs a value, but is followed by --verbose: --facts=<file>'],
  ])('refuses %j', (args, message) => {
    expect(() => configOf(args)).toThrow(message);
  });

  test('a bad value in the environment is reported with the name of the variable', () => {
    expect(() => configOf([], { HOSTPROBE_INTERVAL: 'x' })).toThrow('HOSTPROBE_INTERVAL must be a whole number');
    expect(() => configOf([], { HOSTPROBE_VERBOSE: 'perhaps' })).toThrow('HOSTPROBE_VERBOSE must be true or false');
    expect(variableOf('log-level')).toBe('HOSTPROBE_LOG_LEVEL');
  });

  // As kubectl has it: -o=json, and -f for a file.
  test('takes one letter with a sign, and after -- all as it is written', () => {
    const reads = { ...grammar, operands: '<file>...' };
    const { config, operands } = readConfig(reads, ['-o=json', '-f', 'a.log', '-f=b.log', '--', '-o=text', '-'], {});
    expect(config.output).toBe('json');
    expect(operands).toEqual(['-o=text', '-', 'a.log', 'b.log']);
    expect(() => configOf(['--node=win=1'])).toThrow('but is "win=1"');
    expect(() => configOf(['-no=json'])).toThrow('unknown flag -n');
  });

  test('takes the exit code of a program that Windows ended, of six digits and more', () => {
    const texts = { ...grammar, operands: '<text>' };
    expect(readConfig(texts, ['-100000', 'why'], {}).operands).toEqual(['why', '-100000']);
    expect(() => readConfig(texts, ['-10000'], {})).toThrow('unknown flag -1');
  });

  test('--help is heard whatever else is there, and -h is the same', () => {
    for (const flag of ['--help', '-h']) expect(readConfig(grammar, [flag, 'x'], {}).help).toBe(true);
    expect(readConfig(grammar, [], {}).help).toBe(false);
  });

  test('every command with forms can be coloured, and one without cannot', () => {
    expect(configOf(['--color', 'never']).color).toBe('never');
    expect(() => readConfig({ ...grammar, outputs: [] }, ['--color', 'never'], {})).toThrow('unknown flag --color');
  });

  test('each value has what gave it', () => {
    const { sources } = readConfig(grammar, ['--verbose', '-o', 'json'], { HOSTPROBE_LOG_LEVEL: 'info' });
    expect(sources).toEqual({ verbose: '--verbose', output: '--output', 'log-level': 'HOSTPROBE_LOG_LEVEL' });
    expect(variableOf('insecure-skip-tls-verify')).toBe('HOSTPROBE_INSECURE_SKIP_TLS_VERIFY');
  });

  const unread = (given: string) => () => readConfig(grammar, [given], {});
  test.each(['node.json', 'NODE.JSON', 'b.zip', 'b.ZIP'])('%s is a saved node, which a flag names', (given) => {
    expect(unread(given)).toThrow(`unexpected argument "${given}": this command accepts only flags; a bundle or`);
    expect(unread(given)).toThrow(`is read with --facts: hostprobe report --facts ${given}`);
    const blind = { ...grammar, flags: ['listen'] as const };
    expect(() => readConfig(blind, [given], {})).toThrow(/accepts only flags$/);
  });
  test.each(['win-1', 'json', 'a.json.txt'])('%s is no saved node', (given) => {
    expect(unread(given)).toThrow(/accepts only flags$/);
  });

  test.each([
    ['out.json', 'report -o json > out.json'],
    ['a.b.json', 'report -o json > a.b.json'],
    ['out/report', 'report -o <form> > out/report'],
    ['C:\\out\\x', 'report -o <form> > C:\\out\\x'],
    ['my report.html', 'report -o <form> > "my report.html"'],
    ['out.jsonl', 'report -o <form> > out.jsonl'],
  ])('-o %s is meant as a file', (file, way) => {
    expect(() => configOf(['-o', file])).toThrow(
      `--output must be text or json, but is "${file}"; to write a file: hostprobe ${way}`,
    );
    const writes = { ...grammar, operands: '<file>', writesFile: true } as const;
    const named = /.* > (.*)/.exec(way)?.[1];
    expect(() => readConfig(writes, ['-o', file], {})).toThrow(`the file is an operand: hostprobe report ${named}`);
  });
  test.each(['jsonpath={.a/b}', 'custom-columns=a.b', 'x', 'a.longer'])('-o %s is meant as no file', (form) => {
    expect(() => configOf(['-o', form])).toThrow(/but is "[^"]+"$/);
  });
  test('a form that is mistyped is near to one', () => {
    expect(() => configOf(['-o', 'jsn'])).toThrow('but is "jsn"; did you mean json?');
  });

  test.each<[args: string[], message: RegExp]>([
    [['--verbos'], /^unknown flag --verbos; did you mean --verbose\?$/],
    [['--qqqqqqq'], /^unknown flag --qqqqqqq; --help lists the flags$/],
    [['--verbose=yes'], /^--verbose takes no value$/],
    [['--help=yes'], /^--help takes no value$/],
    [['--facts'], /^--facts needs a value: --facts <file>$/],
    [['-o', '-x'], /^--output needs a value, but is followed by -x: --output=<form>$/],
    [['--facts', '-v'], /^--facts needs a value, but is followed by -v: --facts=<file>$/],
  ])('%j has a way out', (args, message) => {
    expect(() => configOf(args)).toThrow(message);
  });
  test('a file that is not named after -f is asked for', () => {
    const reads = { ...grammar, operands: '<file>' };
    expect(() => readConfig(reads, ['-f'], {})).toThrow('--filename needs a value: --filename <file>');
  });

  test('a command without forms takes no -o', () => {
    expect(() => readConfig({ ...grammar, outputs: [] }, ['-o', 'json'], {})).toThrow('unknown flag -o');
  });
});

describe('the console', () => {
  test.each([
    [{ LANG: 'en_GB.UTF-8' }, true],
    [{ LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, false],
    [{ LC_CTYPE: 'de_DE.utf8' }, true],
    [{ WT_SESSION: 'b9a1' }, true],
    [{}, false],
  ])('%j shows UTF-8: %s', (environment, expected) => {
    expect(consoleIsUtf8(environment)).toBe(expected);
  });
});
