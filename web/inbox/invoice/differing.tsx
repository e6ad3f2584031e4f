import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './differing.module.css';

/** Marks what differs: by colour, by a sign, and in words for who hears the page. */
export function Differing({ children }: { children: ReactNode }): ReactElement {
  return (
    <mark className={classes.differs}>
      <IconAlertTriangleFilled size={13} aria-hidden /> {children}
      <VisuallyHidden> (differs)</VisuallyHidden>
    </mark>
  );
}
