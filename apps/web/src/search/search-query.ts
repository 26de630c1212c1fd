/** The filters that a search may hold, in the order in which they are offered; those with an end are whole as they are. */
export const searchFilters = ['from:', 'in:', 'before:', 'after:', 'has:image', 'mentions:me'] as const;
export type SearchFilter = (typeof searchFilters)[number];

const filterWord = /^(from|in|before|after|has|mentions):(.*)$/iu;

/** A search taken apart: what is looked for, and what narrows it. */
export interface SearchParts {
  words: string;
  filters: string[];
}

/** Takes a search apart at its spaces. */
export function partsOf(query: string): SearchParts {
  const tokens = query.split(/\s+/u).filter((token) => token !== '');
  return {
    words: tokens.filter((token) => !filterWord.test(token)).join(' '),
    filters: tokens.filter((token) => filterWord.test(token)),
  };
}

/** What can be asked of the server: a filter that has no value yet is left out. */
export function askable(text: string): string {
  return text
    .toWellFormed()
    .split(/\s+/u)
    .filter((token) => token !== '' && filterWord.exec(token)?.[2] !== '')
    .join(' ');
}

/** The text with a filter at its end, ready to be completed; dates begin with today, which shows their form. */
export function withFilter(text: string, filter: SearchFilter, today: string): string {
  const begun = text.trim() === '' ? '' : `${text.trimEnd()} `;
  if (filter === 'has:image' || filter === 'mentions:me')
    return partsOf(text).filters.includes(filter) ? text : `${begun}${filter} `;
  return `${begun}${filter}${filter === 'before:' || filter === 'after:' ? `${today} ` : ''}`;
}

/** What has been written of a room's name, when the text ends with `in:`. */
export function roomBegun(text: string): string | undefined {
  return /(?:^|\s)in:#?(\S*)$/iu.exec(text)?.[1];
}

/** The text with its unfinished `in:` completed. */
export function withRoom(text: string, slug: string): string {
  return text.replace(/in:#?\S*$/iu, `in:${slug} `);
}

/** A day of the reader's clock as the filters want it. */
export function toDay(instant: number): string {
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
