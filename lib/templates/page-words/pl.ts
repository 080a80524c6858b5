import type { PageWords } from './sentences.ts';

export const pl: PageWords = {
  language: 'pl',
  direction: 'ltr',
  proof: 'Ten link pochodzi z wiadomości próbnej: niczego nie zmienia.',
  unknownLink: {
    title: 'Ten link nie działa',
    text: 'Jest niekompletny, zbyt stary albo nie pochodzi od nas. Prosimy skopiować go w całości z naszej najnowszej wiadomości.',
  },
  unsubscribe: {
    title: 'Zrezygnować z subskrypcji?',
    email: 'Nie będą już Państwo otrzymywać „{topic}” od {brand} e-mailem. Nic innego się nie zmieni.',
    sms: 'Nie będą już Państwo otrzymywać „{topic}” od {brand} SMS-em. Nic innego się nie zmieni.',
    button: 'Rezygnuję',
    doneTitle: 'Rezygnacja została przyjęta',
    doneEmail: 'Nie będą już Państwo otrzymywać „{topic}” od {brand} e-mailem. Nic innego się nie zmieniło.',
    doneSms: 'Nie będą już Państwo otrzymywać „{topic}” od {brand} SMS-em. Nic innego się nie zmieniło.',
    choose: 'Albo proszę wybrać, co chcą Państwo otrzymywać',
  },
  response: {
    title: 'Tak?',
    text: 'Wystarczy nacisnąć przycisk, a {brand} otrzyma Państwa odpowiedź.',
    button: 'Tak',
    doneTitle: 'Dziękujemy',
    done: '{brand} ma już Państwa odpowiedź.',
    lateTitle: 'Jest już za późno',
    late: '{brand} nie uwzględnia już odpowiedzi na tę wiadomość.',
  },
  preferences: {
    title: 'Co chcą Państwo otrzymywać?',
    intro: 'Proszę wybrać, co {brand} może Państwu wysyłać. Wybór można zmienić w każdej chwili.',
    email: 'E-mail',
    sms: 'SMS',
    service: 'Te wiadomości dotyczą Państwa zakupów. Bez nich może Państwu umknąć coś ważnego.',
    language: 'Język naszych wiadomości',
    pauseTitle: 'Przerwa',
    pause: 'Bez reklam przez miesiąc',
    pausedUntil: 'Nie otrzymają Państwo reklam do {date}. Aby zakończyć przerwę, proszę usunąć zaznaczenie.',
    save: 'Zapisz',
    noneTitle: 'Nie chcą Państwo żadnych z nich?',
    none: 'Jedno naciśnięcie kończy wszystkie reklamy od {brand}. Wiadomości o Państwa zakupach pozostają bez zmian.',
    noneButton: 'Rezygnuję ze wszystkich reklam',
    saved: 'Zapisano. Tak wyglądają teraz ustawienia.',
    unsubscribed: 'Nie będą już Państwo otrzymywać żadnych reklam od {brand}.',
    outdated: 'Część tej strony była nieaktualna i nie mogła zostać zapisana. Tak wyglądają teraz ustawienia.',
    complaint:
      'Jedna z naszych wiadomości została przez Państwa zgłoszona jako spam, dlatego nic tą drogą nie wysyłamy, niezależnie od tego, co jest tu zaznaczone. Jeśli chcą Państwo znów otrzymywać nasze wiadomości, prosimy napisać na adres {address}.',
    stop: 'Zrezygnowali Państwo z naszych SMS-ów, odpowiadając STOP, dlatego ich nie wysyłamy, niezależnie od tego, co jest tu zaznaczone. Aby znów je otrzymywać, proszę wysłać START na numer, z którego przychodziły.',
    undelivered:
      'Nasze wiadomości nie docierały do Państwa tą drogą, dlatego już ich nie wysyłamy, niezależnie od tego, co jest tu zaznaczone. Jeśli coś się zmieniło, prosimy napisać na adres {address}.',
    blocked:
      'Nic tą drogą nie wysyłamy, niezależnie od tego, co jest tu zaznaczone. Jeśli chcą Państwo znów otrzymywać nasze wiadomości, prosimy napisać na adres {address}.',
    nobodyTitle: 'Nie ma tu nic do wyboru',
    nobody: '{brand} nie zna żadnego Państwa adresu, dlatego nie otrzymują Państwo wiadomości.',
  },
};
