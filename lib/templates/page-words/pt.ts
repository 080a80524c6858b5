import type { PageWords } from './sentences.ts';

export const pt: PageWords = {
  language: 'pt',
  direction: 'ltr',
  proof: 'Este link vem de uma mensagem de teste: nada muda com ele.',
  unknownLink: {
    title: 'Este link não funciona',
    text: 'Ele está incompleto, é antigo demais ou não é nosso. Por favor, copie-o por inteiro da nossa última mensagem.',
  },
  unsubscribe: {
    title: 'Cancelar a inscrição?',
    email: 'Você não receberá mais “{topic}” de {brand} por e-mail. Nada mais muda.',
    sms: 'Você não receberá mais “{topic}” de {brand} por SMS. Nada mais muda.',
    button: 'Cancelar a inscrição',
    doneTitle: 'Inscrição cancelada',
    doneEmail: 'Você não receberá mais “{topic}” de {brand} por e-mail. Nada mais mudou.',
    doneSms: 'Você não receberá mais “{topic}” de {brand} por SMS. Nada mais mudou.',
    choose: 'Ou escolha o que deseja receber',
  },
  response: {
    title: 'Sim?',
    text: 'Aperte o botão e {brand} terá a sua resposta.',
    button: 'Sim',
    doneTitle: 'Obrigado',
    done: '{brand} recebeu a sua resposta.',
    lateTitle: 'É tarde demais',
    late: '{brand} não considera mais as respostas a esta mensagem.',
  },
  preferences: {
    title: 'O que você gostaria de receber?',
    intro: 'Escolha o que {brand} pode enviar a você. É possível mudar de ideia a qualquer momento.',
    email: 'E-mail',
    sms: 'SMS',
    service: 'Estas mensagens tratam das suas compras. Sem elas, você pode perder algo importante.',
    language: 'Idioma das nossas mensagens',
    pauseTitle: 'Fazer uma pausa',
    pause: 'Nenhuma publicidade durante um mês',
    pausedUntil: 'Você não receberá publicidade até {date}. Desmarque a caixa para encerrar a pausa.',
    save: 'Salvar',
    noneTitle: 'Prefere não receber nada disso?',
    none: 'Um só clique encerra toda a publicidade de {brand}. Nada muda para as mensagens sobre as suas compras.',
    noneButton: 'Cancelar toda a publicidade',
    saved: 'Salvo. É assim que está agora.',
    unsubscribed: 'Toda a publicidade de {brand} foi cancelada.',
    outdated: 'Uma parte desta página estava desatualizada e não pôde ser salva. É assim que está agora.',
    complaint:
      'Você marcou uma das nossas mensagens como spam; por isso não enviamos nada por este meio, seja o que for que esteja marcado aqui. Se quiser receber as nossas mensagens de novo, escreva para {address}.',
    stop: 'Você cancelou os nossos SMS respondendo STOP; por isso não enviamos nenhum, seja o que for que esteja marcado aqui. Se quiser recebê-los de novo, envie START para o número de onde vieram.',
    undelivered:
      'As nossas mensagens não chegaram a você por este meio; por isso não enviamos mais, seja o que for que esteja marcado aqui. Se algo mudou, escreva para {address}.',
    blocked:
      'Não enviamos nada por este meio, seja o que for que esteja marcado aqui. Se quiser receber as nossas mensagens de novo, escreva para {address}.',
    nobodyTitle: 'Não há nada para escolher',
    nobody: '{brand} não tem nenhum endereço seu; por isso você não recebe mensagens.',
  },
};
