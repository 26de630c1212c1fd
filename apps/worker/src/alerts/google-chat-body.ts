import { type Alert, instantText, severityText } from './alert.js';

/**
 * An alert as a card of Google Chat. There is no `text`, where `<users/all>` would call everybody; widgets read a little
 * HTML, so all of it is escaped, and in titles, which read none, its brackets are replaced. Source: developers.google.com,
 * "Format messages" and "Card v2".
 */
export function toGoogleChatBody(alert: Alert): object {
  const widgets = [
    ...alert.facts.map(({ label, value }) => ({
      decoratedText: { topLabel: withoutBrackets(label), text: escapeHtml(value), wrapText: true },
    })),
    ...(alert.link
      ? [
          {
            buttonList: {
              buttons: [{ text: `Open at ${alert.link.host}`, onClick: { openLink: { url: alert.link.href } } }],
            },
          },
        ]
      : []),
  ];
  return {
    cardsV2: [
      {
        cardId: alert.eventId.replace(/[^\w-]/g, '').slice(0, 60),
        card: {
          header: {
            title: withoutBrackets(`${severityText(alert.severity)}: ${alert.title}`),
            subtitle: `since ${instantText(alert.since)}`,
          },
          ...(widgets.length > 0 && { sections: [{ widgets }] }),
        },
      },
    ],
  };
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

const withoutBrackets = (text: string): string => text.replace(/</g, '‹').replace(/>/g, '›');
