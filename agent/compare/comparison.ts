import { firstOf, plural } from '../fact.ts';
import { inItsFolder } from '../fix/show.ts';
import { explained, onCluster, onNode, type ShellCommand, type Step, shell } from '../fix.ts';
import type { Report } from '../report.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { isMadeUp, type ValueForm } from './forms.ts';
import { type Path, plainField, wordsOfPath } from './path.ts';
import { candidateOf, choosePeers, type Peers } from './peers.ts';
import { type Commons, commonOf, poolOf } from './pool.ts';
import type { Comparison, ComparisonOfAll, NodeDifference } from './schema.ts';
import { type Surprise, surprisesOf } from './surprise.ts';
import { mostByChance, troubleOf, weighTimes } from './trouble.ts';
import { type NodeView, viewerOf } from './view.ts';

/** By so many nodes it is seen how things in lists are called. */
const mostSamples = 20;

/**
 * What differs on a node from its peers, the most telling first. Nothing of it is a list of what may be wrong: what varies from
 * node to node by nature is learned from the peers, and from the kind of value. Pure: the same snapshots give the same comparison.
 */
export function compareNode(node: Snapshot, others: readonly Snapshot[]): Comparison {
  const chosen = choosePeers(candidateOf(node), others.map(candidateOf));
  const peers = chosen.peers.map(({ snapshot }) => snapshot);
  const viewOf = viewerOf([node, ...peers.slice(0, mostSamples)]);
  const view = viewOf(node);
  return comparisonOf(node, chosen, { view, pool: poolOf(lazily(peers, viewOf)) });
}

function comparisonOf(node: Snapshot, chosen: Peers, sides: Sides): Comparison {
  const surprises = surprisesOf(sides.view, sides.pool);
  const trouble = troubleOf(surprises, sides.view);
  const weighed = trouble === null ? surprises : weighTimes(surprises, trouble, sides);
  const told = differencesIn(weighed, sides).filter((one) => !isUpgrade(one, chosen));
  const { report } = candidateOf(node);
  return {
    schemaVersion,
    node: node.node,
    at: node.at,
    peers: chosen.peers.map(({ snapshot }) => snapshot.node),
    leftOut: chosen.leftOut,
    care: [...careOf(chosen), ...careOfSetup(node, chosen), ...careOfFindings(report, chosen)],
    trouble:
      trouble === null
        ? null
        : { at: new Date(Date.parse(node.at) - trouble.ago * 60_000).toISOString(), by: wordsOfPlace(trouble.by) },
    differences: told.map((one) => ({
      ...one,
      explains: explainedBy(one, report),
      look: explained({ steps: lookCloser(one, node.node) }).steps[0] ?? null,
    })),
  };
}

/** More peers tell no more of a node. */
const mostPeers = 49;

/**
 * The nodes that stand out from their own pool, of nodes of any pools. A node with fewer than two peers of its own pool and make
 * is not judged.
 */
export function compareAll(nodes: readonly Snapshot[]): ComparisonOfAll {
  const candidates = nodes.map(candidateOf);
  const viewOf = viewerOf(nodes.slice(0, mostSamples));
  const views = new Map(candidates.map((one) => [one, viewOf(one.snapshot)]));
  const places = new Map(candidates.map((one, index) => [one, index]));
  const pools = new Map<string, Commons>();
  const all: ComparisonOfAll = { schemaVersion, nodes: nodes.map(({ node }) => node), unlike: [], notJudged: [] };
  for (const [node, view] of views) {
    const chosen = choosePeers(
      node,
      candidates.filter((other) => other !== node),
    );
    if (chosen.care.length > 0 || chosen.peers.length < 2) {
      all.notJudged.push({ node: view.node, why: 'no two healthy peers of its own pool and build are among them' });
      continue;
    }
    const peers = chosen.peers.slice(0, mostPeers);
    // Nodes beyond the first of a pool have the same peers.
    const key = peers.map((peer) => places.get(peer)).join();
    const pool = pools.get(key) ?? poolOf(peers.flatMap((peer) => views.get(peer) ?? []));
    pools.set(key, pool);
    const compared = comparisonOf(node.snapshot, { ...chosen, peers }, { view, pool });
    if (compared.differences.length > 0) all.unlike.push(compared);
  }
  return all;
}

function* lazily<From, To>(all: readonly From[], each: (one: From) => To): Generator<To> {
  for (const one of all) yield each(one);
}

function careOf({ care, upgrade, peers }: Peers): string[] {
  if (peers.length === 0) {
    return [
      ...care,
      'There is no peer to compare with: it takes the snapshot or the bundle of a healthy node of the same pool (hostprobe facts > healthy.json).',
    ];
  }
  if (upgrade === null) return care;
  const moved = upgrade.map(({ here, there }) => `${here} here, ${there} there`).join('; ');
  return [
    ...care,
    `An upgrade lies between this node and its peers (${moved}): these versions are not told as differences.`,
  ];
}

