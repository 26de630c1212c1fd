import { describe, expect, it } from '@jest/globals';
import { defaultSettings, type OwnUser, type UpdateMe } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import { shownChoices } from '../realtime/choice-saver.js';
import { Observable } from '../realtime/observable.js';
import { SettingsSaver } from './settings-saver.js';

const ana: OwnUser = {
  id: 'ana',
  handle: 'ana',
  displayName: 'Ana',
  isGuest: true,
  isBot: false,
  locale: null,
  createdAt: '2026-05-01T10:00:00.000Z',
  settings: defaultSettings,
  email: null,
  mailPreference: 'each',
  quietHours: null,
  timeZone: null,
  mailPausedUntil: null,
};

function open(refuse: (change: UpdateMe) => boolean = () => false) {
  const me = new Observable(ana);
  const asked: UpdateMe[] = [];
  const update = async (change: UpdateMe): Promise<OwnUser> => {
    asked.push(change);
    if (refuse(change)) throw new RequestError('invalid_payload', 'Not understood.');
    return { ...me.get(), settings: { ...me.get().settings, ...change.settings } };
  };
  const saver = new SettingsSaver({ me, update });
  return { me, asked, saver, shown: () => shownChoices(me.get().settings, saver.get().pending) };
}

describe('changing a setting', () => {
  it('shows it at once and keeps it', async () => {
    const { me, saver, shown } = open();
    const saving = saver.choose('bubbles', true);
    expect(shown().bubbles).toBe(true);
    await saving;
    expect(me.get().settings.bubbles).toBe(true);
    expect(saver.get().pending.bubbles).toBeUndefined();
  });

  it('puts it back when it is refused, and says so at the setting', async () => {
    const { saver, shown } = open(() => true);
    await saver.choose('openAt', 'last');
    expect(shown().openAt).toBe('unread');
    expect(saver.get().failures).toEqual({ openAt: 'invalid_payload' });
  });

  it('sends one after the other, and only the last of several for the same', async () => {
    const { asked, saver, shown } = open();
    const first = saver.choose('openAt', 'last');
    void saver.choose('openAt', 'newest');
    await Promise.all([first, saver.choose('letterKeys', false)]);
    expect(asked).toEqual([{ settings: { openAt: 'newest' } }, { settings: { letterKeys: false } }]);
    expect(shown()).toMatchObject({ openAt: 'newest', letterKeys: false });
  });

  it('does not take a refused setting along with the others', async () => {
    const { saver, shown } = open((change) => change.settings?.bubbles !== undefined);
    await Promise.all([saver.choose('bubbles', true), saver.choose('sendWith', 'mod-enter')]);
    expect(shown()).toMatchObject({ bubbles: false, sendWith: 'mod-enter' });
  });
});
