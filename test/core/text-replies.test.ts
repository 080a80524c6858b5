import { describe, expect, it } from 'vitest';
import { readKeyword } from '../../lib/core/keywords.ts';
import { replyText } from '../../lib/core/text-replies.ts';
import { smsSegments } from '../../lib/templates/sms.ts';

const kinds = ['stop', 'help', 'start'] as const;
const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'zh'];
const from = { brand: 'Müller & Söhne Feinkost GmbH & Co. KG', contact: 'kundenservice.anfragen@mueller-soehne.example' };

describe('what we answer by ourselves', () => {
  it.each(languages.flatMap((language) => kinds.map((kind) => [language, kind] as const)))('is one part: %s %s', (language, kind) => {
    const text = replyText(kind, from, language);
    expect(smsSegments(text)).toEqual({ segments: 1, encoding: language === 'zh' ? 'UCS-2' : 'GSM-7' });
    expect(text).toContain('Müller & Söhne Feinkost');
    expect(text).toMatch(kind === 'stop' ? /START/ : /STOP|TD/);
  });

  it('names words that are understood', () => {
    for (const language of languages)
      for (const kind of kinds) {
        const [word = ''] = /START|STOP|TD退订/.exec(replyText(kind, from, language)) ?? [];
        expect(readKeyword(word)?.meaning).toBe(kind === 'stop' ? 'start' : 'stop');
      }
  });

  it('is never taken for a word of hers when it comes back', () => {
    for (const language of ['en', 'de', 'es', 'nl']) expect(readKeyword(replyText('start', from, language))?.meaning).not.toBe('start');
  });

  it('names a person to ask where there is room for it', () => {
    expect(replyText('help', { brand: 'Linden', contact: 'care@linden.example' })).toBe(
      'Linden: texts about your orders and offers. Reply STOP to end them. Questions: care@linden.example',
    );
    expect(replyText('help', { ...from, contact: `${'long'.repeat(20)}@linden.example` })).toMatch(/end them\.$/);
  });

  it('is in English where her language is not spoken, and takes regions for their language', () => {
    expect(replyText('start', from, 'sv')).toBe(replyText('start', from));
    expect(replyText('start', from, 'pt-BR')).toBe(replyText('start', from, 'pt'));
  });

  it('writes a name without accents rather than pay for a second part', () => {
    expect(replyText('stop', { brand: 'Čaj', contact: 'a@b.cz' })).toBe(
      'Caj: you will get no more texts from us. Reply START to get them again.',
    );
  });
});
