import { AppShell, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AccountMenu } from './account-menu';
import { KeysDialog } from './keys-dialog';
import { PageLinks } from './page-links';
import classes from './shell.module.css';
import { useKeys } from './use-keys';
import { useLive } from './use-live';

/** What is around each page. */
export function Shell(): ReactElement {
  const [keysShown, keys] = useDisclosure();
  useLive();
  useKeys([['?', keys.open]]);
  return (
    <AppShell header={{ height: 56 }} padding={0}>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <AppShell.Header className={classes.header}>
        <Group gap="xl" wrap="nowrap">
          <Link to="/inbox" className={classes.brand} aria-label="Seaworthy, to the inbox">
            <img src="/desk/icon.svg" alt="" width={28} height={28} />
            <Text fw={700} component="span">
              Seaworthy
            </Text>
          </Link>
          <PageLinks />
        </Group>
        <AccountMenu onKeys={keys.open} />
      </AppShell.Header>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
      <KeysDialog opened={keysShown} onClose={keys.close} />
    </AppShell>
  );
}
