/** What a word sent by text asks for. `yes` counts only for somebody who had said stop: it answers our own question. */
export type KeywordMeaning = 'stop' | 'help' | 'start' | 'yes';

export interface Keyword {
  meaning: KeywordMeaning;
  /** As it was found, in capital letters. */
  word: string;
  /** BCP 47, where the word is of one language. */
  language?: string;
}

type Words = { [language: string]: string };

/** With these a short sentence begins or ends that ends all texts, whatever else is in it. `any`: said in many languages. */
const clear: Words = {
  any: 'STOP STOPALL UNSUBSCRIBE UNSUB OPTOUT СТОП',
  de: 'STOPP ABMELDEN ABBESTELLEN',
  fr: 'ARRET ARRETER ARRETEZ DESABONNER DESABONNEMENT DESINSCRIRE',
  es: 'DESUSCRIBIR DESUSCRIBIRME DESUSCRIBIRSE',
  it: 'DISISCRIVIMI CANCELLAMI',
  nl: 'AFMELDEN UITSCHRIJVEN',
  sv: 'AVSLUTA AVREGISTRERA AVANMAL AVPRENUMERERA SLUTA STOPPA',
  da: 'AFMELD AFMELDE AFMELDING FRAMELD FRAMELDE STOPPE',
  pl: 'WYPISZ WYPISZCIE WYREJESTRUJ REZYGNUJE',
  ru: 'ОТПИСАТЬСЯ ОТПИСАТЬ ОТПИШИТЕ',
  zh: '退订 退訂 取消订阅 取消訂閱 拒收',
  ja: '配信停止',
};
/** They have other meanings too, so they count only alone: "cancel my order" ends no texts. */
const alone: Words = {
  any: 'CANCEL END QUIT REVOKE REMOVE NOMORE CANCELSUBSCRIPTION ENDSUBSCRIPTION',
  es: 'BAJA ALTO PARAR CANCELAR CANCELARSUSCRIPCION',
  it: 'BASTA ANNULLA',
  nl: 'STOPPEN',
  pt: 'SAIR',
  sv: 'AVBRYT',
  pl: 'ANULUJ KONIEC',
  zh: 'TD TD退订 TD退訂',
  ja: '停止',
};
/** What is shown in China as the answer that ends texts; elsewhere a letter answers some other question. */
const letters: Words = { zh: 'T R N' };
const help: Words = {
  any: 'HELP INFO',
  de: 'HILFE',
  fr: 'AIDE',
  es: 'AYUDA',
  it: 'AIUTO',
  nl: 'HULP',
  pt: 'AJUDA',
  sv: 'HJALP',
  da: 'HJÆLP',
  pl: 'POMOC',
  zh: '帮助 幫助',
};
const start: Words = { any: 'START UNSTOP SUBSCRIBE', es: 'ALTA', zh: '订阅 訂閱' };
const yes: Words = { any: 'YES', de: 'JA', fr: 'OUI', es: 'SI', pt: 'SIM', pl: 'TAK', zh: '是' };

/** Said beside the word, they change nothing of it. */
const courtesies = new Set(
  words(
    `PLEASE PLS PLZ THANKS THANK YOU THX NOW HI HELLO HEY OK OKAY JUST ME ALL TEXT TEXTS TEXTING MESSAGE MESSAGES SMS
    BITTE DANKE HALLO NACHRICHTEN MERCI SVP POR FAVOR GRACIAS MENSAJES GRAZIE OBRIGADO OBRIGADA AUB TACK PROSZE 请 請 谢谢 謝謝 你好 您好`,
  ),
);

