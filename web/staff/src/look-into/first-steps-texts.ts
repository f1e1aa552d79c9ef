import { inBoth } from '../texts.ts';

export const texts = inBoth(
  {
    title: 'What a new clinic still needs',
    done: 'done',
    open: 'to do',
    name: 'Name the clinic, and set its country and time zone',
    nameDo: 'They stand behind every message to a client. Now it is “{name}”, and {time} in {zone}.',
    phone: 'Give the number that clients may call',
    phoneDo: 'Whoever asks for help by text is told it.',
    people: 'Add your clinicians',
    peopleDo:
      'What a client answers waits for one of them; you can be one too. Whoever runs Attune then gives each a sign-in: on one machine by npm run --silent attune -- sign-in NAME, on AWS in Cognito.',
    pathway: 'Read the pathway that is published',
    pathwayDo:
      'It says what clients are asked, and when. Change it, or rehearse it on a made-up client, before anybody is enrolled.',
    client: 'Add a client',
    clientDo: 'Nothing is sent before you enrol them, and you see first what would be.',
    list: 'Or import a client list',
    listDo: 'A CSV file; you see what each row would do.',
  },
  {
    title: 'Lo que aún le falta a una clínica nueva',
    done: 'hecho',
    open: 'por hacer',
    name: 'Poner nombre a la clínica, su país y su zona horaria',
    nameDo: 'Están detrás de cada mensaje a un paciente. Ahora es «{name}», y son las {time} en {zone}.',
    phone: 'Dar el número al que pueden llamar los pacientes',
    phoneDo: 'Se le dice a quien pide ayuda por mensaje de texto.',
    people: 'Añadir a sus clínicos',
    peopleDo:
      'Lo que responde un paciente espera a uno de ellos; usted también puede serlo. Quien opera Attune le da después a cada uno su acceso: en una máquina con npm run --silent attune -- sign-in NOMBRE, en AWS en Cognito.',
    pathway: 'Leer el itinerario publicado',
    pathwayDo:
      'Dice qué se pregunta a los pacientes y cuándo. Cámbielo, o ensáyelo con un paciente inventado, antes de inscribir a nadie.',
    client: 'Añadir un paciente',
    clientDo: 'No se envía nada antes de inscribirlo, y primero ve qué se enviaría.',
    list: 'O importar una lista de pacientes',
    listDo: 'Un archivo CSV; ve qué haría cada fila.',
  },
);
