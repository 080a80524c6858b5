/** No blank lines in a row, no spaces at the ends of lines. */
export function tidyText(text: string): string {
  const trimmed = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  return `${trimmed
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/** One line, so that whatever a customer's name holds, it cannot begin another header. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
