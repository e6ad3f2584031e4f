import { Badge, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import type { RunStory } from '../../../src/contracts/http';
import { Section } from '../../shared/section';
import { caseOf } from './case-of';
import { DifferenceList } from './difference-list';
import { HeadTable } from './head-table';
import { headRows } from './head-rows';
import { LineTable } from './line-table';

/** Invoice beside order beside receipts, with what differs marked. Nothing where the run is about no invoice. */
export function InvoiceSection({ story }: { story: RunStory }): ReactElement | null {
  const found = caseOf(story);
  if (!found) return null;
  const rows = headRows(found);
  const differing = rows.filter(({ differs }) => differs).length + (found.comparison?.differences.length ?? 0);
  return (
    <Section
      title="Invoice, order and receipts"
      aside={
        <Badge variant="light" color={differing > 0 ? 'red' : 'green'} c="var(--mantine-color-text)" tt="none">
          {differing === 0 ? 'No differences' : differing === 1 ? '1 difference' : `${differing} differences`}
        </Badge>
      }
    >
      <Stack gap="md">
        <HeadTable rows={rows} />
        {found.comparison ? (
          <>
            <LineTable comparison={found.comparison} invoice={found.invoice} />
            <DifferenceList differences={found.comparison.differences} currency={found.invoice.currency} />
          </>
        ) : null}
      </Stack>
    </Section>
  );
}
