import { useMemo } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { loadEmoji } from '../ui/emoji-data.js';
import type { ComposerProps } from './composer-props.js';
import { type Suggestion, type Trigger } from './suggestions.js';
import type { SuggestionSource } from './use-suggestions.js';

/** Where the composer's suggestions come from: people, rooms, emoji and commands. */
export function useSources({ people, rooms, commands }: ComposerProps): SuggestionSource {
  const { t, locale } = useLocale();
  return useMemo(() => {
    const commandList = commands.map((id) => ({
      id,
      insert: `/${id} `,
      sign: '/',
      label: id,
      detail: t(`command_${id}`),
      words: [],
    }));
    const now = ({ kind }: Trigger): readonly Suggestion[] => {
      if (kind === 'person') return people.here();
      if (kind === 'command') return commandList;
      return kind === 'room' ? rooms().map(roomSuggestion) : [];
    };
    const later = async (trigger: Trigger): Promise<readonly Suggestion[]> => {
      if (trigger.kind === 'person') return people.find(trigger.query);
      if (trigger.kind !== 'emoji') return now(trigger);
      const all = await loadEmoji(locale);
      return all.map(({ emoji, label, tags }) => ({
        id: emoji,
        insert: `${emoji} `,
        sign: emoji,
        label,
        detail: '',
        words: tags,
      }));
    };
    return { now, later, recent: ({ kind }: Trigger) => (kind === 'person' ? people.recent() : []) };
  }, [people, rooms, commands, t, locale]);
}

function roomSuggestion(room: { id: string; slug: string; name: string; topic: string }): Suggestion {
  const { id, slug, name, topic } = room;
  return { id, insert: `#${slug} `, sign: '#', label: name, detail: topic, words: [slug, ...name.split(/\s+/u)] };
}
