import { describe, expect, it } from 'vitest';
import { chooseLanguage, formatLocale, languageChain } from '../../lib/templates/language.ts';

describe('language', () => {
  it('falls back from the narrowest tag to the default', () => {
    expect(languageChain('zh-Hans-CN', 'en')).toEqual(['zh-Hans-CN', 'zh-Hans', 'zh', 'en']);
  });

  it('takes the default for a customer without a language', () => {
    expect(languageChain(undefined, 'en')).toEqual(['en']);
  });

  it('skips a language that lacks a part, so that no message mixes two', () => {
    const languages = { 'zh-Hans': { subject: true, html: false }, zh: { subject: true, html: true }, en: { subject: true, html: true } };
    expect(chooseLanguage(languages, languageChain('zh-Hans-CN', 'en'), (part) => part.subject && part.html)).toBe('zh');
  });

  it('compares tags without regard to case', () => {
    expect(chooseLanguage({ 'pt-BR': 1 }, languageChain('PT-br', 'en'), () => true)).toBe('pt-BR');
  });

  it('finds nothing when not even the default is complete', () => {
    expect(chooseLanguage({ en: 1 }, ['en'], () => false)).toBeUndefined();
  });

  it('formats in the customer’s variety of the message’s language', () => {
    expect(formatLocale('de-AT', 'de')).toBe('de-AT');
    expect(formatLocale('de_CH', 'de')).toBe('de-CH');
  });

  it('formats in the message’s language when the customer’s is another or no tag at all', () => {
    expect(formatLocale('fr-FR', 'en')).toBe('en');
    expect(formatLocale('en-!!', 'en')).toBe('en');
  });
});
