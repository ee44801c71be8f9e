import { type Config, type Flag, type Sources, standardOf } from '../config.ts';
import { UserError } from '../error.ts';
import { connectionFlags } from './flags.ts';
import { isAddress } from './values.ts';

/** One way to use a command, and the flags that have an effect in it. */
export interface Way<Flags extends Flag = Flag> {
  /** The flags that choose it together; none: always. The first way that fits is the way of this use. */
  by: readonly Flags[];
  /** What else chooses it, such as the form of an operand. */
  when?(use: Use<Flags>): boolean | Promise<boolean>;
  /** Its name in messages (default: the flags that choose it). */
  called?: string;
  /** The flags that have an effect in it, besides `by`. */
  takes: readonly Flags[];
  /** It has one output format: -o has no effect. */
  hasOneFormat?: boolean;
}

interface Use<Flags extends Flag = Flag> {
  config: Pick<Config, Flags | 'output'>;
  operands: readonly string[];
}

/** The ways to ask a node other than this one. An agent has a token and a certificate; for a cluster the kubeconfig has both. */
export function nodeWays<Flags extends Flag>(takes: readonly Flags[]) {
  const [agent, cluster] = [['token-file', 'ca-file'] as const, ['via', 'logs', ...connectionFlags] as const];
  return [
    {
      by: ['node'],
      when: ({ config }: Use<'node'>) => config.node.every(isAddress),
      called: '--node <url>',
      takes: [...takes, ...agent],
    },
    {
      by: ['node'],
      when: ({ config }: Use<'node'>) => !config.node.some(isAddress),
      called: '--node <name>',
      takes: [...takes, ...cluster],
    },
    { by: ['node'], called: '--node <url>,<name>', takes: [...takes, ...agent, ...cluster] },
  ] as const;
}

/**
 * The settings for one way to use a command. A variable that has no effect there is not read: it may be set for
 * other uses.
 * @param use `sources`: the flag or variable that set each value
 * @throws UserError if a flag has no effect in this way
 */
export async function settingsOfWay(
  ways: readonly Way[],
  use: { config: Config; operands: readonly string[]; sources: Sources },
): Promise<Config> {
  const { config, operands, sources } = use;
  const isOn = (flag: Flag) => sources[flag] !== undefined && config[flag] !== false;
  let chosen: Way | null = null;
  for (const way of ways) {
    if (!way.by.every(isOn) || (await way.when?.({ config, operands })) === false) continue;
    chosen = way;
    break;
  }
  if (chosen === null) return config;
  const own: Record<string, unknown> = { ...config };
  for (const flag of Object.keys(sources) as Flag[]) {
    if (hasEffect(chosen, flag)) continue;
    if (sources[flag]?.startsWith('--')) throw new UserError(whyNot(flag, { chosen, ways, sources }));
    own[flag] = standardOf(flag);
  }
  // Only values of flags were replaced by defaults of the same flags.
  return own as Config;
}

const hasEffect = ({ by, takes, hasOneFormat = false }: Way, flag: Flag) =>
  by.includes(flag) || flag === 'color' || (flag === 'output' ? !hasOneFormat : takes.includes(flag));

function whyNot(
  flag: Flag,
  { chosen, ways, sources }: { chosen: Way; ways: readonly Way[]; sources: Sources },
): string {
  const nameOf = ({ by, called }: Way) => called ?? by.map((one) => sources[one] ?? `--${one}`).join(' ');
  const others = ways.filter((way) => way !== chosen && hasEffect(way, flag));
  const name = nameOf(chosen);
  if (name !== '' && others.some(({ by }) => by.length === 0 || by.includes(flag))) {
    return `--${flag} has no effect with ${name}: leave out one of them`;
  }
  const where = [...new Set(others.map(nameOf))].join(' or ');
  return `--${flag} has an effect only with ${where}: leave it out here`;
}