const not = '(?<!\\b(?:DONT|NOT|NEVER|CANT|WONT|DIDNT|NON) (?:(?:WANT|WISH|LIKE|NEED|HAVE) TO |\\S+ )?)\\b';
const texts = '(?:TEXTS?|TEXTING|MESSAGES?|SMS)\\b';
const which = '(?:(?:ANY|MORE|ANYMORE|THESE|THOSE|SUCH|YOUR|OTHER|ANOTHER|FURTHER) ){0,3}';
const dont = '(?<!\\b(?:YOU|U|THEY|WHO) )\\b(?:DONT|DO NOT|NEVER)';
const atEnd = '(?: (?:MORE|ANYMORE|ELSE|AGAIN|EVER|PLEASE|THANKS|THANK YOU))*$';
/** Plain words for the same, anywhere in a text that asks nothing back. */
const phrases: [language: string, said: RegExp][] = [
  ['en', new RegExp(`${not}(?:STOP|QUIT) (?:TEXT|SEND|MESSAG|CONTACT|SPAM|BOTHER|SMS)`)],
  ['en', new RegExp(`${not}STOP (?:THESE|THIS|ALL\\b|RECEIVING|GETTING ${which}${texts})`)],
  ['en', new RegExp(`${not}(?:UNSUBSCRIBE|OPT (?:ME )?OUT|TAKE ME OFF|REMOVE (?:ME|MY NUMBER)|LEAVE ME ALONE)\\b`)],
  ['en', /\bNO MORE (?:\S+ )?(?:TEXTS?|MESSAGES?|SMS)\b/],
  ['en', new RegExp(`${dont} (?:EVER )?(?:TEXT|MESSAGE|CONTACT|SMS) (?:ME|US|THIS)\\b`)],
  ['en', new RegExp(`${dont} (?:EVER )?SEND (?:ME |US )?(?:${which}${texts}|(?:ANYTHING|ANY MORE)${atEnd})`)],
  ['en', new RegExp(`${dont} (?:WANT|WISH) (?:TO (?:RECEIVE|GET) )?${which}${texts}`)],
  ['de', /\bKEINE (?:\S+ )?(?:SMS|NACHRICHTEN|WERBUNG) MEHR\b|\b(?:BITTE|WILL|MOCHTE|WUNSCHE) KEINE (?:SMS|NACHRICHTEN|WERBUNG)\b/],
  ['de', /\bBITTE (?:\S+ )?NICHTS? MEHR (?:SCHREIBEN|SENDEN|SCHICKEN)\b|\b(?:SCHREIBEN|SENDEN|SCHICKEN) SIE MIR (?:BITTE )?NICHTS? MEHR\b/],
  ['fr', /\bPLUS (?:DE|AUCUN) (?:SMS|MESSAGES?)\b|\bNE MENVOYEZ PLUS\b|\bNE (?:VEUX|SOUHAITE) PLUS (?:\S+ )?(?:\S+ )?(?:SMS|MESSAGES)\b/],
  [
    'es',
    /\bNO (?:QUIERO |DESEO )?(?:RECIBIR )?(?:MAS )?(?:SMS|MENSAJES)\b|\bNO ME (?:ENVI|MAND)\S* MAS\b|\b(?:DAR|DARME|DEME|DAME) DE BAJA\b/,
  ],
  ['it', /\bNON VOGLIO (?:PIU )?(?:RICEVERE )?(?:PIU )?(?:SMS|MESSAGGI)\b/],
  ['pt', /\bNAO QUERO (?:MAIS|RECEBER)\b/],
  ['nl', /\bGEEN (?:\S+ )?(?:SMS|BERICHTEN|BERICHTJES) MEER\b/],
  ['sv', /\bINGA FLER (?:SMS|MEDDELANDEN)\b|\b(?:SKICKA INTE|VILL INTE (?:HA|FA)) (?:FLER |MER )?(?:SMS|MEDDELANDEN)\b/],
  [
    'da',
    /\b(?:IKKE|INGEN) FLERE (?:SMS\S*|BESKEDER)|\b(?:SEND IKKE|VIL IKKE (?:HAVE|MODTAGE)) (?:FLERE )?(?:SMS\S*|BESKEDER)|\bHOLD OP MED AT\b/,
  ],
  [
    'pl',
    /\bNIE CHCE (?:JUZ |WIECEJ |DOSTAWAC |OTRZYMYWAC )*(?:SMS|WIADOMOSCI)|\b(?:PROSZE|WIECEJ) NIE (?:WYSY[LŁ]AC|PRZYSY[LŁ]AC|PISAC)\b/,
  ],
  [
    'zh',
    /(?<![不别別未没沒勿]|[不别別](?:要|想|能))(?:退订|退訂|取消订阅|取消訂閱|拒收|不要再[发發]|不要[发發](?:了|短信|信息)|[别別]再[发發])/,
  ],
];
const asksBack = /^(?:WHY|WHEN|DID|IF|WHAT IF)\b/;
/** With any of these, what ends with the word for stop is no wish for it. */
const negations = new Set(
  words(`DONT NOT NEVER CANT CANNOT WONT DIDNT DOESNT COULDNT WOULDNT SHOULDNT NON NICHT NIE PAS JAMAIS NIET NOOIT INTE ALDRIG IKKE НЕ
    WHERE WHICH DOES WHAT`),
);
/** Before the word for stop they make a place of it, or an end. */
const makesPlace = new Set(words('THE A AN MY YOUR OUR ONE NEXT LAST FIRST FULL PIT BUS TRAIN TRAM TUBE METRO FLIGHT'));

