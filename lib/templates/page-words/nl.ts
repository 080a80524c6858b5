import type { PageWords } from './sentences.ts';

export const nl: PageWords = {
  language: 'nl',
  direction: 'ltr',
  proof: 'Deze link komt uit een proefbericht: er verandert niets door.',
  unknownLink: {
    title: 'Deze link werkt niet',
    text: 'Hij is niet volledig, te oud of niet van ons. Kopieer hem in zijn geheel uit ons laatste bericht.',
  },
  unsubscribe: {
    title: 'Afmelden?',
    email: 'U ontvangt dan geen ‘{topic}’ van {brand} meer per e-mail. Verder verandert er niets.',
    sms: 'U ontvangt dan geen ‘{topic}’ van {brand} meer per sms. Verder verandert er niets.',
    button: 'Afmelden',
    doneTitle: 'U bent afgemeld',
    doneEmail: 'U ontvangt geen ‘{topic}’ van {brand} meer per e-mail. Verder is er niets veranderd.',
    doneSms: 'U ontvangt geen ‘{topic}’ van {brand} meer per sms. Verder is er niets veranderd.',
    choose: 'Of kies zelf wat u ontvangt',
  },
  response: {
    title: 'Ja?',
    text: 'Druk op de knop en {brand} heeft uw antwoord.',
    button: 'Ja',
    doneTitle: 'Dank u wel',
    done: '{brand} heeft uw antwoord ontvangen.',
    lateTitle: 'Het is te laat',
    late: '{brand} telt antwoorden op dit bericht niet meer mee.',
  },
  preferences: {
    title: 'Wat wilt u ontvangen?',
    intro: 'Kies wat {brand} u mag sturen. U kunt dit op elk moment wijzigen.',
    email: 'E-mail',
    sms: 'Sms',
    service: 'Deze berichten gaan over uw aankopen. Zonder deze berichten mist u misschien iets belangrijks.',
    language: 'Taal van onze berichten',
    pauseTitle: 'Even pauze',
    pause: 'Een maand lang geen reclame',
    pausedUntil: 'U ontvangt geen reclame tot {date}. Haal het vinkje weg om de pauze te beëindigen.',
    save: 'Opslaan',
    noneTitle: 'Wilt u liever niets hiervan?',
    none: 'Met één druk op de knop stopt alle reclame van {brand}. Aan berichten over uw aankopen verandert niets.',
    noneButton: 'Afmelden voor alle reclame',
    saved: 'Opgeslagen. Zo staat het nu ingesteld.',
    unsubscribed: 'U bent afgemeld voor alle reclame van {brand}.',
    outdated: 'Een deel van deze pagina was verouderd en kon niet worden opgeslagen. Zo staat het nu ingesteld.',
    complaint:
      'U hebt een van onze berichten als spam gemeld. Daarom sturen wij u op deze manier niets, wat hier ook is aangevinkt. Wilt u onze berichten weer ontvangen, schrijf dan naar {address}.',
    stop: 'U hebt onze sms-berichten met STOP beëindigd. Daarom sturen wij u er geen, wat hier ook is aangevinkt. Wilt u ze weer ontvangen, stuur dan START naar het nummer waar ze vandaan kwamen.',
    undelivered:
      'Onze berichten hebben u op deze manier niet bereikt. Daarom sturen wij er geen meer, wat hier ook is aangevinkt. Is er iets veranderd, schrijf dan naar {address}.',
    blocked:
      'Op deze manier sturen wij u niets, wat hier ook is aangevinkt. Wilt u onze berichten weer ontvangen, schrijf dan naar {address}.',
    nobodyTitle: 'Er valt niets te kiezen',
    nobody: '{brand} heeft geen adres van u, dus u ontvangt geen berichten.',
  },
};
