import { firstOf } from './language.ts';

/** What a double opt-in says, in one language: its mail, and its page. With {topic} and {brand}. They stand apart from the pages, since a sender carries them. */
export interface ConfirmationWords {
  /** BCP 47. */
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  email: string;
  button: string;
  doneTitle: string;
  doneEmail: string;
  lateTitle: string;
  late: string;
  mailSubject: string;
  mailText: string;
  mailIgnore: string;
}

/** The words of the first of these languages (BCP 47, best first); English when there are none in them. */
export function confirmationWordsFor(wanted: (string | undefined)[]): ConfirmationWords {
  return firstOf(known, wanted) ?? known.en;
}

const known = {
  en: {
    language: 'en',
    direction: 'ltr',
    title: 'Is that right?',
    email: 'Press the button, and {brand} will send you “{topic}” by e-mail.',
    button: 'Yes, please',
    doneTitle: 'Thank you',
    doneEmail: 'From now on {brand} will send you “{topic}” by e-mail.',
    lateTitle: 'This link is too old',
    late: 'Nothing has changed. If you still want “{topic}” from {brand}, please ask for it once more.',
    mailSubject: 'Please confirm: “{topic}” from {brand}',
    mailText: 'Somebody has asked for “{topic}” from {brand} with this address. If it was you, please confirm it by this link:',
    mailIgnore: 'If it was not you, you need not do anything: you will get nothing.',
  },
  de: {
    language: 'de',
    direction: 'ltr',
    title: 'Ist das richtig?',
    email: 'Ein Klick auf den Button, und {brand} schickt Ihnen „{topic}“ per E-Mail.',
    button: 'Ja, gerne',
    doneTitle: 'Vielen Dank',
    doneEmail: 'Von nun an schickt {brand} Ihnen „{topic}“ per E-Mail.',
    lateTitle: 'Dieser Link ist zu alt',
    late: 'Es hat sich nichts geändert. Wenn Sie „{topic}“ von {brand} weiterhin möchten, melden Sie sich bitte noch einmal an.',
    mailSubject: 'Bitte bestätigen Sie: „{topic}“ von {brand}',
    mailText: 'Mit dieser Adresse wurde „{topic}“ von {brand} bestellt. Wenn Sie das waren, bestätigen Sie es bitte über diesen Link:',
    mailIgnore: 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Sie erhalten dann nichts.',
  },
  fr: {
    language: 'fr',
    direction: 'ltr',
    title: 'Est-ce bien cela ?',
    email: 'Appuyez sur le bouton et {brand} vous enverra « {topic} » par e-mail.',
    button: 'Oui, volontiers',
    doneTitle: 'Merci',
    doneEmail: 'Désormais, {brand} vous enverra « {topic} » par e-mail.',
    lateTitle: 'Ce lien est trop ancien',
    late: 'Rien n’a changé. Si vous souhaitez toujours recevoir « {topic} » de {brand}, veuillez refaire votre demande.',
    mailSubject: 'Veuillez confirmer : « {topic} » de {brand}',
    mailText:
      'Quelqu’un a demandé à recevoir « {topic} » de {brand} à cette adresse. Si c’est bien vous, veuillez le confirmer par ce lien :',
    mailIgnore: 'Si ce n’est pas vous, vous n’avez rien à faire : vous ne recevrez rien.',
  },
  es: {
    language: 'es',
    direction: 'ltr',
    title: '¿Es correcto?',
    email: 'Pulse el botón y {brand} le enviará «{topic}» por correo electrónico.',
    button: 'Sí, por favor',
    doneTitle: 'Gracias',
    doneEmail: 'A partir de ahora, {brand} le enviará «{topic}» por correo electrónico.',
    lateTitle: 'Este enlace es demasiado antiguo',
    late: 'No ha cambiado nada. Si todavía desea recibir «{topic}» de {brand}, solicítelo de nuevo, por favor.',
    mailSubject: 'Confirme, por favor: «{topic}» de {brand}',
    mailText: 'Alguien ha solicitado «{topic}» de {brand} con esta dirección. Si ha sido usted, confírmelo con este enlace:',
    mailIgnore: 'Si no ha sido usted, no tiene que hacer nada: no recibirá nada.',
  },
  it: {
    language: 'it',
    direction: 'ltr',
    title: 'È corretto?',
    email: 'Prema il pulsante e {brand} Le invierà «{topic}» via e-mail.',
    button: 'Sì, grazie',
    doneTitle: 'Grazie',
    doneEmail: 'D’ora in poi {brand} Le invierà «{topic}» via e-mail.',
    lateTitle: 'Questo link è troppo vecchio',
    late: 'Non è cambiato nulla. Se desidera ancora «{topic}» di {brand}, La preghiamo di farne di nuovo richiesta.',
    mailSubject: 'La preghiamo di confermare: «{topic}» di {brand}',
    mailText: 'Qualcuno ha richiesto «{topic}» di {brand} con questo indirizzo. Se è stato Lei, lo confermi con questo link:',
    mailIgnore: 'Se non è stato Lei, non deve fare nulla: non riceverà niente.',
  },
  nl: {
    language: 'nl',
    direction: 'ltr',
    title: 'Klopt dit?',
    email: 'Druk op de knop en {brand} stuurt u ‘{topic}’ per e-mail.',
    button: 'Ja, graag',
    doneTitle: 'Dank u wel',
    doneEmail: 'Vanaf nu stuurt {brand} u ‘{topic}’ per e-mail.',
    lateTitle: 'Deze link is te oud',
    late: 'Er is niets veranderd. Wilt u ‘{topic}’ van {brand} nog steeds, meld u dan opnieuw aan.',
    mailSubject: 'Bevestig alstublieft: ‘{topic}’ van {brand}',
    mailText: 'Iemand heeft met dit adres ‘{topic}’ van {brand} aangevraagd. Was u dat, bevestig het dan via deze link:',
    mailIgnore: 'Was u dat niet, dan hoeft u niets te doen: u ontvangt niets.',
  },
  pt: {
    language: 'pt',
    direction: 'ltr',
    title: 'Está certo?',
    email: 'Aperte o botão e {brand} enviará “{topic}” por e-mail.',
    button: 'Sim, por favor',
    doneTitle: 'Obrigado',
    doneEmail: 'A partir de agora, {brand} enviará “{topic}” por e-mail.',
    lateTitle: 'Este link é antigo demais',
    late: 'Nada mudou. Se ainda deseja receber “{topic}” de {brand}, por favor, faça o pedido novamente.',
    mailSubject: 'Por favor, confirme: “{topic}” de {brand}',
    mailText: 'Alguém pediu “{topic}” de {brand} com este endereço. Se foi você, confirme por este link:',
    mailIgnore: 'Se não foi você, não precisa fazer nada: nada será enviado.',
  },
  pl: {
    language: 'pl',
    direction: 'ltr',
    title: 'Czy to się zgadza?',
    email: 'Po naciśnięciu przycisku {brand} będzie wysyłać Państwu „{topic}” e-mailem.',
    button: 'Tak, proszę',
    doneTitle: 'Dziękujemy',
    doneEmail: 'Od teraz {brand} będzie wysyłać Państwu „{topic}” e-mailem.',
    lateTitle: 'Ten link jest zbyt stary',
    late: 'Nic się nie zmieniło. Jeśli nadal chcą Państwo otrzymywać „{topic}” od {brand}, prosimy zgłosić to ponownie.',
    mailSubject: 'Prosimy o potwierdzenie: „{topic}” od {brand}',
    mailText: 'Ktoś poprosił o „{topic}” od {brand}, podając ten adres. Jeśli to Państwo, prosimy o potwierdzenie za pomocą tego linku:',
    mailIgnore: 'Jeśli to nie Państwo, nie trzeba nic robić: niczego nie wyślemy.',
  },
  sv: {
    language: 'sv',
    direction: 'ltr',
    title: 'Stämmer det?',
    email: 'Tryck på knappen så skickar {brand} ”{topic}” till dig via e-post.',
    button: 'Ja, gärna',
    doneTitle: 'Tack',
    doneEmail: 'Från och med nu skickar {brand} ”{topic}” till dig via e-post.',
    lateTitle: 'Länken är för gammal',
    late: 'Ingenting har ändrats. Om du fortfarande vill ha ”{topic}” från {brand} är du välkommen att anmäla dig igen.',
    mailSubject: 'Bekräfta gärna: ”{topic}” från {brand}',
    mailText: 'Någon har bett om ”{topic}” från {brand} med den här adressen. Om det var du, bekräfta det via den här länken:',
    mailIgnore: 'Om det inte var du behöver du inte göra något: du får ingenting.',
  },
  da: {
    language: 'da',
    direction: 'ltr',
    title: 'Er det rigtigt?',
    email: 'Tryk på knappen, så sender {brand} dig »{topic}« på e-mail.',
    button: 'Ja tak',
    doneTitle: 'Tak',
    doneEmail: 'Fra nu af sender {brand} dig »{topic}« på e-mail.',
    lateTitle: 'Linket er for gammelt',
    late: 'Intet er ændret. Hvis du stadig vil have »{topic}« fra {brand}, så tilmeld dig venligst igen.',
    mailSubject: 'Bekræft venligst: »{topic}« fra {brand}',
    mailText: 'Nogen har bedt om »{topic}« fra {brand} med denne adresse. Hvis det var dig, så bekræft det med dette link:',
    mailIgnore: 'Hvis det ikke var dig, skal du ikke gøre noget: du får ingenting.',
  },
  zh: {
    language: 'zh',
    direction: 'ltr',
    title: '请确认',
    email: '点击按钮后，{brand} 将通过电子邮件向您发送“{topic}”。',
    button: '确认',
    doneTitle: '谢谢您',
    doneEmail: '从现在起，{brand} 将通过电子邮件向您发送“{topic}”。',
    lateTitle: '此链接已过期',
    late: '没有任何更改。如果您仍想收到 {brand} 的“{topic}”，请重新申请。',
    mailSubject: '请确认订阅 {brand} 的“{topic}”',
    mailText: '有人使用此地址订阅了 {brand} 的“{topic}”。如果是您本人，请通过以下链接确认：',
    mailIgnore: '如果不是您本人，无需任何操作：您不会收到任何内容。',
  },
} satisfies Record<string, ConfirmationWords>;