/** A sentence of more words than these tells a story, and a person should read it. */
const shortSentence = 6;

interface Entry {
  meaning: KeywordMeaning;
  language?: string;
  place?: 'first' | 'china';
}

const table = new Map<string, Entry>([
  ...entries(clear, { meaning: 'stop', place: 'first' }),
  ...entries(alone, { meaning: 'stop' }),
  ...entries(letters, { meaning: 'stop', place: 'china' }),
  ...entries(help, { meaning: 'help' }),
  ...entries(start, { meaning: 'start' }),
  ...entries(yes, { meaning: 'yes' }),
]);

function entries(of: Words, entry: Entry): [string, Entry][] {
  return Object.entries(of).flatMap(([language, list]) =>
    words(list).map((word): [string, Entry] => [word, { ...entry, ...(language !== 'any' && { language }) }]),
  );
}

/**
 * What a text asks for, if anything: a word of the lists alone, however it is written (case, width, accents, punctuation,
 * blanks, pictures and courtesies are forgiven); a short sentence that begins or ends with a clear word for stop; or a plain
 * phrase for it. When in doubt between stop and a person's attention, a negation ("don't stop") and a question are for the person.
 * `own`: the shop's words for stop. `china`: the single letters of China count.
 */
export function readKeyword(text: string, { own = [], china = false }: { own?: string[]; china?: boolean } = {}): Keyword | undefined {
  const all = words(text);
  const bare = all.filter((word) => !courtesies.has(word));
  const ours = new Set(own.map((word) => words(word).join('')).filter((word) => word !== ''));
  for (const word of [all.join(''), bare.join('')]) {
    const known = table.get(word);
    if (ours.has(word)) return { meaning: 'stop', word };
    if (known && (known.place !== 'china' || china)) return found(word, known);
  }
  return sentenceFor(text, ours) ?? phraseFor(all.join(' '));
}

function sentenceFor(text: string, ours: Set<string>): Keyword | undefined {
  for (const sentence of text.normalize('NFKC').split(/[.!?。;,\n\r…]+/u)) {
    const said = words(sentence);
    const from = said.findIndex((word) => !courtesies.has(word));
    if (from < 0 || said.length - from > shortSentence) continue;
    const [first = '', second = ''] = said.slice(from);
    for (const word of [first, first + second]) {
      const known = table.get(word);
      if (known?.place === 'first') return found(word, known);
      if (word.length > 1 && ours.has(word)) return { meaning: 'stop', word };
    }
    const to = said.findLastIndex((word) => !courtesies.has(word));
    const [before = '', last = ''] = said.slice(to - 1, to + 1);
    const known = table.get(last);
    const isWish = !asksBack.test(said.join(' ')) && !makesPlace.has(before) && !said.some((word) => negations.has(word));
    if (known?.place === 'first' && isWish) return found(last, known);
  }
  return undefined;
}

function phraseFor(said: string): Keyword | undefined {
  if (asksBack.test(said)) return undefined;
  for (const [language, phrase] of phrases) {
    const [word] = phrase.exec(said) ?? [];
    if (word !== undefined) return { meaning: 'stop', word, language };
  }
  return undefined;
}

function found(word: string, { meaning, language }: Entry): Keyword {
  return { meaning, word, ...(language !== undefined && { language }) };
}

/** Without accents, signs that cannot be seen and apostrophes, in capital letters of usual width. */
function words(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}'’‘`´]/gu, '')
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
