import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { inboxCountQuery } from '../queries/inbox';
import classes from './page-links.module.css';
import { pages } from './pages';

/** Where one can go: beside the name on a wide screen, along the lower edge on a narrow one. */
export function PageLinks(): ReactElement {
  const { data: mine } = useQuery(inboxCountQuery);
  return (
    <nav className={classes.links} aria-label="Pages">
      {pages.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          activeProps={{ className: classes.active, 'aria-current': 'page' }}
        >
          <Icon size={20} stroke={1.6} aria-hidden />
          <span>{label}</span>
          {to === '/inbox' && mine ? (
            <Badge size="sm" circle={mine < 10} className={classes.count} aria-label={`${mine} wait for you`}>
              {mine}
            </Badge>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}
