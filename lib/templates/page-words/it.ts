import type { PageWords } from './sentences.ts';

export const it: PageWords = {
  language: 'it',
  direction: 'ltr',
  proof: 'Questo link proviene da un invio di prova: non cambia nulla.',
  unknownLink: {
    title: 'Questo link non funziona',
    text: 'È incompleto, troppo vecchio oppure non è nostro. La preghiamo di copiarlo per intero dal nostro ultimo messaggio.',
  },
  unsubscribe: {
    title: 'Annullare l’iscrizione?',
    email: 'Non riceverà più «{topic}» di {brand} via e-mail. Nient’altro cambia.',
    sms: 'Non riceverà più «{topic}» di {brand} via SMS. Nient’altro cambia.',
    button: 'Annulla l’iscrizione',
    doneTitle: 'La Sua iscrizione è annullata',
    doneEmail: 'Non riceverà più «{topic}» di {brand} via e-mail. Nient’altro è cambiato.',
    doneSms: 'Non riceverà più «{topic}» di {brand} via SMS. Nient’altro è cambiato.',
    choose: 'Oppure scelga che cosa ricevere',
  },
  response: {
    title: 'Sì?',
    text: 'Prema il pulsante e {brand} avrà la Sua risposta.',
    button: 'Sì',
    doneTitle: 'Grazie',
    done: '{brand} ha ricevuto la Sua risposta.',
    lateTitle: 'È troppo tardi',
    late: '{brand} non tiene più conto delle risposte a questo messaggio.',
  },
  preferences: {
    title: 'Che cosa desidera ricevere?',
    intro: 'Scelga che cosa {brand} può inviarLe. Può cambiare idea in qualsiasi momento.',
    email: 'E-mail',
    sms: 'SMS',
    service: 'Questi messaggi riguardano i Suoi acquisti. Senza di essi potrebbe perdere qualcosa di importante.',
    language: 'Lingua dei nostri messaggi',
    pauseTitle: 'Fare una pausa',
    pause: 'Niente pubblicità per un mese',
    pausedUntil: 'Non riceverà pubblicità fino al {date}. Tolga la spunta per terminare la pausa.',
    save: 'Salva',
    noneTitle: 'Preferisce non ricevere nulla di tutto ciò?',
    none: 'Basta un clic per terminare tutta la pubblicità di {brand}. Per i messaggi sui Suoi acquisti non cambia nulla.',
    noneButton: 'Annulla l’iscrizione a tutta la pubblicità',
    saved: 'Salvato. Ecco le impostazioni attuali.',
    unsubscribed: 'La Sua iscrizione a tutta la pubblicità di {brand} è annullata.',
    outdated: 'Una parte di questa pagina non era aggiornata e non è stato possibile salvarla. Ecco le impostazioni attuali.',
    complaint:
      'Ha segnalato uno dei nostri messaggi come spam, perciò non Le inviamo nulla in questo modo, qualunque casella sia spuntata qui. Se desidera di nuovo i nostri messaggi, scriva a {address}.',
    stop: 'Ha interrotto i nostri SMS rispondendo STOP, perciò non Gliene inviamo, qualunque casella sia spuntata qui. Se li desidera di nuovo, invii START al numero da cui provenivano.',
    undelivered:
      'I nostri messaggi non L’hanno raggiunta in questo modo, perciò non ne inviamo più, qualunque casella sia spuntata qui. Se qualcosa è cambiato, scriva a {address}.',
    blocked:
      'Non Le inviamo nulla in questo modo, qualunque casella sia spuntata qui. Se desidera di nuovo i nostri messaggi, scriva a {address}.',
    nobodyTitle: 'Non c’è nulla da scegliere',
    nobody: '{brand} non conosce alcun Suo indirizzo, perciò non riceve messaggi.',
  },
};
