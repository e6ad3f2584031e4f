import { IconMapOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { Nothing } from '../shared/nothing';

export function Unknown(): ReactElement {
  return (
    <Nothing icon={IconMapOff} title="There is no such page">
      The address may be old, or mistyped.
    </Nothing>
  );
}
