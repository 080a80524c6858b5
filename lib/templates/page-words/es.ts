import type { PageWords } from './sentences.ts';

export const es: PageWords = {
  language: 'es',
  direction: 'ltr',
  proof: 'Este enlace procede de un envío de prueba: no cambia nada.',
  unknownLink: {
    title: 'Este enlace no funciona',
    text: 'Está incompleto, es demasiado antiguo o no es nuestro. Cópielo entero de nuestro último mensaje, por favor.',
  },
  unsubscribe: {
    title: '¿Darse de baja?',
    email: 'Dejará de recibir «{topic}» de {brand} por correo electrónico. No cambia nada más.',
    sms: 'Dejará de recibir «{topic}» de {brand} por SMS. No cambia nada más.',
    button: 'Darme de baja',
    doneTitle: 'Su baja está registrada',
    doneEmail: 'Ya no recibirá «{topic}» de {brand} por correo electrónico. No ha cambiado nada más.',
    doneSms: 'Ya no recibirá «{topic}» de {brand} por SMS. No ha cambiado nada más.',
    choose: 'O elija lo que quiere recibir',
  },
  response: {
    title: '¿Sí?',
    text: 'Pulse el botón y {brand} tendrá su respuesta.',
    button: 'Sí',
    doneTitle: 'Gracias',
    done: '{brand} ha recibido su respuesta.',
    lateTitle: 'Es demasiado tarde',
    late: '{brand} ya no tiene en cuenta las respuestas a este mensaje.',
  },
  preferences: {
    title: '¿Qué le gustaría recibir?',
    intro: 'Elija lo que {brand} puede enviarle. Puede cambiar de opinión cuando quiera.',
    email: 'Correo electrónico',
    sms: 'SMS',
    service: 'Estos mensajes tratan de sus compras. Sin ellos podría perderse algo importante.',
    language: 'Idioma de nuestros mensajes',
    pauseTitle: 'Hacer una pausa',
    pause: 'Sin publicidad durante un mes',
    pausedUntil: 'No recibirá publicidad hasta el {date}. Desmarque la casilla para terminar la pausa.',
    save: 'Guardar',
    noneTitle: '¿Prefiere no recibir nada de esto?',
    none: 'Con una sola pulsación termina toda la publicidad de {brand}. Los mensajes sobre sus compras siguen como están.',
    noneButton: 'Darme de baja de toda la publicidad',
    saved: 'Guardado. Así queda ahora.',
    unsubscribed: 'Se ha dado de baja de toda la publicidad de {brand}.',
    outdated: 'Una parte de esta página no estaba al día y no se ha podido guardar. Así queda ahora.',
    complaint:
      'Usted marcó uno de nuestros mensajes como correo no deseado, por lo que no le enviamos nada por esta vía, sean cuales sean las casillas marcadas aquí. Si quiere volver a recibir nuestros mensajes, escriba a {address}.',
    stop: 'Usted canceló nuestros SMS respondiendo STOP, por lo que no le enviamos ninguno, sean cuales sean las casillas marcadas aquí. Si quiere volver a recibirlos, envíe START al número del que procedían.',
    undelivered:
      'Nuestros mensajes no le llegaron por esta vía, por lo que ya no enviamos más, sean cuales sean las casillas marcadas aquí. Si algo ha cambiado, escriba a {address}.',
    blocked:
      'No le enviamos nada por esta vía, sean cuales sean las casillas marcadas aquí. Si quiere volver a recibir nuestros mensajes, escriba a {address}.',
    nobodyTitle: 'No hay nada que elegir',
    nobody: '{brand} no conoce ninguna dirección suya, por lo que no recibe mensajes.',
  },
};
