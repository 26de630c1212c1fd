import { type ReplyReference } from '@tertulia/contract';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

type Box = RefObject<HTMLTextAreaElement | null>;

/** The composer has the focus when a room is opened, and when an answer is begun. */
export function useFocus(box: Box, replyTo: ReplyReference | null): void {
  useEffect(() => {
    // On touch screens the keyboard would cover the room that was just opened.
    if (window.matchMedia('(hover: hover) and (pointer: fine)').matches) box.current?.focus();
  }, [box]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [box, replyTo]);
}

/** One line high, and higher with its text; the style sheet sets the end at eight lines. */
export function useGrowing(box: Box, text: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [box, text]);
}

/** The box has the focus again after a dialog that took it away. */
export function useFocusBack(box: Box, isAsked: boolean): void {
  const wasAsked = useRef(isAsked);
  useEffect(() => {
    if (wasAsked.current && !isAsked && document.activeElement === document.body) box.current?.focus();
    wasAsked.current = isAsked;
  }, [box, isAsked]);
}