/** Who could not be compared in how they were set up, where others could; of a long list the first. */
function careOfSetup(node: Snapshot, { peers }: Peers): string[] {
  const lacking = [node, ...peers.map(({ snapshot }) => snapshot)].flatMap((one) => (one.setup?.ok ? [] : [one.node]));
  if (lacking.length === 0 || lacking.length > peers.length) return [];
  return [
    `How ${firstOf(lacking)} ${lacking.length > 1 ? 'were' : 'was'} set up was not read (hostprobe facts --with setup): that is compared only where it was.`,
  ];
}

const isBad = (status: string) => status === 'fail' || status === 'warn';

/** What no peer has that could be judged: it is told of amounts too, which differ by nature. */
function careOfFindings({ findings }: Report, { peers }: Peers): string[] {
  const alone = findings.flatMap(({ check, status }) => {
    const theirs = peers.flatMap(({ report }) => report.findings.filter((one) => one.check === check));
    const isPassed = theirs.some((one) => one.status === 'pass' || one.status === 'skip');
    return isBad(status) && isPassed && !theirs.some((one) => isBad(one.status)) ? [check] : [];
  });
  return alone.length === 0 ? [] : [`Findings that only this node has: ${alone.join(', ')}.`];
}

/** Whether a difference is only what an upgrade brings: its versions, and that the node is cordoned meanwhile. */
function isUpgrade(told: ToldDifference, { upgrade, rolling }: Peers): boolean {
  const isMoved = ({ field, here, there }: Pick<ToldDifference, 'field' | 'here' | 'there'>) =>
    (rolling && field.endsWith('.unschedulable')) ||
    (upgrade?.some((one) => sameEnd(one.here, here) && sameEnd(one.there, there)) ?? false);
  return [told, ...told.also].every(isMoved);
}

/** One version is written as v1.7.28, containerd://1.7.28 and 1.7.28, and an update of Windows by its last number. */
function sameEnd(version: string, value: string | null): boolean {
  const plain = version.replace(/^.*(?:\/|v)(?=\d)/, '');
  return value !== null && value !== '' && (value.endsWith(plain) || plain.endsWith(`.${value}`));
}

/** The findings and diagnoses of a node whose evidence has a value that differs. */
function explainedBy({ here, also }: ToldDifference, { findings, diagnoses }: Report): string[] {
  const values = [here, ...also.map((one) => one.here)].flatMap((value) =>
    value !== null && value.length > 3 ? [value] : [],
  );
  const has = (evidence: readonly { value: string }[]) =>
    evidence.some(({ value }) =>
      values.some((one) => value.includes(one) || (value.length > 8 && one.includes(value))),
    );
  return [
    ...findings.flatMap(({ check, status, evidence }) => (isBad(status) && has(evidence) ? [`finding ${check}`] : [])),
    ...diagnoses.flatMap(({ signature, causes, seen }) => {
      const weighty = causes.filter(({ weight }) => weight === 'confirmed' || weight === 'likely');
      const isSeen = seen.some(({ text }) => values.some((one) => one.length > 20 && one.includes(text)));
      return isSeen || weighty.some(({ evidence }) => has(evidence)) ? [`diagnosis ${signature}`] : [];
    }),
  ];
}

/** What shows more of a fact on its node. */
const looks: Readonly<Record<string, ShellCommand>> = {
  'runtime-process': shell`Get-CimInstance Win32_Process | Format-List Name,ProcessId,ParentProcessId,CreationDate,CommandLine`,
  'runtime-binaries': shell`Get-ChildItem "$env:ProgramFiles\\containerd" | Format-List Name,Length,LastWriteTime`,
  runtime: shell`crictl.exe info`,
  accounts: shell`Get-LocalGroup; Get-LocalUser`,
  network: shell`Get-NetIPConfiguration; netsh interface ipv4 show excludedportrange protocol=tcp`,
  os: shell`Get-HotFix | Sort-Object InstalledOn`,
  logs: shell`Get-WinEvent -LogName System -MaxEvents 100`,
};

/** How to look closer at what differs, in one step; none: nothing shows more than the snapshot. */
function lookCloser({ field }: ToldDifference, node: string): Step[] {
  const [fact = '', part = ''] = field.split('.');
  const say = `Look at it on ${node}.`;
  if (fact === 'services') return [onNode(say, shell`sc.exe qc ${part} 8192`)];
  if (fact === 'cluster') return [onCluster(say, shell`kubectl describe node ${node}`)];
  if (fact === 'logs' && part !== 'windows')
    return [onNode(`Look at it on ${node}, ${inItsFolder}.`, '.\\hostprobe.cmd bundle --since 1d')];
  const run = looks[fact];
  return run === undefined ? [] : [onNode(say, run)];
}

