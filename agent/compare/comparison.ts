import { assess } from '../assess.ts';
import { plural } from '../fact.ts';
import { inItsFolder } from '../fix/show.ts';
import { explained, onCluster, onNode, type Step, shell } from '../fix.ts';
import type { Report } from '../report.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { differencesIn, type Sides, type ToldDifference, wordsOfPlace } from './differences.ts';
import { candidateOf, choosePeers, type Peers } from './peers.ts';
import { type Commons, poolOf } from './pool.ts';
import type { Comparison, ComparisonOfAll } from './schema.ts';
import { surprisesOf } from './surprise.ts';
import { troubleOf, weighTimes } from './trouble.ts';
import { viewerOf } from './view.ts';

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
  const report = told.length === 0 ? null : assess(node);
  return {
    schemaVersion,
    node: node.node,
    at: node.at,
    peers: chosen.peers.map(({ snapshot }) => snapshot.node),
    leftOut: chosen.leftOut,
    care: [...careOf(chosen), ...careOfSetup(node, chosen)],
    trouble:
      trouble === null
        ? null
        : { at: new Date(Date.parse(node.at) - trouble.ago * 60_000).toISOString(), by: wordsOfPlace(trouble.by) },
    differences: told.map((one) => {
      const look = lookCloser(one, node.node);
      return {
        ...one,
        explains: report === null ? [] : explainedBy(one, report),
        look: look === null ? null : (explained({ steps: [look] }).steps[0] ?? null),
      };
    }),
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
  const [first = '', ...more] = lacking;
  const who = more.length > 0 ? `${first} and ${plural(more.length, 'other node')}` : first;
  return [
    `How ${who} ${more.length > 0 ? 'were' : 'was'} set up was not read (hostprobe facts --with setup): that is compared only where it was.`,
  ];
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
    ...findings.flatMap(({ check, status, evidence }) =>
      (status === 'fail' || status === 'warn') && has(evidence) ? [`finding ${check}`] : [],
    ),
    ...diagnoses.flatMap(({ signature, causes, seen }) => {
      const weighty = causes.filter(({ weight }) => weight === 'confirmed' || weight === 'likely');
      const isSeen = seen.some(({ text }) => values.some((one) => one.length > 20 && one.includes(text)));
      return isSeen || weighty.some(({ evidence }) => has(evidence)) ? [`diagnosis ${signature}`] : [];
    }),
  ];
}

/** How to look closer at what differs; null: nothing shows more than the snapshot. */
function lookCloser({ field }: ToldDifference, node: string): Step | null {
  const [fact = '', part = ''] = field.split('.');
  const say = `Look at it on ${node}.`;
  switch (fact) {
    case 'services':
      return onNode(say, shell`sc.exe qc ${part} 8192`);
    case 'runtime-process':
      return onNode(
        say,
        'Get-CimInstance Win32_Process | Format-List Name,ProcessId,ParentProcessId,CreationDate,CommandLine',
      );
    case 'runtime-binaries':
      return onNode(say, 'Get-ChildItem "$env:ProgramFiles\\containerd" | Format-List Name,Length,LastWriteTime');
    case 'runtime':
      return onNode(say, 'crictl.exe info');
    case 'accounts':
      return onNode(say, 'Get-LocalGroup; Get-LocalUser');
    case 'network':
      return onNode(say, 'Get-NetIPConfiguration; netsh interface ipv4 show excludedportrange protocol=tcp');
    case 'os':
      return onNode(say, 'Get-HotFix | Sort-Object InstalledOn');
    case 'cluster':
      return onCluster(say, shell`kubectl describe node ${node}`);
    case 'logs':
      return part === 'windows'
        ? onNode(say, 'Get-WinEvent -LogName System -MaxEvents 100')
        : onNode(`Look at it on ${node}, ${inItsFolder}.`, '.\\hostprobe.cmd bundle --since 1d');
    default:
      return null;
  }
}
