/** The hidden line that mail programs show after the subject; empty when the e-mail has none. */
export function preheaderOf(html: string): string {
  const hidden = /<(div|span)\b[^>]*style="[^"]*display:\s*none[^"]*"[^>]*>([\s\S]*?)<\/\1>/i.exec(html)?.[2] ?? '';
  return decodeEntities(hidden.replace(/<[^>]*>/g, ''))
    .replace(/\u034f|[\u200b-\u200f\u00ad\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  zwnj: '',
  zwj: '',
  shy: '',
  hellip: '…',
  ndash: '–',
  mdash: '—',
};

function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
