import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { Icon } from './icons.js';

/** One short message over the page, with at most one thing to do about it. */
export interface Toast {
  text: string;
  /** Said at once and in red: something that the person did has failed. */
  isError?: boolean;
  action?: { label: string; run: () => void };
}

interface Shown extends Toast {
  id: number;
}

const PLAIN_MS = 5_000;
const ACTION_MS = 10_000;

/** The messages that wait; the first one is on the screen. */
export class Toasts {
  private waiting: readonly Shown[] = [];
  private lastId = 0;
  private readonly listeners = new Set<() => void>();

  readonly first = (): Shown | undefined => this.waiting[0];

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Shows a message when those before it are gone; the same text does not wait twice. */
  show(toast: Toast): void {
    if (!toast.action && this.waiting.some(({ text }) => text === toast.text)) return;
    this.lastId += 1;
    this.change([...this.waiting, { ...toast, id: this.lastId }]);
  }

  dismiss(id: number): void {
    this.change(this.waiting.filter((toast) => toast.id !== id));
  }

  private change(waiting: readonly Shown[]): void {
    this.waiting = waiting;
    for (const listener of this.listeners) listener();
  }
}

export const ToastsContext = createContext<Toasts>(new Toasts());

/** Where to say something short that needs no answer. */
export function useToasts(): Toasts {
  return useContext(ToastsContext);
}

/** The place where toasts appear: over the page, so that nothing moves; it stays while the pointer or the focus is on it. */
export function ToastArea({ label, dismissLabel }: { label: string; dismissLabel: string }) {
  const toasts = useToasts();
  const toast = useSyncExternalStore(toasts.subscribe, toasts.first);
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (!toast || isHeld) return undefined;
    const timer = setTimeout(() => toasts.dismiss(toast.id), toast.action ? ACTION_MS : PLAIN_MS);
    return () => clearTimeout(timer);
  }, [toasts, toast, isHeld]);
  const end = (id: number) => {
    setIsHeld(false);
    toasts.dismiss(id);
  };
  const holding = {
    onPointerEnter: () => setIsHeld(true),
    onPointerLeave: () => setIsHeld(false),
    onFocus: () => setIsHeld(true),
    onBlur: () => setIsHeld(false),
  };
  return (
    <section className="toasts" aria-label={label} {...holding}>
      <div role="status">
        {toast && !toast.isError && <Face key={toast.id} toast={toast} onEnd={end} dismissLabel={dismissLabel} />}
      </div>
      <div role="alert">
        {toast?.isError && <Face key={toast.id} toast={toast} onEnd={end} dismissLabel={dismissLabel} />}
      </div>
    </section>
  );
}

interface FaceProps {
  toast: Shown;
  dismissLabel: string;
  onEnd: (id: number) => void;
}

function Face({ toast, dismissLabel, onEnd }: FaceProps) {
  const { id, text, action, isError } = toast;
  return (
    <div className={`toast${isError ? ' toast-error' : ''}`}>
      <p>{text}</p>
      {action && (
        <button
          type="button"
          className="text-button"
          onClick={() => {
            onEnd(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="icon-button" aria-label={dismissLabel} onClick={() => onEnd(id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
