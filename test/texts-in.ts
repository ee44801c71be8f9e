/** The texts that a value has, by the names of the fields that lead to each. */
export const textsIn = (value: unknown, path = ''): (readonly [path: string, text: string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsIn(part, Array.isArray(value) ? path : `${path}.${key}`));
};

const packed = (said: string) => said.replaceAll(/\s+/g, '');

/** The texts of a value that somebody who reads this does not see, however its lines are broken; `except`: by their fields. */
export function notShown(shown: string, value: unknown, except: RegExp): string[] {
  const whole = packed(shown);
  return textsIn(value).flatMap(([path, said]) =>
    except.test(path) || whole.includes(packed(said)) ? [] : [`${path}: ${said}`],
  );
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** What a page says, with the addresses that it leads to. */
export const readPage = (page: string): string =>
  page
    .replaceAll(/<a href="(http[^"]*)"[^>]*>/g, ' $1 ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&(lt|gt|quot|#39|amp);/g, (all, name: string) => entities[name] ?? all);
