import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKeyword } from '../../lib/core/keywords.ts';

const meaning = (text: string, how?: Parameters<typeof readKeyword>[1]) => readKeyword(text, how)?.meaning;

/** As people and telephones write it. */
const stops = ['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPT OUT', 'OPTOUT', 'OPT-OUT', 'REMOVE'];
const others = [
  'STOPP',
  'ARRÊT',
  'Arret',
  'BAJA',
  'ALTO',
  'SAIR',
  'ANNULLA',
  'AFMELDEN',
  'ABMELDEN',
  'СТОП',
  'TD',
  '退订',
  'TD退订',
  '退訂',
  'Avsluta',
  'AVANMÄL',
  'Afmeld',
  'WYPISZ',
  'Отписаться',
];

describe('what a text asks for', () => {
  it.each([...stops, ...others])('ends all texts: %s', (word) => {
    expect(meaning(word)).toBe('stop');
  });

  it.each([
    'Stop!',
    ' stop. ',
    '"STOP"',
    'S.T.O.P.',
    'ＳＴＯＰ',
    'ＴＤ',
    'stop 🛑',
    'STOP please',
    'Please stop',
    'pls stop now!!',
    'stop it',
    'stop these texts',
    'please stop texting me',
    'Can you stop texting me?',
    'How do I stop these messages?',
    'unsubscribe me',
    'I want to unsubscribe from this',
    'take me off your list',
    'Remove my number, I never asked for this',
    'NO MORE TEXTS',
    'do not text me',
    "Don't ever text me again",
    'Who is this? STOP',
    'Nice shop you have there, really. Stop.',
    'cancel texts',
    'end messages please',
    'Bitte keine SMS mehr',
    'plus de SMS svp',
    'no más mensajes',
    'não quero receber',
    '请退订',
    '我要退订短信',
    'TD 退订',
    's\u200dt\u200do\u200dp',
    "Don't send me any more texts",
    "Please don't send me messages anymore",
    'I want to stop receiving these messages',
    'Do not send me anything',
    'do not send any more, thank you',
    "I don't want your messages",
    'I said stop',
    'I SAID STOP!!!',
    'Would you please stop',
    'can you stop',
    'How can I make this stop',
    'fuck off stop',
    'quit bothering me',
    'no more!',
    'cancel subscription',
    'cancelar suscripción',
    'no quiero recibir mensajes',
    'Bitte keine SMS',
    'Ich möchte keine Nachrichten',
    'Bitte nicht mehr schreiben',
    'Ich möchte mich abmelden',
    'je veux me désabonner',
    "Ne m'envoyez plus rien",
    'non voglio più ricevere messaggi',
    'geen sms meer',
    'Sluta skicka sms',
    'inga fler sms tack',
    'Jag vill inte ha fler meddelanden',
    'ikke flere sms’er',
    'send ikke flere beskeder',
    'Nie chcę więcej wiadomości',
    'proszę nie wysyłać',
    'прошу отписать',
    '不要发了',
    '请不要再发',
  ])('ends all texts: %s', (text) => {
    expect(meaning(text)).toBe('stop');
  });

  it.each([
    "don't stop sending",
    'Don’t stop!',
    'please do not stop texting me',
    'never stop sending these',
    'non-stop fun',
    'Cancel my order 4711 please',
    'end of the month is fine',
    'Quit smoking years ago',
    "don't send it to my old address",
    'Do not send me anything red, green is fine',
    'please cancel my coffee subscription',
    "I don't want to stop receiving these",
    "Don't you dare stop",
    'I am at the bus stop',
    'this is your next stop',
    'the rain does not stop',
    'Where does the tram stop',
    'we talked so long that the waiter asked us to stop',
    'Ich möchte mich nicht abmelden',
    'je ne veux pas me désabonner',
    'Ich habe keine SMS bekommen',
    'no recibí el paquete',
    'Jag vill inte avsluta',
    'не хочу отписаться',
    'did it stop?',
    '请不要发错地址',
    'Why did you stop texting me?',
    'did you unsubscribe me',
    'stopping by tomorrow',
    'Stop press: this is the best tea that I ever had in my life',
    'you never text me',
    '不要退订',
    'T',
    'R',
    'Thank you!',
    'please',
    '',
    '🛑',
    'Fine',
    'spring',
  ])('is for a person: %s', (text) => {
    expect(meaning(text)).toBeUndefined();
  });

  it.each([
    ['HELP', 'help'],
    ['help me please', 'help'],
    ['Info', 'help'],
    ['Hilfe!', 'help'],
    ['帮助', 'help'],
    ['START', 'start'],
    ['unstop', 'start'],
    ['Yes please', 'yes'],
    ['Sí', 'yes'],
  ])('is understood: %s', (text, expected) => {
    expect(meaning(text)).toBe(expected);
  });

  it.each(['help, my order is broken', 'start of the season?', 'yes but not today', 'information about shoes'])(
    'is for a person: %s',
    (text) => {
      expect(meaning(text)).toBeUndefined();
    },
  );

  it('takes the single letters of China only from there, and the words of the shop', () => {
    expect(['T', 'ｔ', 'R', 'N'].map((text) => meaning(text, { china: true }))).toEqual(['stop', 'stop', 'stop', 'stop']);
    expect(meaning('Nein danke', { own: ['nein'] })).toBe('stop');
    expect(meaning('Slut nu', { own: ['slut'] })).toBe('stop');
    expect(meaning('x', { own: ['!', ''] })).toBeUndefined();
  });

  it('tells the language of a word that has one', () => {
    expect(readKeyword('Stopp')).toEqual({ meaning: 'stop', word: 'STOPP', language: 'de' });
    expect(readKeyword('stop')).toEqual({ meaning: 'stop', word: 'STOP' });
  });

  const noise = fc.stringMatching(/^[ .!?,;:"'()*~_…\n\u200b\u{1F6D1}\u{1F600}-]{0,6}$/u);
  const width = (text: string) => text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

  it('forgives case, width, signs and pictures around every word', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stops, ...others), noise, noise, fc.boolean(), fc.boolean(), (word, before, after, small, wide) => {
        const cased = small ? word.toLowerCase() : word;
        expect(meaning(`${before}${wide ? width(cased) : cased}${after}`)).toBe('stop');
      }),
    );
  });

  it('never takes a negation of stopping for a stop', () => {
    const negation = fc.constantFrom("don't", 'do not', 'never', 'please don’t', "can't", 'DONT');
    fc.assert(
      fc.property(
        negation,
        fc.constantFrom('', 'ever'),
        fc.constantFrom('stop', 'stop texting me', 'unsubscribe me', 'opt out'),
        (no, ever, said) => {
          expect(meaning(`${no} ${ever} ${said}`)).toBeUndefined();
        },
      ),
    );
  });

  it('never takes a story that ends with stop for one', () => {
    const word = fc.constantFrom('we', 'walked', 'home', 'then', 'rain', 'until', 'it', 'would', 'red', 'shoes');
    fc.assert(
      fc.property(fc.array(word, { minLength: 6, maxLength: 20 }), (story) => {
        expect(meaning([...story, 'stop'].join(' '))).toBeUndefined();
      }),
    );
  });

  it('always answers, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.array(fc.string()), (text, own) => {
        expect([undefined, 'stop', 'help', 'start', 'yes']).toContain(meaning(text, { own }));
      }),
    );
  });
});
