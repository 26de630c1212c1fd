import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { locales } from '@tertulia/contract';
import { cleanup, render, screen } from '@testing-library/react';
import { LocaleProvider } from '../i18n/locale-context.js';
import { loadLanguage } from '../i18n/translate.js';
import { keyLabels, shortcutIds, shortcuts } from '../ui/shortcuts.js';
import { HelpDialog } from './help-dialog.js';

const languages = await Promise.all(locales.map(loadLanguage));

beforeAll(() => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(cleanup);

describe('the list of shortcuts', () => {
  it.each(languages.map((language) => [language.locale, language] as const))(
    'has a text and the keys of every shortcut in %s',
    (_locale, language) => {
      render(
        <LocaleProvider initial={language}>
          <HelpDialog onClose={() => undefined} />
        </LocaleProvider>,
      );
      const texts = new Map<string, unknown>(Object.entries(language.messages));
      expect(screen.getAllByRole('term').length).toBe(shortcutIds.length);
      for (const id of shortcutIds) {
        const text = texts.get(`shortcut_${id}`);
        expect([id, typeof text]).toEqual([id, 'string']);
        const keys = screen
          .getAllByText(String(text))
          .flatMap((term) => [...(term.parentElement?.querySelectorAll('kbd') ?? [])].map((key) => key.textContent));
        expect(keys).toEqual(expect.arrayContaining(keyLabels(shortcuts[id].keys[0])));
      }
    },
  );
});
