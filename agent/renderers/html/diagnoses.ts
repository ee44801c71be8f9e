import type { ComponentChild } from 'preact';
import { plural } from '../../fact.ts';
import { causesInFull, causesLeft, type Diagnosis, notOurs, type Report, showPods, summaryOf } from '../../report.ts';
import { anchorOf, h, showTime } from './document.ts';
import { fixOf, foldedEvidence, referenceOf } from './findings.ts';

type Cause = Diagnosis['causes'][number];
type Seen = Diagnosis['seen'][number];

/** Explains the failures that the node's logs and events report. */
export function diagnosesOf({ diagnoses }: Pick<Report, 'diagnoses'>): ComponentChild {
  if (diagnoses.length === 0) return null;
  return h('section', { id: 'diagnoses', 'aria-labelledby': 'diagnoses-title' })(
    h('h2', { id: 'diagnoses-title' })(diagnoses.length === 1 ? 'Diagnosis' : 'Diagnoses'),
    summaryTable(diagnoses),
    diagnoses.map((diagnosis, index) => diagnosisCard(diagnosis, idOf(index))),
    referencesOf(diagnoses),
  );
}

type Reference = NonNullable<Diagnosis['references']>[number];

/** What the sentences above name by its id, each once. */
function referencesOf(diagnoses: Report['diagnoses']): ComponentChild {
  const named = new Map(diagnoses.flatMap(({ references = [] }) => references.map((one) => [one.id, one])));
  if (named.size === 0) return null;
  return h('div', { class: 'card references' })(
    h('h3')('Causes that are named above'),
    [...named.values()].map(({ id, title, why }) =>
      h('p', { id: `cause-${id}`, tabIndex: -1 })(h('strong')(title), ' ', h('code')(id), h('br')(), why),
    ),
  );
}

/** A sentence whose ids lead to what they mean. */
const linked = (text: string, references: readonly Reference[]): ComponentChild[] =>
  text
    .split(/([a-z]+(?:-[a-z]+)+)/)
    .map((word) =>
      references.some(({ id }) => id === word) ? h('a', { href: `#cause-${word}` })(h('code')(word)) : word,
    );

const idOf = (index: number) => `diagnosis-${index + 1}`;

/** A table of several failures, one in each row. */
function summaryTable(diagnoses: Report['diagnoses']): ComponentChild {
  const failures = summaryOf(diagnoses);
  if (failures.length < 2) return null;
  const rows = failures.map(({ signature, pods, count, cause, weight }, index) =>
    h('tr')(
      h('th', { scope: 'row' })(h('a', { href: `#${idOf(index)}` })(h('code')(signature))),
      [showPods(pods), String(count), cause === null ? '-' : h('code')(cause), weight ?? '-'].map((cell) =>
        h('td')(cell),
      ),
    ),
  );
  const headings = ['Failure', 'Pods', 'Times', 'First cause', 'How sure'];
  return h('table', { class: 'failures' })(
    h('thead')(h('tr')(headings.map((heading) => h('th', { scope: 'col' })(heading)))),
    h('tbody')(rows),
  );
}

function diagnosisCard(diagnosis: Diagnosis, id: string): ComponentChild {
  const {
    signature,
    title,
    component,
    hostProcess,
    note,
    seen,
    causes,
    next = [],
    checks,
    references = [],
  } = diagnosis;
  const remaining = causesLeft(diagnosis);
  const shown = remaining.filter(({ weight }, index) => weight !== 'possible' || index < causesInFull);
  const others = remaining.filter((cause) => !shown.includes(cause));
  const ruledOut = causes.filter(({ weight }) => weight === 'ruled-out');
  return h('article', { class: 'card diagnosis', id })(
    h('h3')(h('span')(linked(title, references), ' ', h('code')(`${component}: ${signature}`))),
    seen.map(seenOf),
    hostProcess && note === undefined ? null : h('p', { class: 'more' })(linked(note ?? notOurs, references)),
    next.length === 0 ? null : fixOf({ steps: next }, title, remaining.length > 1 ? 'To narrow this down' : 'Next'),
    shown.length === 0
      ? null
      : h('ol', { class: 'causes', 'aria-label': 'Causes, by weight' })(
          shown.map((cause, index) => causeOf(cause, index === 0)),
        ),
    othersOf(others),
    ruledOutOf(ruledOut),
    checks.length === 0 ? null : h('p', { class: 'more' })('Related checks: ', checks.map(linkTo)),
  );
}

function seenOf({ source, text, count, at, pod, container }: Seen): ComponentChild {
  const said = [
    `Seen ${count === 1 ? 'once' : `${count} times`} in ${source}`,
    ...(pod === undefined ? [] : [`pod ${pod}`]),
    ...(container === undefined ? [] : [`container ${container}`]),
  ].join(', ');
  const when = at === undefined ? null : [', last at ', h('time', { dateTime: at })(showTime(at))];
  return h('figure')(h('figcaption')(said, when), h('blockquote')(text));
}

/** Causes that are only possible are collapsed, so that the likely ones, or else the first, are found first. */
function causeOf({ id, weight, title, evidence, fix, reference }: Cause, open: boolean): ComponentChild {
  const rest = [
    fixOf(fix, title),
    foldedEvidence(evidence, weight === 'confirmed'),
    reference === '' ? null : h('p', { class: 'more' })('See ', referenceOf(reference)),
  ];
  return h('li', { class: `cause ${weight}` })(
    h('h4')(h('span', { class: 'weight' })(weight), h('span')(title, ' ', h('code')(id))),
    weight === 'possible' ? h('details', { open })(h('summary')('If this is the cause'), rest) : rest,
  );
}

/** The other possible causes, collapsed to one line each. */
function othersOf(causes: readonly Cause[]): ComponentChild {
  if (causes.length === 0) return null;
  return h('details')(
    h('summary')(plural(causes.length, 'more possible cause')),
    h('ol', { class: 'causes', start: causesInFull + 1 })(causes.map((cause) => causeOf(cause, false))),
  );
}

function ruledOutOf(causes: readonly Cause[]): ComponentChild {
  if (causes.length === 0) return null;
  const items = causes.map(({ id, title, evidence }) =>
    h('li')(h('span')(title), ' ', h('code')(id), evidence.map(whyNot)),
  );
  return h('details')(
    h('summary')(plural(causes.length, 'cause'), ' ruled out'),
    h('ul', { class: 'ruled-out' })(items),
  );
}

const whyNot = ({ label, value }: Cause['evidence'][number]) => h('div')(`${label}: `, h('samp')(value));

const linkTo = (check: string, index: number) => [
  index === 0 ? '' : ', ',
  h('a', { href: `#${anchorOf(check)}` })(h('code')(check)),
];
