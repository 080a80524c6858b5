import type { PageWords } from './sentences.ts';

export const fr: PageWords = {
  language: 'fr',
  direction: 'ltr',
  proof: 'Ce lien provient d’un message d’essai : il ne change rien.',
  unknownLink: {
    title: 'Ce lien ne fonctionne pas',
    text: 'Il est incomplet, trop ancien ou ne vient pas de nous. Veuillez le copier en entier depuis notre dernier message.',
  },
  unsubscribe: {
    title: 'Se désabonner ?',
    email: 'Vous ne recevrez plus « {topic} » de {brand} par e-mail. Rien d’autre ne change.',
    sms: 'Vous ne recevrez plus « {topic} » de {brand} par SMS. Rien d’autre ne change.',
    button: 'Me désabonner',
    doneTitle: 'Votre désabonnement est enregistré',
    doneEmail: 'Vous ne recevrez plus « {topic} » de {brand} par e-mail. Rien d’autre n’a changé.',
    doneSms: 'Vous ne recevrez plus « {topic} » de {brand} par SMS. Rien d’autre n’a changé.',
    choose: 'Ou choisissez ce que vous recevez',
  },
  response: {
    title: 'Oui ?',
    text: 'Appuyez sur le bouton pour transmettre votre réponse à {brand}.',
    button: 'Oui',
    doneTitle: 'Merci',
    done: '{brand} a bien reçu votre réponse.',
    lateTitle: 'Il est trop tard',
    late: '{brand} ne prend plus en compte les réponses à ce message.',
  },
  preferences: {
    title: 'Que souhaitez-vous recevoir ?',
    intro: 'Choisissez ce que {brand} peut vous envoyer. Vous pouvez changer d’avis à tout moment.',
    email: 'E-mail',
    sms: 'SMS',
    service: 'Ces messages concernent vos achats. Sans eux, vous pourriez manquer une information importante.',
    language: 'Langue de nos messages',
    pauseTitle: 'Faire une pause',
    pause: 'Pas de publicité pendant un mois',
    pausedUntil: 'Vous ne recevrez pas de publicité jusqu’au {date}. Décochez la case pour mettre fin à la pause.',
    save: 'Enregistrer',
    noneTitle: 'Vous préférez ne rien recevoir ?',
    none: 'Un seul clic met fin à toute publicité de {brand}. Rien ne change pour les messages concernant vos achats.',
    noneButton: 'Me désabonner de toute publicité',
    saved: 'C’est enregistré. Voici vos choix actuels.',
    unsubscribed: 'Votre désabonnement de toute publicité de {brand} est enregistré.',
    outdated: 'Une partie de cette page n’était plus à jour et n’a pas pu être enregistrée. Voici vos choix actuels.',
    complaint:
      'Vous avez signalé l’un de nos messages comme indésirable : nous ne vous envoyons donc rien par ce moyen, quelles que soient les cases cochées ici. Pour recevoir de nouveau nos messages, écrivez à {address}.',
    stop: 'Vous avez mis fin à nos SMS en répondant STOP : nous ne vous en envoyons donc plus, quelles que soient les cases cochées ici. Pour en recevoir de nouveau, envoyez START au numéro dont ils provenaient.',
    undelivered:
      'Nos messages ne vous sont pas parvenus par ce moyen : nous n’en envoyons donc plus, quelles que soient les cases cochées ici. Si quelque chose a changé, écrivez à {address}.',
    blocked:
      'Nous ne vous envoyons rien par ce moyen, quelles que soient les cases cochées ici. Pour recevoir de nouveau nos messages, écrivez à {address}.',
    nobodyTitle: 'Il n’y a rien à choisir',
    nobody: '{brand} ne connaît aucune adresse de vous : vous ne recevez donc aucun message.',
  },
};
