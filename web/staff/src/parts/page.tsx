import { type ReactNode, useEffect } from 'react';

/** A screen: its one heading, what can be done to all of it, and what it shows. */
export function Page({
  title,
  screen,
  beside,
  actions,
  children,
  wide,
}: {
  title: string;
  /** What the browser’s tab and history call it, where the heading names a client. */
  screen?: string;
  /** Stands after the heading. */
  beside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  useScreenName(screen ?? title);
  return (
    <div className={wide ? 'page wide' : 'page'}>
      <header className="page-head">
        <h1>{title}</h1>
        {beside}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Panel({
  title,
  actions,
  children,
  tone,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  tone?: Tone;
}) {
  return (
    <section className={tone ? `panel ${tone}` : 'panel'}>
      {(title || actions) && (
        <header className="panel-head">
          {title && <h2>{title}</h2>}
          {actions && <div className="panel-actions">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

export type Tone = 'red' | 'amber' | 'green' | 'grey' | 'blue';

export const Pill = ({ tone = 'grey', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`pill ${tone}`}>{children}</span>
);

let screen = '';
let urgent = '';

/** No client’s name stands in the title: it is read over shoulders, and kept in histories. */
const showTitle = () => {
  document.title = `${urgent ? `(${urgent}) ` : ''}${screen ? `${screen} · ` : ''}Attune`;
};

export function useScreenName(name: string): void {
  useEffect(() => {
    screen = name;
    showTitle();
  }, [name]);
}

export function useUrgentInTitle(count: string): void {
  useEffect(() => {
    urgent = count;
    showTitle();
  }, [count]);
}
