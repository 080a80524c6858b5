import type { PageWords } from './sentences.ts';

export const de: PageWords = {
  language: 'de',
  direction: 'ltr',
  proof: 'Dieser Link stammt aus einem Probeversand: Er ändert nichts.',
  unknownLink: {
    title: 'Dieser Link funktioniert nicht',
    text: 'Er ist unvollständig, zu alt oder nicht von uns. Bitte kopieren Sie ihn vollständig aus unserer neuesten Nachricht.',
  },
  unsubscribe: {
    title: 'Abmelden?',
    email: 'Sie erhalten dann „{topic}“ von {brand} nicht mehr per E-Mail. Sonst ändert sich nichts.',
    sms: 'Sie erhalten dann „{topic}“ von {brand} nicht mehr per SMS. Sonst ändert sich nichts.',
    button: 'Abmelden',
    doneTitle: 'Sie sind abgemeldet',
    doneEmail: 'Sie erhalten „{topic}“ von {brand} nicht mehr per E-Mail. Sonst hat sich nichts geändert.',
    doneSms: 'Sie erhalten „{topic}“ von {brand} nicht mehr per SMS. Sonst hat sich nichts geändert.',
    choose: 'Oder wählen Sie aus, was Sie erhalten',
  },
  response: {
    title: 'Ja?',
    text: 'Ein Klick auf den Button, und Ihre Antwort ist bei {brand}.',
    button: 'Ja',
    doneTitle: 'Vielen Dank',
    done: 'Ihre Antwort ist bei {brand} angekommen.',
    lateTitle: 'Leider zu spät',
    late: '{brand} nimmt Antworten auf diese Nachricht nicht mehr an.',
  },
  preferences: {
    title: 'Was möchten Sie erhalten?',
    intro: 'Wählen Sie aus, was {brand} Ihnen schicken darf. Sie können es jederzeit ändern.',
    email: 'E-Mail',
    sms: 'SMS',
    service: 'Diese Nachrichten betreffen Ihre Einkäufe. Ohne sie entgeht Ihnen vielleicht etwas Wichtiges.',
    language: 'Sprache unserer Nachrichten',
    pauseTitle: 'Eine Pause einlegen',
    pause: 'Einen Monat lang keine Werbung',
    pausedUntil: 'Sie erhalten bis zum {date} keine Werbung. Entfernen Sie das Häkchen, um die Pause zu beenden.',
    save: 'Speichern',
    noneTitle: 'Möchten Sie gar nichts davon?',
    none: 'Ein Klick beendet alle Werbung von {brand}. Bei Nachrichten zu Ihren Einkäufen bleibt alles, wie es ist.',
    noneButton: 'Von aller Werbung abmelden',
    saved: 'Gespeichert. So ist es jetzt eingestellt.',
    unsubscribed: 'Sie sind von aller Werbung von {brand} abgemeldet.',
    outdated: 'Ein Teil dieser Seite war veraltet und konnte nicht gespeichert werden. So ist es jetzt eingestellt.',
    complaint:
      'Sie haben eine unserer Nachrichten als Spam gemeldet. Deshalb schicken wir Ihnen auf diesem Weg nichts, was auch immer hier angekreuzt ist. Wenn Sie unsere Nachrichten wieder möchten, schreiben Sie an {address}.',
    stop: 'Sie haben unsere SMS mit STOP beendet. Deshalb schicken wir Ihnen keine, was auch immer hier angekreuzt ist. Wenn Sie sie wieder möchten, senden Sie START an die Nummer, von der sie kamen.',
    undelivered:
      'Unsere Nachrichten haben Sie auf diesem Weg nicht erreicht. Deshalb schicken wir keine mehr, was auch immer hier angekreuzt ist. Wenn sich etwas geändert hat, schreiben Sie an {address}.',
    blocked:
      'Auf diesem Weg schicken wir Ihnen nichts, was auch immer hier angekreuzt ist. Wenn Sie unsere Nachrichten wieder möchten, schreiben Sie an {address}.',
    nobodyTitle: 'Hier gibt es nichts auszuwählen',
    nobody: '{brand} kennt keine Adresse von Ihnen, deshalb erhalten Sie keine Nachrichten.',
  },
};
