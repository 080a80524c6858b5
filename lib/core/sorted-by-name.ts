/** The names in one order, so that equal records are equal byte for byte. One that is in order already is returned itself. */
export function sortedByName<T>(record: { [name: string]: T }): { [name: string]: T } {
  return isSorted(record) ? record : Object.fromEntries(Object.entries(record).sort(byText));
}

function isSorted(record: object): boolean {
  let before = '';
  for (const name in record) {
    if (name < before) return false;
    before = name;
  }
  return true;
}

/** For entries. */
function byText([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
