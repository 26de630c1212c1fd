import type { Locale } from '@tertulia/contract';
import { EmojiPicker as Picker, type EmojiPickerListComponents, type SkinTone } from 'frimousse';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import * as z from 'zod/mini';
import { useLocale } from '../i18n/locale-context.js';
import { loadEmojiData } from './emoji-data.js';
import './emoji-picker.css';
import { readStored, readStoredJson, writeStored } from './storage.js';

const RECENT = 'tertulia.emoji-recent';
const TONE = 'tertulia.emoji-tone';
const MOST_RECENT = 16;
const COLUMNS = 8;
const recentSchema = z.array(z.string().check(z.maxLength(64)));
const tones: readonly SkinTone[] = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'];

interface Props {
  label: string;
  onChoose: (emoji: string) => void;
  onClose: () => void;
}

/** Finds an emoji by name, by category, or among those used last. Escape closes it; the caller gives the focus back. */
export function EmojiPicker({ label, onChoose, onClose }: Props) {
  const { t, locale } = useLocale();
  const root = useRef<HTMLDivElement>(null);
  const [recent] = useState(readRecent);
  const [tone] = useState(readTone);
  useOutside(root, onClose);
  const choose = (emoji: string) => {
    writeStored(RECENT, JSON.stringify([emoji, ...recent.filter((one) => one !== emoji)].slice(0, MOST_RECENT)));
    onChoose(emoji);
  };
  const { resolve, hasFailed } = useEmojiData(locale);
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <div ref={root} className="emoji-picker" role="dialog" aria-label={label} onKeyDown={handleKeyDown}>
      <Picker.Root
        locale={languageOf(locale)}
        columns={COLUMNS}
        skinTone={tone}
        resolveEmojiData={resolve}
        onEmojiSelect={({ emoji }) => choose(emoji)}
      >
        <div className="emoji-head">
          {/* Enter chooses an emoji: a name that no form has keeps it from sending the form around. */}
          <Picker.Search autoFocus form="no-form" aria-label={t('emojiSearch')} placeholder={t('emojiSearch')} />
          <ToneButton />
        </div>
        {recent.length > 0 && <Recent emoji={recent} onChoose={choose} />}
        <Picker.Viewport className="emoji-viewport">
          {hasFailed ? (
            <p className="emoji-loading">{t('emojiFailed')}</p>
          ) : (
            <Picker.Loading className="emoji-loading">{t('emojiLoading')}</Picker.Loading>
          )}
          <Picker.Empty className="emoji-loading">{t('emojiNone')}</Picker.Empty>
          <Picker.List components={components} />
        </Picker.Viewport>
      </Picker.Root>
    </div>
  );
}

export default EmojiPicker;

/** The emoji in a language, and whether they could not be fetched. */
function useEmojiData(locale: Locale) {
  const [hasFailed, setHasFailed] = useState(false);
  const [resolve] = useState(() => async () => {
    try {
      return await loadEmojiData(locale);
    } catch (error) {
      setHasFailed(true);
      throw error;
    }
  });
  return { resolve, hasFailed };
}

/** The tones one after the other; the chosen one stays. */
function ToneButton() {
  const { t } = useLocale();
  return (
    <Picker.SkinTone>
      {({ skinTone, setSkinTone, skinToneVariations }) => (
        <button
          type="button"
          className="icon-button"
          aria-label={t('emojiTone')}
          title={t('emojiTone')}
          onClick={() => {
            const next = tones[(tones.indexOf(skinTone) + 1) % tones.length] ?? 'none';
            setSkinTone(next);
            writeStored(TONE, next === 'none' ? null : next);
          }}
        >
          <span aria-hidden="true">{skinToneVariations.find((one) => one.skinTone === skinTone)?.emoji ?? '✋'}</span>
        </button>
      )}
    </Picker.SkinTone>
  );
}

function Recent({ emoji, onChoose }: { emoji: readonly string[]; onChoose: (emoji: string) => void }) {
  const { t } = useLocale();
  return (
    <div className="emoji-recent" role="group" aria-label={t('emojiRecent')}>
      {emoji.map((one) => (
        <button key={one} type="button" className="emoji-one" onClick={() => onChoose(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}

const components: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...props }) => (
    <div {...props} className="emoji-category">
      {category.label}
    </div>
  ),
  Row: (props) => <div {...props} aria-rowindex={fromOne(props['aria-rowindex'])} className="emoji-row" />,
  Emoji: ({ emoji, ...props }) => (
    <button
      {...props}
      role="gridcell"
      aria-colindex={fromOne(props['aria-colindex'])}
      type="button"
      className="emoji-one"
    >
      {emoji.emoji}
    </button>
  ),
};

/** The library counts from 0, WAI-ARIA from 1. */
function fromOne(index: number | undefined): number | undefined {
  return index === undefined ? undefined : index + 1;
}

function languageOf(locale: Locale): string {
  return locale === 'pt-BR' ? 'pt' : locale;
}

function readRecent(): string[] {
  const kept = recentSchema.safeParse(readStoredJson(RECENT));
  return kept.success ? kept.data.slice(0, MOST_RECENT) : [];
}

function readTone(): SkinTone {
  const kept = readStored(TONE);
  return tones.find((tone) => tone === kept) ?? 'none';
}

/** A press elsewhere closes it, except on the button that opened it: that one closes it by itself. */
function useOutside(root: React.RefObject<HTMLElement | null>, onClose: () => void): void {
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useEffect(() => {
    const handlePress = (event: PointerEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (root.current?.contains(target) || target.closest('[aria-expanded=true]')) return;
      latest.current();
    };
    document.addEventListener('pointerdown', handlePress);
    return () => document.removeEventListener('pointerdown', handlePress);
  }, [root]);
}
