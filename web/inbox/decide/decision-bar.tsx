import { Button, Group } from '@mantine/core';
import { IconCheck, IconMessage, IconPencil, IconUserShare, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalItem, DecisionName } from '../../../src/contracts/http';
import { useKeys } from '../../shell/use-keys';
import classes from './decision-bar.module.css';
import { DecisionDialog } from './decision-dialog';

const looks = {
  approve: { label: 'Approve', icon: IconCheck, variant: 'filled', color: 'sea', key: 'a' },
  answer: { label: 'Answer', icon: IconMessage, variant: 'filled', color: 'sea', key: 'a' },
  edit: { label: 'Edit', icon: IconPencil, variant: 'default', color: 'gray', key: 'e' },
  deny: { label: 'Deny', icon: IconX, variant: 'default', color: 'red', key: 'd' },
  delegate: { label: 'Delegate', icon: IconUserShare, variant: 'default', color: 'gray', key: '' },
} as const;
const order: DecisionName[] = ['approve', 'answer', 'edit', 'deny', 'delegate'];

/** What one may decide, always in reach. Not there for who may not. */
export function DecisionBar({ item }: { item: ApprovalItem }): ReactElement | null {
  const [chosen, choose] = useState<DecisionName>();
  const possible = item.yours ? order.filter((name) => item.decisions.includes(name)) : [];
  useKeys(possible.flatMap((name) => (looks[name].key ? [[looks[name].key, () => choose(name)]] : [])));
  if (possible.length === 0) return null;
  return (
    <div className={classes.bar} role="toolbar" aria-label="Decide">
      <Group gap="xs" justify="flex-start">
        {possible.map((name) => {
          const { label, icon: Icon, variant, color } = looks[name];
          return (
            <Button
              key={name}
              variant={variant}
              color={color}
              leftSection={<Icon size={18} aria-hidden />}
              onClick={() => choose(name)}
            >
              {label}
            </Button>
          );
        })}
      </Group>
      {chosen ? <DecisionDialog item={item} decision={chosen} onClose={() => choose(undefined)} /> : null}
    </div>
  );
}
