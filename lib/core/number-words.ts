/** "1 order", "4,338 orders": for a word whose plural ends in s. */
export function numberWords(count: number, one: string): string {
  return `${Math.round(count).toLocaleString('en')} ${one}${Math.round(count) === 1 ? '' : 's'}`;
}
