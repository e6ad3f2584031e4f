import { Box, Title, VisuallyHidden } from '@mantine/core';
import { IconHandClick } from '@tabler/icons-react';
import { Outlet, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Nothing } from '../shared/nothing';
import { InboxFilters } from './inbox-filters';
import { InboxList } from './inbox-list';
import classes from './inbox-page.module.css';

/** What waits for people: the list, and beside it the one that is open. On a narrow screen one of the two. */
export function InboxPage(): ReactElement {
  const { approval } = useParams({ strict: false });
  return (
    <div className={classes.page} data-open={approval !== undefined}>
      <Box component="section" aria-label="Questions that wait" className={classes.list}>
        <VisuallyHidden>
          <Title order={1}>Inbox</Title>
        </VisuallyHidden>
        <InboxFilters />
        <InboxList />
      </Box>
      <Box className={classes.item}>
        {approval === undefined ? (
          <Nothing icon={IconHandClick} title="Choose a question">
            It is shown here with all that is needed to decide it.
          </Nothing>
        ) : (
          <Outlet />
        )}
      </Box>
    </div>
  );
}