/** What is known of a difference without a look at the report. */
type ToldDifference = Omit<NodeDifference, 'explains' | 'look'>;

/** A node and its peers. */
interface Sides {
  view: NodeView;
  pool: Commons;
}

/** What is told of a node, the most telling first. Parts of one thing, and one value in several places, are one difference. */
function differencesIn(surprises: readonly Surprise[], sides: Sides): ToldDifference[] {
  const telling = surprises.filter(({ chance }) => chance < mostByChance).toSorted((a, b) => a.chance - b.chance);
  const groups: Surprise[][] = [];
  const byPair = new Map<string | Path, Surprise[]>();
  const byParent = new Map<Path, Surprise[]>();
  for (const one of telling) {
    const values = [one.here?.exact ?? '', one.there?.exact ?? ''];
    // Short values, such as yes and 0, are the same in many places for many reasons.
    const pair = values.some((value) => value.length > 5) ? values.join(' / ') : one.path;
    const parent = one.path.isThing ? one.path : (one.path.around ?? one.path);
    const group = byPair.get(pair) ?? byParent.get(parent) ?? [];
    if (group.length === 0) groups.push(group);
    group.push(one);
    byPair.set(pair, group);
    byParent.set(parent, group);
  }
  return groups.flatMap(([first, ...also]) => {
    if (first === undefined) return [];
    const told = pairOf(first, sides);
    return [
      {
        ...told,
        sentence: `${sentenceOf(told, first)}${whenOf(first)}`,
        also: also.map((one) => pairOf(one, sides)),
        chance: Number(first.chance.toFixed(4)),
      },
    ];
  });
}

function pairOf({ path, here, there, sharing, of }: Surprise, { view, pool }: Sides) {
  const { isThing: inside } = path;
  return {
    what: wordsOfPlace(path),
    field: plainField(path),
    here: here === null ? null : inside ? contentOf(path, view.seen) : shown(here),
    there: there === null ? null : inside ? contentOf(path, commonIn(pool)) : shown(there),
    ...{ sharing, of },
  };
}

const longest = 240;
const clip = (text: string) => (text.length > longest ? `${text.slice(0, longest - 3)}...` : text);
const shown = ({ exact }: ValueForm) => clip(exact);

/** "startType" reads as "start type"; what Windows names stays as it is. */
const wordsOfPlace = (path: Path) =>
  clip(wordsOfPath(path)).replace(/(?<![^ ])[a-z]+(?:[A-Z][a-z]+)+(?![^ ]|[^[]*\])/g, (word) =>
    word.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  );

/** What a thing of a list has in it: what it says first; without what only it can have. */
function contentOf(path: Path, seen: ReadonlyMap<Path, readonly ValueForm[]>): string {
  const itself = seen.get(path) ?? [];
  const own = [...path.parts.values(), ...path.things.values()].flatMap((inner) => seen.get(inner) ?? []);
  const parts = [...itself, ...own].filter(
    ({ kind, named }) => kind === 'text' || (!['shape', 'id', 'time'].includes(kind) && !isMadeUp(named)),
  );
  const first = parts.toSorted((a, b) => Number(b.kind === 'text') - Number(a.kind === 'text'));
  return first.length === 0 ? 'there' : clip(first.map(({ exact }) => exact).join(', '));
}

/** The commonest forms of a pool, as of one node. */
const commonIn = ({ spots }: Commons): Map<Path, ValueForm[]> =>
  new Map([...spots].map(([path, spot]) => [path, [commonOf(spot).form ?? []].flat()]));

/** One sentence, with the values on both sides and how many peers share theirs. */
function sentenceOf(
  { what, here, there, sharing, of }: Omit<ToldDifference, 'sentence' | 'also' | 'chance'>,
  { path }: Surprise,
): string {
  const who = of === 1 ? 'the one peer' : sharing === of ? `all ${of} peers` : `${sharing} of ${of} peers`;
  const has = of === 1 || sharing === 1 ? 'has' : 'have';
  const theirs = there === 'there' ? 'it' : path.isThing && here === null ? `it: ${there}` : there;
  if (path.isThing && there === null) return `${what} is only here${here === 'there' ? '' : `: ${here}`}; ${none(of)}.`;
  if (here === null) return `${what} is missing here; ${who} ${has} ${theirs}.`;
  if (there === null) return `${what} is ${here}; ${none(of)}.`;
  return `${what} is ${here}; ${who} ${has} ${theirs}.`;
}

const whenOf = ({ before }: Surprise): string =>
  before === undefined
    ? ''
    : before < 1
      ? ' That was when the trouble began.'
      : ` That was ${plural(Math.round(before), 'minute')} before the trouble began.`;

const none = (of: number) => (of === 1 ? 'the one peer has none' : `none of ${of} peers has it`);
