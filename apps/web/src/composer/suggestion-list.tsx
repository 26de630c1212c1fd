import { useEffect, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import type { Suggestion } from './suggestions.js';

export const LIST_ID = 'composer-suggestions';

/** The id of one option, for `aria-activedescendant`. */
export function optionId(index: number): string {
  return `${LIST_ID}-${index}`;
}

interface Props {
  items: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
}

/** What the word at the caret may become; the focus stays in the text box. */
export function SuggestionList({ items, active, onChoose }: Props) {
  const { t } = useLocale();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={list} id={LIST_ID} className="suggestions" role="listbox" aria-label={t('suggestions')}>
      {items.map((item, index) => (
        <div
          key={item.id}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // A press must not take the focus from the text box.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(item)}
        >
          <span className="suggestion-sign" aria-hidden="true">
            {item.sign}
          </span>
          <span className="suggestion-label" dir="auto">
            {item.label}
          </span>
          <span className="suggestion-detail" dir="auto">
            {item.detail}
          </span>
          {item.isAway && <span className="suggestion-away">{t('notInRoom')}</span>}
        </div>
      ))}
    </div>
  );
}
