import { parseAst } from 'rolldown/parseAst';
import { Visitor } from 'rolldown/utils';

interface Property {
  name: string;
  /** Its value if it is a literal. */
  value: unknown;
  start: number;
  end: number;
}

/** The source of a catalogue with other text in the place of the properties with these names. */
export function withProperties(
  source: string,
  names: readonly string[],
  write: (property: Property) => string,
): string {
  // From the last, so that the places of the others stay right.
  return propertiesIn(source, names).reduceRight(
    (text, property) => `${text.slice(0, property.start)}${write(property)}${text.slice(property.end)}`,
    source,
  );
}

/** Those of the entries, which have a title, in their order, as its syntax tree has them. */
function propertiesIn(source: string, names: readonly string[]): Property[] {
  const found: Property[] = [];
  new Visitor({
    ObjectExpression({ properties }) {
      const named = properties.flatMap((one) =>
        one.type === 'Property' && one.key.type === 'Identifier'
          ? [
              {
                name: one.key.name,
                value: one.value.type === 'Literal' ? one.value.value : undefined,
                start: one.start,
                end: one.end,
              },
            ]
          : [],
      );
      if (named.some(({ name }) => name === 'title')) found.push(...named.filter(({ name }) => names.includes(name)));
    },
  }).visit(parseAst(source, { lang: 'ts' }));
  return found.sort((one, other) => one.start - other.start);
}
