import {
  ActionIcon,
  Avatar,
  Badge,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
} from '@mantine/core';
import { IconKeyboard, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { meQuery } from '../queries/me';
import { signOut } from './sign-out';

/** Who one is here and in which roles; light or dark; the keys; signing out. */
export function AccountMenu({ onKeys }: { onKeys: () => void }): ReactElement {
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = me?.name ?? '…';
  const dark = colorScheme === 'dark';
  return (
    <Group gap="xs" wrap="nowrap">
      <Tooltip label="Keys (?)">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size="lg"
          onClick={onKeys}
          aria-label="Keys"
          visibleFrom="sm"
        >
          <IconKeyboard size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <UnstyledButton p={4}>
            <VisuallyHidden>Account of {name}</VisuallyHidden>
            <Group gap={8} wrap="nowrap" aria-hidden>
              <Avatar size={30} color="sea" variant="filled" name={name} />
              <Text size="sm" fw={500} visibleFrom="xs">
                {name}
              </Text>
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Your roles</Menu.Label>
          <Group gap={4} px="sm" pb="xs">
            {me?.roles.map((role) => (
              <Badge key={role} variant="default" tt="none" fw={500}>
                {role}
              </Badge>
            ))}
          </Group>
          <Menu.Divider />
          <Menu.Item
            leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />}
            onClick={() => setColorScheme(dark ? 'light' : 'dark')}
          >
            {dark ? 'Light' : 'Dark'}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onKeys}>
            Keys
          </Menu.Item>
          <Menu.Item leftSection={<IconUserCircle size={16} />} component="a" href="/sign-in?return_to=/desk/inbox">
            Sign in as somebody else
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
