import type { PageWords } from './sentences.ts';

export const sv: PageWords = {
  language: 'sv',
  direction: 'ltr',
  proof: 'Den här länken kommer från ett provutskick: ingenting ändras av den.',
  unknownLink: {
    title: 'Länken fungerar inte',
    text: 'Den är ofullständig, för gammal eller inte vår. Kopiera gärna hela länken ur vårt senaste meddelande.',
  },
  unsubscribe: {
    title: 'Vill du avregistrera dig?',
    email: 'Du får inte längre ”{topic}” från {brand} via e-post. Inget annat ändras.',
    sms: 'Du får inte längre ”{topic}” från {brand} via sms. Inget annat ändras.',
    button: 'Avregistrera mig',
    doneTitle: 'Du är avregistrerad',
    doneEmail: 'Du får inte längre ”{topic}” från {brand} via e-post. Inget annat har ändrats.',
    doneSms: 'Du får inte längre ”{topic}” från {brand} via sms. Inget annat har ändrats.',
    choose: 'Eller välj vad du vill få',
  },
  response: {
    title: 'Ja?',
    text: 'Tryck på knappen så har {brand} ditt svar.',
    button: 'Ja',
    doneTitle: 'Tack',
    done: '{brand} har fått ditt svar.',
    lateTitle: 'Det är för sent',
    late: '{brand} räknar inte längre svar på det här meddelandet.',
  },
  preferences: {
    title: 'Vad vill du få från oss?',
    intro: 'Välj vad {brand} får skicka till dig. Du kan ändra dig när som helst.',
    email: 'E-post',
    sms: 'Sms',
    service: 'De här meddelandena gäller dina köp. Utan dem kan du missa något viktigt.',
    language: 'Språk i våra meddelanden',
    pauseTitle: 'Ta en paus',
    pause: 'Ingen reklam under en månad',
    pausedUntil: 'Du får ingen reklam fram till {date}. Ta bort bocken för att avsluta pausen.',
    save: 'Spara',
    noneTitle: 'Vill du inte ha något av det?',
    none: 'Ett tryck avslutar all reklam från {brand}. Meddelanden om dina köp påverkas inte.',
    noneButton: 'Avregistrera mig från all reklam',
    saved: 'Sparat. Så här är det inställt nu.',
    unsubscribed: 'Du är avregistrerad från all reklam från {brand}.',
    outdated: 'En del av sidan var inaktuell och kunde inte sparas. Så här är det inställt nu.',
    complaint:
      'Du har anmält ett av våra meddelanden som skräppost. Därför skickar vi ingenting till dig den här vägen, vad som än är ikryssat här. Om du vill ha våra meddelanden igen, skriv till {address}.',
    stop: 'Du har avslutat våra sms med STOP. Därför skickar vi inga till dig, vad som än är ikryssat här. Om du vill ha dem igen, skicka START till numret som de kom från.',
    undelivered:
      'Våra meddelanden nådde dig inte den här vägen. Därför skickar vi inga fler, vad som än är ikryssat här. Om något har ändrats, skriv till {address}.',
    blocked:
      'Vi skickar ingenting till dig den här vägen, vad som än är ikryssat här. Om du vill ha våra meddelanden igen, skriv till {address}.',
    nobodyTitle: 'Det finns inget att välja',
    nobody: '{brand} har ingen adress till dig, så du får inga meddelanden.',
  },
};
