/** What is wrong with markup for those who do not see it, by rules that hold for any page. */

/** Source: WAI-ARIA 1.2, section 6.5: those that pages of hostprobe use. */
const attributes = ['label', 'labelledby', 'describedby', 'controls', 'selected', 'pressed', 'hidden'];
const yesOrNo = ['selected', 'pressed', 'hidden'];
/** Source: WAI-ARIA 1.2, section 5.4: those that pages of hostprobe use. */
const roles = ['alert', 'group', 'region', 'search', 'status', 'tab', 'tablist', 'tabpanel'];
/** Of these there may be several: a name tells them apart. Source: ARIA Authoring Practices, Landmark Regions. */
const named = /^(?:section|nav|aside)$/;
const namedRoles = ['group', 'region', 'search', 'tablist', 'tabpanel'];

interface Tag {
  name: string;
  given: ReadonlyMap<string, string>;
  /** The markup behind it. */
  after: string;
}

function tagsIn(html: string): Tag[] {
  const body = html.replace(/<(style|script)\b[^>]*>.*?<\/\1>/gs, '');
  return [...body.matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)].map((found) => ({
    name: found[1] ?? '',
    given: new Map(
      [...(found[2] ?? '').matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    after: body.slice(found.index + found[0].length),
  }));
}

const textOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/**
 * @param elsewhere ids of the page that this part of it is shown on
 * @returns a line for each fault
 */
export function faultsIn(html: string, elsewhere: readonly string[] = []): string[] {
  const tags = tagsIn(html);
  const ids = [...tags.flatMap(({ given }) => given.get('id') ?? []), ...elsewhere];
  const labelled = new Set(tags.flatMap(({ name, given }) => (name === 'label' ? (given.get('for') ?? []) : [])));
  const faults: string[] = [];
  for (const { name, given, after } of tags) {
    const tell = (fault: string) =>
      faults.push(`${name} ${[...given].map((one) => one.join('=')).join(' ')}: ${fault}`);
    const role = given.get('role');
    const inside = after.slice(0, after.indexOf(`</${name}>`));
    if (role !== undefined && !roles.includes(role)) tell(`the role ${role} is none`);
    for (const [attribute, value] of given) {
      if (attribute.startsWith('aria-') && !attributes.includes(attribute.slice(5)))
        tell(`${attribute} is no attribute`);
      if (yesOrNo.includes(attribute.slice(5)) && attribute.startsWith('aria-') && !/^(?:true|false)$/.test(value))
        tell(`${attribute} is ${value}`);
      if (/^(?:for|aria-(?:labelledby|describedby|controls))$/.test(attribute)) {
        for (const id of value.split(' ')) if (!ids.includes(id)) tell(`nothing has the id ${id}`);
      }
      if (attribute === 'href' && value.startsWith('#') && value !== '#' && !ids.includes(value.slice(1)))
        tell(`${value} leads nowhere`);
    }
    const label = given.get('aria-label') ?? (given.has('aria-labelledby') ? 'by another' : '');
    if ((named.test(name) || namedRoles.includes(role ?? '')) && label === '') tell('has no name');
    if (name === 'svg' && given.get('aria-hidden') !== 'true') tell('is read out');
    if (name === 'button') {
      if (given.get('type') === undefined && given.get('class') !== 'go') tell('would send the form');
      if (textOf(inside) === '') tell('says nothing');
      // WCAG 2.5.3: who says what he sees presses it.
      if (label !== '' && !label.includes(textOf(inside))) tell(`is called ${label}, and shows ${textOf(inside)}`);
    }
    if (/^(?:input|textarea|select)$/.test(name)) {
      const isInLabel = html.includes('<label') && new RegExp(`<label[^>]*>(?:(?!</label>).)*<${name}`, 's').test(html);
      if (label === '' && !labelled.has(given.get('id') ?? '') && !isInLabel) tell('has no label');
    }
    if (name === 'th' && !/^(?:row|col)$/.test(given.get('scope') ?? '')) tell('is the head of nothing');
    if (name === 'summary' && textOf(inside) === '') tell('says nothing');
    if (/^(?:ul|ol|dl)$/.test(name) && /^<\/(?:ul|ol|dl)>/.test(after)) tell('is an empty list');
    // A part that scrolls is reached with the keyboard, and is called something then.
    if (given.get('tabindex') === '0' && role === undefined) tell('gets the focus and is nothing');
  }
  return [...faults, ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `the id ${id} is there twice`)];
}
