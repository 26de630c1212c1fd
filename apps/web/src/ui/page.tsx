import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from './icons.js';
import './page.css';

interface Props {
  title: string;
  intro?: ReactNode;
  /** What the whole page is about to do, beside its heading. */
  actions?: ReactNode;
  /** What just happened, over the lower edge of the page. */
  status?: ReactNode;
  children: ReactNode;
}

/** The frame of every page beside the rooms: heading, a word on what it is for, and one column. */
export function Page({ title, intro, actions, status, children }: Props) {
  const { t } = useLocale();
  return (
    <main className="page" aria-label={title}>
      <div className="page-column">
        <header className="page-head">
          <Link href="/" className="icon-button back-button" aria-label={t('back')}>
            <Icon name="back" />
          </Link>
          <h1>{title}</h1>
          {actions && <div className="page-actions">{actions}</div>}
        </header>
        {intro && <p className="page-intro">{intro}</p>}
        {children}
      </div>
      <div className="page-status" role="status">
        {status}
      </div>
    </main>
  );
}

/** A titled part of a page. */
export function PageSection({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  return (
    <section className="page-section" aria-label={title}>
      <h2>{title}</h2>
      {intro && <p className="page-hint">{intro}</p>}
      {children}
    </section>
  );
}

/** The places of rows that are on their way; seen only when they take a while. */
export function SkeletonRows({ count, label }: { count: number; label: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="skeleton-row" aria-hidden="true">
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
