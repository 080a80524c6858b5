import type { PageWords } from './sentences.ts';

export const da: PageWords = {
  language: 'da',
  direction: 'ltr',
  proof: 'Dette link kommer fra en prøveudsendelse: det ændrer ingenting.',
  unknownLink: {
    title: 'Linket virker ikke',
    text: 'Det er ufuldstændigt, for gammelt eller ikke vores. Kopiér venligst hele linket fra vores seneste besked.',
  },
  unsubscribe: {
    title: 'Vil du afmelde dig?',
    email: 'Du får ikke længere »{topic}« fra {brand} på e-mail. Intet andet ændrer sig.',
    sms: 'Du får ikke længere »{topic}« fra {brand} på sms. Intet andet ændrer sig.',
    button: 'Afmeld mig',
    doneTitle: 'Du er afmeldt',
    doneEmail: 'Du får ikke længere »{topic}« fra {brand} på e-mail. Intet andet er ændret.',
    doneSms: 'Du får ikke længere »{topic}« fra {brand} på sms. Intet andet er ændret.',
    choose: 'Eller vælg, hvad du vil have',
  },
  response: {
    title: 'Ja?',
    text: 'Tryk på knappen, så har {brand} dit svar.',
    button: 'Ja',
    doneTitle: 'Tak',
    done: '{brand} har modtaget dit svar.',
    lateTitle: 'Det er for sent',
    late: '{brand} tæller ikke længere svar på denne besked med.',
  },
  preferences: {
    title: 'Hvad vil du gerne have fra os?',
    intro: 'Vælg, hvad {brand} må sende dig. Du kan altid ombestemme dig.',
    email: 'E-mail',
    sms: 'Sms',
    service: 'Disse beskeder handler om dine køb. Uden dem kan du gå glip af noget vigtigt.',
    language: 'Sprog i vores beskeder',
    pauseTitle: 'Tag en pause',
    pause: 'Ingen reklamer i en måned',
    pausedUntil: 'Du får ingen reklamer indtil {date}. Fjern fluebenet for at afslutte pausen.',
    save: 'Gem',
    noneTitle: 'Vil du hellere være fri for det hele?',
    none: 'Et enkelt tryk stopper alle reklamer fra {brand}. Beskeder om dine køb ændres ikke.',
    noneButton: 'Afmeld alle reklamer',
    saved: 'Gemt. Sådan er det indstillet nu.',
    unsubscribed: 'Du er afmeldt alle reklamer fra {brand}.',
    outdated: 'En del af siden var forældet og kunne ikke gemmes. Sådan er det indstillet nu.',
    complaint:
      'Du har markeret en af vores beskeder som spam. Derfor sender vi dig ikke noget ad denne vej, uanset hvad der er krydset af her. Hvis du vil have vores beskeder igen, så skriv til {address}.',
    stop: 'Du har stoppet vores sms’er med STOP. Derfor sender vi dig ingen, uanset hvad der er krydset af her. Hvis du vil have dem igen, så send START til det nummer, de kom fra.',
    undelivered:
      'Vores beskeder nåede dig ikke ad denne vej. Derfor sender vi ikke flere, uanset hvad der er krydset af her. Hvis noget har ændret sig, så skriv til {address}.',
    blocked:
      'Vi sender dig ikke noget ad denne vej, uanset hvad der er krydset af her. Hvis du vil have vores beskeder igen, så skriv til {address}.',
    nobodyTitle: 'Der er ikke noget at vælge',
    nobody: '{brand} har ingen adresse på dig, så du får ingen beskeder.',
  },
};
