import type { Comparison, ComparisonOfAll, NodeDifference } from '../../compare/schema.ts';
import { verdictOnAll, verdictOnNode } from '../../compare/verdict.ts';
import { firstOf, plural } from '../../fact/amounts.ts';
import { printable } from '../../print/printable.ts';
import { paint, wrap } from '../../print/text.ts';
import type { View } from '../../renderer.ts';

/** So many differences are told in full; the others are one line together, unless all are wanted. */
const inFull = 5;

/** A comparison for a terminal: what differs, the most telling first, and what to keep in mind. */
export const showComparison = (compared: Comparison | ComparisonOfAll, view: View): string =>
  'unlike' in compared ? showAll(compared, view) : showOne(compared, view);

/** Each node that stands out, then who could not be judged. */
function showAll({ nodes, unlike, notJudged }: ComparisonOfAll, view: View): string {
  const put = (text: string) => wrap(text, { width: view.width, indent: 0, ascii: view.ascii });
  return [
    ...[paint(verdictOnAll(nodes.length, unlike.length), 'bold', view), ''],
    ...unlike.map((one) => showOne(one, view)),
    ...(notJudged.length === 0 ? [] : [put(`Not judged: ${namesByReason(notJudged)}.`), '']),
  ].join('\n');
}

function showOne(comparison: Comparison, view: View): string {
  const { differences, care, leftOut, trouble } = comparison;
  const shown = view.verbose ? differences : differences.slice(0, inFull);
  const more = differences.slice(shown.length);
  const put = (text: string, indent: number) => wrap(text, { width: view.width, indent, ascii: view.ascii });
  return [
    paint(printable(verdictOnNode(comparison), view.ascii), 'bold', view),
    ...care.map((said) => put(said, 2)),
    ...(trouble === null ? [] : [put(`The trouble began at ${trouble.at}: ${trouble.by}.`, 2)]),
    ...(leftOut.length === 0 ? [] : [put(`Left out: ${namesByReason(leftOut)}.`, 2)]),
    ...shown.flatMap((one, index) => ['', ...linesOf(one, { number: index + 1, view, put })]),
    ...(more.length === 0
      ? []
      : [
          '',
          put(
            `And ${plural(more.length, 'difference')} less telling (--verbose): ${more.map(({ what }) => what).join('; ')}.`,
            0,
          ),
        ]),
    '',
  ].join('\n');
}

/** Several nodes with one reason are one part. */
const namesByReason = (told: Comparison['leftOut']): string =>
  [...Map.groupBy(told, ({ why }) => why)]
    .map(([why, nodes]) => `${firstOf(nodes.map(({ node }) => node))} (${why})`)
    .join('; ');

interface Layout {
  number: number;
  view: View;
  put(text: string, indent: number): string;
}

function linesOf({ sentence, also, explains, look }: NodeDifference, { number, view, put }: Layout): string[] {
  const told = put(`${number}. ${sentence}`, 0).split('\n').join('\n   ');
  const rest = also.slice(0, 4).map(({ what, here, there }) => `${what}: ${here ?? 'none'}, peers ${there ?? 'none'}`);
  const more = also.length > rest.length ? ` and ${also.length - rest.length} more` : '';
  return [
    told,
    ...(rest.length === 0 ? [] : [put(`With it: ${rest.join('; ')}${more}.`, 3)]),
    ...(explains.length === 0 ? [] : [put(`It can explain: ${explains.join(', ')}.`, 3)]),
    ...(look === null ? [] : [put(look.say, 3)]),
    ...(look?.run === undefined ? [] : [`       ${printable(look.run, view.ascii)}`]),
  ];
}
