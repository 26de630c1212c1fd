import type { Locale } from '@tertulia/contract';
import { escapeHtml, renderPage, STYLE_SOURCE } from '../operators/page.js';
import type { UnsubscribeChoice, UnsubscribeScope } from './unsubscribe.service.js';

/** No script, and the form leads nowhere else. */
export const PAGE_POLICY = `default-src 'none'; style-src ${STYLE_SOURCE}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

interface Words {
  title: string;
  intro: string;
  room: (name: string) => string;
  mentions: string;
  everything: string;
  doneTitle: string;
  done: Record<UnsubscribeScope, string>;
}

const words: Record<Locale, Words> = {
  es: {
    title: 'Dejar de recibir correos',
    intro: 'Elige qué correos no quieres recibir más. En la aplicación se te sigue avisando.',
    room: (name) => `Ninguno sobre la sala ${name}`,
    mentions: 'Ninguno sobre menciones',
    everything: 'Ninguno, salvo los que yo mismo pida',
    doneTitle: 'Hecho',
    done: {
      room: 'No recibirás más correos sobre esta sala.',
      mentions: 'No recibirás más correos sobre menciones.',
      everything: 'No recibirás más correos, salvo los que tú mismo pidas.',
    },
  },
  'pt-BR': {
    title: 'Parar de receber e-mails',
    intro: 'Escolha quais e-mails você não quer mais receber. No aplicativo você continua sendo avisado.',
    room: (name) => `Nenhum sobre a sala ${name}`,
    mentions: 'Nenhum sobre menções',
    everything: 'Nenhum, exceto os que eu mesmo pedir',
    doneTitle: 'Pronto',
    done: {
      room: 'Você não receberá mais e-mails sobre esta sala.',
      mentions: 'Você não receberá mais e-mails sobre menções.',
      everything: 'Você não receberá mais e-mails, exceto os que você mesmo pedir.',
    },
  },
  en: {
    title: 'Stop e-mails',
    intro: 'Choose which e-mails you no longer want. You are still told in the app.',
    room: (name) => `None about the room ${name}`,
    mentions: 'None about mentions',
    everything: 'None at all, but what I ask for myself',
    doneTitle: 'Done',
    done: {
      room: 'You get no more e-mails about this room.',
      mentions: 'You get no more e-mails about mentions.',
      everything: 'You get no more e-mails, but what you ask for yourself.',
    },
  },
};

/** The page of the link: three ways out as buttons of a form, which posts to the page's own address. */
export function choicePage({ locale, roomName }: UnsubscribeChoice): string {
  const text = words[locale];
  const button = (scope: UnsubscribeScope, label: string): string =>
    `<p><button name="scope" value="${scope}">${escapeHtml(label)}</button></p>`;
  const room = roomName === null ? '' : button('room', text.room(roomName));
  const rest = button('mentions', text.mentions) + button('everything', text.everything);
  return renderPage(locale, text.title, `<p>${escapeHtml(text.intro)}</p><form method="post">${room}${rest}</form>`);
}

/** What was stopped. */
export function donePage(locale: Locale, scope: UnsubscribeScope): string {
  const text = words[locale];
  return renderPage(locale, text.doneTitle, `<p>${escapeHtml(text.done[scope])}</p>`);
}
