/** What we answer by ourselves to a word that she sent. */
export type ReplyKind = 'stop' | 'help' | 'start';

export interface ReplyFrom {
  brand: string;
  /** Where a person answers: an e-mail address. */
  contact: string;
}

type Replies = { [kind in ReplyKind]: (brand: string) => string } & {
  /** Before the address of a person. */
  ask: string;
};

/** Only letters of GSM-7, so that each fits into one part; Chinese has none and is short. */
const english: Replies = {
  stop: (brand) => `${brand}: you will get no more texts from us. Reply START to get them again.`,
  help: (brand) => `${brand}: texts about your orders and offers. Reply STOP to end them.`,
  ask: ' Questions: ',
  start: (brand) => `${brand}: you get our texts again. Reply STOP to end them.`,
};
const replies: { [language: string]: Replies } = {
  en: english,
  de: {
    stop: (brand) => `${brand}: Sie erhalten keine SMS mehr von uns. Mit der Antwort START erhalten Sie sie wieder.`,
    help: (brand) => `${brand}: SMS zu Bestellungen und Angeboten. Die Antwort STOP beendet sie.`,
    ask: ' Fragen: ',
    start: (brand) => `${brand}: Sie erhalten unsere SMS wieder. Die Antwort STOP beendet sie.`,
  },
  fr: {
    stop: (brand) => `${brand} : vous ne recevrez plus de SMS. Pour les recevoir à nouveau, répondez START.`,
    help: (brand) => `${brand} : SMS sur vos commandes et nos offres. Répondez STOP pour y mettre fin.`,
    ask: ' Questions : ',
    start: (brand) => `${brand} : vous recevez à nouveau nos SMS. Répondez STOP pour y mettre fin.`,
  },
  es: {
    stop: (brand) => `${brand}: ya no le enviaremos SMS. Para volver a recibirlos, responda START.`,
    help: (brand) => `${brand}: SMS sobre sus pedidos y ofertas. Responda STOP para no recibirlos.`,
    ask: ' Preguntas: ',
    start: (brand) => `${brand}: vuelve a recibir nuestros SMS. Responda STOP para no recibirlos.`,
  },
  it: {
    stop: (brand) => `${brand}: non riceverà più SMS da noi. Per riceverli di nuovo risponda START.`,
    help: (brand) => `${brand}: SMS su ordini e offerte. Risponda STOP per non riceverli.`,
    ask: ' Domande: ',
    start: (brand) => `${brand}: riceve di nuovo i nostri SMS. Risponda STOP per non riceverli.`,
  },
  nl: {
    stop: (brand) => `${brand}: u krijgt geen sms meer van ons. Antwoord START om ze weer te krijgen.`,
    help: (brand) => `${brand}: sms over bestellingen en aanbiedingen. Antwoord STOP om te stoppen.`,
    ask: ' Vragen: ',
    start: (brand) => `${brand}: u krijgt onze sms weer. Antwoord STOP om te stoppen.`,
  },
  pt: {
    stop: (brand) => `${brand}: deixamos de lhe enviar SMS. Para voltar a receber, responda START.`,
    help: (brand) => `${brand}: SMS sobre pedidos e ofertas. Responda STOP para cancelar.`,
    ask: ' Perguntas: ',
    start: (brand) => `${brand}: volta a receber os nossos SMS. Responda STOP para cancelar.`,
  },
  zh: {
    stop: (brand) => `【${brand}】您已退订，不会再收到我们的短信。回复START可恢复。`,
    help: (brand) => `【${brand}】订单及优惠短信。回复TD退订。`,
    ask: '咨询：',
    start: (brand) => `【${brand}】您已恢复接收我们的短信。回复TD退订。`,
  },
};

/** GSM 03.38, the letters that count once. */
const gsm = /^[\w @£$¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà!"#¤%&'()*+,\-./:;<=>?¡¿§\n\r]*$/;
const fits = (text: string) => [...text].length <= (gsm.test(text) ? 160 : 70);
const longestName = 24;

/** A text of one part, in her language or else in English. A long name is cut; an address that finds no room is left out. */
export function replyText(kind: ReplyKind, { brand, contact }: ReplyFrom, language = 'en'): string {
  const texts = replies[language.toLowerCase().split('-')[0] ?? ''] ?? english;
  const short = [...brand].slice(0, longestName).join('').trim();
  const text = texts[kind](gsm.test(short) ? short : short.normalize('NFKD').replace(/\p{M}/gu, ''));
  const whole = text + texts.ask + contact;
  return kind === 'help' && fits(whole) ? whole : text;
}
