import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { applyEdit } from '../ui/text-edit.js';
import { findTrigger, rankSuggestions, type Suggestion, type Trigger } from './suggestions.js';

const ASK_DELAY_MS = 150;

/** Where suggestions of each kind come from. */
export interface SuggestionSource {
  /** What is known at once. */
  now: (trigger: Trigger) => readonly Suggestion[];
  /** What is known after somebody was asked; it never fails. */
  later: (trigger: Trigger) => Promise<readonly Suggestion[]>;
  /** Ids that come first, in this order. */
  recent: (trigger: Trigger) => readonly string[];
}

type Box = RefObject<HTMLTextAreaElement | null>;

/** What was asked last; answers to anything else come too late. */
interface Question {
  key: string;
  timer: ReturnType<typeof setTimeout> | undefined;
}

interface Shown {
  trigger: Trigger;
  items: readonly Suggestion[];
  active: number;
}

/** The list that follows the typing. */
function useShown(box: Box, source: SuggestionSource) {
  const [shown, setShown] = useState<Shown>();
  const latest = useRef(source);
  const question = useRef<Question>({ key: '', timer: undefined });
  /** The word for which the list was closed. */
  const closedAt = useRef<number>(undefined);
  useEffect(() => {
    latest.current = source;
  });
  useEffect(() => () => clearTimeout(question.current.timer), []);

  const hide = useCallback(() => {
    clearTimeout(question.current.timer);
    question.current.key = '';
    setShown(undefined);
  }, []);

  /** Looks at the caret again: something was typed, or the caret moved. */
  const refresh = useCallback(() => {
    const trigger = triggerIn(box.current);
    if (trigger?.start !== closedAt.current) closedAt.current = undefined;
    if (!trigger || closedAt.current !== undefined) return hide();
    const key = `${trigger.kind} ${trigger.start} ${trigger.query}`;
    if (key === question.current.key) return;
    clearTimeout(question.current.timer);
    const show = (all: readonly Suggestion[]) => {
      const items = rankSuggestions(all, trigger.query, latest.current.recent(trigger));
      setShown(items.length === 0 ? undefined : { trigger, items, active: 0 });
    };
    const timer = setTimeout(() => {
      void latest.current.later(trigger).then((all) => {
        // Otherwise the typing has gone on, and another answer is on its way.
        if (question.current.key === key) show(all);
      });
    }, ASK_DELAY_MS);
    question.current = { key, timer };
    show(latest.current.now(trigger));
  }, [box, hide]);
  return { shown, setShown, hide, refresh, closedAt };
}

/** Completes the word at the caret: a list that follows the typing, and the keys that act on it while it is shown. */
export function useSuggestions(box: Box, source: SuggestionSource) {
  const { shown, setShown, hide, refresh, closedAt } = useShown(box, source);

  const accept = (suggestion: Suggestion) => {
    const element = box.current;
    if (!element || !shown) return;
    hide();
    const { insert } = suggestion;
    const { start, query } = shown.trigger;
    const end = start + insert.length;
    applyEdit(element, { from: start, to: start + 1 + query.length, insert, selectFrom: end, selectTo: end });
  };

  /** Closes the list; it stays closed for this word. @returns whether there was one. */
  const close = () => {
    if (!shown) return false;
    closedAt.current = shown.trigger.start;
    hide();
    return true;
  };

  const handleListKey = (event: KeyboardEvent) => {
    if (!shown || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = shown.items[shown.active];
    if (step !== undefined) {
      const active = (shown.active + step + shown.items.length) % shown.items.length;
      setShown({ ...shown, active });
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) accept(chosen);
    else if (event.key !== 'Escape' || !close()) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { shown, refresh, accept, close, hide, handleListKey };
}

function triggerIn(element: HTMLTextAreaElement | null): Trigger | undefined {
  if (!element || element.selectionStart !== element.selectionEnd) return undefined;
  return findTrigger(element.value, element.selectionStart);
}
