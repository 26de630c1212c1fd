import type { ReactNode } from 'react';
import { Drawing, type DrawingName } from './drawings.js';
import './page.css';

interface Props {
  drawing: DrawingName;
  title: string;
  text?: ReactNode;
  /** Errors are told at once to those who do not see them. */
  isError?: boolean;
  children?: ReactNode;
}

/** What stands where nothing is: a drawing, a sentence, and the way on. */
export function EmptyState({ drawing, title, text, isError = false, children }: Props) {
  return (
    <div className="empty" role={isError ? 'alert' : undefined}>
      <Drawing name={drawing} />
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children && <div className="empty-actions">{children}</div>}
    </div>
  );
}
