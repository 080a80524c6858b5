/** Rows under their heads, numbers to the right; the first `words` columns are text. */
export function textTable(head: string[], rows: string[][], words = 1): string[] {
  const all = [head, ...rows];
  const used = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)));
  return all.map((row) =>
    head
      .flatMap((_, column) => {
        const [text, width] = [row[column] ?? '', widths[column] ?? 0];
        if (!used[column]) return [];
        return [column < words ? text.padEnd(width) : text.padStart(width)];
      })
      .join('  ')
      .trimEnd(),
  );
}

const width = 110;

/** A paragraph in lines of a terminal, each behind the same indent. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + word.length >= width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line].map((each, index) => (index > 0 && indent.startsWith('!') ? `  ${each.slice(indent.length)}` : each));
}
